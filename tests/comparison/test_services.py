"""Institutions beside each other, from releases alone."""

import re

import pytest
from sqlalchemy import select

from analysis.released.release import content_hash
from analysis.released.released_values import Hidden, Verdict
from survey_app.comparison.area_pages import quarter
from survey_app.comparison.services import (
    InstitutionIsNotCompared,
    _read_whole,
    compare,
    list_programmes,
)
from survey_app.diagnosis.programme import ProgrammeIsUnknown, get_programme
from survey_app.ground import db
from survey_app.releases.models import StoredRelease


@pytest.fixture
def people(compared):
    with compared.app_context(), db.Session(db.databases().people) as session:
        yield session


@pytest.fixture
def comparison(people, compared):
    return compare(people, get_programme(people, "2026"), compared.config["GYEOL"], "en")


def test_programmes_say_how_many_joined_and_released(people):
    found = {programme.key: (joined, released) for programme, joined, released in list_programmes(people)}

    assert found["2026"] == (4, 3)
    assert found["2027"] == (0, 0)


def test_an_unknown_programme_is_named(people):
    with pytest.raises(ProgrammeIsUnknown, match="1999"):
        get_programme(people, "1999")


def test_an_institution_that_has_not_released_shows_no_number(comparison):
    row = next(row for row in comparison.rows if row.code == "=maru")

    assert not row.is_released
    assert (row.participation, dict(row.scores), dict(row.items)) == (None, {}, {})
    with pytest.raises(InstitutionIsNotCompared):
        comparison.row("=maru")


def test_estimates_lie_between_what_was_measured_and_the_mean(comparison):
    for found in comparison.standings.values():
        for standing in found.standings:
            low, high = sorted((standing.observed, found.mean))
            assert low - 1e-9 <= standing.pooled <= high + 1e-9
            assert standing.interval.lower < standing.pooled < standing.interval.upper


def test_the_order_of_the_truth_is_found_and_ranks_have_intervals(comparison):
    found = comparison.standings["leadership"]

    assert found.of("gaon").pooled > found.of("narae").pooled > found.of("dasom").pooled
    assert found.of("gaon").rank.lower == 1
    assert found.of("gaon").rank.upper < found.of("dasom").rank.lower
    assert found.of("=maru") is None


def test_who_has_really_moved_is_found(comparison):
    real = {mover.change.institution for mover in comparison.movers if mover.verdict.matters}

    assert real == {"gaon"}


def test_fewer_than_three_institutions_are_not_compared(people, compared):
    one = compare(people, get_programme(people, "2025"), compared.config["GYEOL"], "ko")

    assert all(isinstance(found, Hidden) for found in one.standings.values())
    assert len(one.released) == 1


def test_a_percentile_is_said_as_a_band_of_four(compared):
    with compared.test_request_context("/?lang=en"):
        said = [quarter(value) for value in (None, 10.0, 50.0, 90.0)]

    assert said == ["fewer than three", "lower quarter", "middle half", "upper quarter"]


def test_a_release_of_former_verdicts_is_compared_in_todays_words(people):
    """An installation's older releases say "none": the ministry's pages read them as everybody's do."""
    newest = people.scalars(select(StoredRelease).order_by(StoredRelease.id.desc()))
    stored = next(one for one in newest if b'"verdict"' in one.document)
    document = re.sub(rb'"verdict":"[a-z_]+"', b'"verdict":"none"', stored.document)

    assert b'"verdict":"none"' in document
    _, group = _read_whole(document, content_hash(document))

    verdicts = {
        d.verdict
        for s in group.scores.values()
        for d in getattr(s, "differences", ())
        if hasattr(d, "verdict")
    }
    assert verdicts <= {Verdict.ABOUT_THE_SAME, Verdict.A_LITTLE_HIGHER, Verdict.A_LITTLE_LOWER}
    assert verdicts
