"""What cannot be given is refused with a reason, and verdicts follow their rules."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.counting.answers import NO_ANSWER, NOT_APPLICABLE, answers_as_numbers
from analysis.counting.cells import count
from analysis.counting.moments import CompleteMoments, Moments
from analysis.counting.replicates import replicate_of, replicates_of_rows
from analysis.counting.scales import Structure
from analysis.findings.drivers import drivers, relative_weights
from analysis.findings.quality import carelessness, with_and_without
from analysis.findings.trends import Comparability, area_comparability, item_comparability, trend
from analysis.findings.weighting import Margin, MarginsDisagree, rake, weigh, weighted_sample
from analysis.institutions.benchmark import benchmark, benchmarks_by_kind
from analysis.institutions.pooling import between_variance, pool
from analysis.institutions.ranks import Band, ranking
from analysis.measurement.agreement import Null, agreement, null_variance
from analysis.measurement.intra_class import intra_class
from analysis.measurement.invariance import invariance
from analysis.measurement.reliability import alpha, alpha_jackknife, jackknife_interval, reliability
from analysis.measurement.structure import confirmatory, one_factor
from analysis.refusals import (
    ConstantItem,
    DidNotConverge,
    IllConditioned,
    NotComparable,
    NotIdentified,
    NoVariance,
    TooFewGroups,
    TooFewItems,
    TooFewRespondents,
)
from analysis.released.released_values import Verdict
from analysis.scores.differences import against_fixed, share_against_fixed, share_difference, welch
from analysis.scores.intervals import mean_interval, share_difference_interval, share_interval
from analysis.scores.samples import Sample
from analysis.scores.scoring import area_score, item_shares, score_percentiles
from analysis.scores.verdicts import Because, Level, judge
from questionnaires.model import Area, Item, Kind, Questionnaire, Scale, Texts


def test_nobody_has_no_score():
    cells = count(Structure.of_scale("S", ("a", "b"), lower=1, upper=5), np.zeros((0, 2), np.uint8))
    for ask in (lambda: area_score(cells, "S"), lambda: score_percentiles(cells, "S", (50,))):
        with pytest.raises(TooFewRespondents):
            ask()
    with pytest.raises(TooFewRespondents):
        _ = item_shares(cells, "a").favourable_share


def test_a_respondent_below_the_minimum_has_no_score_but_counts_among_the_favourable():
    structure = Structure.of_scale("S", ("a", "b", "c", "d"), lower=1, upper=5)
    codes = np.array([[5, NO_ANSWER, NOT_APPLICABLE, NO_ANSWER], [1, 1, 1, NO_ANSWER]], np.uint8)
    made = area_score(count(structure, codes), "S")
    assert (made.respondents, made.left_out, made.mean) == (1, 1, 0.0)
    assert (made.favourable.respondents, made.favourable.mean) == (2, 0.5)


def test_a_single_respondent_has_no_spread_and_no_interval():
    with pytest.raises(TooFewRespondents):
        mean_interval(Sample.of(np.array([50.0])))
    with pytest.raises(TooFewRespondents):
        against_fixed(Sample.of(np.array([50.0, 60.0])), 50.0)


def test_more_respondents_than_people_are_an_error():
    with pytest.raises(ValueError, match="10 respondents out of a population of 9"):
        share_interval(0.5, 10, population=9)


@pytest.mark.parametrize(
    ("a", "b", "lower", "upper"),
    # Newcombe (1998), table II, examples (a), (b), (d), (h) with method 10.
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((10, 10), (0, 10), 0.6075, 1.0000),
    ],
)
def test_newcombes_own_examples(a, b, lower, upper):
    first, second = share_interval(a[0] / a[1], a[1]), share_interval(b[0] / b[1], b[1])
    assert share_difference_interval(first, second) == pytest.approx((lower, upper), abs=0.00005)


def sure(difference: float, respondents: int = 400, sd: float = 10.0) -> tuple[Sample, Sample]:
    return (
        Sample.of_variance(respondents, 50 + difference, sd**2),
        Sample.of_variance(respondents, 50.0, sd**2),
    )


def test_the_verdicts():
    large = welch(*sure(6.0))
    small = welch(*sure(-2.4))
    none = welch(*sure(0.1))
    vague = welch(*sure(2.0, respondents=40, sd=20.0))
    few = welch(*sure(20.0, respondents=15))
    found = judge([large, small, none, vague, few], Level.AREA)
    assert [(f.verdict, f.because) for f in found] == [
        (Verdict.HIGHER, Because.LARGE_AND_CERTAIN),
        (Verdict.A_LITTLE_LOWER, Because.SMALL_AND_CERTAIN),
        (Verdict.ABOUT_THE_SAME, Because.RULED_OUT),
        (Verdict.CANNOT_TELL, Because.TOO_UNCERTAIN),
        (Verdict.CANNOT_TELL, Because.TOO_FEW_RESPONDENTS),
    ]


@pytest.mark.parametrize(("level", "fewest"), [(Level.ITEM, 30), (Level.AREA, 20), (Level.INDEX, 10)])
def test_the_smallest_number_of_respondents_of_each_level(level, fewest):
    enough, short = (welch(*sure(40.0, respondents=n)) for n in (fewest, fewest - 1))
    found = judge([enough, short], level)
    assert [f.verdict for f in found] == [Verdict.HIGHER, Verdict.CANNOT_TELL]


def test_samples_without_spread_differ_surely_or_not_at_all():
    same, other = Sample(5, 50.0, 0.0), Sample(5, 60.0, 0.0)
    assert welch(same, same).p == 1.0
    assert welch(same, other).p == 0.0
    assert against_fixed(same, 50.0).p == 1.0
    assert share_difference((0, 0), (10, 10)).p == 1.0
    assert share_against_fixed(5, 10, 1.0).p == 0.0


def test_a_benchmark_needs_three_institutions():
    two = {name: Sample(10, 50.0, 1.0) for name in "ab"}
    with pytest.raises(TooFewGroups):
        benchmark(list(two.values()))
    three = two | {"c": Sample(10, 80.0, 1.0)}
    kinds = {"a": "small", "b": "small", "c": "small"}
    assert benchmarks_by_kind(three, kinds)["small"].median == 50.0
    assert benchmarks_by_kind(three, kinds | {"c": "large"}) == {}


def test_reliability_names_what_is_wrong():
    rng = np.random.default_rng(1)
    table = rng.normal(size=(50, 3))
    constant = table.copy()
    constant[:, 1] = 4.0
    with pytest.raises(TooFewItems):
        reliability(("a",), Moments.of(table[:, :1]), CompleteMoments.of(table[:, :1]))
    with pytest.raises(ConstantItem, match="b"):
        reliability(("a", "b", "c"), Moments.of(constant), CompleteMoments.of(constant))
    with pytest.raises(TooFewRespondents):
        reliability(("a", "b", "c"), Moments.of(table[:1]), CompleteMoments.of(table[:1]))
    with pytest.raises(NoVariance):
        alpha(np.array([[1.0, -1.0], [-1.0, 1.0]]))


def test_a_jackknife_needs_eight_groups_and_takes_alpha_no_further_than_one():
    rows = np.random.default_rng(2).normal(size=(7, 1, 3))
    parts = [Moments.of(row) for row in rows]
    stacked = Moments(*(np.stack([getattr(p, f) for p in parts]) for f in ("counts", "sums", "cross")))
    with pytest.raises(TooFewRespondents):
        alpha_jackknife(stacked)
    assert jackknife_interval(0.99, [0.985, 0.99, 0.995, 0.99]).upper <= 1
    assert jackknife_interval(1.0, [1.0, 1.0]).lower == 1.0


def test_replicate_groups_are_even_and_scattered():
    assert np.bincount(replicates_of_rows(100)).tolist() == [4] * 4 + [3] * 28
    assert replicates_of_rows(5).max() == 4
    counts = np.bincount(replicate_of(np.arange(32_000, dtype=np.uint64)), minlength=32)
    assert counts.min() > 850
    assert (np.diff(replicates_of_rows(1000)) != 1).any()


def test_factor_models_name_what_is_wrong():
    rng = np.random.default_rng(3)
    table = rng.normal(size=(60, 1)) + rng.normal(size=(60, 4))
    with pytest.raises(NotIdentified, match="2 items"):
        one_factor(CompleteMoments.of(table[:, :2]), ["a", "b"])
    with pytest.raises(TooFewRespondents):
        one_factor(CompleteMoments.of(table[:4]), list("abcd"))
    with pytest.raises(NotIdentified, match="no factor"):
        confirmatory(CompleteMoments.of(table), list("abcd"), {"f": ["a", "b", "c"]})
    repeated = np.concatenate([table, table[:, :1]], axis=1)
    with pytest.raises(IllConditioned):
        one_factor(CompleteMoments.of(repeated), list("abcde"))


def test_a_factor_that_does_not_exist_is_not_found():
    # Signs that no single factor can have: even the saturated model does not reproduce them.
    wrong = np.array([[1.0, 0.4, 0.4], [0.4, 1.0, -0.4], [0.4, -0.4, 1.0]])
    moments = CompleteMoments(np.array(200), np.zeros(3), wrong * 199)
    with pytest.raises(DidNotConverge):
        one_factor(moments, list("abc"))


def test_invariance_says_which_groups_are_left_out():
    rng = np.random.default_rng(4)
    groups = np.repeat([0, 1, 2, 3], [100, 100, 5, 100])
    table = rng.normal(size=(305, 1)) + rng.normal(size=(305, 4))
    table[groups == 3, 2] = 1.0
    made = invariance(CompleteMoments.of_groups(table, groups, 4), list("abcd"), list("wxyz"))
    assert made.groups == ("w", "x")
    assert made.left_out == {
        "y": "5 complete answers, 12 needed",
        "z": "everybody gave the same answer to c",
    }
    with pytest.raises(TooFewGroups):
        invariance(CompleteMoments.of_groups(table[:105], groups[:105] * 2, 4), list("abcd"), list("wxyz"))
    with pytest.raises(NotIdentified):
        invariance(CompleteMoments.of_groups(table[:, :2], groups, 4), list("ab"), list("wxyz"))


def test_agreement_and_correlation_between_groups_need_groups():
    moments = CompleteMoments.of_groups(np.ones((2, 3)), np.array([0, 1]), 2)
    with pytest.raises(TooFewGroups):
        agreement(moments, np.zeros(2), ["a", "b"], 5)
    with pytest.raises(TooFewGroups):
        intra_class([Sample(10, 50.0, 5.0)])
    with pytest.raises(TooFewRespondents):
        intra_class([Sample(1, 50.0, 0.0), Sample(1, 60.0, 0.0)])
    with pytest.raises(NoVariance):
        intra_class([Sample(3, 50.0, 0.0), Sample(3, 60.0, 0.0)])
    with pytest.raises(NoVariance):
        null_variance(Null.UNIFORM, 1)


def test_nulls_of_other_lengths_keep_the_ratio_of_five_points():
    assert null_variance(Null.UNIFORM, 7) == 4.0
    assert null_variance(Null.SLIGHT_SKEW, 7) == 2.9
    assert null_variance(Null.SLIGHT_SKEW, 4) == pytest.approx(0.67 * 1.25)


def test_pooling_needs_groups_with_variance():
    with pytest.raises(TooFewGroups):
        pool([50.0], [1.0])
    with pytest.raises(NoVariance):
        pool([50.0, 60.0], [1.0, 0.0])
    assert between_variance([50.0, 50.1, 49.9], [4.0, 4.0, 4.0]) == 0.0


def test_groups_that_differ_by_chance_only_share_all_ranks():
    made = ranking(pool([50.0, 50.1, 49.9], [4.0, 4.0, 4.0]))
    assert [(rank.lower, rank.upper, rank.band) for rank in made.ranks] == [(1, 3, Band.MIDDLE)] * 3
    assert made.rankability == 0


def test_bands_tell_high_from_low():
    made = ranking(pool([40.0, 50.0, 60.0, 50.0], [1.0] * 4))
    assert [rank.band for rank in made.ranks] == [Band.BELOW, Band.MIDDLE, Band.ABOVE, Band.MIDDLE]


def test_drivers_that_repeat_each_other_are_refused():
    same = np.array([[1.0, 1.0, 0.5], [1.0, 1.0, 0.5], [0.5, 0.5, 1.0]])
    with pytest.raises(IllConditioned):
        relative_weights(same)


def test_drivers_need_respondents_and_areas():
    table = np.random.default_rng(5).normal(size=(99, 3))
    parts = [
        CompleteMoments.of_groups(part, np.zeros(len(part), np.int64), 1)
        for part in np.array_split(table, 32)
    ]
    with pytest.raises(TooFewRespondents, match="at least 100"):
        drivers(parts, ["a", "b"], "y")
    assert drivers(parts, ["a", "b"], "y", fewest=50).respondents == 99
    with pytest.raises(TooFewItems):
        drivers(parts, ["a"], "y", fewest=50)
    with pytest.raises(TooFewRespondents, match="150"):
        drivers(parts, ["a", "b"], "y", fewest=150)


def margin(name: str, sizes: list[int], headcounts: list[float]) -> Margin:
    labels = tuple(f"{name}{i}" for i in range(len(sizes)))
    return Margin(name, np.repeat(np.arange(len(sizes)), sizes), tuple(headcounts), labels)


def test_small_classes_are_joined_with_their_neighbours_before_weighting():
    made = weigh([margin("grade", [5, 30, 65, 100], [20, 60, 160, 160])])
    assert made.collapsed == {"grade": (("grade0", "grade1"),)}
    assert made.weights.mean() == pytest.approx(1)
    assert made.weights[0] == made.weights[10]
    assert made.effective_respondents < 200
    assert "cannot repair" in made.caution


def test_large_weights_are_cut():
    made = weigh([margin("grade", [20, 180], [200, 200])])
    assert made.trimmed == 20
    assert made.weights.max() / made.weights.min() < (200 / 20) / (200 / 180)


def test_a_margin_with_one_class_left_changes_nothing():
    made = weigh([margin("grade", [3, 4], [5, 9])])
    assert made.weights.tolist() == [1.0] * 7
    assert made.kish_effect == 1.0


def test_margins_that_contradict_each_other_are_refused():
    with pytest.raises(MarginsDisagree):
        weigh([margin("a", [30, 30], [50, 50]), margin("b", [30, 30], [50, 60])])
    crossed = [np.array([0, 0, 1, 1]), np.array([0, 0, 1, 1])]
    with pytest.raises(DidNotConverge):
        rake(crossed, [np.array([30.0, 70.0]), np.array([60.0, 40.0])])
    with pytest.raises(TooFewRespondents):
        rake([np.array([0, 0])], [np.array([5.0, 5.0])])


def test_equal_weights_give_the_plain_mean():
    values = np.array([40.0, 50.0, 75.0])
    made, plain = weighted_sample(values, np.ones(3)), Sample.of(values)
    assert (made.mean, made.variance) == pytest.approx((plain.mean, plain.variance))


def test_a_straight_line_is_flagged_and_nobody_is_deleted():
    rng = np.random.default_rng(6)
    answers = rng.integers(1, 6, (50, 20)).astype(float)
    answers[0] = 3.0
    answers[1] = np.nan
    made = carelessness(answers)
    assert made.is_flagged[0]
    assert made.flagged == 1
    assert made.longstring[0] == 20
    assert made.irv[1] == -1
    both = with_and_without(np.linspace(0, 100, 50), made.is_flagged)
    assert (both.everybody.respondents, both.unflagged.respondents) == (50, 49)
    assert both.difference == pytest.approx(both.everybody.mean - both.unflagged.mean)


def test_short_batteries_are_not_judged():
    with pytest.raises(TooFewItems):
        carelessness(np.ones((5, 9)))


def test_codes_become_numbers_with_nan_for_missing():
    numbers = answers_as_numbers(np.array([[1, NO_ANSWER], [NOT_APPLICABLE, 5]], np.uint8))
    np.testing.assert_array_equal(numbers, [[1.0, np.nan], [np.nan, 5.0]])


FIVE = Scale("five", (1, 2, 3, 4, 5), (4, 5), (1, 2), False)
YES_NO = Scale("yes", (0, 1), (0,), (1,), False)


def item(key: str, comparability: str = "", recall: int | None = None, scale: Scale = FIVE) -> Item:
    return Item(
        key, Kind.PERCEPTION, scale, False, scale.favourable, scale.unfavourable, comparability or key, recall
    )


def asked(*items: Item, minimum: int = 2, version: str = "1", **texts: str) -> Questionnaire:
    area = Area("area", tuple(i.id for i in items), minimum)
    labels = {i.scale.key: tuple(map(str, i.scale.points)) for i in items}
    words = {i.id: texts.get(i.id, i.id) for i in items}
    ko = Texts("ko", "", "", {}, {}, words, labels, "", {}, {}, {}, {})
    return Questionnaire("q", version, "", "", "", items, (area,), (), (), {"ko": ko})


def test_another_recall_period_is_another_question():
    year, month = item("bullied", recall=12, scale=YES_NO), item("bullied", recall=1, scale=YES_NO)
    found = item_comparability(asked(year), asked(month), "bullied")
    assert found[0] is Comparability.NOT_COMPARABLE
    with pytest.raises(NotComparable, match="1 months, and asked about 12"):
        trend(Sample(100, 0.181, 1.0), Sample(100, 0.111, 1.0), found)


def test_items_are_the_same_by_their_comparability_key():
    def found(was: Item, now: Item) -> Comparability:
        return item_comparability(asked(was, **{was.id: "text"}), asked(now, **{now.id: "text"}), now.id)[0]

    assert found(item("old", "k1"), item("new", "k1")) is Comparability.SAME
    assert found(item("a", "k1"), item("a", "k2")) is Comparability.NOT_COMPARABLE
    assert found(item("a"), item("a", scale=YES_NO)) is Comparability.NOT_COMPARABLE
    other_boxes = Scale("five", (1, 2, 3, 4, 5), (5,), (1, 2), False)
    assert found(item("a"), item("a", scale=other_boxes)) is Comparability.FLAGGED


def test_a_reworded_item_is_comparable_only_where_a_person_decided_so():
    before, reworded = asked(item("a"), a="in time"), asked(item("a"), version="2", a="within a day")
    accepted = asked(replace(item("a"), same_meaning_as=("1",)), version="2", a="within a day")

    assert item_comparability(before, reworded, "a")[0] is Comparability.NOT_COMPARABLE
    assert item_comparability(before, accepted, "a")[0] is Comparability.SAME
    assert item_comparability(accepted, before, "a")[0] is Comparability.SAME
    assert item_comparability(before, asked(item("a"), a=" in\n time"), "a")[0] is Comparability.SAME


def test_an_area_with_two_thirds_of_its_items_is_flagged():
    a, b, c, d = (item(key) for key in "abcd")
    assert area_comparability(asked(a, b, c), asked(a, b, c), "area")[0] is Comparability.SAME
    assert area_comparability(asked(a, b, c), asked(a, b, d), "area")[0] is Comparability.FLAGGED
    assert area_comparability(asked(a, b, c), asked(a, b, c, minimum=3), "area")[0] is Comparability.FLAGGED
    assert area_comparability(asked(a, b, c), asked(a, d), "area")[0] is Comparability.NOT_COMPARABLE
    assert area_comparability(asked(a, b), asked(a, b), "other")[0] is Comparability.NOT_COMPARABLE
