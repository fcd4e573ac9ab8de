"""Glossary and method, and the proof that goes with the release."""

from analysis.released.release import Release
from survey_app.reporting.making.report import Bullets, Chapter, Paragraph
from survey_app.wording.labels import Labels


def method_chapter(
    release: Release, labels: Labels, starts_page: bool = True, is_of_a_part: bool = False
) -> Chapter:
    """Glossary and method, and the proof that goes with the release; of a part, what its report speaks of."""
    say = labels.say
    not_in_a_part = (say("신뢰도", "Reliability"), say("관련 비중", "Share in what goes with engagement"))
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
                "점수는 베타 분포와 유한모집단 수정으로, 문항의 비율은 초기하 분포로 정확하게 구합니다. "
                "응답하지 않은 사람이 적어도 3명까지는 모두 한쪽으로 답했을 수 있다고 봅니다. 작은 부서에서 "
                "거의 모두가 같게 답해도 95% 구간은 100번 중 93번 이상 참값을 담습니다(모의실험).",
                "Scores: a beta distribution with finite-population correction. Items: exact, by the "
                "hypergeometric distribution; up to three who did not answer may all be of one mind. In "
                "small units where nearly all agree, too, a 95% interval holds the true value in 93 of 100 "
                "or more (simulated).",
            ),
        ),
        (
            say("차이의 판정", "Verdicts on differences"),
            say(
                "이 회차의 결과에서 차이가 있다고 표시한 점수 가운데 잘못 표시한 것은 평균 5% "
                "이하입니다(기관 전체의 표에서 2%, 부서와 집단을 모두 합하여 3%). 먼저 차이가 있는 집단을 "
                "찾고 그 집단 안에서 영역을 찾습니다(Benjamini-Bogomolov). 표시가 있는 부서의 보고서도 "
                "저마다 평균 3% 이하입니다. 문항은 따로 같은 방법으로 봅니다. 검정은 점수에 Welch, 문항에 "
                "Fisher와 이항 검정을 씁니다.",
                "Of the scores marked as different in the results of this wave, at most 5% are expected to "
                "be marked falsely: 2% in the institution's own table, 3% in all units and groups together. "
                "First the groups that differ are found, then the areas in them (Benjamini-Bogomolov); of a "
                "marked unit's own report at most 3% on average, too. Items are judged likewise, apart. "
                "Tests: Welch for scores, Fisher and the binomial for items.",
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
                f"가린 집단은 {proof.hidden_groups}개이며, 그 가운데 {proof.protected_groups}개는 더 작은 "
                "집단을 보호하려고 가렸습니다.",
                f"An attack on all released numbers together {checked}. Hidden groups: "
                f"{proof.hidden_groups}, of which {proof.protected_groups} to protect smaller ones.",
            ),
        ),
    )
    return Chapter(
        "method",
        say("용어와 방법", "Glossary and method"),
        (
            Bullets(tuple(e for e in entries if not (is_of_a_part and e[0] in not_in_a_part))),
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
