"""The plain ballot: one respondent's answers as a canonical document, before sealing and after opening."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias, cast

from questionnaires.model import Questionnaire
from survey_app.protocol.errors import BallotIsMalformed, ProtocolFault
from survey_app.protocol.manifest_signing import canonical_json

NOT_APPLICABLE: Final = "na"
MODES = ("browser", "server")
Answer: TypeAlias = int | Literal["na"] | None
Mode: TypeAlias = Literal["browser", "server"]

_FIELDS = {"v", "questionnaire", "unit", "answers", "background", "comments", "mode"}
_VERSION = 1
_LARGEST_POINT = 100
_LONGEST_KEY = 64
_LONGEST_HASH = 80  # "sha256:" and 64 digits
_MOST_ENTRIES = 500
_LONGEST_COMMENT = 20_000


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment: which question, and the words."""

    question: str
    text: str


@dataclass(frozen=True, slots=True)
class Ballot:
    """One respondent's answers.

    `answers` maps item ids to a point of the item's scale, "na" (does not apply) or None (skipped); an item
    left out counts as skipped. `background` maps question ids to one class; `comments` question ids to text.
    `mode` says who sealed it: the respondent's browser, or the server on arrival (the weaker promise).
    """

    questionnaire: str
    unit: str
    answers: Mapping[str, Answer]
    background: Mapping[str, str] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)
    mode: Mode = "browser"


def text_units(text: str) -> int:
    """Return the length of a text in UTF-16 units, which is what a browser's maxlength counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def encode(ballot: Ballot) -> bytes:
    """Write a ballot as canonical JSON. Raises BallotIsMalformed when it is not within the limits."""
    document = {
        "v": _VERSION,
        "questionnaire": ballot.questionnaire,
        "unit": ballot.unit,
        "answers": dict(ballot.answers),
        "background": dict(ballot.background),
        "comments": dict(ballot.comments),
        "mode": ballot.mode,
    }
    _validate(document)
    return _canonical(document)


def decode(plaintext: bytes) -> Ballot:
    """Read a ballot's canonical JSON. Raises BallotIsMalformed for anything else.

    Only the structure is checked here: `check` compares it with the questionnaire.
    """
    try:
        document = json.loads(plaintext.decode("utf-8"))
    except (ValueError, RecursionError) as fault:
        raise BallotIsMalformed("the ballot is not JSON") from fault
    _validate(document)
    # One ballot has one text: an unusual spelling could carry a mark that singles somebody out.
    if _canonical(document) != plaintext:
        raise BallotIsMalformed("the ballot is not written canonically")
    return Ballot(
        questionnaire=document["questionnaire"],
        unit=document["unit"],
        answers=document["answers"],
        background=document["background"],
        comments=document["comments"],
        mode=document["mode"],
    )


def check(ballot: Ballot, questionnaire: Questionnaire) -> list[str]:
    """Compare a ballot with its questionnaire and return its faults in words, none when it is good."""
    if ballot.questionnaire != questionnaire.content_hash:
        return ["the ballot answers another questionnaire"]
    faults: list[str] = []
    for item_id, answer in ballot.answers.items():
        item = questionnaire.item_by_id.get(item_id)
        if item is None:
            faults.append(f"unknown item {item_id}")
        elif answer == NOT_APPLICABLE:
            if not item.scale.has_not_applicable:
                faults.append(f"item {item_id} always applies")
        elif answer is not None and answer not in item.scale.points:
            faults.append(f"item {item_id} has no point {answer}")
    classes = {question.id: question.classes for question in questionnaire.background}
    for question_id, chosen in ballot.background.items():
        if question_id not in classes:
            faults.append(f"unknown background question {question_id}")
        elif chosen not in classes[question_id]:
            faults.append(f"background question {question_id} has no such class")
    longest = {question.id: question.maximum_length for question in questionnaire.comments}
    for question_id, text in ballot.comments.items():
        if question_id not in longest:
            faults.append(f"unknown comment question {question_id}")
        elif text_units(text) > longest[question_id]:
            faults.append(f"the comment {question_id} is too long")
    return faults


def longest_plaintext(questionnaire: Questionnaire, longest_unit_code: int) -> int:
    """Return the most bytes that a good ballot of a questionnaire can have; `longest_unit_code` is in bytes.

    A UTF-16 unit of a comment takes at most three bytes: Korean takes three, an escaped quote or line end
    two, a pair of surrogates four for two.
    """

    def quoted(text: str) -> int:
        return len(canonical_json(text))

    answers = sum(
        quoted(item.id)
        + 2
        + max(len(str(item.scale.upper)), len(str(item.scale.lower)), len('"na"'), len("null"))
        for item in questionnaire.items
    )
    background = sum(
        quoted(question.id) + 2 + max(quoted(chosen) for chosen in question.classes)
        for question in questionnaire.background
    )
    comments = sum(
        quoted(question.id) + 2 + 2 + 3 * question.maximum_length for question in questionnaire.comments
    )
    frame = Ballot(questionnaire.content_hash, "", {}, mode="browser")
    return len(encode(frame)) + 6 * longest_unit_code + answers + background + comments


def _canonical(document: object) -> bytes:
    try:
        return canonical_json(document)
    except ProtocolFault as fault:
        raise BallotIsMalformed(str(fault)) from fault


def _validate(document: object) -> None:
    if not isinstance(document, dict) or set(document) != _FIELDS:
        raise BallotIsMalformed("the ballot does not have the seven fields of a ballot")
    if type(document["v"]) is not int or document["v"] != _VERSION:
        raise BallotIsMalformed("the ballot has an unknown version")
    if document["mode"] not in MODES:
        raise BallotIsMalformed("the ballot has an unknown mode")
    _require_key(document["questionnaire"], _LONGEST_HASH)
    if document["unit"] != "":
        _require_key(document["unit"])
    for name in ("answers", "background", "comments"):
        entries = document[name]
        if not isinstance(entries, dict) or len(entries) > _MOST_ENTRIES:
            raise BallotIsMalformed(f"the ballot's {name} are not a table of reasonable size")
        for key in entries:
            _require_key(key)
    for answer in cast("dict[str, object]", document["answers"]).values():
        is_point = type(answer) is int and 0 <= answer <= _LARGEST_POINT
        if not (is_point or answer is None or answer == NOT_APPLICABLE):
            raise BallotIsMalformed("an answer is neither a point, nor na, nor null")
    for chosen in document["background"].values():
        _require_key(chosen)
    for text in document["comments"].values():
        if not isinstance(text, str) or text_units(text) > _LONGEST_COMMENT:
            raise BallotIsMalformed("a comment is not a text of reasonable length")
        if any(ord(letter) < 32 and letter not in "\n\t" for letter in text):
            raise BallotIsMalformed("a comment holds control characters")


def _require_key(value: object, longest: int = _LONGEST_KEY) -> None:
    if not isinstance(value, str) or not 0 < len(value) <= longest or any(ord(c) < 32 for c in value):
        raise BallotIsMalformed("a key of the ballot is not a short text")
