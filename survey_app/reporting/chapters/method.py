"""Glossary and method, and the proof that goes with the release."""

from analysis.release import Release
from survey_app.figures.labels import Labels
from survey_app.reporting.report import Bullets, Chapter, Paragraph


def method_chapter(release: Release, labels: Labels, starts_page: bool = True) -> Chapter:
    """Glossary and method, and the proof that goes with the release."""
    say = labels.say
    proof = release.certificate
    if not proof.is_complete:
        checked = say("끝까지 확인하지 못했습니다", "could not be completed")
    elif proof.smallest_derivable_group is None:
        checked = say(
            f"{proof.smallest_group}명보다 작은 집단은 공개된 값에서 계산해 낼 수 없음을 확인했습니다",
            f"showed that no group under {proof.smallest_group} can be derived from what is released",
        )
    else:
        checked = say(
            f"계산해 낼 수 있는 가장 작은 집단은 {proof.smallest_derivable_group}명입니다",
            f"found that the smallest group that can be derived has {proof.smallest_derivable_group} members",
        )
    entries = (
        (
            say("영역 점수", "Area score"),
            say(
                "영역의 문항에 정해진 수 이상 답한 사람만 셉니다(3문항 이하는 전부, 4~5문항은 "
                "하나 빼고, 6문항 이상은 3분의 2).",
                "Counts people who answered enough of its items (all of up to 3, all but one of 4 "
                "or 5, two thirds of 6 or more).",
            ),
        ),
        (
            say("신뢰구간", "Intervals"),
            say(
                "평균은 t 분포와 유한모집단 수정, 비율은 유효 표본 수를 쓴 윌슨 구간입니다.",
                "Means: t with finite-population correction. Shares: Wilson with the effective number.",
            ),
        ),
        (
            say("실제 차이", "Real differences"),
            say(
                "독립 표본(Welch, Newcombe) 검정을 한 보고서의 모든 비교에 대해 "
                "Benjamini-Hochberg로 보정하고, "
                "실질적으로 뜻이 있는 가장 작은 차이를 넘을 때만 표시합니다.",
                "Welch and Newcombe tests, corrected by Benjamini-Hochberg over the whole report, "
                "and marked only "
                "beyond a smallest difference that matters in practice.",
            ),
        ),
        (
            say("신뢰도", "Reliability"),
            say(
                "크론바흐 알파(α)와 그 95% 구간, 한 요인 모형의 오메가(ω)입니다. 0.7 이상이면 "
                "집단을 비교하기에 충분합니다.",
                "Cronbach's alpha (α) with its 95% interval, and omega (ω) of a one-factor model. "
                "From 0.7 it serves for comparing groups.",
            ),
        ),
        (
            say("관련 비중", "Share in what goes with engagement"),
            say(
                "기관 안 영역 점수의 공분산에서 구한 상대 가중치(Johnson)이며 합은 100%입니다. "
                "원인을 뜻하지 않습니다.",
                "Johnson's relative weights on the covariance of area scores within the "
                "institution; they sum to 100%. Not causes.",
            ),
        ),
        (
            say("부서 안의 일치", "Agreement within units"),
            say(
                "한 부서 사람들이 비슷하게 보는 정도(rwg)입니다. 두 가지 기준 분포에서 모두 "
                "0.70을 넘어야 공유된 분위기로 봅니다.",
                "How alike a unit's members see an area (rwg); shared when .70 is passed under "
                "both reference distributions.",
            ),
        ),
        (
            say("반올림", "Rounding"),
            say(
                "반올림은 마지막에 한 번만 합니다. 차이는 반올림하지 않은 값으로 계산합니다.",
                "Done once, at the end. Differences come from unrounded values.",
            ),
        ),
        (
            say("응답의 한계", "Limits"),
            say(
                "응답하지 않은 사람의 생각은 다를 수 있습니다. 의견 자체가 참여 여부에 영향을 줄 "
                "수 있으며 가중치로 고칠 수 없습니다.",
                "Those who did not answer may think otherwise; opinion itself may drive "
                "participation, which no weight corrects.",
            ),
        ),
        (
            say("공개 통제", "Disclosure control"),
            say(
                f"공개된 모든 값을 함께 놓고 역산을 시도한 결과, {checked}. "
                f"가린 집단 {proof.hidden_groups}개, 함께 보호한 집단 {proof.protected_groups}개.",
                f"An attack on all released numbers together {checked}. Hidden groups: "
                f"{proof.hidden_groups}; "
                f"protected with them: {proof.protected_groups}.",
            ),
        ),
    )
    return Chapter(
        "method",
        say("용어와 방법", "Glossary and method"),
        (
            Bullets(entries),
            Paragraph(
                say(
                    f"설문 {release.questionnaire_key} {release.questionnaire_version} · "
                    f"설문 확인 문자 {release.questionnaire_hash[:16]} · 진단 조건서 확인 문자 "
                    f"{release.manifest_fingerprint}",
                    f"Questionnaire {release.questionnaire_key} {release.questionnaire_version} · "
                    "questionnaire hash "
                    f"{release.questionnaire_hash[:16]} · manifest fingerprint "
                    f"{release.manifest_fingerprint}",
                ),
                is_fine=True,
            ),
        ),
        starts_page=starts_page,
    )
