"""Planning a pulse: what it takes over from its parent wave, and what it can't be."""

from datetime import timedelta

import pytest

from questionnaires.local_parts import LocalQuestions
from questionnaires.pulse import PulseIsFaulty
from survey_app.diagnosis import pulses
from survey_app.diagnosis.models import PlanStep, Pulse, Wave, WaveState
from survey_app.diagnosis.planning import (
    Basics,
    GroupIsTooSmall,
    WaveIsAPulse,
    discard_plan,
    update_basics,
    update_local_questions,
    update_policy,
)
from survey_app.diagnosis.terms import questionnaire_terms
from survey_app.manifest.asked import questionnaire_of

ITEMS = ("CULT01", "CULT02", "LIFE01", "LIFE02", "LIFE03")


def _release(people, wave):
    wave.state, wave.fingerprint = WaveState.RELEASED.value, wave.key.rjust(64, "0")
    people.flush()


@pytest.fixture
def parent(people, ready):
    ready.smallest_group, ready.unit_codes = 15, ["A", "B"]
    _release(people, ready)
    return ready


@pytest.fixture
def pulse(people, parent, config, today):
    return pulses.plan_pulse(people, parent, ITEMS, today, config)


def test_a_pulse_takes_over_units_and_smallest_group_and_asks_nothing_else(pulse, parent, today):
    assert (pulse.key, pulse.parent) == (f"{parent.key}-pulse", parent)
    assert (pulse.unit_codes, pulse.smallest_group) == (parent.unit_codes, 15)
    assert (pulse.programme, pulse.asks_comments, pulse.items_asked_again) == (None, False, ITEMS)
    assert pulse.closes_on == today + timedelta(days=7)
    assert pulse.title("ko") == "2026년 진단 간이 조사"


def test_items_and_units_of_a_pulse_are_settled_and_dates_letters_and_policy_are_not(pulse):
    assert pulse.next_step == PlanStep.DATES


def test_a_pulse_promises_no_smaller_group_than_its_parent_did(pulse):
    with pytest.raises(GroupIsTooSmall) as refused:
        update_policy(pulse, smallest_group=14, asks_comments=True, results_are_public=False)
    assert refused.value.least == 15

    update_policy(pulse, smallest_group=15, asks_comments=True, results_are_public=False)
    assert not pulse.asks_comments


def test_the_manifest_says_which_wave_and_which_items_are_asked_again(pulse, parent, config):
    terms = questionnaire_terms(pulse, config)

    assert terms.pulse is not None
    assert (terms.pulse.parent, terms.pulse.items) == (parent.reference, ITEMS)
    assert questionnaire_of(terms, config).item_ids == ITEMS


def test_a_pulse_asks_no_other_questions(pulse, config):
    with pytest.raises(WaveIsAPulse):
        update_local_questions(pulse, LocalQuestions(), config)
    basics = Basics("다른", "Other", "csps-core", "2024")
    with pytest.raises(WaveIsAPulse):
        update_basics(pulse, basics, None)

    pulses.name_pulse(pulse, "새 이름", "New name")
    assert pulse.title_en == "New name"


def test_a_second_pulse_waits_until_the_first_is_opened_or_discarded(people, pulse, parent, config, today):
    with pytest.raises(pulses.PulseIsPlanned):
        pulses.plan_pulse(people, parent, ITEMS, today, config)
    pulse.state, pulse.fingerprint = WaveState.OPEN.value, "f" * 64

    second = pulses.plan_pulse(people, parent, ITEMS, today, config)

    assert second.key == f"{parent.key}-pulse-2"
    assert second.title("en") == "Diagnosis 2026: pulse 2"
    assert set(pulses.list_pulses(people, parent)) == {pulse, second}


def test_there_is_no_pulse_of_a_wave_without_results_or_of_a_pulse(people, ready, config, today):
    with pytest.raises(pulses.WaveIsNotReleased):
        pulses.plan_pulse(people, ready, ITEMS, today, config)
    _release(people, ready)
    pulse = pulses.plan_pulse(people, ready, ITEMS, today, config)
    _release(people, pulse)

    with pytest.raises(WaveIsAPulse):
        pulses.plan_pulse(people, pulse, ITEMS, today, config)


def test_a_pulse_has_exactly_five_items(people, parent, config, today):
    with pytest.raises(PulseIsFaulty):
        pulses.plan_pulse(people, parent, ITEMS[:4], today, config)


def test_a_discarded_plan_of_a_pulse_leaves_nothing_behind(people, pulse, parent):
    discard_plan(people, pulse)
    people.flush()

    assert people.query(Pulse).all() == []
    assert people.query(Wave).all() == [parent]
