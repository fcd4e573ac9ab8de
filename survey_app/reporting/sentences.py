"""The sentences of reports: the same rules over a release that the screens speak by."""

from survey_app.figures.sentences import (
    Finding,
    area_sentence,
    changes_sentence,
    difference_clause,
    driver_weights,
    drivers_sentence,
    extremes_sentence,
    group_differences_sentence,
    hidden_sentences,
    listed,
    opportunities,
    participation_sentence,
    rounding_sentence,
    strengths,
    versus_en,
)

__all__ = [
    "Finding",
    "area_sentence",
    "changes_sentence",
    "difference_clause",
    "driver_weights",
    "drivers_sentence",
    "extremes_sentence",
    "group_differences_sentence",
    "hidden_sentences",
    "listed",
    "opportunities",
    "participation_sentence",
    "rounding_sentence",
    "strengths",
    "versus_en",
]
