"""Attacks the demonstration: `python -m benchmarks.attack [--without-complementary] [--json]`.

It works on a copy of GYEOL_DATA, which must hold a loaded demonstration, and changes nothing there. First it
collects everything that leaves: every page and file of every role, every report in every format, bundles,
a public-use file. Then it reads of which groups a result stands anywhere, and computes which groups under the
smallest one follow from all of it together, what means and standard deviations leave of hidden units, and
what is told of how small groups answered. Exit status 1 when there is any.
"""

import argparse
import json
import logging
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import config as settings
from benchmarks.attack.beyond import Beyond, beyond_sums
from benchmarks.attack.deriving import Finding, attack
from benchmarks.attack.knowing import Reader
from benchmarks.attack.leaving import Paper, of_the_ministry, pages, reports
from benchmarks.attack.targets import copy_of, release_without_complementary, targets_of
from survey_app import schema
from survey_app.reporting.making.making import FORMATS

EXAMPLES = 3


def collect(config: settings.Config, waves: Sequence[str], formats: Sequence[str]) -> list[Paper]:
    """Everything that leaves, of these waves' institutions and of the ministry."""
    institutions = sorted({reference.partition(".")[0] for reference in waves})
    drawn = [file_format for file_format in formats if file_format in ("pdf", "hwpx")]
    return [
        *pages(config, institutions),
        *reports(config, waves, formats),
        *of_the_ministry(config, drawn),
    ]


def main(arguments: Sequence[str]) -> int:
    """Prints what was collected and what follows from it; 1 when a small group follows."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.attack", description=__doc__)
    parser.add_argument("--institution", action="append", help="only this one's; may be said several times")
    parser.add_argument("--format", action="append", choices=FORMATS, help="reports only in this format")
    parser.add_argument("--without-complementary", action="store_true", help="hide small groups alone")
    parser.add_argument(
        "--areas", type=int, default=1, help="attack hidden units beyond sums in so many areas; 0 for all"
    )
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(arguments)
    logging.disable(logging.INFO)
    schema.load_models()
    with tempfile.TemporaryDirectory() as folder:
        config = copy_of(Path(os.environ["GYEOL_DATA"]), Path(folder))
        if chosen.without_complementary:
            release_without_complementary(config)
        targets = targets_of(config, chosen.institution)
        waves = [target.reference for target in targets]
        papers = collect(config, waves, chosen.format or FORMATS)
    findings, beyond = [], []
    for target in targets:
        beyond.append(beyond_sums(target, chosen.areas or None))
        reader = Reader(target)
        reader.read(papers)
        findings.append(attack(target, reader.known))
    if chosen.json:
        print(
            json.dumps(
                {
                    "papers": Counter(paper.kind for paper in papers),
                    "waves": [asdict(finding) for finding in findings],
                    "beyond_sums": [asdict(one) for one in beyond],
                },
                ensure_ascii=False,
            )
        )
    else:
        _say(papers, findings)
        _say_beyond(beyond)
    return 0 if all(one.is_safe for one in (*findings, *beyond)) else 1


def _say(papers: Sequence[Paper], findings: Sequence[Finding]) -> None:
    kinds = Counter(paper.kind for paper in papers)
    print("Left:", ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items())))
    for finding in findings:
        smallest = "none" if finding.smallest is None else str(finding.smallest.n)
        print(
            f"{finding.reference:16} {finding.known:4} groups known; small ones that follow: "
            f"{len(finding.given_away)} of {finding.small_groups}; smallest that follows: {smallest}; "
            f"items and areas with a small one: {len(finding.of_measures)}"
        )
        for derived in finding.given_away[:EXAMPLES]:
            print(f"    {derived.n} people = " + " ".join(_term(*term) for term in derived.terms))
        for key, where in finding.read_beside.items():
            print(f"    read of hidden {key}: {where}")
    small = sum(finding.small_groups for finding in findings)
    given = sum(len(finding.given_away) for finding in findings)
    if all(finding.is_safe for finding in findings):
        print(f"Nothing under the smallest group follows; {small} groups are under it.")
    else:
        print(f"{given} of {small} groups under the smallest group follow.")


def _say_beyond(beyond: Sequence[Beyond]) -> None:
    for one in beyond:
        left = (
            "no unit is hidden" if one.narrowest is None else f"at least {one.narrowest:.0f} points are left"
        )
        print(
            f"{one.reference:16} beyond sums: {one.hidden_units} hidden scores of units, {left}, "
            f"{len(one.too_narrow)} of them too few; told of small groups and experiences: {len(one.told)}"
        )
        for learnt in one.told[:EXAMPLES]:
            numbers = f"{learnt.low}-{learnt.high} of {learnt.people}"
            print(f"    {learnt.group} {learnt.item}: {learnt.how}, {numbers}")


def _term(key: str, factor: str) -> str:
    sign = "−" if factor.startswith("-") else "+"
    times = factor.lstrip("-")
    return f"{sign} {'' if times == '1' else times + '·'}[{key}]"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
