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
            say("Score (0 to 100)"),
            say(
                "Each person's answers are turned into 0 (least favourable) to 100 (most favourable), "
                "averaged by area, then averaged over respondents. Reverse-keyed items (R) are turned "
                "round first."
            ),
        ),
        (
            say("Favourable share (%%)"),
            say(
                "The share who agreed or strongly agreed (disagreed, for reverse-keyed items). “Not "
                "applicable” and missing answers are left out of the base."
            ),
        ),
        (
            say("%% and percentage points"),
            say(
                "Differences between shares are in percentage points (pp), between scores in points. "
                "Relative change is never used."
            ),
        ),
        (
            say("95%% interval"),
            say(
                "The range in which the value would plausibly lie had everybody answered; narrower is "
                "more exact. A finite-population correction applies to current staff, not to "
                "comparisons and trends."
            ),
        ),
        (
            "".join(numbers.MARKS.values()),
            # A part's few pages have the legend beside each table already.
            ("" if is_of_a_part else f"{verdicts.legend(labels.language)}. ")
            + verdicts.why_alike_numbers_differ(labels.language),
        ),
        (
            say("Benchmark"),
            say(
                "The median of the %(benchmark_institutions)s institutions of the programme; the "
                "upper quartile is the value that a quarter of them exceed.",
                benchmark_institutions=release.benchmark_institutions,
            )
            if release.benchmark_institutions
            else (
                say("This wave is in no programme, so there is no benchmark.")
                if release.programme is None
                else say("The programme's benchmark has not been made yet.")
            ),
        ),
        (
            say("Dots (·) and hatching"),
            say(
                "Numbers that are not shown. Groups under %(smallest)s are never shown, nor is "
                "anything from which they could be derived. Groups of under 100 respondents are given "
                "as a band and without a rate; the whole institution is given exactly.",
                smallest=smallest,
            ),
        ),
    )
    practice: tuple[Block, ...] = ()
    if example is not None:
        practice = (Heading(say("One figure to practise on")), example)
    hidden = tuple(
        ("", sentence) for sentence in hidden_sentences(release, labels, says_where=not is_of_a_part)
    )
    return Chapter(
        "reading",
        say("How to read this report"),
        (
            Bullets(entries),
            Heading(say("What this report can't tell")),
            Bullets(hidden),
            *practice,
        ),
        starts_page=starts_page,
    )
