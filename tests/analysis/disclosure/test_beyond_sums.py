"""What is published beside sums is attacked, and so is what would tell how a small group answered.

Both attackers are seen to succeed where a release is made as it once was, with statistics over hidden units
and every share beside every other; and to find nothing in a release as it is made now.
"""

from dataclasses import replace

import msgspec
import numpy as np
import pytest

from analysis.counting.answers import Answers
from analysis.counting.scales import Structure
from analysis.disclosure.attack.other_answers import other_answers
from analysis.disclosure.attack.otherwise import ShownRows
from analysis.measurement.agreement import Null, agreement, agreement_of_points, average_deviations
from analysis.measurement.intra_class import intra_class
from analysis.released.release import Certificate, GroupKind
from analysis.released.released_values import Hidden, Reason, Score, Shares
from analysis.releasing.composition import Composition, ReleaseTerms, compose
from analysis.releasing.counting import Counting, count_wave
from analysis.releasing.groups import GroupPlan, count_groups
from analysis.releasing.withholding import PROTECTED_POINTS, Withheld
from analysis.scores.scoring import scores_by_respondent
from analysis.simulation.people_of_waves import simulate_institution
from analysis.simulation.simulation_parameters import Parameters
from benchmarks.attack.narrowing import blocks_of, narrowed
from benchmarks.attack.telling import told
from questionnaires.languages import Spoken
from questionnaires.loader import published

QUESTIONNAIRE = published("public-culture", "2026.1")
STRUCTURE = Structure.of_questionnaire(QUESTIONNAIRE)
SIZES = (40, 35, 22, 14, 8, 15)
HIDDEN = {4: Reason.TOO_FEW, 5: Reason.PROTECTED}
AREA = "engagement"
AGREED = next(item for item in QUESTIONNAIRE.items if not item.is_sensitive and not item.is_reversed)
SENSITIVE = next(item for item in QUESTIONNAIRE.items if item.is_sensitive)


def release_of(given, **compared):
    """The release of answers that are counted first."""
    return compose(Composition(given.terms, given.questionnaire, count_wave(given), **compared))


def _answers(seed: int = 3) -> Answers:
    """All of one small unit agree with an item, and one person of the institution met something often."""
    answers = simulate_institution(QUESTIONNAIRE, SIZES, Parameters(response_rate=1.0), seed=seed)[0]
    codes = answers.codes.copy()
    codes[answers.units == 3, answers.items.index(AGREED.id)] = AGREED.favourable[-1]
    met = answers.items.index(SENSITIVE.id)
    codes[:, met] = 0
    codes[:20, met], codes[20, met] = 1, 3
    return replace(answers, codes=codes)


def _plans(answers: Answers) -> list[GroupPlan]:
    everybody = np.arange(answers.respondents)
    plans = [GroupPlan("all", GroupKind.INSTITUTION, None, 0, everybody, None)]
    for unit in range(len(SIZES)):
        rows = np.flatnonzero(answers.units == unit)
        plans.append(GroupPlan(f"unit:{unit}", GroupKind.UNIT, "all", 1, rows, None, HIDDEN.get(unit)))
    return plans


def _given(answers: Answers) -> Counting:
    plans = _plans(answers)
    terms = ReleaseTerms("gaon", "2026", None, "f" * 64, "2026-05-01", "2026-05-20", True, 10, None)
    names = {plan.key: Spoken(ko=plan.key, en=plan.key) for plan in plans}
    certificate = Certificate(10, None, 0, 0, 1, "test", "test", "0")
    return Counting(terms, QUESTIONNAIRE, answers, plans, names, certificate)


@pytest.fixture(scope="module")
def answers():
    return _answers()


@pytest.fixture(scope="module")
def release(answers):
    given = _given(answers)
    return release_of(given)


@pytest.fixture(scope="module")
def release_as_once(answers):
    """A release in which nothing is withheld because of what the answers are, as releases once were made."""
    with pytest.MonkeyPatch.context() as patched:
        everything = frozenset(plan.key for plan in _plans(answers))
        patched.setattr(
            "analysis.releasing.counting.withhold",
            lambda _questionnaire, _answers, found, _smallest: Withheld(
                found, everything, {area.key: frozenset() for area in QUESTIONNAIRE.areas}
            ),
        )
        patched.setattr("analysis.releasing.counting.LARGE_FROM", 0)
        made = release_of(_given(answers))
    given = answers.column(SENSITIVE.id)
    points = tuple(float(round(100 * np.mean(given == point))) for point in SENSITIVE.scale.points)
    whole = made.whole
    single = msgspec.structs.replace(whole.items[SENSITIVE.id], points=points)
    whole = msgspec.structs.replace(whole, items={**whole.items, SENSITIVE.id: single})
    return msgspec.structs.replace(made, groups=(whole, *made.groups[1:]))


def _members(answers):
    return {plan.key: plan.rows for plan in _plans(answers)}


def _blocks(answers, shown):
    columns = [answers.items.index(item) for item in STRUCTURE.item_ids]
    ordered = replace(answers, items=STRUCTURE.item_ids, codes=answers.codes[:, columns])
    scale = next(scale for scale in STRUCTURE.scales if scale.key == AREA)
    scores = scores_by_respondent(ordered, STRUCTURE, scale)
    units = _members(answers)
    parents = {key: None if key == "all" else "all" for key in units}
    return blocks_of(units, parents, shown, scores)


def _shown(release, area=AREA):
    return frozenset(group.key for group in release.groups if isinstance(group.scores[area], Score))


