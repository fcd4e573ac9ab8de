"""Writes docs/method.md from the docstrings of analysis/ and the digits measured against R.

python docs/make_method.py
"""

import importlib
import inspect
import json
import re
from pathlib import Path

from analysis.released.method import METHODS
from questionnaires.languages import LANGUAGES

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "method.md"
DIGITS = ROOT / "tests" / "reference" / "digits.json"
PUBLISHED = ROOT / "tests" / "reference" / "published_digits.json"
COVERAGE = ROOT / "tests" / "reference" / "coverage.json"
CSPS = ROOT / "tests" / "reference" / "csps.json"
EXPECTED = ROOT / "tests" / "reference" / "expected.json"

OPENING = """# How results are computed

This page is written by `python docs/make_method.py` from the docstrings of `analysis/`, so that it
says what the code does. Each section opens with what the report tells its readers.

Everything rests on **cells**: counts, histograms and sums of products that can be added up
(`analysis/counting/cells.py`). A wave may be counted in parts, on several machines and at several institutions,
and merged without a difference in the last digit: Likert answers are whole numbers, sums of products
are exact in float32 blocks of at most 8,192 rows and kept in int64, and scores are summed in whole
units. What a statistic needs and the cells hold:

| layer | content | grain |
|---|---|---|
| counts | answers of each item by point; no answer, not applicable and not asked apart | every group |
| histograms | of a scale, by items answered and sum; by items answered and favourable ones | every group |
| scale blocks | pairwise and complete-case counts, sums and cross-products of a scale's items | unit |
| full blocks | cross-products of all items, and of scale scores | institution |
| replicates | the same in 32 groups by hash: a jackknife for any statistic | institution |

What could not be given is refused with a reason (`analysis/refusals.py`), never None or NaN. Rounding
is the last thing that happens: a release's numbers are rounded once, when it is made, and differences come
from unrounded values. Scores, standard deviations, areas' shares, rates and differences have one decimal,
shares of answers are whole percent, correlations, reliabilities and effect sizes have two decimals, in every
format. Against other programs a released number is therefore right to half a step of that; the functions
below agree to the digits that each names.

The mean and the interval that speaks of the present staff carry the finite-population correction. No
correction is made for benchmarks, trends and drivers, which speak of more than the people of one day.

Any table of answers can be analysed with the same code: `gyeol analyse DATA.csv --scales SCALES.yaml
[--group COLUMN] [--units COLUMN] [--outcome SCALE] [--output DIR] --json`. Scores run from 0 to 100;
favourable shares and all other shares in the JSON from 0 to 1. In a table, `favourable` counts answers
above the middle of the scale unless `favourable_from` says otherwise; `loadings` are unstandardised with
the factor's variance fixed at one (`loadings_standardised` beside them); `pooled_mean` and `rank` come
from the mixed model of the REML intra-class correlation; with `--group`, drivers rest on covariances
within groups.
"""

FOR_READERS_OF_R = r"""## For readers who know R

| in R | here |
|---|---|
| `psych::alpha`, `alpha.ci` | `analysis.measurement.reliability.reliability`, `alpha_jackknife` for the main interval |
| `lavaan::cfa` | `analysis.measurement.structure.confirmatory`, `one_factor` |
| `lavaan::cfa(group.equal = …)`, `lavTestScore` | `analysis.measurement.invariance.invariance`, `departures` |
| `multilevel::rwg.j`, `ad.m` | `analysis.measurement.agreement.agreement` |
| `multilevel::ICC1`, `ICC2` | `analysis.measurement.intra_class.intra_class` |
| `lme4::lmer(y ~ 1 + (1 \| g))`, `ranef` | `analysis.measurement.intra_class.intra_class`, `analysis.institutions.pooling.pool` |
| `metafor::rma`, `blup`, `escalc("SMD")` | `analysis.institutions.pooling.pool`, `analysis.scores.differences.hedges_g` |
| `survey::rake`, `svymean` with fpc | `analysis.findings.weighting.weigh`, `analysis.scores.intervals.mean_interval` |
| `relaimpo::calc.relimp("lmg")`, `yhat::rlw` | `analysis.findings.drivers.shapley_r_squared`, `relative_weights` |
| `careless::longstring`, `irv`, `mahad` | `analysis.findings.quality` |
| a data frame of items | `analysis.any_table.tables.read_table`; counted answers are `analysis.counting.cells.count` |
"""


def section(where: str, names: tuple[str, ...]) -> list[str]:
    """The functions of a module with their signatures and docstrings."""
    module = importlib.import_module(where)
    lines = []
    for name in names:
        function = getattr(module, name)
        signature = re.sub(
            r"(numpy\.|analysis\.\w+\.|collections\.abc\.)", "", str(inspect.signature(function))
        )
        signature = re.sub(r"ndarray\[tuple\[.*?\], dtype\[(\w+)\]\]", r"NDArray[\1]", signature)
        lines += [
            f"### `{where}.{name}`",
            "",
            f"`{name}{signature}`",
            "",
            *_text(inspect.getdoc(function) or ""),
            "",
        ]
    return lines


def _text(docstring: str) -> list[str]:
    """A docstring as Markdown: parameters as a list, examples as code."""
    lines, is_example = [], False
    for line in docstring.splitlines():
        if line.startswith(">>>") and not is_example:
            lines.append("```pycon")
            is_example = True
        if is_example and not line.strip():
            lines.append("```")
            is_example = False
        if set(line) == {"-"} and line:
            continue
        lines.append(f"**{line}**" if line in ("Parameters", "Returns") else line)
    return [*lines, "```"] if is_example else lines


