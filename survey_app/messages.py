"""What a respondent's browser sends: a flat JSON object of texts, and nothing else is even looked into."""

from collections.abc import Mapping, Set

import msgspec

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
