"""A wave is compared with the one before in today's units, as far as that gives nobody of last time away."""

from datetime import date

import numpy as np
import pytest

from analysis.counting.answers import LARGEST_POINT, Answers
from analysis.counting.scales import Structure
from analysis.disclosure.cube.groups import Cube, cube
from analysis.disclosure.cube.units import UnitTree
from analysis.disclosure.policy import Policy
from analysis.released.released_values import Against, Hidden, Reason
from analysis.releasing.comparisons import of_kind
from analysis.releasing.unanswered import answered_by_measure
from analysis.simulation.people_of_waves import simulate_institution
from analysis.simulation.simulation_parameters import Parameters
from questionnaires.languages import Spoken
from questionnaires.loader import published
from survey_app.diagnosis.waves import get_wave
from survey_app.institutions.models import Institution, Unit
from survey_app.releases import services
from survey_app.releases.earlier import restated
from survey_app.releases.past import PastAnswers, PastWave, record_past_wave
from survey_app.releases.stored import current_release

QUESTIONNAIRE = published("csps-core", "2024")
Units = dict[str, tuple[str | None, int]]
"""By code: the parent and the respondents."""


def _cube(units: Units) -> Cube:
    codes = list(units)
    parents = [codes.index(parent) if parent else -1 for parent, _ in units.values()]
    people = np.repeat(np.arange(len(codes)), [n for _, n in units.values()]).astype(np.int32)
    return cube(people, {}, UnitTree(np.array(parents, np.int32), tuple(codes)), (), Policy())


def _restated(before: Units, after: Units) -> dict[str, int]:
    then, now = _cube(before), _cube(after)
    found = restated(then, tuple(before), now, tuple(after), frozenset(then.index))
    return {key: len(rows) for key, rows in found.items()}


BEFORE: Units = {"p": (None, 0), "p-1": ("p", 30), "p-2": ("p", 12), "q": (None, 0), "q-1": ("q", 40)}


def test_the_same_tree_restates_nothing():
    assert _restated(BEFORE, BEFORE) == {}


def test_a_unit_that_moved_is_counted_with_its_new_parent_and_no_longer_with_the_old_one():
    after = BEFORE | {"p-2": ("q", 14)}

    assert _restated(BEFORE, after) == {"unit:p": 30, "unit:q": 52}


@pytest.mark.parametrize(
    ("what", "after"),
    [
        ("renamed", {"p-9": ("p", 12)}),
        ("split", {"p-2a": ("p", 11), "p-2b": ("p", 12)}),
        ("merged", {}),
    ],
)
def test_a_unit_that_changes_within_its_parent_restates_nothing(what, after):
    rest = {code: unit for code, unit in BEFORE.items() if code != "p-2"}

    assert _restated(BEFORE, rest | after) == {}


def test_other_units_that_are_others_now_are_restated():
    before = BEFORE | {"p-2": ("p", 6), "p-3": ("p", 9), "p-4": ("p", 25)}
    after = before | {"p-3": ("p", 13), "p-4": ("p", 4)}

    assert _restated(before, after) == {"other:p": 31}


def _institution(people) -> Institution:
    made = Institution(code="gaon", name_ko="가온", name_en="Gaon", kind="central", is_fictional=True)
    people.add(made)
    return made


def _release(people, vault, config, institution, year: int, units: Units, missing: str = ""):
    """A released wave; of the unit `missing` few answered the first item."""
    institution.units = []
    people.flush()
    institution.units = [
        Unit(code=code, name_ko=code, name_en=code, parent_code=parent, headcount=n, position=at)
        for at, (code, (parent, n)) in enumerate(units.items())
    ]
    people.flush()
    sizes = [n for _, n in units.values()]
    answers, _ = simulate_institution(QUESTIONNAIRE, sizes, Parameters(response_rate=1.0), seed=year)
    if missing:
        codes = answers.codes.copy()
        there = np.flatnonzero(answers.units == list(units).index(missing))
        codes[there[:6], answers.items.index(QUESTIONNAIRE.item_ids[0])] = 255
        answers = Answers(answers.items, codes, answers.units, answers.background)
    past = PastWave(str(year), Spoken(ko="회차", en="Wave"), date(year, 5, 1), date(year, 5, 20))
    wave = record_past_wave(people, vault, config, institution, past, PastAnswers(QUESTIONNAIRE, answers))
    services.make_release(people, vault, wave, config)
    return current_release(people, wave), answers


