"""The words say whether weighting matters, and never more than that."""

import msgspec

from analysis.released.released_values import Hidden, Reason
from survey_app.figures.weighting import weighting_sentences, weighting_table


def with_changes(release, change):
    scores = {
        area: msgspec.structs.replace(score, difference=change)
        for area, score in release.weighting.scores.items()
    }
    return msgspec.structs.replace(
        release, weighting=msgspec.structs.replace(release.weighting, scores=scores)
    )


def test_a_change_of_three_points_is_named_with_its_area(release, labels, english):
    after = release.weighting.scores["work_life"].value
    said = weighting_sentences(release, labels)[1]
    assert "실제로 의미 있는 크기(3점) 이상인 영역이 있습니다" in said
    assert f"일과 삶의 균형(가중 전 {after + 3.4:.1f}점, 가중 후 {after:.1f}점)." in said
    assert (
        "read the weighted score where the whole institution is meant"
        in (weighting_sentences(release, english)[1])
    )


def test_smaller_changes_are_said_not_to_matter(release, labels, english):
    made = with_changes(release, -2.9)
    after = release.weighting.scores["culture"].value
    said = weighting_sentences(made, labels)[1]
    assert f"조직문화(가중 전 {after + 2.9:.1f}점, 가중 후 {after:.1f}점)에서도 2.9점으로" in said
    assert "실제로 의미 있는 크기(3점)에 미치지 않습니다" in said
    assert "2.9 points at most" in weighting_sentences(made, english)[1]


def test_what_weighting_costs_and_cannot_mend_is_said(release, labels):
    cost, caution = weighting_sentences(release, labels)[2:]
    assert cost == "가중한 점수는 377명이 고르게 응답한 것만큼 정확합니다(설계효과 1.07)."
    assert "의견에 따라 응답 여부가 갈린 것은 고치지 못합니다" in caution


def test_trimmed_weights_are_said(release, english):
    trimmed = msgspec.structs.replace(release.weighting, is_trimmed=True)
    made = msgspec.structs.replace(release, weighting=trimmed)
    assert "held to three times the mean" in weighting_sentences(made, english)[2]


def test_without_weights_there_is_a_reason_and_no_table(release, labels):
    made = msgspec.structs.replace(release, weighting=Hidden(Reason.NOT_ESTIMABLE))
    assert weighting_sentences(made, labels) == ("현원에 맞추어 가중한 점수는 없습니다(계산할 수 없음).",)
    assert weighting_table(made, labels) is None


def test_the_table_has_every_area_in_tenths(release, labels):
    table = weighting_table(release, labels)
    area, before, after, interval, difference = table.rows[list(labels.areas).index("work_life")]
    weighted = release.weighting.scores["work_life"]
    assert (area.text, after.text, difference.text) == ("일과 삶의 균형", f"{weighted.value:.1f}", "−3.4")
    assert before.value == weighted.value - weighted.difference
    assert interval.text == f"{weighted.interval.lower:.1f}–{weighted.interval.upper:.1f}"


def test_an_area_that_is_hidden_is_hidden_before_and_after(release, labels):
    hidden = Hidden(Reason.TOO_FEW)
    whole = msgspec.structs.replace(release.whole, scores={**release.whole.scores, "growth": hidden})
    weighting = msgspec.structs.replace(
        release.weighting, scores={**release.weighting.scores, "growth": hidden}
    )
    made = msgspec.structs.replace(release, groups=(whole, *release.groups[1:]), weighting=weighting)
    row = weighting_table(made, labels).rows[list(labels.areas).index("growth")]
    assert {cell.reason for cell in row[1:]} == {"응답자가 너무 적음"}
