"""A wave is compared with the one before in today's units, as far as that gives nobody of last time away."""

from datetime import date

import msgspec
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
from analysis.releasing.former_units import Pairs
from analysis.releasing.unanswered import answered_by_measure
from analysis.simulation.people_of_waves import simulate_institution
from analysis.simulation.simulation_parameters import Parameters
from questionnaires.languages import Spoken
from questionnaires.loader import published
from survey_app.diagnosis.models import Wave
from survey_app.institutions.models import Institution, Unit
from survey_app.manifest.documents import UnitsBefore
from survey_app.releases import services
from survey_app.releases.earlier import earlier_wave
from survey_app.releases.past import PastAnswers, PastWave, record_past_wave
from survey_app.releases.stored import current_release
from survey_app.wording import reorganised
from survey_app.wording.labels import labels_of

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


def _restated(before: Units, after: Units, pairs: Pairs | None = None) -> dict[str, int | Reason]:
    """How many there were in each group that was not simply there before, or why that is not told."""
    made = earlier_wave("2026", QUESTIONNAIRE, _counted(before), _counted(after), pairs)
    known = {key: made.groups[key].items["asked"].answered for key in made.compared_with}
    return known | dict(made.refused)


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
def test_a_unit_that_changes_within_its_parent_restates_nothing_above_it(what, after):
    rest = {code: unit for code, unit in BEFORE.items() if code != "p-2"}

    assert _restated(BEFORE, rest | after) == {f"unit:{code}": Reason.REORGANISED for code in after}


STAYED = [(code, code) for code in BEFORE]


def test_a_unit_under_another_code_is_the_same_unit_where_the_terms_say_so():
    after: Units = {"n": (None, 0), "n-1": ("n", 30), "n-2": ("n", 14)}
    pairs = [("p", "n"), ("p-1", "n-1"), ("p-2", "n-2")]

    made = earlier_wave("2026", QUESTIONNAIRE, _counted(BEFORE), _counted(after), pairs)

    then = {key: group.key for key, group in made.groups.items()}
    assert then == {"all": "all", "unit:n": "unit:p", "unit:n-1": "unit:p-1", "unit:n-2": "unit:p-2"}
    assert not made.refused


def test_units_that_were_merged_are_compared_together_where_each_was_shown():
    after: Units = {"p": (None, 0), "p-12": ("p", 44), "q": (None, 0), "q-1": ("q", 40)}
    pairs = [("p", "p"), ("q", "q"), ("q-1", "q-1"), ("p-1", "p-12"), ("p-2", "p-12")]

    assert _restated(BEFORE, after, pairs) == {"unit:p-12": 42}
    # Six of them were not shown by themselves: what they answered is worked out for nobody.
    small = BEFORE | {"p-1": ("p", 36), "p-2": ("p", 6), "p-3": ("p", 40)}
    after |= {"p-3": ("p", 40)}
    assert _restated(small, after, [*pairs, ("p-3", "p-3")]) == {"unit:p-12": Reason.NOT_SHOWN_BEFORE}


def test_what_was_split_is_not_compared_nor_what_a_part_of_it_went_to():
    after = BEFORE | {"p-1": ("p", 15), "q-2": ("q", 15)}
    refused = Reason.REORGANISED

    assert _restated(BEFORE, after, [*STAYED, ("p-1", "q-2")]) == {
        "unit:p": refused,
        "unit:p-1": refused,
        "unit:q": refused,
        "unit:q-2": refused,
    }


def test_of_two_institutions_with_a_merged_bureau_gone_units_stay_where_they_were():
    after: Units = {"pq": (None, 0), "p-1": ("pq", 30), "q-1": ("pq", 40), "r": (None, 20)}
    pairs = [("p", "pq"), ("q", "pq"), ("p-1", "p-1"), ("q-1", "q-1")]

    assert _restated(BEFORE, after, pairs) == {"unit:pq": 82, "unit:r": Reason.REORGANISED}


