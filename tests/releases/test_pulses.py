"""A pulse is released through the same gate as its parent wave, and compared with it item by item."""

from datetime import date
from functools import partial

import numpy as np
import pytest

from analysis.counting.answers import Answers
from analysis.released.released_values import Against, Difference, Hidden, Reason, Score, Shares
from analysis.simulation.people_of_waves import simulate_institution
from analysis.simulation.simulation_parameters import Parameters
from questionnaires.languages import Spoken
from questionnaires.loader import published
from questionnaires.pulse import pulse_of
from survey_app.diagnosis.waves import get_wave
from survey_app.ground import db
from survey_app.institutions.models import Institution, Unit
from survey_app.institutions.services import find_institution
from survey_app.releases import services
from survey_app.releases.past import PastAnswers, PastWave, record_past_wave
from survey_app.releases.stored import current_release
from tests.installations import installed

QUESTIONNAIRE = published("public-culture", "2026.1")
ITEMS = ("CULT01", "LIFE01", "LIFE02", "LIFE03", "LIFE04")
HEADCOUNTS = {"a": 60, "b": 50, "tiny": 6}


def _answers(seed, **effects):
    parameters = Parameters(institution_effects=effects, response_rate=0.9)
    return simulate_institution(QUESTIONNAIRE, list(HEADCOUNTS.values()), parameters, seed=seed)[0]


def _record(people, vault, config, key, day, answers, questionnaire=QUESTIONNAIRE, parent=None):
    """Records a wave or a pulse of `gaon`, and releases it."""
    gaon = find_institution(people, "gaon")
    past = PastWave(key, Spoken(ko="회차", en="Wave"), day, day.replace(day=20))
    wave = record_past_wave(
        people, vault, config, gaon, past, PastAnswers(questionnaire, answers), parent=parent
    )
    services.make_release(people, vault, wave, config)
    return current_release(people, wave)


@pytest.fixture(scope="module")
def site(tmp_path_factory, _migrated):
    """An installation of `gaon`, whose wave 2026 is released. No test commits what it adds."""
    with installed(_migrated, tmp_path_factory.mktemp("pulses"), _fill) as app:
        yield app


def _fill(people, vault, config):
    gaon = Institution(code="gaon", name_ko="가온", name_en="Gaon", kind="central", is_fictional=True)
    gaon.units = [
        Unit(code=code, name_ko=code, name_en=code, headcount=headcount, position=position)
        for position, (code, headcount) in enumerate(HEADCOUNTS.items())
    ]
    people.add(gaon)
    people.flush()
    _record(people, vault, config, "2026", date(2026, 5, 1), _answers(1))


@pytest.fixture
def config(site):
    return site.config["GYEOL"]


@pytest.fixture
def databases(site):
    return db.databases_of(site)


@pytest.fixture
def record(people, vault, config):
    return partial(_record, people, vault, config)


@pytest.fixture
def parent(people):
    return get_wave(people, "gaon", "2026")


@pytest.fixture
def ask_again(record, parent):
    def ask(answers):
        columns = [answers.items.index(item) for item in ITEMS]
        five = Answers(ITEMS, np.ascontiguousarray(answers.codes[:, columns]), answers.units, {})
        return record("2026-pulse", date(2026, 9, 1), five, pulse_of(QUESTIONNAIRE, ITEMS), parent)

    return ask


def test_each_item_of_a_pulse_is_compared_with_its_parent_wave(ask_again):
    release = ask_again(_answers(2, work_life=1.5))

    assert (release.is_pulse, release.previous_wave) == (True, "2026")
    moved = {
        item: difference.value
        for item in ITEMS
        if isinstance(shares := release.whole.items[item], Shares)
        and isinstance(difference := shares.differences[0], Difference)
        and difference.against is Against.PREVIOUS
    }
    assert set(moved) == set(ITEMS)
    assert all(moved[item] > 15 for item in ITEMS[1:])
    assert abs(moved["CULT01"]) < 15


def test_an_area_that_a_pulse_asks_in_part_has_no_score_and_one_in_full_has(ask_again):
    scores = ask_again(_answers(2)).whole.scores

    assert scores["culture"] == Hidden(Reason.NOT_ASKED_IN_FULL)
    assert isinstance(scores["work_life"], Score)
    assert set(scores) == {"culture", "work_life"}


def test_a_small_unit_is_hidden_in_a_pulse_as_in_any_wave_and_cannot_be_derived(ask_again):
    release = ask_again(_answers(2))

    assert {group.key for group in release.groups} == {"all", "unit:a", "other:all"}
    assert release.certificate.is_complete
    assert release.certificate.smallest_group == 10
    assert release.certificate.smallest_derivable_group is None


def test_a_pulse_of_fewer_people_than_the_smallest_group_shows_nothing(ask_again):
    release = ask_again(_answers(2).subset(np.arange(len(_answers(2).units)) < 9))

    assert not release.whole.is_shown
    assert all(isinstance(found, Hidden) for found in release.whole.items.values())


def test_like_answers_to_five_items_are_no_sign_of_carelessness(ask_again):
    assert ask_again(_answers(2)).quality == Hidden(Reason.NOT_OFFERED)


def test_the_next_whole_wave_is_compared_with_the_last_whole_wave(record, ask_again):
    ask_again(_answers(2))

    release = record("2027", date(2027, 5, 1), _answers(3))

    assert release.previous_wave == "2026"
