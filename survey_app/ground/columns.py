"""Column types that several rooms use: a word of an enum, and JSON."""

import json
from enum import StrEnum
from typing import Any

from sqlalchemy import Enum, Text
from sqlalchemy.types import TypeDecorator


def word_of(words: type[StrEnum], law: str, length: int = 20) -> Enum:
    """A word of an enum, kept as that word; a CHECK of the table named after `law` refuses any other."""
    return Enum(
        words,
        name=law,
        native_enum=False,
        create_constraint=True,
        length=length,
        values_callable=lambda kind: [word.value for word in kind],
    )


class Json(TypeDecorator[Any]):
    """A value of plain JSON, kept as its text. Give a new value to change it: what it holds isn't watched."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> str | None:
        return None if value is None else json.dumps(value, ensure_ascii=False)

    def process_result_value(self, value: str | None, dialect: Any) -> Any:
        return None if value is None else json.loads(value)