def test_a_class_of_the_institution_is_never_made_of_a_class_within_a_class():
    shown = [one for one in _counted(BEFORE).groups if one.key == "all"]
    both = [
        msgspec.structs.replace(shown[0], key=key, kind=GroupKind.BACKGROUND, parent="all")
        for key in ("grade:7|age:30", "age:30")
    ]
    then = msgspec.structs.replace(_counted(BEFORE), groups=(*shown, both[0]))
    now = msgspec.structs.replace(_counted(BEFORE), groups=(*shown, both[1]))

    assert earlier_wave("2026", QUESTIONNAIRE, then, now).refused == {"age:30": Reason.NOT_SHOWN_BEFORE}


def test_other_units_that_are_others_now_are_restated_where_those_who_moved_were_shown():
    before = BEFORE | {"p-2": ("p", 6), "p-3": ("p", 9), "p-4": ("p", 25)}
    after = before | {"p-3": ("p", 13), "p-4": ("p", 4)}

    # Nine people moved who were not shown by themselves: nothing of them is kept.
    assert _restated(before, after) == dict.fromkeys(["unit:p-3", "other:p"], Reason.NOT_SHOWN_BEFORE)


def _institution(people) -> Institution:
    made = Institution(code="gaon", name_ko="가온", name_en="Gaon", kind="central", is_fictional=True)
    people.add(made)
    return made


def _release(
    people, vault, config, institution, year: int, units: Units, missing: str = "", pairs: Pairs | None = None
):
    """A released wave; of the unit `missing` few answered the first item. pairs : as its terms say them."""
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
    before = UnitsBefore(f"gaon.{year - 1}", tuple(sorted(pairs))) if pairs is not None else None
    title, first, last = Spoken(ko="회차", en="Wave"), date(year, 5, 1), date(year, 5, 20)
    past = PastWave(str(year), title, first, last, units_before=before)
    wave = record_past_wave(people, vault, config, institution, past, PastAnswers(QUESTIONNAIRE, answers))
    services.make_release(people, vault, wave, config)
    return current_release(people, wave), answers


def test_a_reorganised_unit_is_compared_with_those_who_are_in_it_now(people, vault, config):
    institution = _institution(people)
    units = BEFORE | {"q-1": ("q", 0), "q": (None, 40)}
    _first, then = _release(people, vault, config, institution, 2025, units)
    after = {**units, "r": ("q", 15)}
    del after["p-2"]
    pairs = [(code, code) for code in after if code != "r"] + [("p-2", "r")]
    second, now = _release(people, vault, config, institution, 2026, after, pairs=pairs)
    item = QUESTIONNAIRE.items[0]

    difference = of_kind(second.group("unit:q").items[item.id].differences, Against.PREVIOUS)

    def favourable(answers: Answers, of: Units, codes: tuple[str, ...]) -> float:
        inside = np.isin(answers.units, [list(of).index(code) for code in codes])
        points = answers.column(item.id)[inside]
        return 100 * float(np.isin(points[points <= LARGEST_POINT], item.favourable).mean())

    assert difference is not None
    assert difference.value == pytest.approx(
        favourable(now, after, ("q", "r")) - favourable(then, units, ("q", "p-2")), abs=0.51
    )
    labels = labels_of(second, QUESTIONNAIRE, "ko")
    said = reorganised.group_sentence(second, second.group("unit:q"), labels)
    assert said.endswith("지난 회차에 공개된 “q”와 “p-2”의 결과를 합쳐 계산한 값과 비교합니다.")
    assert [row[:3] for row in reorganised.rows(second, labels)] == [("p-2", "소속 바뀜", "r")]
    # Made again it is the same to the last byte, since the terms hold what became of units.
    wave = people.query(Wave).filter_by(reference="gaon.2026").one()
    assert services.make_release(people, vault, wave, config).number == 1


def test_what_would_give_a_small_unit_that_moved_away_is_not_compared(people, vault, config):
    institution = _institution(people)
    units = BEFORE | {"p-2": ("p", 6), "p-3": ("p", 9)}
    _release(people, vault, config, institution, 2025, units)
    second, _ = _release(people, vault, config, institution, 2026, units | {"p-2": ("q", 15)})
    scores = second.group("unit:q").scores.values()

    differences = [one for score in scores if not isinstance(score, Hidden) for one in score.differences]

    assert Hidden(Reason.NOT_SHOWN_BEFORE) in differences
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
