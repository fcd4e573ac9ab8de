"""What a comment says of persons is found, and what only looks like it is left alone."""

import json
from pathlib import Path

import pytest

from survey_app.releases.comments.names import names_in
from survey_app.releases.comments.redaction import found_by_rules, merged
from tests.releases.comments.labelled import labelled, measure

CASES = json.loads((Path(__file__).parent / "cases.json").read_text())
LEAST = {"a": (0.98, 0.98), "b": (0.95, 0.95)}
"""Recall and precision below which nobody may fall; docs/comments.md says what they are."""


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_rules_find_what_both_sides_are_to_find(text, expected):
    assert [[found.kind, _plain(text[found.start : found.end])] for found in found_by_rules(text)] == expected


def _plain(text: str) -> str:
    return text.translate({full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)} | {0x3000: 0x20})


@pytest.mark.parametrize("half", LEAST)
def test_of_four_hundred_invented_comments_enough_is_found_and_little_is_taken_out_in_vain(half):
    figures = measure(
        labelled(half),
        lambda texts: [
            merged(found_by_rules(text), names) for text, names in zip(texts, names_in(texts), strict=True)
        ],
    )
    assert (figures.recall, figures.precision) >= LEAST[half], (figures.missed, figures.false)
    assert figures.precision >= LEAST[half][1], figures.false


def test_the_set_is_large_enough_to_mean_something():
    comments = [*labelled("a"), *labelled("b")]
    assert len({comment.text for comment in comments}) >= 400
    assert sum(len(comment.passages) for comment in comments) >= 150
