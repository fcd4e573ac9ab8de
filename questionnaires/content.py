"""The content of a questionnaire as one document: what its hash is over, and what a manifest carries."""

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from enum import Enum
from typing import Any

import msgspec

from questionnaires.model import Questionnaire


def document(questionnaire: Questionnaire) -> dict[str, Any]:
    """Structure and texts as plain JSON values. A field with its default is left out.

    That way a field that is added to the model later, with a default, changes no hash that was published.
    """
    content = _plain(questionnaire)
    assert isinstance(content, dict)
    return content


def canonical(questionnaire: Questionnaire) -> bytes:
    """The content without its hash as UTF-8 JSON: keys sorted, no spaces, no needless escapes."""
    content = document(questionnaire)
    del content["content_hash"]
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def content_hash(questionnaire: Questionnaire) -> str:
    """`sha256:` and 64 hexadecimal digits over the canonical content."""
    return "sha256:" + hashlib.sha256(canonical(questionnaire)).hexdigest()


def sealed(questionnaire: Questionnaire) -> Questionnaire:
    """The same questionnaire with the hash of its content."""
    return dataclasses.replace(questionnaire, content_hash=content_hash(questionnaire))


class ContentDoesNotMatchItsHash(Exception):
    """A document's content is not what its hash says."""


def from_document(content: Mapping[str, Any]) -> Questionnaire:
    """The questionnaire of a document, which must have the content that its hash says.

    Raises ContentDoesNotMatchItsHash, or msgspec.ValidationError where the document has another shape.
    """
    questionnaire: Questionnaire = msgspec.convert(dict(content), Questionnaire)
    if content_hash(questionnaire) != questionnaire.content_hash:
        raise ContentDoesNotMatchItsHash(f"{questionnaire.key} {questionnaire.version}")
    return questionnaire


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: _plain(getattr(value, field.name))
            for field in dataclasses.fields(value)
            if getattr(value, field.name) != field.default
        }
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(part) for part in value]
    return value
