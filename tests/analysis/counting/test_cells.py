"""Cells are a commutative monoid, and hold what a slow count by hand finds."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from analysis.counting.answers import NO_ANSWER, NOT_APPLICABLE, NOT_ASKED
from analysis.counting.cells import Cells, count, merged
from analysis.counting.kernel import score_unit
from analysis.counting.scales import Structure
from analysis.refusals import BadTable, MixedScales, OutOfBounds

LEAD = Structure.of_scale(
    "LEAD", ("L1", "L2", "L3", "L4"), lower=1, upper=5, reversed_items=frozenset({"L2"})
)
VOICE = Structure.of_scale("VOICE", ("V1", "V2", "V3"), lower=0, upper=6)
BOTH = LEAD.joined(VOICE)


def likert(structure: Structure, rows: int, seed: int, missing: float = 0.15) -> np.ndarray:
    rng = np.random.default_rng(seed)
    codes = np.stack([rng.integers(i.lower, i.upper + 1, rows) for i in structure.items], axis=1)
    kinds = rng.choice([NO_ANSWER, NOT_APPLICABLE, NOT_ASKED], codes.shape)
    return np.where(rng.random(codes.shape) < missing, kinds, codes).astype(np.uint8)


def layers(cells: Cells) -> list[np.ndarray]:
    found = [cells.respondents, cells.item_counts]
    for block in (cells.items, cells.scores, *(scale.pairwise for scale in cells.scales)):
        found += [block.counts, block.sums, block.cross]
    for scale in cells.scales:
        found += [scale.histogram, scale.favourable, scale.complete_points]
        found += [scale.complete.counts, scale.complete.sums, scale.complete.cross]
    return found


def assert_same(first: Cells, second: Cells) -> None:
    for one, other in zip(layers(first), layers(second), strict=True):
        np.testing.assert_array_equal(one, other)


answers_and_groups = st.integers(0, 60).flatmap(
    lambda rows: st.tuples(
        st.integers(0, 2**32 - 1).map(lambda seed: likert(BOTH, rows, seed)),
        arrays(np.int64, rows, elements=st.integers(0, 4)),
    )
)


@settings(max_examples=40, deadline=None)
@given(answers_and_groups, st.data())
def test_parts_merged_in_any_order_are_the_whole(drawn, data):
    codes, groups = drawn
    part = data.draw(arrays(np.int64, len(codes), elements=st.integers(0, 3)))
    whole = count(BOTH, codes, groups, number_of_groups=5)
    parts = [count(BOTH, codes[part == i], groups[part == i], number_of_groups=5) for i in range(4)]
    assert_same(merged(parts), whole)
    assert_same(merged(parts[::-1]), whole)
    assert_same(Cells.empty(BOTH, 5).add(codes, groups), whole)


@settings(max_examples=25, deadline=None)
@given(answers_and_groups, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(drawn, random):
    codes, groups = drawn
    order = list(range(len(codes)))
    random.shuffle(order)
    assert_same(
        count(BOTH, codes[order], groups[order], number_of_groups=5),
        count(BOTH, codes, groups, number_of_groups=5),
    )


def test_groups_added_up_are_the_ungrouped_count():
    codes = likert(BOTH, 500, 3)
    groups = np.random.default_rng(4).integers(0, 7, 500)
    assert_same(count(BOTH, codes, groups).total(), count(BOTH, codes))


def test_every_layer_equals_a_slow_count():
    codes, groups = likert(BOTH, 300, 5), np.random.default_rng(6).integers(0, 3, 300)
    cells = count(BOTH, codes, groups)
    keyed = codes.astype(float)
    keyed[codes >= NO_ANSWER] = np.nan
    keyed -= [item.lower for item in BOTH.items]
    keyed[:, 1] = 4 - keyed[:, 1]
    for scale_cells in cells.scales:
        columns = list(BOTH.columns(scale_cells.spec))
        for group in range(3):
            rows = keyed[groups == group][:, columns]
            present = ~np.isnan(rows)
            filled = np.where(present, rows, 0)
            complete = rows[present.all(axis=1)]
            np.testing.assert_array_equal(scale_cells.pairwise.cross[group], filled.T @ filled)
            np.testing.assert_array_equal(scale_cells.pairwise.sums[group], filled.T @ present)
            np.testing.assert_array_equal(scale_cells.pairwise.counts[group], present.T.astype(int) @ present)
            np.testing.assert_array_equal(scale_cells.complete.cross[group], complete.T @ complete)
            np.testing.assert_array_equal(scale_cells.complete.sums[group], complete.sum(axis=0))
            assert scale_cells.complete.counts[group] == len(complete)
            middle = scale_cells.spec.steps / 2
            expected = np.zeros_like(scale_cells.favourable[group])
            totals = np.zeros_like(scale_cells.histogram[group])
            for row, is_there in zip(filled, present, strict=True):
                expected[is_there.sum(), (row[is_there] > middle).sum()] += 1
                totals[is_there.sum(), int(row.sum())] += 1
            np.testing.assert_array_equal(scale_cells.favourable[group], expected)
            np.testing.assert_array_equal(scale_cells.histogram[group], totals)
            for item in range(len(columns)):
                found = np.bincount(complete[:, item].astype(int), minlength=scale_cells.spec.steps + 1)
                np.testing.assert_array_equal(scale_cells.complete_points[group, item], found)


def test_the_three_kinds_of_missing_are_counted_apart():
    codes = np.array([[NO_ANSWER] * 7, [NOT_APPLICABLE] * 7, [NOT_ASKED] * 7, [NOT_ASKED] * 7], np.uint8)
    assert count(BOTH, codes).item_counts[0, :, -3:].tolist() == [[1, 1, 2]] * 7


def test_scores_are_summed_in_whole_units():
    codes = likert(BOTH, 400, 8)
    cells = count(BOTH, codes)
    for index, scale in enumerate(BOTH.scales):
        histogram = cells.scales[index].histogram[0]
        expected = 0
        for answered in range(scale.minimum_answered, scale.length + 1):
            total = (histogram[answered] * np.arange(histogram.shape[1])).sum()
            expected += int(total) * score_unit(scale) // answered
        assert cells.scores.sums[index, index] == expected


def test_a_group_larger_than_a_block_is_exact():
    codes = likert(BOTH, 20_000, 9)
    assert_same(count(BOTH, codes), merged([count(BOTH, part) for part in np.array_split(codes, 7)]))


def test_respondents_without_a_group_are_left_out():
    codes = likert(LEAD, 10, 10)
    groups = np.array([-1, 0, 1, 1, 0, -1, 0, 0, 1, 1])
    assert_same(count(LEAD, codes, groups), count(LEAD, codes[groups >= 0], groups[groups >= 0]))


@pytest.mark.parametrize("strange", [0, 6, 100, 101, 252])
def test_an_answer_that_the_item_does_not_offer_is_refused_by_name(strange):
    codes = likert(LEAD, 20, 11)
    codes[7, 2] = strange
    with pytest.raises(OutOfBounds, match="1 answer to L3"):
        count(LEAD, codes)


def test_cells_of_different_structures_are_not_merged():
    with pytest.raises(BadTable):
        Cells.empty(LEAD).merge(Cells.empty(VOICE))


def test_items_with_different_bounds_cannot_form_one_scale():
    with pytest.raises(MixedScales):
        Structure(BOTH.items, (LEAD.scales[0].__class__("X", ("L1", "V1"), 1, 5, 2),))


def test_an_unusual_favourable_box_is_counted():
    item = LEAD.items[0]
    odd = Structure((item.__class__("L1", 1, 5, False, (2, 4), (5,)),), ())
    structure = Structure(odd.items, (LEAD.scales[0].__class__("X", ("L1",), 1, 5, 1),))
    cells = count(structure, np.array([[1], [2], [3], [4], [5]], np.uint8))
    assert cells.scale("X").favourable[0].tolist() == [[0, 0], [3, 2]]