def checked() -> list[str]:
    """The table of what was checked against what, and to how many digits."""
    versions = json.loads(EXPECTED.read_text("utf-8"))["versions"]
    names = ("R", "psych", "lavaan", "multilevel", "lme4", "metafor", "survey")
    programs = ", ".join(
        version if name == "R" else f"{name} {version}" for name, version in zip(names, versions, strict=True)
    )
    lines = [
        "## What was checked against what",
        "",
        f"Programs: {programs}. Their code, data and output are in `tests/reference/`;",
        "the digits are those in which all compared values agree, measured by `tests/reference/digits.py`.",
        "",
        "| statistic | program | agreeing digits | largest relative difference |",
        "|---|---|---|---|",
    ]
    for row in json.loads(DIGITS.read_text("utf-8")):
        if "apart" in row["statistic"]:
            lines.append(f"| {row['statistic']} | {row['program']} | – | {row['difference']:.0f} |")
        else:
            lines.append(
                f"| {row['statistic']} | {row['program']} | {row['digits']} | {row['difference']:.0e} |"
            )
    return [*lines, "", *published()]


def coverage() -> list[str]:
    """The tables of how often intervals hold the truth, verdicts are wrong and unlike items are found."""
    made = json.loads(COVERAGE.read_text("utf-8"))
    lines = [
        "## How often it is true",
        "",
        "By `python -m benchmarks.coverage`, which simulates people whose opinions are known (10 to 100 of a",
        "group, half to nearly all of whom answer; symmetric, skewed and very skewed items; 3 to 30",
        "institutions) and asks the product's own functions. Every interval is meant to hold 95 of 100; none",
        "may hold under 93 anywhere. What `gyeol analyse` prints under textbooks' names (Student, Feldt, F)",
        "is not in the table.",
        "",
        "| interval | holds at worst | on average | where it is worst |",
        "|---|---|---|---|",
    ]
    for kind, row in made["kinds"].items():
        lines.append(f"| {kind} | {row['worst']:.3f} | {row['average']:.3f} | {row['where']} |")
    lines += [
        "",
        "Marks of whole releases: 40 units × 12 areas × 3 comparisons and the institution's own table.",
        "",
        "| truth | of its marks false | of a unit's own | releases with a false mark | marks | found |",
        "|---|---|---|---|---|---|",
    ]
    for world, row in made["releases"].items():
        found = "–" if row["found"] is None else f"{row['found']:.3f}"
        lines.append(
            f"| {world} | {row['false_discovery_rate']:.3f} | {row['of_a_unit']:.3f} "
            f"| {row['with_a_false_mark']:.3f} | {row['marks']} | {found} |"
        )
    lines += ["", "| verdict | given falsely | of |", "|---|---|---|"]
    for verdict, row in made["verdicts"].items():
        lines.append(f"| {verdict.replace('_', ' ')} | {row['false']} | {row['of']} |")
    lines += [
        "",
        "About the same is false where the true difference is 3 points or more; the others where there is",
        "none, or the other way round. Whether items mean the same in twelve institutions:",
        "",
        "| truth | people in each | programmes | found |",
        "|---|---|---|---|",
    ]
    for one in made["gate"]:
        found = ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in one["found"].items())
        lines.append(f"| {one['setting']} | {one['people']} | {one['programmes']} | {found} |")
    return [*lines, ""]


def published() -> list[str]:
    """The table of data sets that others use, and the values that others have printed."""
    csps = json.loads(CSPS.read_text("utf-8"))
    lines = [
        "### Data sets that others use",
        "",
        "lq2002 and klein2000 of multilevel, attitude of R, and the nine tests of Holzinger and Swineford",
        "with lavaan's models, through `gyeol analyse` but for the two schools; measured by",
        "`tests/reference/published_digits.py`. The expected values of lq2002 have ten digits.",
        "",
        "| data | statistic | program | agreeing digits | largest relative difference |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {row['data']} | {row['statistic']} | {row['source']} | {row['digits']} "
        f"| {row['difference']:.0e} |"
        for row in json.loads(PUBLISHED.read_text("utf-8"))
    ]
    return [
        *lines,
        "",
        "Printed values that come out as printed: Newcombe's (1998) examples, to four decimals; of the UK",
        f"Civil Service People Survey all {len(csps['margins'])} worked margins of error (±6, 8, 6, 2), both",
        f"engagement scores (65 and 53), {len(csps['themes'])} theme scores and the medians of 103",
        f"organisations in {len(csps['medians'])} measures to three decimals, and the weights of its driver",
        "analysis to four. The survey contains public sector information licensed under the Open Government",
        "Licence v3.0.",
    ]


def page() -> str:
    """The whole page."""
    lines = [OPENING]
    wordless = [
        f"{language}: {entry.key}"
        for language in LANGUAGES
        for entry in METHODS
        if language not in entry.texts
    ]
    if wordless:
        raise SystemExit(f"analysis/released/words lacks a sentence for {', '.join(wordless)}.")
    for entry in METHODS:
        lines += [
            f"## {entry.key.replace('_', ' ').capitalize()}",
            "",
            f"> {entry.texts['ko']}",
            ">",
            f"> {entry.texts['en']}",
            "",
        ]
        lines += section(entry.where, entry.functions)
    lines += [FOR_READERS_OF_R]
    lines += coverage()
    lines += checked()
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).rstrip() + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
