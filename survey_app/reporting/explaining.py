"""The standing texts of a report: how to read it, what is hidden and why, glossary and method."""

from analysis.release import Release
from survey_app.figures.labels import Labels
from survey_app.figures.sentences import hidden_sentences
from survey_app.reporting.report import Block, Bullets, Chapter, Heading, Note, Paragraph, Promise


def reading_chapter(
    release: Release, labels: Labels, blocks: tuple[Block, ...] = (), starts_page: bool = True
) -> Chapter:
    """How to read this report; `blocks` follow at its end."""
    smallest = release.certificate.smallest_group
    say = labels.say
    entries = (
        (
            say("점수(0~100점)", "Score (0 to 100)"),
            say(
                "한 사람의 답을 0(가장 부정)에서 100(가장 긍정)으로 바꾸어 영역마다 평균하고, "
                "다시 응답자 전체를 평균한 값입니다. "
                "부정적으로 물은 문항(역)은 방향을 뒤집어 계산합니다.",
                "Each person's answers are turned into 0 (least favourable) to 100 (most "
                "favourable), averaged by "
                "area, then averaged over respondents. Reverse-keyed items (R) are turned round first.",
            ),
        ),
        (
            say("긍정 응답률(%)", "Favourable share (%)"),
            say(
                "‘그렇다’와 ‘매우 그렇다’로 답한 비율입니다(역문항은 반대). ‘해당 없음/모름’과 "
                "무응답은 분모에서 뺍니다.",
                "The share who agreed or strongly agreed (disagreed, for reverse-keyed items). "
                "“Not applicable” and missing answers are left out of the base.",
            ),
        ),
        (
            say("%와 %p", "% and percentage points"),
            say(
                "두 비율의 차이는 퍼센트포인트(%p)로, 점수의 차이는 점으로 적습니다. 상대적인 "
                "증감률은 쓰지 않습니다.",
                "Differences between shares are in percentage points (pp), between scores in points. "
                "Relative change is never used.",
            ),
        ),
        (
            say("95% 신뢰구간", "95% interval"),
            say(
                "모두가 응답했다면 나왔을 값이 있을 만한 범위입니다. 좁을수록 정확합니다. "
                "현재 직원에 대한 구간에는 유한모집단 수정을 적용했고, 비교와 추세에는 적용하지 않았습니다.",
                "The range in which the value would plausibly lie had everybody answered; "
                "narrower is more exact. "
                "A finite-population correction applies to current staff, not to comparisons and trends.",
            ),
        ),
        (
            say("▲ ▼ ?", "▲ ▼ ?"),
            say(
                "▲와 ▼는 우연으로 보기 어렵고 실제로 뜻이 있을 만큼 큰 차이입니다(여러 비교를 함께 보정). "
                "표시가 없으면 실제 차이라고 할 수 없고, ?는 응답이 적어 판단할 수 없다는 뜻입니다.",
                "▲ and ▼ mark differences that chance hardly explains and that are large enough "
                "to matter (corrected "
                "for many comparisons). No mark: not a real difference. ?: too few answers to tell.",
            ),
        ),
        (
            say("비교 기준", "Benchmark"),
            say(
                f"같은 사업에 참여한 {release.benchmark_institutions}개 기관의 중앙값이며, 상위 "
                "25%는 위에서 4분의 1에 있는 값입니다.",
                f"The median of the {release.benchmark_institutions} institutions of the "
                "programme; the upper "
                "quartile is the value that a quarter of them exceed.",
            )
            if release.benchmark_institutions
            else say("이 회차에는 비교할 기관이 없습니다.", "This wave has no institutions to compare with."),
        ),
        (
            say("점(·)과 빗금", "Dots (·) and hatching"),
            say(
                f"표시하지 않는 값입니다. {smallest}명보다 적은 집단은 표시하지 않고, 다른 값에서 "
                "빼서 알아낼 수 있는 값도 가립니다. "
                "100명보다 적은 집단의 응답자 수는 구간으로만 적습니다.",
                f"Numbers that are not shown. Groups under {smallest} are never shown, nor is "
                "anything from which "
                "they could be derived. Respondents under 100 are given as a band.",
            ),
        ),
    )
    hidden = tuple(("", sentence) for sentence in hidden_sentences(release, labels))
    return Chapter(
        "reading",
        say("이 보고서를 읽는 법", "How to read this report"),
        (
            Bullets(entries),
            Heading(say("이 보고서에서 알 수 없는 것", "What this report can't tell")),
            Bullets(hidden),
            *blocks,
        ),
        starts_page=starts_page,
    )


def promises_blocks(promises: tuple[Promise, ...], labels: Labels) -> tuple[Block, ...]:
    """What was promised last time and what came of it; says so when there was nothing."""
    title = Heading(labels.say("지난번 약속과 그 결과", "What we promised last time, and what came of it"))
    if not promises:
        return (
            title,
            Paragraph(
                labels.say(
                    "지난 회차 뒤에 기록된 약속이 없습니다. 이번 보고서의 제안에서 한 가지를 골라 "
                    "담당과 기한을 정하면 "
                    "다음 보고서는 그 결과로 시작합니다.",
                    "No promise was recorded after the previous wave. Choose one of the proposals "
                    "of this report, "
                    "with an owner and a date, and the next report will open with what came of it.",
                )
            ),
        )
    entries = []
    for promise in promises:
        area = labels.areas.get(promise.area, promise.area)
        what = labels.say(
            f"{promise.action} (담당 {promise.owner}, 기한 {promise.due}). {promise.state}.",
            f"{promise.action} (owner {promise.owner}, due {promise.due}). {promise.state}.",
        )
        entries.append((area, f"{what} {promise.outcome}".strip()))
    return (title, Bullets(tuple(entries)))


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
            Note(
                say(
                    f"설문 {release.questionnaire_key} {release.questionnaire_version} · "
                    f"설문 지문 {release.questionnaire_hash[:16]} · 회차 약속 지문 "
                    f"{release.manifest_fingerprint}",
                    f"Questionnaire {release.questionnaire_key} {release.questionnaire_version} · "
                    "questionnaire hash "
                    f"{release.questionnaire_hash[:16]} · manifest fingerprint "
                    f"{release.manifest_fingerprint}",
                )
            ),
        ),
        starts_page=starts_page,
    )
