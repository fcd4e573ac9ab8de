"""What browsers send as JSON: a respondent's a flat object of texts, and nothing else is looked into.

Forms take JSON as well, since Flask-WTF reads it for them; there, too, what is nested without end is refused.
"""

from collections.abc import Mapping, Set
from typing import Any

import msgspec
from flask import Flask
from flask.json.provider import DefaultJSONProvider

from survey_app.protocol.errors import MessageIsMalformed


def read_texts(content: bytes, fields: Set[str]) -> Mapping[str, str]:
    """The texts of a message that has exactly these fields.

    Anything else is refused at its first sign, so that no nesting, however deep, is ever followed. Raises
    MessageIsMalformed.
    """
    try:
        message = msgspec.json.decode(content, type=dict[str, str])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise MessageIsMalformed("expected a JSON object of texts") from fault
    if set(message) != fields:
        raise MessageIsMalformed(f"the fields are {', '.join(sorted(fields))}")
    return message


class BoundedJSON(DefaultJSONProvider):
    """Flask's JSON, for which a text nested too deeply is as unreadable as any other nonsense."""

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        try:
            return super().loads(s, **kwargs)
        except RecursionError as fault:
            raise ValueError("nested too deeply") from fault


def init_app(app: Flask) -> None:
    """No JSON makes a form fail afterwards."""
    app.json = BoundedJSON(app)
