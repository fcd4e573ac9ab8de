"""Sentences say what the numbers mean, and no more."""

import re

import msgspec
import pytest

from analysis.released.released_values import Against, Difference, Hidden, Interval, Reason, Verdict
from survey_app.figures import drivers
from survey_app.wording import findings, release_sentences, sentences
from survey_app.wording.changes import changes_sentence
from survey_app.wording.differences import difference_against


def changed(release, **areas):
    """The release's whole with some areas' scores replaced."""
    return msgspec.structs.replace(release.whole, scores={**release.whole.scores, **areas})


def with_differences(score, *differences):
    return msgspec.structs.replace(score, differences=differences)


def all_with(release, verdict):
    scores = {
        area: with_differences(score, Difference(Against.PREVIOUS, 1.0, verdict))
        for area, score in release.whole.scores.items()
    }
    return msgspec.structs.replace(release.whole, scores=scores)


def test_changes_are_named_and_the_others_counted(release, labels, english):
    assert changes_sentence(release.whole, Against.PREVIOUS, labels) == (
        "12개 점수 가운데 지난 회차보다 4개(조직문화, 관행·관습 타파, 일하는 방식, 조직 몰입)가 높아지고 "
        "1개(소통)가 낮아졌습니다. 나머지 7개는 비슷합니다."
    )
    assert "lower. The others: 7 about the same." in changes_sentence(
        release.whole, Against.PREVIOUS, english
    )


def test_a_level_is_high_and_a_change_has_become_higher(release, labels):
    benchmark = changes_sentence(release.whole, Against.BENCHMARK, labels)
    assert "높고" in benchmark
    assert benchmark.count("낮습니다") == 1
    assert "높아" not in benchmark


def test_of_many_changes_the_first_are_named_and_the_others_counted(release, labels, english):
    higher = all_with(release, Verdict.HIGHER)
    same = all_with(release, Verdict.ABOUT_THE_SAME).scores["work_life"]
    group = msgspec.structs.replace(higher, scores={**higher.scores, "work_life": same})
    assert "11개(조직문화, 관행·관습 타파, 인권·윤리의식, 리더십 등)" in changes_sentence(
        group, Against.PREVIOUS, labels
    )
    assert "Leadership and 7 more) are higher" in changes_sentence(group, Against.PREVIOUS, english)


def test_each_verdict_is_counted_in_its_own_words(release, labels, english):
    verdicts = [*Verdict, *[Verdict.HIGHER] * 6]
    scores = {
        area: with_differences(score, Difference(Against.PREVIOUS, 1.0, verdict))
        for (area, score), verdict in zip(release.whole.scores.items(), verdicts, strict=True)
    }
    group = msgspec.structs.replace(release.whole, scores=scores)

    assert changes_sentence(group, Against.PREVIOUS, english).endswith(
        "The others: 1 a little higher, 1 a little lower, 1 about the same, 1 can't tell."
    )
    assert changes_sentence(group, Against.PREVIOUS, labels).endswith(
        "나머지 4개는 조금 높아짐 1개, 조금 낮아짐 1개, 비슷함 1개, 판단하기 어려움 1개입니다."
    )


@pytest.mark.parametrize(
    ("verdict", "korean", "english_text"),
    [
        (
            Verdict.HIGHER,
            "12개 점수가 모두 지난 회차보다 높아졌습니다.",
            "All 12 scores are higher than the previous wave.",
        ),
        (
            Verdict.A_LITTLE_LOWER,
            "12개 점수가 모두 지난 회차보다 조금 낮아졌습니다.",
            "All 12 scores are a little lower than the previous wave.",
        ),
        (
            Verdict.ABOUT_THE_SAME,
            "12개 점수가 모두 지난 회차와 비슷합니다.",
            "All 12 scores are about the same as the previous wave.",
        ),
        (
            Verdict.CANNOT_TELL,
            "12개 점수 모두 지난 회차와 차이가 있는지 판단하기 어렵습니다.",
            "Whether any of the 12 scores differs from the previous wave can't be told.",
        ),
    ],
)
def test_what_holds_of_all_scores_is_said_once(release, labels, english, verdict, korean, english_text):
    group = all_with(release, verdict)
    assert changes_sentence(group, Against.PREVIOUS, labels) == korean
    assert changes_sentence(group, Against.PREVIOUS, english) == english_text


