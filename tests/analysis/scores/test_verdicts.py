"""A difference is given one verdict, by one rule, and old releases are read in today's words."""

import msgspec
import pytest

from analysis.released.release import decode, encode
from analysis.released.released_values import Against, Difference, Verdict
from analysis.scores.verdicts import verdict_of
from tests.reporting.sample import sample_release


@pytest.fixture(scope="module")
def release():
    return sample_release()


@pytest.mark.parametrize(
    ("difference", "lower", "upper", "is_certain", "expected"),
    [
        (3.0, 1.0, 5.0, True, Verdict.HIGHER),
        (-8.0, -9.0, -7.0, True, Verdict.LOWER),
        (2.4, 0.5, 4.3, True, Verdict.A_LITTLE_HIGHER),
        (-0.4, -0.6, -0.2, True, Verdict.A_LITTLE_LOWER),
        (0.5, -1.0, 2.0, False, Verdict.ABOUT_THE_SAME),
        (0.5, -3.0, 2.0, False, Verdict.CANNOT_TELL),
        (9.0, -1.0, 19.0, False, Verdict.CANNOT_TELL),
        (0.0, 0.0, 0.0, True, Verdict.ABOUT_THE_SAME),
    ],
)
def test_the_rule(difference, lower, upper, is_certain, expected):
    assert verdict_of(difference, lower, upper, is_certain=is_certain, matters=3.0, step=1.0) is expected


def test_a_number_that_is_printed_as_one_that_matters_is_called_so():
    as_printed = verdict_of(2.5, 1.0, 4.0, is_certain=True, matters=3.0, step=1.0)
    in_full = verdict_of(2.5, 1.0, 4.0, is_certain=True, matters=3.0)
    assert (as_printed, in_full) == (Verdict.HIGHER, Verdict.A_LITTLE_HIGHER)


def test_the_members_are_six():
    assert [verdict.value for verdict in Verdict] == [
        "higher",
        "lower",
        "a_little_higher",
        "a_little_lower",
        "about_the_same",
        "cannot_tell",
    ]


@pytest.mark.parametrize(
    ("interval", "expected"),
    [
        ({"lower": 0.5, "upper": 2.0}, Verdict.A_LITTLE_HIGHER),
        ({"lower": -2.0, "upper": -0.5}, Verdict.A_LITTLE_LOWER),
        ({"lower": -2.0, "upper": 2.0}, Verdict.ABOUT_THE_SAME),
        (None, Verdict.ABOUT_THE_SAME),
    ],
)
def test_a_release_of_before_is_read_in_todays_words(release, interval, expected):
    whole = release.whole
    area = next(iter(whole.scores))
    score = msgspec.structs.replace(
        whole.scores[area], differences=(Difference(Against.PREVIOUS, 1.0, Verdict.ABOUT_THE_SAME),)
    )
    group = msgspec.structs.replace(whole, scores={area: score})
    old = msgspec.json.decode(encode(msgspec.structs.replace(release, groups=(group,))))
    stored = old["groups"][0]["scores"][area]["differences"][0]
    stored |= {"verdict": "none"} | ({"interval": interval} if interval else {})
    read = decode(msgspec.json.encode(old)).whole.scores[area].differences[0]
    assert read.verdict is expected
