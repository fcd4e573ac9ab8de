"""What may stand in an address: whole numbers that every database can hold, and names without a null sign."""

from flask import Flask
from werkzeug.routing import IntegerConverter, Map, UnicodeConverter

LARGEST_ID = 2**31 - 1
"""Ids and positions are columns of 32 bits. A larger number is no page, not a failure of ours."""


class Id(IntegerConverter):
    """`<int:…>`: a number as it is written, without leading zeros or more digits than an id can have."""

    def __init__(self, map: Map, *, min: int | None = None, max: int = LARGEST_ID) -> None:  # noqa: A002
        super().__init__(map, min=min, max=max)
        self.regex = r"(?:0|[1-9][0-9]{0,9})"


class Name(UnicodeConverter):
    """`<…>`: any text without a slash. PostgreSQL knows no text with a null sign in it."""

    def __init__(self, map: Map) -> None:  # noqa: A002
        super().__init__(map)
        self.regex = r"[^/\x00]+"


def init_app(app: Flask) -> None:
    """Every address is read this way. To be called before rooms name theirs."""
    app.url_map.converters |= {"int": Id, "default": Name, "string": Name}