def test_nothing_to_compare_with_is_said(release, labels):
    group = release.group("unit:SVC")
    assert changes_sentence(group, Against.PREVIOUS, labels) == (
        "지난 회차와 비교할 수 있는 영역이 없습니다."
    )


def test_each_comparison_that_was_not_made_has_its_own_reason(release, labels, english):
    score = with_differences(
        release.whole.scores["culture"], Hidden(Reason.NOT_COMPARABLE), Hidden(Reason.UNLIKE)
    )
    assert difference_against(score, Against.PREVIOUS, says_why=True) == Hidden(Reason.NOT_COMPARABLE)
    for against in (Against.BENCHMARK, Against.UPPER_QUARTILE):
        assert difference_against(score, against, says_why=True) == Hidden(Reason.UNLIKE)
    assert difference_against(score, Against.REST, says_why=True) is None
    assert "같은 뜻으로 쓰이지 않으므로 다른 기관과 비교하지 않습니다" in (
        sentences.area_sentence("culture", score, labels)
    )
    assert "is not set beside other institutions" in sentences.area_sentence("culture", score, english)


def test_ties_are_named_together(release, labels):
    best = release.whole.scores["rights_ethics"]
    group = changed(release, work_life=msgspec.structs.replace(best, value=best.value - 0.05))
    assert sentences.extremes_sentence(group, labels) == (
        "가장 높은 영역은 인권·윤리의식과 일과 삶의 균형(모두 71점), "
        "가장 낮은 영역은 조직구조·인사제도(47점)입니다."
    )


def test_a_group_without_scores_is_said_to_have_none(release, labels):
    hidden = {area: Hidden(Reason.TOO_FEW) for area in release.whole.scores}
    group = msgspec.structs.replace(release.whole, scores=hidden)
    assert sentences.extremes_sentence(group, labels) == "표시할 수 있는 영역 점수가 없습니다."
    assert findings.strengths(group, labels) == ()


def test_strengths_are_higher_areas_first(release, labels):
    found = findings.strengths(release.whole, labels)
    assert [finding.area for finding in found] == ["culture", "rights_ethics"]
    assert found[0].sentence == "62점으로 비교 기준보다 4점 높고, 지난 회차보다 2점 높아졌습니다."


def test_opportunities_name_the_reason_and_no_place_among_the_drivers(release, labels):
    found = findings.opportunities(release.whole, labels)
    assert found[0].area == "communication"
    assert found[0].sentence == "55점으로 비교 기준보다 4점 낮고, 지난 회차보다 5점 낮아졌습니다."
    every = findings.opportunities(release.whole, labels, at_most=12)
    assert not any("비중" in finding.sentence for finding in every)


def test_where_all_areas_score_alike_none_is_a_strength_or_a_weakness(release, labels):
    """Everybody ticked the middle: an area of 50 beside another of 50 stands out in nothing."""
    alike = {
        area: with_differences(
            msgspec.structs.replace(score, value=50.0, interval=Interval(50.0, 50.0)),
        )
        for area, score in release.whole.scores.items()
    }
    group = msgspec.structs.replace(release.whole, scores=alike)

    assert findings.strengths(group, labels) == ()
    assert findings.opportunities(group, labels) == ()
    assert "95% 신뢰구간 모두 같은 답" in sentences.area_sentence("culture", alike["culture"], labels)


def test_an_area_that_is_lower_than_nothing_says_why_it_is_named(release, labels, english):
    plain = {
        area: with_differences(score, Difference(Against.PREVIOUS, 0.2, Verdict.ABOUT_THE_SAME))
        for area, score in release.whole.scores.items()
    }
    group = msgspec.structs.replace(release.whole, scores=plain)

    (first, _second) = findings.opportunities(group, labels)
    assert "가장 낮은 점수입니다" in first.sentence
    assert first.sentence.endswith("우리 영역들 가운데 낮은 편이어서 꼽았습니다.")
    assert "named because" in findings.opportunities(group, english)[0].sentence