def test_a_correlation_over_hidden_units_too_narrows_the_small_one_and_the_attacker_finds_it(
    answers, release
):
    blocks = _blocks(answers, _shown(release))
    everywhere = intra_class(list(blocks.samples)).reml
    assert everywhere > 0

    (with_it,) = narrowed(blocks, everywhere, range(len(blocks.names)))
    (without,) = narrowed(blocks, None)

    print(f"\n{with_it}\n{without}")
    assert with_it.unit == "unit:4"
    assert with_it.is_too_narrow
    assert not without.is_too_narrow


def test_the_correlation_of_a_release_is_that_of_the_units_it_shows(answers, release):
    shown = _shown(release)
    blocks = _blocks(answers, shown)
    known = [at for at, is_known in enumerate(blocks.known) if is_known]
    of_shown = intra_class([blocks.samples[at] for at in known])

    found = release.between_units[AREA]

    assert found.units == len(known) == len(SIZES) - len(HIDDEN)
    assert found.icc1 == round(of_shown.reml, 2)
    (left,) = narrowed(blocks, of_shown.reml, known)
    assert not left.is_too_narrow


def test_what_a_small_group_answered_follows_once_and_now_does_not(answers, release, release_as_once):
    members = _members(answers)

    once, now = (told(made, QUESTIONNAIRE, answers, members) for made in (release_as_once, release))

    ways = {found.how.split()[0] for found in once}
    print(f"\nonce {len(once)} by {sorted(ways)}; now {len(now)}")
    assert {"single", "its"} <= ways
    assert now == []


def test_a_neighbour_who_is_nearly_alone_beside_a_small_group_takes_one_more_with_it():
    """Nine people and one more are hidden together: alike as they are, the nine's score would be known."""
    chance = np.random.default_rng(5)
    values = np.clip(chance.normal(60, 6, 80), 0, 100)
    whole, large, other = np.arange(80), np.arange(10, 40), np.arange(40, 80)
    nine = np.arange(9)

    all_shown = ShownRows([whole, large, other], 80)
    one_hidden = ShownRows([whole, other], 80)

    width = 2 * PROTECTED_POINTS
    assert not all_shown.is_wide(nine, values, [whole], width)
    assert one_hidden.is_wide(nine, values, [whole], width)


def test_other_answers_keep_every_sum_and_every_sum_of_squares():
    chance = np.random.default_rng(2)
    values = np.clip(chance.normal(60, 20, 60), 0, 100)
    rows = np.zeros((3, 60))
    rows[0], rows[1, 20:], rows[2, ::2] = 1, 1, 1
    wanted = np.zeros(60)
    wanted[:8] = 1

    found = other_answers(rows, wanted, values, 5.0, 100.0)

    assert found is not None
    assert np.allclose(rows @ found, rows @ values, atol=1e-3)
    assert np.allclose(rows @ found**2, rows @ values**2, atol=0.1)
    assert (wanted @ found - wanted @ values) / 8 == pytest.approx(5.0, abs=1e-3)
    assert found.min() >= 0
    assert found.max() <= 100


def test_a_hidden_sensitive_number_is_never_nearly_known_nor_that_most_had_the_experience(answers):
    """Whatever the numbers are, from the shown ones; the attacker is told()."""
    item = SENSITIVE
    for had in ((20, 18, 11, 3, 6, 13), (20, 17, 11, 4, 8, 15), (12, 12, 11, 14, 0, 0)):
        codes = answers.codes.copy()
        for unit, number in enumerate(had):
            rows = np.flatnonzero(answers.units == unit)
            codes[rows, answers.items.index(item.id)] = 0
            codes[rows[:number], answers.items.index(item.id)] = 1
        made = replace(answers, codes=codes)
        release = release_of(_given(made))
        found = [one for one in told(release, QUESTIONNAIRE, made, _members(made)) if one.item == item.id]
        assert found == [], had


def test_points_and_boxes_are_told_of_large_groups_and_never_of_sensitive_experiences(release):
    sensitive = {item.id for item in QUESTIONNAIRE.items if item.is_sensitive}
    for group in release.groups:
        for item, shares in group.items.items():
            if isinstance(shares, Shares) and (item in sensitive or group.key != "all"):
                is_large = not isinstance(group.respondents, Hidden) and group.respondents.lower >= 20
                assert item not in sensitive or shares.points == ()
                assert is_large or shares.points == ()


def test_agreement_is_hidden_where_it_would_tell_a_blurred_item(answers):
    area = next(area for area in QUESTIONNAIRE.areas if not area.is_index)
    codes = answers.codes.copy()
    rows = np.flatnonzero(answers.units == 3)
    codes[rows, answers.items.index(area.items[0])] = QUESTIONNAIRE.item_by_id[area.items[0]].favourable[-1]
    given = _given(replace(answers, codes=codes))

    release = release_of(given)

    assert release.group("unit:3").items[area.items[0]].is_bounded
    assert isinstance(release.agreement[area.key]["unit:3"], Hidden)


def test_where_everybody_answered_agreement_is_what_it_was_over_complete_answers(answers):
    counts = count_groups(STRUCTURE, answers, _plans(answers)[:2])
    scale = STRUCTURE.scales[0]
    cells = counts.cells.scale(scale.key)
    one = cells.complete.select(np.array([1]))
    complete = agreement(one, average_deviations(cells.complete_points[[1]]), ["unit:0"], scale.steps + 1)
    points = cells.complete_points[1]

    made = agreement_of_points(points)

    assert made.rwg_j[Null.UNIFORM] == pytest.approx(complete.groups[0].rwg_j[Null.UNIFORM], rel=1e-12)
    assert made.average_deviation == pytest.approx(complete.groups[0].average_deviation, rel=1e-12)
