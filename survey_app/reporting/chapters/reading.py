"""How to read a report: what a score is, intervals, marks, what is hidden and why."""

from analysis.released.release import Release
from survey_app.figures.figure import Figure
from survey_app.reporting.making.report import Block, Bullets, Chapter, Heading
from survey_app.wording import numbers, verdicts
from survey_app.wording.labels import Labels
from survey_app.wording.release_sentences import hidden_sentences


def reading_chapter(
    release: Release,
    labels: Labels,
    starts_page: bool = True,
    example: Figure | None = None,
    is_of_a_part: bool = False,
) -> Chapter:
    """How to read this report, with a figure to practise on where the report has none at hand."""
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
            "".join(numbers.MARKS.values()),
            # A part's few pages have the legend beside each table already.
            ("" if is_of_a_part else f"{verdicts.legend(labels.language)}. ")
            + verdicts.why_alike_numbers_differ(labels.language),
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
            else say(
                "사업에 참여하지 않은 회차여서 비교 기준이 없습니다."
                if release.programme is None
                else "사업의 비교 기준을 아직 만들지 않았습니다.",
                "This wave is in no programme, so there is no benchmark."
                if release.programme is None
                else "The programme's benchmark has not been made yet.",
            ),
        ),
        (
            say("점(·)과 빗금", "Dots (·) and hatching"),
            say(
                f"표시하지 않는 값입니다. {smallest}명보다 적은 집단은 표시하지 않고, 다른 값에서 "
                "빼서 알아낼 수 있는 값도 가립니다. "
                "기관 전체의 응답자 수는 그대로, 100명보다 적은 집단의 응답자 수는 구간으로만 적고 응답률은 "
                "적지 않습니다.",
                f"Numbers that are not shown. Groups under {smallest} are never shown, nor is "
                "anything from which "
                "they could be derived. Groups of under 100 respondents are given as a band and without a "
                "rate; the whole institution is given exactly.",
            ),
        ),
    )
    practice: tuple[Block, ...] = ()
    if example is not None:
        practice = (Heading(say("한 그림으로 익히기", "One figure to practise on")), example)
    hidden = tuple(
        ("", sentence) for sentence in hidden_sentences(release, labels, says_where=not is_of_a_part)
    )
    return Chapter(
        "reading",
        say("이 보고서를 읽는 법", "How to read this report"),
        (
            Bullets(entries),
            Heading(say("이 보고서에서 알 수 없는 것", "What this report can't tell")),
            Bullets(hidden),
            *practice,
        ),
        starts_page=starts_page,
    )
