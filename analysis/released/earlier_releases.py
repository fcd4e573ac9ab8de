"""Reads releases that were made before today's verdicts, in today's words."""

from typing import Any

import msgspec

from analysis.released.released_values import Verdict

NO_DIFFERENCE = "none"
"""What was said of a difference that is ruled out, and of one that is certain and small."""


def in_todays_words(document: bytes) -> bytes:
    """A release's JSON with each verdict as it is called today; the stored bytes stay what they are.

    >>> in_todays_words(b'{"differences":[{"interval":{"lower":0.2,"upper":2.1},"verdict":"none"}]}')
    b'{"differences":[{"interval":{"lower":0.2,"upper":2.1},"verdict":"a_little_higher"}]}'
    """
    if b'"none"' not in document:
        return document
    return msgspec.json.encode(_renamed(msgspec.json.decode(document)))


def _renamed(found: Any) -> Any:
    if isinstance(found, list):
        return [_renamed(one) for one in found]
    if not isinstance(found, dict):
        return found
    if found.get("verdict") == NO_DIFFERENCE:
        return found | {"verdict": _verdict(found.get("interval"))}
    return {key: _renamed(one) for key, one in found.items()}


def _verdict(interval: dict[str, float] | None) -> Verdict:
    if interval and interval["lower"] > 0:
        return Verdict.A_LITTLE_HIGHER
    if interval and interval["upper"] < 0:
        return Verdict.A_LITTLE_LOWER
    return Verdict.ABOUT_THE_SAME
