"""Plain ballots: one text for one ballot, limits, and the comparison with the questionnaire."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questionnaires.model import BackgroundQuestion, CommentQuestion, Item, Kind, Questionnaire, Scale
from survey_app.protocol.ballot import Ballot, check, decode, encode, longest_plaintext
from survey_app.protocol.errors import BallotIsMalformed

FIVE = Scale("agree", (1, 2, 3, 4, 5), (4, 5), (1, 2), has_not_applicable=True)
YES = Scale("yes", (0, 1), (0,), (1,), has_not_applicable=False)


def _item(item_id: str, scale: Scale) -> Item:
    return Item(item_id, Kind.PERCEPTION, scale, False, scale.favourable, scale.unfavourable, item_id)


QUESTIONNAIRE = Questionnaire(
    key="core",
    version="1",
    content_hash="ab" * 32,
    licence="",
    attribution="",
    items=(_item("Q1", FIVE), _item("Q2", YES)),
    areas=(),
    background=(BackgroundQuestion("tenure", ("short", "long"), ()),),
    comments=(CommentQuestion("C1", 40), CommentQuestion("C2", 7)),
    texts={},
)


def _ballot(**changes) -> Ballot:
    fields = {"questionnaire": "ab" * 32, "unit": "A01", "answers": {"Q1": 5, "Q2": None}} | changes
    return Ballot(**fields)


def test_a_good_ballot_has_no_fault_and_survives_the_journey():
    ballot = _ballot(
        answers={"Q1": "na", "Q2": 0}, background={"tenure": "long"}, comments={"C2": "짧다😀"}, mode="server"
    )
    assert check(ballot, QUESTIONNAIRE) == []
    assert decode(encode(ballot)) == ballot


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"questionnaire": "cd" * 32}, "another questionnaire"),
        ({"answers": {"Q9": 1}}, "unknown item Q9"),
        ({"answers": {"Q1": 6}}, "no point 6"),
        ({"answers": {"Q2": "na"}}, "always applies"),
        ({"background": {"rank": "5"}}, "unknown background question"),
        ({"background": {"tenure": "forever"}}, "no such class"),
        ({"comments": {"C9": "x"}}, "unknown comment question"),
        ({"comments": {"C2": "😀😀😀😀"}}, "too long"),
    ],
)
def test_a_ballot_that_does_not_fit_its_questionnaire_is_told_why(changes, fault):
    faults = check(_ballot(**changes), QUESTIONNAIRE)
    assert len(faults) == 1
    assert fault in faults[0]


@pytest.mark.parametrize(
    "change",
    [
        {"v": 2},
        {"v": True},
        {"extra": 1},
        {"mode": "paper"},
        {"unit": 5},
        {"unit": "x" * 65},
        {"answers": []},
        {"answers": {"Q1": True}},
        {"answers": {"Q1": -1}},
        {"answers": {"Q1": 2.5}},
        {"answers": {"Q1": "5"}},
        {"answers": {"": 1}},
        {"answers": {f"Q{n}": 1 for n in range(501)}},
        {"background": {"a": None}},
        {"comments": {"C1": 5}},
        {"comments": {"C1": "bell\x07"}},
        {"comments": {"C1": "\ud800"}},
    ],
)
def test_what_is_no_ballot_is_refused(change):
    document = json.loads(encode(_ballot())) | change
    with pytest.raises(BallotIsMalformed):
        decode(json.dumps(document, separators=(",", ":"), sort_keys=True).encode())


def test_an_unusual_spelling_is_refused_because_it_is_a_mark():
    plaintext = encode(_ballot())
    for marked in (
        plaintext + b" ",
        plaintext.replace(b"Q1", b"\\u0051" + b"1"),
        b"\xef\xbb\xbf" + plaintext,
        b"\xff",
    ):
        with pytest.raises(BallotIsMalformed):
            decode(marked)
    with pytest.raises(BallotIsMalformed):
        decode(plaintext.replace(b'"v":1', b'"v":1,"v":1'))


LETTER = st.characters(codec="utf-8", exclude_categories=["Cc"]) | st.sampled_from('\n\t"\\가😀')


@settings(max_examples=60, deadline=None)
@given(st.text(LETTER, max_size=20), st.text(LETTER, max_size=3), st.sampled_from([1, 5, "na", None]))
def test_no_good_ballot_is_longer_than_the_longest(first, second, answer):
    ballot = _ballot(
        answers={"Q1": answer, "Q2": None},
        background={"tenure": "short"},
        comments={"C1": first, "C2": second},
        mode="browser",
    )
    assert check(ballot, QUESTIONNAIRE) == []
    assert len(encode(ballot)) <= longest_plaintext(QUESTIONNAIRE, longest_unit_code=3)


def test_the_fullest_ballot_comes_close_to_the_longest():
    ballot = _ballot(
        answers={"Q1": "na", "Q2": None},
        background={"tenure": "short"},
        comments={"C1": "가" * 40, "C2": "가" * 7},
    )
    longest = longest_plaintext(QUESTIONNAIRE, longest_unit_code=3)
    assert longest - 32 < len(encode(ballot)) <= longest
