"""Sentences say what the numbers mean, and no more."""

import msgspec

from analysis.release import Against, Difference, Hidden, Reason, Verdict
from survey_app.figures import findings, release_sentences, sentences
from survey_app.figures.cells import difference_against


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


def test_real_changes_are_counted_and_named(release, labels):
    assert sentences.changes_sentence(release.whole, Against.PREVIOUS, labels) == (
        "12개 점수 가운데 지난 회차보다 실제로 높은 것은 "
        "4개(조직문화, 관행·관습 타파, 일하는 방식, 조직 몰입)이고, "
        "실제로 낮은 것은 1개(소통)입니다. 나머지 7개는 실제 차이라고 할 수 없습니다."
    )


def test_of_many_changes_the_first_are_named_and_the_others_counted(release, labels, english):
    higher = all_with(release, Verdict.HIGHER)
    same = all_with(release, Verdict.ABOUT_THE_SAME).scores["work_life"]
    group = msgspec.structs.replace(higher, scores={**higher.scores, "work_life": same})
    assert "11개(조직문화, 관행·관습 타파, 인권·윤리의식, 리더십 등)" in sentences.changes_sentence(
        group, Against.PREVIOUS, labels
    )
    assert "Leadership and 7 more) are really higher" in sentences.changes_sentence(
        group, Against.PREVIOUS, english
    )


def test_what_is_the_same_and_what_cannot_be_told_are_counted_apart(release, labels, english):
    verdicts = [Verdict.HIGHER, Verdict.ABOUT_THE_SAME, Verdict.CANNOT_TELL, *[Verdict.HIGHER] * 9]
    scores = {
        area: with_differences(score, Difference(Against.PREVIOUS, 1.0, verdict))
        for (area, score), verdict in zip(release.whole.scores.items(), verdicts, strict=True)
    }
    group = msgspec.structs.replace(release.whole, scores=scores)

    assert sentences.changes_sentence(group, Against.PREVIOUS, english).endswith(
        " 1 shows no real difference. For the other 1, these data can't tell."
    )
    assert sentences.changes_sentence(group, Against.PREVIOUS, labels).endswith(
        "입니다. 1개는 실제 차이라고 할 수 없습니다. 나머지 1개는 이 자료로는 가릴 수 없습니다."
    )


def test_the_absence_of_differences_is_said(release, labels, english):
    group = all_with(release, Verdict.ABOUT_THE_SAME)
    assert sentences.changes_sentence(group, Against.PREVIOUS, labels) == (
        "12개 점수 가운데 지난 회차와 실제로 다른 것은 없습니다."
    )
    assert sentences.changes_sentence(group, Against.PREVIOUS, english) == (
        "None of the 12 scores is really different from the previous wave."
    )


def test_what_can_t_be_told_is_said(release, labels, english):
    group = all_with(release, Verdict.CANNOT_TELL)
    assert sentences.changes_sentence(group, Against.PREVIOUS, labels) == (
        "12개 점수 모두 지난 회차와 실제로 다른지 이 자료로는 가릴 수 없습니다."
    )
    assert sentences.changes_sentence(group, Against.PREVIOUS, english) == (
        "Whether the 12 scores really differ from the previous wave, these data can't tell."
    )


def test_scores_that_all_went_one_way_are_not_listed(release, labels, english):
    higher, lower = (all_with(release, verdict) for verdict in (Verdict.HIGHER, Verdict.LOWER))
    assert sentences.changes_sentence(higher, Against.PREVIOUS, labels) == (
        "12개 점수 모두 지난 회차보다 실제로 높습니다."
    )
    assert sentences.changes_sentence(lower, Against.PREVIOUS, english) == (
        "All 12 scores are really lower than the previous wave."
    )


def test_nothing_to_compare_with_is_said(release, labels):
    group = release.group("unit:SVC")
    assert sentences.changes_sentence(group, Against.PREVIOUS, labels) == (
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
    assert "같은 뜻으로 쓰이지 않으므로 다른 기관과 견주지 않습니다" in (
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
    assert findings.strengths(release, group, labels) == ()


def test_strengths_are_really_higher_areas_first(release, labels):
    found = findings.strengths(release, release.whole, labels)
    assert [finding.area for finding in found] == ["culture", "rights_ethics"]
    assert found[0].sentence == "62점으로 비교 기준보다 4점, 지난 회차보다 2점 높습니다(실제 차이)."


def test_opportunities_name_the_reason_and_the_weight(release, labels):
    found = findings.opportunities(release, release.whole, labels)
    assert found[0].area == "communication"
    assert found[0].sentence == (
        "54점으로 비교 기준보다 4점, 지난 회차보다 5점 낮습니다(실제 차이). "
        "조직 몰입과의 관련 비중이 17%로 가장 큽니다."
    )


def test_an_area_is_never_both_strength_and_opportunity(release, labels):
    for group in (g for g in release.groups if g.is_shown):
        strong = {f.area for f in findings.strengths(release, group, labels)}
        weak = {f.area for f in findings.opportunities(release, group, labels)}
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


def test_hidden_groups_are_counted_by_reason(release, labels, english):
    found = release_sentences.hidden_sentences(release, labels)
    assert found[0] == "응답자가 10명보다 적은 1개 집단은 표시하지 않습니다."
    assert "빼기" in found[1]
    assert (
        release_sentences.hidden_sentences(release, english)[0]
        == "1 group with fewer than 10 respondents is not shown."
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
        f.sentence for f in findings.opportunities(release, release.whole, labels)
    ]
    assert not any("%p" in sentence for sentence in every)


def test_lists_read_naturally():
    assert sentences.listed([], "ko") == ""
    assert sentences.listed(["소통", "회의", "보고"], "ko") == "소통, 회의, 보고"
    assert sentences.listed(["회의", "보고"], "ko") == "회의와 보고"
