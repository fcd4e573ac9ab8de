"""Protected, a cube gives nothing away; the same attacker finds plenty when only primary cells are hidden."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.disclosure.attack.problem import NONE, SuppressionProblem
from analysis.disclosure.attack.programme import Rows, SolverStopped, chosen, model
from analysis.disclosure.policy import Policy
from analysis.disclosure.protect.certificate import Status, protect_cube
from analysis.disclosure.protect.items import ShownCells
from analysis.disclosure.protect.rounds import CannotProtect, protect

SHAPES = st.sampled_from([(2, 3), (2, 2), (3,), (3, 3), (2, 2, 2)])


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(20, 90), SHAPES, st.integers(5, 20), st.booleans())
def test_no_group_under_the_smallest_follows_from_a_protected_cube(
    attacker, institution, seed, people, classes, minimum, is_crossed
):
    crosses = (("q0", "q1"),) if is_crossed and len(classes) > 1 else ()
    made = institution(seed, people=people, classes=classes).cube(Policy(5, minimum, crosses))

    protected = protect_cube(made)

    shown = made.is_offered & ~protected.protection.hidden
    assert attacker.against_cube(made, shown) is None
    assert protected.certificate.smallest_derivable_group is None
    assert protected.certificate.is_complete


def test_without_complementary_suppression_the_attacker_derives_plenty(attacker, institution):
    given_away = 0
    for seed in range(20):
        made = institution(seed, people=70).cube(Policy(5, 12))
        unprotected = protect_cube(made, with_secondary=False, with_intervals=False)
        shown = made.is_offered & ~unprotected.protection.hidden
        found = attacker.against_cube(made, shown)
        assert found == unprotected.certificate.smallest_derivable_group
        given_away += found is not None

    assert given_away >= 16


def test_a_group_of_nine_is_hidden_and_its_neighbour_protects_it(institution):
    made = institution(8, people=400, classes=(2, 4), not_given=0.0).cube(Policy())
    protected = protect_cube(made)

    primary = [key for key in made.index if protected.status(key) is Status.PRIMARY]
    secondary = [key for key in made.index if protected.status(key) is Status.SECONDARY]

    assert [made.cells[made.index[key]].respondents for key in primary] == [9]
    assert all(made.cells[made.index[key]].respondents >= 10 for key in secondary)
    assert secondary
    assert {cell.key for cell in protected.shown} == set(made.index) - set(primary) - set(secondary)


def test_the_same_input_gives_the_same_certificate(institution):
    first, second = (
        protect_cube(institution(8, people=400, classes=(2, 4, 3)).cube(Policy())).certificate
        for _ in range(2)
    )

    assert first.content_hash == second.content_hash
    assert first.mask_hash == second.mask_hash


def test_the_hash_of_a_certificate_leaves_the_seconds_out(institution):
    protected = protect_cube(institution(8, people=200).cube(Policy()))
    later = type(protected.certificate)(
        **{
            name: getattr(protected.certificate, name)
            for name in protected.certificate.__dataclass_fields__
            if name != "seconds"
        },
        seconds=1e9,
    )

    assert later.content_hash == protected.certificate.content_hash


def test_a_search_without_time_hides_more_and_still_gives_nothing_away(attacker, institution):
    for seed in range(8):
        made = institution(seed, people=80).cube(Policy(5, 12))
        hasty = protect_cube(made, seconds=0.0)
        patient = protect_cube(made)

        assert not hasty.certificate.is_complete
        shown = made.is_offered & ~hasty.protection.hidden
        assert attacker.against_cube(made, shown) is None
        assert hasty.protection.hidden.sum() >= patient.protection.hidden.sum()


def test_it_does_not_matter_when_a_search_is_stopped(institution):
    made = institution(3, people=80).cube(Policy(5, 12))

    def stop_after(calls: int):
        left = iter(range(calls))
        going = lambda done, total, message: next(left, None) is not None  # noqa: E731
        return protect_cube(made, progress=going, with_intervals=False).certificate

    stopped = [one for one in map(stop_after, range(12)) if not one.is_complete]

    assert len(stopped) >= 2
    assert len({one.content_hash for one in stopped}) == 1


def test_what_a_clock_left_of_a_programme_is_not_taken_for_its_solution():
    rows = Rows()
    draw = np.random.default_rng(0)
    for _ in range(60):
        picked = draw.choice(120, 6, replace=False)
        rows.add({int(at): float(draw.integers(1, 9)) for at in picked}, 9.0)
    cost = draw.integers(1, 60, 120).astype(float)

    with pytest.raises(SolverStopped):
        chosen(model(cost, np.zeros(120), np.ones(120), rows, is_integer=True, seconds=1e-9))


def test_a_callback_that_says_stop_ends_the_search_safely(attacker, institution):
    made = institution(2, people=80).cube(Policy(5, 12))
    stopped = protect_cube(made, progress=lambda done, total, message: False)

    assert not stopped.certificate.is_complete
    assert attacker.against_cube(made, made.is_offered & ~stopped.protection.hidden) is None


def test_intervals_hold_the_count_and_respect_public_headcounts(institution):
    drawn = institution(4, people=300, classes=(2, 4))
    invited = {unit: int((drawn.units == unit).sum()) + 1 for unit in range(drawn.tree.units)}
    made = drawn.cube(Policy(headcounts=invited))
    bounded = protect_cube(made)
    free = protect_cube(drawn.cube(Policy()))

    assert bounded.certificate.intervals
    for (key, lower, upper), (_, free_lower, free_upper) in zip(
        bounded.certificate.intervals, free.certificate.intervals, strict=True
    ):
        n = made.cells[made.index[key]].respondents
        assert free_lower <= lower <= n <= upper <= free_upper
        assert lower < upper


def test_a_row_that_is_out_already_is_not_hidden_but_refused():
    problem = SuppressionProblem(
        n=np.array([30, 24]),
        atom_n=np.array([24, 6]),
        cover=np.array([[0, 1], [0, NONE]], np.int32),
        lines=(),
        must_hide=np.zeros(2, bool),
        cost=np.ones(2),
        block=np.zeros(2, np.int32),
        place=np.zeros(2, np.int32),
        above=np.full(2, NONE, np.int32),
        must_show=np.ones(2, bool),
    )

    with pytest.raises(CannotProtect) as refused:
        protect(problem, 10)

    assert refused.value.derivation.n == 6


@pytest.mark.parametrize("classes", [(2,), (3,), (2, 2)])
def test_hidden_respondents_stay_under_one_and_a_half_times_the_optimum(attacker, institution, classes):
    for seed in range(4):
        drawn = institution(seed, people=45, parents=(-1, -1), classes=classes, not_given=0.04)
        made = drawn.cube(Policy(5, 12))
        n = made.problem.n
        free = np.nonzero(made.is_offered & (n >= 5))[0]
        ours = made.is_offered & ~protect_cube(made, with_intervals=False).protection.hidden

        best = None
        choices = sorted(
            product((False, True), repeat=len(free)),
            key=lambda choice: (int(n[free][np.array(choice)].sum()), choice),
        )
        for choice in choices:
            shown = np.zeros_like(ours)
            shown[free] = ~np.array(choice)
            if attacker.against_cube(made, shown) is None:
                best = int(n[free][np.array(choice)].sum())
                break

        assert best is not None
        assert n[free][~ours[free]].sum() <= 1.5 * best


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(0.02, 0.4))
def test_an_item_that_some_did_not_answer_gives_no_small_group_away(attacker, institution, seed, missing):
    drawn = institution(seed, people=80)
    made = drawn.cube(Policy(5, 12))
    protected = protect_cube(made, with_intervals=False)
    answered = np.random.default_rng(seed).random(80) > missing

    gone = ShownCells(protected).hidden_for(answered).keys

    rows = [made.respondents(cell)[answered] for cell in protected.shown if cell.key not in gone]
    if rows:
        atoms, n = np.unique(np.array(rows), axis=1, return_counts=True)
        inside = atoms.any(axis=0)
        assert attacker.smallest(atoms[:, inside], n[inside], 5) is None


def test_an_item_that_everybody_answered_hides_nothing_more(institution):
    protected = protect_cube(institution(1, people=80).cube(Policy(5, 12)))

    assert ShownCells(protected).hidden_for(np.ones(80, bool)).keys == frozenset()
