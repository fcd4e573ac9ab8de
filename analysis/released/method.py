"""The method in short, in both languages: what the report's method page says of each statistic."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Method:
    """One statistic for readers who are no statisticians. `where` is the module that computes it.

    functions : what docs/method.md prints in full, from their docstrings.
    """

    key: str
    where: str
    functions: tuple[str, ...]
    ko: str
    en: str


METHODS = (
    Method(
        "score",
        "analysis.scores.scoring",
        (
            "area_score",
            "respondent_score",
            "item_shares",
            "score_percentiles",
        ),
        "영역 점수는 0점에서 100점까지입니다. 한 사람의 점수는 그 영역에서 답한 문항의 평균을 척도의 "
        "양 끝이 0과 100이 되도록 바꾼 값이며, 정해진 수 이상의 문항에 답한 경우에만 계산합니다. "
        "부서의 점수는 사람별 점수의 평균입니다.",
        "An area's score runs from 0 to 100. One person's score is the mean of the items answered, "
        "moved so that the ends of the scale are 0 and 100, and given only when enough items were "
        "answered. A unit's score is the mean of its people's.",
    ),
    Method(
        "favourable",
        "analysis.scores.scoring",
        ("favourable_shares",),
        "긍정 응답률은 긍정 칸을 고른 답의 비율입니다. 영역에서는 사람마다 비율을 구한 뒤 평균합니다. "
        "‘해당 없음’과 무응답은 분모에서 빠지고 따로 셉니다.",
        "The favourable share is the part of valid answers in the favourable boxes; for an area, the "
        "mean of each person's share. Not applicable and no answer are outside the base, and counted.",
    ),
    Method(
        "interval",
        "analysis.scores.bounded_means",
        ("bounded_mean_interval",),
        "구간은 같은 조사를 되풀이했을 때 100번 중 95번 참값을 담는 범위입니다(작은 집단에서 거의 모두가 "
        "같게 답해도 93번 이상). 현재 구성원의 생각을 말할 때는 응답하지 않은 사람의 수만큼만 불확실하다는 "
        "점을 반영합니다(유한모집단 수정).",
        "An interval holds the true value in 95 of 100 such surveys (in 93 or more where nearly all of a "
        "small group agree). When it speaks of the present staff, only those who did not answer are "
        "uncertain (finite-population correction).",
    ),
    Method(
        "interval_of_a_share",
        "analysis.scores.exact_shares",
        (
            "exact_share_interval",
            "lowest_share",
            "exact_share_p",
            "exact_difference_p",
            "exact_difference_interval",
        ),
        "문항의 긍정 응답률은 정확한 구간으로 나타냅니다. 응답하지 않은 사람이 3명까지는 모두 한쪽으로 "
        "답했을 수 있다고 봅니다.",
        "Favourable shares of items have exact intervals: up to three who did not answer may all be of one "
        "mind.",
    ),
    Method(
        "textbook_intervals",
        "analysis.scores.intervals",
        (
            "mean_interval",
            "share_interval",
            "effective_respondents",
            "margin_of_error",
            "margin_for_half",
            "share_difference_interval",
        ),
        "교과서의 구간입니다. `gyeol analyse`와 다른 프로그램과의 대조에 씁니다. 참여 화면의 오차 한계도 "
        "여기에 있습니다.",
        "The textbooks' intervals, for `gyeol analyse` and for comparison with other programs, and the "
        "margin of error of the page of participation.",
    ),
    Method(
        "difference",
        "analysis.scores.score_differences",
        (
            "score_difference",
            "score_against",
            "score_against_rest",
            "guarded",
            "favourable_difference",
            "favourable_against",
        ),
        "기관의 점수는 지난 회차와 비교 기준에, 부서의 점수는 그 밖에 나머지 구성원에도 비교합니다. 거의 "
        "모두가 같게 답한 작은 집단에서도 성립하는 검정을 씁니다.",
        "An institution's score is set beside its last wave and the benchmark, a unit's beside the rest as "
        "well, by tests that hold where nearly all of a small group agree.",
    ),
    Method(
        "textbook_differences",
        "analysis.scores.differences",
        (
            "welch",
            "against_fixed",
            "unit_against_rest",
            "share_difference",
            "share_against_fixed",
            "hedges_g",
        ),
        "교과서의 검정입니다. `gyeol analyse`와 다른 프로그램과의 대조에 씁니다.",
        "The textbooks' tests, for `gyeol analyse` and for comparison with other programs.",
    ),
    Method(
        "verdict",
        "analysis.scores.verdicts",
        (
            "verdict_of",
            "judge_groups",
            "judge",
            "benjamini_hochberg",
        ),
        "‘높음·낮음’은 우연으로 보기 어렵고 의미 있는 크기 이상일 때, ‘조금 높음·조금 낮음’은 확실하지만 "
        "그보다 작을 때, ‘비슷함’은 의미 있는 차이가 배제될 때, ‘판단하기 어려움’은 응답자가 적거나 구간이 "
        "너무 넓을 때입니다. 한 회차의 결과에서 차이가 있다고 표시한 점수 가운데 잘못 표시한 것은 평균 5% "
        "이하로 지킵니다(기관 전체의 표 2%, 모든 부서와 집단 합하여 3%). 문항도 따로 같은 방법으로 지킵니다.",
        "Higher or lower: hardly chance, and large enough to matter. A little higher or lower: certain, and "
        "smaller than what matters. About the same: a difference that matters is ruled out. Can't tell: too "
        "few respondents, or too wide an interval. Of the scores marked as different in a wave's results, "
        "at most 5 % are expected to be marked falsely: 2 % in the institution's own table, 3 % in all "
        "units and groups together; items are held likewise, apart.",
    ),
    Method(
        "pairs",
        "analysis.institutions.pairs",
        ("beside",),
        "두 기관을 나란히 볼 때에도 같은 규칙을 씁니다. 유한모집단 수정 없이 계산하고, 함께 보는 영역의 "
        "수만큼 보정하며, 뜻이 있을 만큼 큰 차이만 높음·낮음이라고 합니다.",
        "Two institutions beside each other are judged by the same rules: without finite-population "
        "correction, corrected over the areas, and with the smallest difference that matters.",
    ),
    Method(
        "benchmark",
        "analysis.institutions.benchmark",
        ("benchmark",),
        "비교 기준은 참여 기관의 중앙값입니다. 큰 기관도 작은 기관도 한 번씩 셉니다.",
        "The benchmark is the median institution: each counts once, whatever its size.",
    ),
    Method(
        "reliability",
        "analysis.measurement.reliability",
        (
            "alpha",
            "standardised_alpha",
            "feldt_interval",
            "jackknife_interval",
            "alpha_jackknife",
            "item_rest_correlations",
            "alphas_if_deleted",
        ),
        "신뢰도(α, ω)는 한 영역의 문항들이 같은 것을 얼마나 한결같이 재는지를 나타냅니다. 1에 "
        "가까울수록 좋습니다.",
        "Reliability (α, ω) says how consistently an area's items measure one thing. Nearer to 1 is better.",
    ),
    Method(
        "structure",
        "analysis.measurement.structure",
        (
            "confirmatory",
            "omega_total",
            "fit_measures",
        ),
        "요인 모형은 문항들이 설계한 영역대로 묶이는지 확인합니다.",
        "A factor model checks whether the items group as the areas say.",
    ),
    Method(
        "invariance",
        "analysis.measurement.invariance",
        (
            "invariance",
            "comparability",
            "departures",
            "intercept_spread",
            "item_spreads",
        ),
        "기관을 비교하기 전에 문항이 기관마다 다른 뜻으로 쓰인 흔적이 있는지 살핍니다. 문항이 달리 쓰여 "
        "점수가 뚜렷이 움직이는 영역은 순위를 매기지 않고 비교 기준과도 비교하지 않으며, 기관에 따라 더 쉽게 "
        "여겨지는 문항은 그 문항과 점수에 주는 영향을 밝힙니다. 작은 차이까지 찾아내지는 못합니다.",
        "Before institutions are compared, signs are looked for that items mean different things in them. An "
        "area whose scores unlike items move by much is neither ranked nor set beside the benchmark, and an "
        "item that some institutions find easier is named with what it does to scores. Small differences are "
        "not found.",
    ),
    Method(
        "agreement",
        "analysis.measurement.agreement",
        (
            "rwg_j",
            "null_variance",
            "average_deviations",
            "agreement",
        ),
        "부서 안 사람들이 비슷하게 보는지(rwg, AD)를 봅니다. rwg는 기준 분포에 따라 달라지므로 두 기준을 "
        "함께 보여 줍니다.",
        "Whether people of a unit see the same (rwg, AD). rwg depends on its null distribution, so two are "
        "shown.",
    ),
    Method(
        "between_units",
        "analysis.measurement.intra_class",
        ("intra_class",),
        "점수의 차이 가운데 부서 사이의 차이가 얼마나 되는지(ICC)를 봅니다. 정의가 여럿이므로 이름을 함께 "
        "적습니다.",
        "How much of the variation in scores lies between units (ICC). There are several definitions, so "
        "each is named.",
    ),
    Method(
        "weights",
        "analysis.findings.weighting",
        (
            "rake",
            "weigh",
            "kish_effect",
            "weighted_sample",
        ),
        "가중값은 응답자 구성을 실제 인원 구성에 맞춥니다. 공개된 부서의 현원으로만 가중하므로, 가중한 "
        "점수는 가린 부서를 드러내지 않습니다. 의견에 따라 응답 여부가 갈리는 것까지 고칠 수는 없습니다.",
        "Weights match respondents to headcounts, of units that are shown alone, so that a weighted score "
        "tells nothing of hidden ones. They cannot repair that opinion itself drives who answers.",
    ),
    Method(
        "pooling",
        "analysis.institutions.pooling",
        (
            "pool",
            "between_variance",
        ),
        "작은 기관의 점수는 우연에 크게 흔들리므로, 흔들리는 만큼 전체 평균 쪽으로 당긴 값을 함께 "
        "보여 줍니다.",
        "Results of small institutions swing by chance, so they are also shown drawn towards the mean "
        "as far as chance reaches.",
    ),
    Method(
        "few_institutions",
        "analysis.institutions.spread_integrated",
        ("integrate",),
        "기관이 몇 곳뿐이면 기관 사이의 차이가 얼마나 큰지도 잘 알 수 없습니다. 당긴 점수의 구간, 순위, "
        "깔때기는 이 불확실함까지 담습니다.",
        "With few institutions it is hardly known how much they differ. The intervals of scores drawn "
        "towards the mean, the ranks and the funnel take that into account.",
    ),
    Method(
        "ranks",
        "analysis.institutions.ranks",
        ("ranking",),
        "순위는 95% 구간과 함께만 보여 줍니다. 구간이 넓으면 순위는 거의 아무것도 말해 주지 않습니다.",
        "A rank is shown with its 95 % interval only. Where the interval is wide, the rank says next "
        "to nothing.",
    ),
    Method(
        "funnel",
        "analysis.institutions.funnel",
        ("funnel",),
        "깔때기 그림은 규모를 고려할 때 보통의 흔들림을 벗어난 기관을 가려냅니다.",
        "A funnel plot tells which institutions lie outside ordinary variation for their size.",
    ),
    Method(
        "drivers",
        "analysis.findings.drivers",
        (
            "relative_weights",
            "shapley_r_squared",
            "within_covariance",
            "drivers",
        ),
        "몰입과 함께 움직이는 정도를 영역별로 나눈 값입니다. 관련이 있다는 뜻이며, 원인이라는 뜻은 아닙니다.",
        "How strongly each area goes together with engagement when areas go together with each other. "
        "Association, not cause.",
    ),
    Method(
        "trend",
        "analysis.findings.trends",
        (
            "item_comparability",
            "area_comparability",
            "trend",
        ),
        "지난 회차와는 문구와 묻는 기간이 같은 문항만 비교합니다. 문구를 고친 문항은 뜻이 같다고 담당자가 "
        "확인한 것만 비교합니다.",
        "Only items with the same wording and recall period are compared with an earlier wave; a "
        "reworded one only where a person decided that it means the same.",
    ),
    Method(
        "quality",
        "analysis.findings.quality",
        (
            "longstring",
            "intra_individual_variability",
            "mahalanobis",
            "carelessness",
        ),
        "읽지 않고 답한 흔적을 찾아, 그런 응답을 뺀 결과를 나란히 보여 줍니다. 몰래 지우는 응답은 없습니다.",
        "Signs of answering without reading are looked for, and the result without them is shown "
        "beside. No answer is silently deleted.",
    ),
)


def method(key: str) -> Method:
    """The method of this key; KeyError when there is none.

    >>> method("trend").en.startswith("Only items with the same wording")
    True
    """
    return {entry.key: entry for entry in METHODS}[key]
