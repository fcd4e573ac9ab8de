"""A wave is compared with the one before in today's units, as far as that gives nobody of last time away."""

from datetime import date

import numpy as np
import pytest

from analysis.counted.document import Counted, CountedGroup, CountedItem
from analysis.counting.answers import LARGEST_POINT, Answers
from analysis.counting.scales import Structure
from analysis.disclosure.cube.groups import cube
from analysis.disclosure.cube.units import UnitTree
from analysis.disclosure.policy import Policy
from analysis.released.release import Certificate, GroupKind
from analysis.released.released_values import Against, Hidden, Reason
from analysis.releasing.comparisons import of_kind
from analysis.releasing.unanswered import answered_by_measure
from analysis.simulation.people_of_waves import simulate_institution
from analysis.simulation.simulation_parameters import Parameters
from questionnaires.languages import Spoken
from questionnaires.loader import published
from survey_app.institutions.models import Institution, Unit
from survey_app.releases import services
from survey_app.releases.earlier import NOT_TOLD, moved, restated
from survey_app.releases.past import PastAnswers, PastWave, record_past_wave
from survey_app.releases.stored import current_release

QUESTIONNAIRE = published("csps-core", "2024")
Units = dict[str, tuple[str | None, int]]
"""By code: the parent and the respondents."""


def _counted(units: Units) -> Counted:
    """The groups of a wave of these units, of which as many show as have ten people; nothing was asked."""
    codes = list(units)
    parents = [codes.index(parent) if parent else -1 for parent, _ in units.values()]
    people = np.repeat(np.arange(len(codes)), [n for _, n in units.values()]).astype(np.int32)
    made = cube(people, {}, UnitTree(np.array(parents, np.int32), tuple(codes)), (), Policy())
    groups = tuple(
        CountedGroup(
            key=cell.key,
            kind=GroupKind.UNIT,
            parent=None,
            depth=0,
            invited=None,
            respondents=cell.respondents if cell.respondents >= 10 else Hidden(Reason.TOO_FEW),
            areas={},
            items={"asked": CountedItem(cell.respondents, cell.respondents // 2)},
            units=tuple(codes[unit] if unit >= 0 else "" for unit in made.nodes[cell.node].units),
        )
        for cell in made.cells
        if cell.is_offered
    )
    proof = Certificate(10, None, 0, 0, 1, "test", "test", "0")
    return Counted(1, "2026", "", "", people.size, groups, {}, {}, proof)


def _restated(before: Units, after: Units) -> dict[str, int | None]:
    """How many there are in each group that is restated, None where it can't be."""
    then, now = _counted(before), _counted(after)
    found = {key: restated(then, then.by_key[key], *moves, 10) for key, moves in moved(then, now).items()}
    assert {key for key, one in found.items() if one.items["asked"] == NOT_TOLD} == {
        key for key, one in found.items() if one.respondents == then.by_key[key].respondents
    }
    return {
        key: None if one.items["asked"] == NOT_TOLD else one.items["asked"].answered
        for key, one in found.items()
    }


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


def test_other_units_that_are_others_now_are_restated_where_those_who_moved_were_shown():
    before = BEFORE | {"p-2": ("p", 6), "p-3": ("p", 9), "p-4": ("p", 25)}
    after = before | {"p-3": ("p", 13), "p-4": ("p", 4)}

    # Nine people moved who were not shown by themselves: nothing of them is kept.
    assert _restated(before, after) == {"other:p": None}


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


def test_a_unit_that_came_and_was_shown_is_added_and_one_that_left_taken_away():
    before = BEFORE | {"p-3": ("p", 11), "p-4": ("p", 25)}

    assert _restated(before, before | {"p-3": ("q", 11)}) == {"unit:p": 67, "unit:q": 51}