def test_an_area_is_never_both_strength_and_opportunity(release, labels):
    for group in (g for g in release.groups if g.is_shown):
        strong = {f.area for f in findings.strengths(group, labels)}
        weak = {f.area for f in findings.opportunities(group, labels)}
        assert not strong & weak


def test_rounding_is_explained_where_it_seems_not_to_add_up(release, labels):
    score = release.whole.scores["growth"]
    difference = Difference(Against.PREVIOUS, 0.9, Verdict.ABOUT_THE_SAME)
    seeming = with_differences(msgspec.structs.replace(score, value=75.4), difference)
    text = sentences.rounding_sentence({"growth": seeming}, labels)
    assert "성장·성취(지난 회차 75점, 이번 75점, 차이 +1점)" in text


def test_rounding_is_not_explained_where_it_adds_up(release, labels):
    score = release.whole.scores["growth"]
    plain = with_differences(
        msgspec.structs.replace(score, value=75.0), Difference(Against.PREVIOUS, 2.0, Verdict.ABOUT_THE_SAME)
    )
    assert sentences.rounding_sentence({"growth": plain}, labels) == ""


def test_hidden_groups_are_counted_once_and_found(release, labels, english):
    hidden = release_sentences.hidden_groups(release)
    found = release_sentences.hidden_sentences(release, labels)
    assert found[0].startswith(
        f"가린 집단은 기관에 모두 {len(hidden)}개입니다: 응답자가 10명보다 적은 집단 1개,"
    )
    assert "빼기" in found[0]
    assert found[1].startswith("그 가운데 부서 2개")
    # What is counted by reason adds up to the sum, and what is counted by place does, too.
    for sentence in found[:2]:
        counts = [int(count) for count in re.findall(r"(\d+)개(?!입니다:)", sentence)]
        assert sum(counts) == len(hidden)
    assert (
        "hidden: 1 with fewer than 10 respondents"
        in (release_sentences.hidden_sentences(release, english)[0])
    )


def test_a_missing_driver_analysis_says_why(release, labels):
    without = msgspec.structs.replace(release, drivers=Hidden(Reason.TOO_FEW_FOR_STATISTIC))
    assert "계산하지 않았습니다(계산하기에 응답이 부족함)" in release_sentences.drivers_sentence(
        without, labels
    )


def test_drivers_are_called_an_association(release, labels, english):
    assert "원인이라는 뜻은 아닙니다" in release_sentences.drivers_sentence(release, labels)
    assert "not a cause" in release_sentences.drivers_sentence(release, english)


def test_points_and_percentage_points_are_never_mixed(release, labels):
    every = [sentences.area_sentence(area, score, labels) for area, score in release.whole.scores.items()] + [
        f.sentence for f in findings.opportunities(release.whole, labels)
    ]
    assert not any("%p" in sentence for sentence in every)


def test_lists_read_naturally():
    assert sentences.listed([], "ko") == ""
    assert sentences.listed(["소통", "회의", "보고"], "ko") == "소통, 회의, 보고"
    assert sentences.listed(["회의", "보고"], "ko") == "회의와 보고"


def test_no_place_among_the_drivers_is_told_where_intervals_overlap(release, labels, english):
    def with_widths(width):
        found = tuple(
            msgspec.structs.replace(d, interval=Interval(max(d.weight - width, 0.0), d.weight + width))
            for d in release.drivers.drivers
        )
        return msgspec.structs.replace(
            release, drivers=msgspec.structs.replace(release.drivers, drivers=found)
        )

    wide, narrow = with_widths(30.0), with_widths(0.5)

    assert "이 자료로 구별되지 않습니다" in release_sentences.drivers_sentence(wide, labels)
    assert "can't tell whose share is larger" in release_sentences.drivers_sentence(wide, english)
    assert "보다 크고" in release_sentences.drivers_sentence(narrow, labels)
    assert drivers.focus_areas(wide.drivers) == ()
    assert drivers.focus_areas(narrow.drivers) != ()
