"""Participation: counted in batches, shown for groups that are large enough, and no more than that (A5)."""

import pytest

from analysis.released.released_values import Count
from benchmarks.open_wave import open_wave
from survey_app.ground import db
from survey_app.invitations.models import Invitation
from survey_app.invitations.participation import count_participation, turnout

GROUP = 10


@pytest.fixture
def wave(config, databases):
    return open_wave(config, databases, [40, 30, 6])


def take_part(databases, wave, unit, people):
    with db.work(databases.people) as session:
        unused = session.query(Invitation).filter_by(unit_code=unit, blinded_hash=None).limit(people)
        for invitation in unused.all():
            invitation.blinded_hash = invitation.id * 2


def seen(databases, wave, is_final=False):
    with db.work(databases.people) as session:
        count_participation(session, wave.wave_id, GROUP, is_final=is_final)
        found = turnout(session, wave.wave_id, wave.manifest.units, GROUP)
    return {",".join(one.units): one.taken_part for one in found}


def test_a_count_moves_only_by_ten_or_more(databases, wave):
    take_part(databases, wave, "u1", 12)
    take_part(databases, wave, "u2", 15)
    first = seen(databases, wave)
    take_part(databases, wave, "u1", 9)
    second = seen(databases, wave)
    take_part(databases, wave, "u1", 1)

    assert (first["u1"], second["u1"], seen(databases, wave)["u1"]) == (12, 12, 22)


def test_nine_who_took_part_are_not_shown(databases, wave):
    take_part(databases, wave, "u1", 9)

    assert set(seen(databases, wave).values()) == {None}


def test_a_unit_of_six_is_shown_together_with_another(databases, wave):
    assert set(seen(databases, wave)) == {"", "u1", "u2,u3"}


def test_the_final_count_is_exact_and_stays(databases, wave):
    take_part(databases, wave, "u1", 11)
    take_part(databases, wave, "u2", 14)
    exact = seen(databases, wave, is_final=True)
    take_part(databases, wave, "u1", 20)

    assert exact == {"": 25, "u1": 11, "u2,u3": 14}
    assert seen(databases, wave) == exact


def test_a_small_count_can_not_be_had_by_subtraction(databases, wave):
    take_part(databases, wave, "u1", 20)
    take_part(databases, wave, "u2", 3)

    assert seen(databases, wave, is_final=True) == {"": 23, "u1": None, "u2,u3": None}


def test_a_unit_is_told_in_the_form_of_the_results(databases, wave):
    take_part(databases, wave, "u1", 26)
    take_part(databases, wave, "u2", 11)
    with db.work(databases.people) as session:
        count_participation(session, wave.wave_id, GROUP, is_final=True)
        whole, first, second = turnout(session, wave.wave_id, wave.manifest.units, GROUP)

    assert whole.people(GROUP) == Count(37, 37)
    assert [one.people(GROUP) for one in (first, second)] == [Count(20, 49), Count(10, 19)]
    assert [one.beside(whole) for one in (first, second)] == [1, -1]
