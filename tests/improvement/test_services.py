"""Focus areas, actions and steps, and what the next report is told of them."""

from datetime import date

import pytest

from survey_app.diagnosis.models import Pulse
from survey_app.diagnosis.waves import AreaIsUnknown
from survey_app.improvement import services
from survey_app.improvement.models import ActionState

KNOWN = ("culture", "customs", "leadership", "communication")
FIELDS = services.ActionFields(
    "culture", "회신 기한 정하기", "기획담당관", date(2026, 9, 1), ("정하기", "알리기")
)


@pytest.fixture
def wave(people, make_wave):
    return make_wave(people)


def test_one_to_three_known_areas_are_chosen(people, wave):
    services.choose_focus_areas(people, wave, ["customs", "culture", "customs"], KNOWN)
    assert services.focus_areas(people, wave) == ("customs", "culture")

    for wrong in ([], list(KNOWN)):
        with pytest.raises(services.TooManyFocusAreas):
            services.choose_focus_areas(people, wave, wrong, KNOWN)
    with pytest.raises(AreaIsUnknown):
        services.choose_focus_areas(people, wave, ["engagement"], KNOWN)
    assert services.focus_areas(people, wave) == ("customs", "culture")


def test_the_first_tick_sets_an_action_under_way_and_a_second_takes_the_tick_back(people, wave):
    action = services.agree_action(people, wave, FIELDS)

    services.tick_step(action, 2)
    assert (action.done_steps, action.state) == (1, ActionState.UNDER_WAY)
    services.tick_step(action, 2)
    assert action.done_steps == 0


def test_ticks_of_steps_that_stay_are_kept(people, wave):
    action = services.agree_action(people, wave, FIELDS)
    services.tick_step(action, 1)
    changed = services.ActionFields(
        "customs", "다른 제목", "총무과", date(2026, 10, 1), ("알리기", "정하기", "살피기")
    )

    services.edit_action(people, action, changed, ActionState.UNDER_WAY, "")

    assert [(step.text, step.is_done) for step in action.steps] == [
        ("알리기", False),
        ("정하기", True),
        ("살피기", False),
    ]
    assert (action.area, action.owner) == ("customs", "총무과")


@pytest.mark.parametrize("state", [ActionState.DONE, ActionState.GIVEN_UP])
def test_an_action_that_ended_says_what_came_of_it(people, wave, state):
    action = services.agree_action(people, wave, FIELDS)

    with pytest.raises(services.OutcomeIsMissing):
        services.edit_action(people, action, FIELDS, state, "  ")
    services.edit_action(people, action, FIELDS, state, "회신이 이틀 빨라졌다.")
    assert action.outcome == "회신이 이틀 빨라졌다."


def test_the_next_wave_learns_what_was_promised_and_what_came_of_it(people, wave, make_wave):
    action = services.agree_action(people, wave, FIELDS)
    services.tick_step(action, 1)
    later = make_wave(people, "2027", date(2027, 5, 1))

    (promise,) = services.promises_of(people, wave.institution, later)

    assert (promise.title, promise.state, promise.done_steps, promise.steps) == (
        FIELDS.title,
        "under_way",
        1,
        2,
    )
    assert services.promises_of(people, wave.institution, wave) == ()


def test_a_pulse_is_no_wave_to_act_on(people, wave, make_wave):
    pulse = make_wave(people, "2026-pulse", date(2026, 9, 1))
    pulse.pulse = Pulse(parent=wave, items=[])
    people.flush()

    assert list(services.released_waves(people, wave.institution)) == [wave]


def test_a_pulse_learns_what_was_promised_after_its_parent(people, wave, make_wave):
    services.agree_action(people, wave, FIELDS)
    pulse = make_wave(people, "2026-pulse", date(2026, 9, 1))

    (promise,) = services.promises_of(people, wave.institution, pulse)

    assert promise.title == FIELDS.title


def test_what_is_still_to_do_outlives_the_next_wave_and_the_one_after(people, wave, make_wave):
    left = services.agree_action(people, wave, FIELDS)
    ended = services.agree_action(people, wave, FIELDS)
    services.edit_action(people, ended, FIELDS, ActionState.DONE, "이틀 빨라졌다.")
    later = make_wave(people, "2027", date(2027, 5, 1))
    own = services.agree_action(people, later, FIELDS)
    last = make_wave(people, "2028", date(2028, 5, 1))

    assert set(services.actions_of(people, wave.institution)) == {left, ended, own}
    assert list(services.list_actions(people, wave)) == [left, ended]
    assert list(services.list_actions(people, later)) == [left, own]
    assert len(services.promises_of(people, wave.institution, last)) == 2


def test_an_action_is_overdue_until_it_is_done_or_given_up(people, wave):
    action = services.agree_action(people, wave, FIELDS)
    assert action.is_overdue

    services.edit_action(people, action, FIELDS, ActionState.GIVEN_UP, "그만두었다.")

    assert not action.is_overdue
