"""The items and background questions that an institution adds to a standard questionnaire."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from questionnaires.languages import COMPLETE, ByLanguage
from questionnaires.model import Kind, Merge, Texts

LOCAL_PREFIX = "local_"
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class LocalItem:
    """An item of the institution's own, on one of the core's scales. `texts` are by language."""

    id: str
    scale: str
    texts: Mapping[str, str]
    kind: Kind = Kind.PERCEPTION
    is_reversed: bool = False
    recall_months: int | None = None
    is_sensitive: bool = False


@dataclass(frozen=True, slots=True)
class LocalBackground:
    """A background question of the institution's own. All texts are by language, `class_texts` then by class.

    The names that merges give need a text, too.
    """

    id: str
    texts: Mapping[str, str]
    purposes: Mapping[str, str]
    classes: tuple[str, ...]
    class_texts: Mapping[str, Mapping[str, str]]
    merges: tuple[Merge, ...] = ()


def is_local(part_id: str) -> bool:
    """Whether an item or background question was added by an institution."""
    return part_id.startswith(LOCAL_PREFIX)


def with_local(
    texts: Texts, local_items: Sequence[LocalItem], local_background: Sequence[LocalBackground]
) -> Texts:
    """The texts of one language, with those of the local parts behind them."""
    language = texts.language
    return replace(
        texts,
        items={
            **texts.items,
            **{one.id: said for one in local_items if (said := _said(one.texts, language, ""))},
        },
        background={
            **texts.background,
            **{one.id: said for one in local_background if (said := _said(one.texts, language, ""))},
        },
        background_purposes={
            **texts.background_purposes,
            **{one.id: _said(one.purposes, language, "") for one in local_background},
        },
        background_classes={
            **texts.background_classes,
            **{one.id: dict(_said(one.class_texts, language, {})) for one in local_background},
        },
    )


def _said(by_language: Mapping[str, Value], language: str, nothing: Value) -> Value:
    """What it wrote; in a language that it need not write, what stands in for that."""
    if language in by_language or language in COMPLETE or not by_language:
        return by_language.get(language, nothing)
    return ByLanguage(by_language)[language]


def comparability(local: LocalItem) -> str:
    """A key from what is asked: another wording, scale or period is another question, whatever its id."""
    asked = [dict(sorted(local.texts.items())), local.scale, local.is_reversed, local.recall_months]
    digest = hashlib.sha256(json.dumps(asked, ensure_ascii=False).encode()).hexdigest()
    return f"local/{digest[:16]}"