def test_a_reorganised_unit_is_compared_with_those_who_are_in_it_now(people, vault, config):
    institution = _institution(people)
    units = BEFORE | {"q-1": ("q", 0), "q": (None, 40)}
    _first, then = _release(people, vault, config, institution, 2025, units)
    second, now = _release(people, vault, config, institution, 2026, units | {"p-2": ("q", 15)})
    item = QUESTIONNAIRE.items[0]

    difference = of_kind(second.group("unit:q").items[item.id].differences, Against.PREVIOUS)

    def favourable(answers: Answers, codes: tuple[str, ...]) -> float:
        inside = np.isin(answers.units, [list(units).index(code) for code in codes])
        points = answers.column(item.id)[inside]
        return 100 * float(np.isin(points[points <= LARGEST_POINT], item.favourable).mean())

    assert difference is not None
    assert difference.value == pytest.approx(
        favourable(now, ("q", "p-2")) - favourable(then, ("q", "p-2")), abs=0.51
    )


def test_what_would_give_a_small_unit_that_moved_away_is_not_compared(people, vault, config):
    institution = _institution(people)
    units = BEFORE | {"p-2": ("p", 6), "p-3": ("p", 9)}
    _release(people, vault, config, institution, 2025, units)
    second, _ = _release(people, vault, config, institution, 2026, units | {"p-2": ("q", 15)})
    scores = second.group("unit:q").scores.values()

    differences = [one for score in scores if not isinstance(score, Hidden) for one in score.differences]

    assert Hidden(Reason.PROTECTED) in differences
    assert all(isinstance(one, Hidden) or one.against is not Against.PREVIOUS for one in differences)
    assert of_kind(second.whole.scores["my_work"].differences, Against.PREVIOUS) is not None


def test_an_item_that_few_who_moved_had_answered_is_not_compared_while_others_are(people, vault, config):
    institution = _institution(people)
    _, then = _release(people, vault, config, institution, 2025, BEFORE, missing="p-2")
    second, _ = _release(people, vault, config, institution, 2026, BEFORE | {"p-2": ("q", 15)})
    first, another = (second.group("unit:q").items[item] for item in QUESTIONNAIRE.item_ids[:2])
    structure = Structure.of_questionnaire(QUESTIONNAIRE)

    assert answered_by_measure(structure, then)[QUESTIONNAIRE.item_ids[0]][then.units == 2].sum() == 6
    assert of_kind(first.differences, Against.PREVIOUS) is None
    assert of_kind(another.differences, Against.PREVIOUS) is not None


def test_what_an_earlier_release_of_the_wave_hid_a_later_one_does_not_show(
    people, vault, config, monkeypatch
):
    institution = _institution(people)
    first, _ = _release(people, vault, config, institution, 2026, BEFORE, missing="p-2")
    item = QUESTIONNAIRE.item_ids[0]
    wave = get_wave(people, "gaon", "2026")
    monkeypatch.setattr(
        "survey_app.releases.public_file.masking.hidden_measures",
        lambda *_: __import__("analysis.releasing.unanswered").releasing.unanswered.HiddenMeasures({}),
    )
    services.make_release(people, vault, wave, config, reason="another program")
    again = current_release(people, wave)

    hidden = [group.key for group in first.groups if group.is_shown and isinstance(group.items[item], Hidden)]

    assert hidden
    assert all(isinstance(again.group(key).items[item], Hidden) for key in hidden)
