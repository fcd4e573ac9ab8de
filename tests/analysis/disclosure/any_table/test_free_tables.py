"""Any table is audited and protected: what trying everything finds is found, and nothing small follows."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analysis.disclosure.any_table.free_tables import SmallGroup, audit_table, protect_table
from analysis.disclosure.any_table.tables import Cell, Relation, Table
from analysis.disclosure.protect.certificate import Status
from tests.analysis.disclosure.any_table.tables import two_way


def random_table(draw: np.random.Generator, rows: int, columns: int) -> Table:
    return two_way(
        {
            (f"r{r}", f"c{c}"): int(n)
            for (r, c), n in zip(
                product(range(rows), range(columns)),
                draw.choice([0, 1, 3, 6, 9, 15, 30], rows * columns),
                strict=True,
            )
        }
    )


def smallest_by_trying(attacker, table: Table, threshold: int) -> int | None:
    inner = [cell for cell in table.cells if "T" not in cell.key and cell.respondents]
    rows = [
        [
            all(
                ours in ("T", theirs)
                for ours, theirs in zip(cell.key.split("|"), leaf.key.split("|"), strict=False)
            )
            for leaf in inner
        ]
        for cell in table.cells
        if cell.status is Status.SHOWN
    ]
    if not rows or not inner:
        return None
    n = np.array([leaf.respondents for leaf in inner])
    return attacker.smallest(np.array(rows), n, threshold)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(2, 4), st.integers(2, 4))
def test_a_protected_table_gives_no_small_group_away(attacker, seed, rows, columns):
    table = random_table(np.random.default_rng(seed), rows, columns)

    protection = protect_table(table, 8)

    assert protection.audit.smallest_derivable_group is None
    assert smallest_by_trying(attacker, protection.table, 8) is None
    for one in protection.audit.hidden:
        cell = next(cell for cell in table.cells if cell.key == one.cell)
        assert one.lower <= cell.respondents
        assert one.upper is None or cell.respondents <= one.upper
        if 0 < cell.respondents < 8:
            assert one.lower != one.upper


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1))
@example(1186)  # the solver lost its way from the basis of the cell before
def test_an_audit_finds_at_least_what_trying_everything_finds(attacker, seed):
    draw = np.random.default_rng(seed)
    table = random_table(draw, 3, 3)
    cells = tuple(
        Cell(cell.key, cell.respondents, Status.SECONDARY if draw.random() < 0.4 else Status.SHOWN)
        for cell in table.cells
    )
    table = Table(cells, table.relations)

    found = audit_table(table, 8).smallest_derivable_group
    tried = smallest_by_trying(attacker, table, 8)

    assert tried is None or (found is not None and found.n <= tried)


def test_totals_with_breakdowns_that_do_not_cross_still_protect_each_other():
    """Units and sexes of the same people, without a cell for their crossing."""
    table = Table(
        (
            Cell("T", 40),
            Cell("a", 31),
            Cell("b", 9),
            Cell("m", 18),
            Cell("w", 22),
        ),
        (Relation("T", ("a", "b")), Relation("T", ("m", "w"))),
    )

    audit = audit_table(table, 10)
    protection = protect_table(table, 10)

    assert audit.smallest_derivable_group is not None
    assert (audit.smallest_derivable_group.n, audit.smallest_derivable_group.cells) == (9, ("b",))
    assert protection.secondary == ("a",)


def test_a_count_that_bounds_alone_give_away_is_reported():
    """The hidden row sums to seven and one of its cells can only be zero."""
    table = Table(
        (
            Cell("T", 27), Cell("x", 7), Cell("y", 20),
            Cell("x1", 7, Status.PRIMARY), Cell("x2", 0, Status.SECONDARY),
            Cell("y1", 20), Cell("y2", 0, Status.SECONDARY), Cell("2", 0), Cell("1", 27),
        ),
        (
            Relation("T", ("x", "y")), Relation("x", ("x1", "x2")), Relation("y", ("y1", "y2")),
            Relation("2", ("x2", "y2")), Relation("1", ("x1", "y1")), Relation("T", ("1", "2")),
        ),
    )  # fmt: skip

    found = audit_table(table, 10).smallest_derivable_group

    assert found is not None
    assert found.n == 7


def test_a_protection_level_widens_the_interval():
    inner = {
        (f"r{r}", f"c{c}"): n
        for (r, c), n in zip(product(range(3), range(3)), [40, 30, 12, 35, 25, 33, 50, 11, 60], strict=True)
    }
    plain = two_way(inner, {("r0", "c0")})
    levelled = Table(
        tuple(
            Cell(cell.key, cell.respondents, cell.status, 20.0, 20.0) if cell.key == "r0|c0" else cell
            for cell in plain.cells
        ),
        plain.relations,
    )

    narrow = {one.cell: one for one in protect_table(plain, 5).audit.hidden}["r0|c0"]
    wide = {one.cell: one for one in protect_table(levelled, 5).audit.hidden}["r0|c0"]

    assert narrow.lower > 20 or narrow.upper < 60
    assert wide.lower <= 20
    assert wide.upper >= 60


def test_a_table_of_nobody_gives_nobody_away():
    table = Table((Cell("T", 0), Cell("a", 0), Cell("b", 0)), (Relation("T", ("a", "b")),))

    assert audit_table(table, 10).smallest_derivable_group is None
    assert protect_table(table, 10).secondary == ()


def fifths() -> Table:
    """Five hidden cells are alike. With two people, who are four at most, they are 17: 2.6 to 3.4 each."""
    fives = range(1, 6)
    counts = {f"p{at}": 3 for at in fives} | {"y": 20, "s": 2, "other": 2}
    relations = [Relation(f"T{at}", (f"p{at}", "y")) for at in fives]
    relations += [Relation("K", (*(f"p{at}" for at in fives), "s")), Relation("S", ("s", "other"))]
    cells = [Cell(key, n, Status.SECONDARY) for key, n in counts.items()]
    cells += [Cell(one.total, sum(counts[part] for part in one.parts)) for one in relations]
    return Table(tuple(cells), tuple(relations))


def test_a_count_that_whole_numbers_alone_give_away_is_reported_and_then_hidden():
    audit = audit_table(fifths(), 4)
    protection = protect_table(fifths(), 4)

    assert {one.cell: (one.lower, one.upper) for one in audit.hidden}["p1"] == (3, 3)
    assert audit.smallest_derivable_group == SmallGroup(3, ("T1", "T2", "T3", "T4", "T5", "K", "S"))
    assert protection.audit.smallest_derivable_group is None
    after = {one.cell: one for one in protection.audit.hidden}["p1"]
    assert after.lower < after.upper


def bridged() -> Table:
    """Marked are two blocks of four and one cell between them: two rows less two columns are that cell."""
    inner = {(f"r{r}", f"c{c}"): 20 + 3 * r + c for r, c in product(range(4), range(4))}
    marked = [(r, c) for r, c in product(range(4), range(4)) if r // 2 == c // 2]
    return two_way(inner, {(f"r{r}", f"c{c}") for r, c in (*marked, (1, 2))})


def test_a_marked_cell_of_many_whose_count_would_follow_is_protected_too():
    audit = {one.cell: one for one in audit_table(bridged(), 5).hidden}["r1|c2"]
    protection = protect_table(bridged(), 5)

    assert audit.lower == audit.upper == 25
    after = {one.cell: one for one in protection.audit.hidden}["r1|c2"]
    assert after.lower < 25 < after.upper
    assert protection.secondary


@pytest.mark.parametrize("is_patient", [True, False])
def test_a_level_on_one_side_alone_is_kept_with_time_and_without(is_patient):
    inner = {
        (f"r{r}", f"c{c}"): n
        for (r, c), n in zip(product(range(3), range(3)), [40, 30, 12, 35, 25, 33, 50, 11, 60], strict=True)
    }
    plain = two_way(inner, {("r0", "c0")})
    cells = (replace(cell, above=30.0) if cell.key == "r0|c0" else cell for cell in plain.cells)

    protection = protect_table(
        Table(tuple(cells), plain.relations), 5, progress=lambda done, total, message: is_patient
    )

    assert protection.is_complete == is_patient
    assert {one.cell: one for one in protection.audit.hidden}["r0|c0"].upper >= 70
