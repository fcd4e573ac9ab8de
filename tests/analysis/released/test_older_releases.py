"""A release of an older version is shown without what today's rules would not let through."""

import msgspec
import pytest

from analysis.released.older_releases import OLDER, as_of_now, is_older
from analysis.released.release import decode, encode
from analysis.released.released_statistics import BetweenUnits
from analysis.released.released_values import Hidden, Score, Shares
from tests.reporting.sample import sample_release

ITEM = "CULT01"


@pytest.fixture(scope="module")
def old():
    """A release of format 1: with correlations between units, points of everybody and all digits."""
    made = sample_release()
    groups = []
    for group in made.groups:
        items = {
            item: msgspec.structs.replace(
                found,
                favourable=95.0 if item == ITEM and group.key != "all" else found.favourable,
                is_bounded=item == ITEM and group.key != "all",
                neutral=3.0,
                unfavourable=2.0,
                points=(1.0, 1.0, 3.0, 60.0, 35.0),
            )
            if isinstance(found, Shares)
            else found
            for item, found in group.items.items()
        }
        groups.append(msgspec.structs.replace(group, items=items))
    between = dict.fromkeys(made.between_units, BetweenUnits(0.0452407964240026, 0.41, 6))
    return msgspec.structs.replace(made, format=1, groups=tuple(groups), between_units=between)


@pytest.fixture(scope="module")
def shown(old):
    return as_of_now(decode(encode(old)))


def test_no_statistic_over_hidden_units_is_left(old, shown):
    assert is_older(old)
    assert set(shown.between_units.values()) == {OLDER}
    assert {found for units in shown.agreement.values() for found in units.values()} <= {OLDER}


def test_no_single_answers_and_no_share_that_was_blurred_are_left(old, shown):
    for group in shown.groups:
        for item, found in group.items.items():
            if isinstance(found, Shares):
                assert (found.points, found.neutral, found.unfavourable) == ((), OLDER, OLDER)
                assert not found.is_bounded
            elif found == OLDER:
                assert (item, group.key == "all") == (ITEM, False)


def test_scores_stay_and_small_groups_favourable_shares_go(old, shown):
    for before, after in zip(old.groups, shown.groups, strict=True):
        for area, score in after.scores.items():
            if isinstance(score, Score):
                assert score.value == before.scores[area].value
                is_small = after.respondents.lower < 30
                assert isinstance(score.favourable, Hidden) is is_small


def test_a_release_of_today_is_itself():
    release = msgspec.structs.replace(sample_release(), format=2)
    assert as_of_now(release) is release
