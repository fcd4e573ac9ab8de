"""A released wave whose release says what a test wants it to say."""

from datetime import date

import pytest

from analysis.released.release import Certificate, Group, GroupKind, Participation, Release
from analysis.released.released_statistics import Driver, Drivers
from analysis.released.released_values import (
    Against,
    Count,
    Difference,
    Hidden,
    Interval,
    Reason,
    Score,
    Shares,
    Verdict,
)
from questionnaires.languages import Spoken
from survey_app.diagnosis.models import WaveState
from survey_app.diagnosis.planning import Basics, plan_wave
from survey_app.institutions.models import InstitutionKind
from survey_app.institutions.services import add_institution, find_institution

AREAS = ("culture", "customs", "leadership", "communication")


def make_release(scores, lower=(), weights=None, width=2.0, favourable=None):
    """A release of `area: score`; `lower` holds (area, against) that are really lower."""

    def score(area, value):
        differences = tuple(
            Difference(against, -5.0, Verdict.LOWER) for name, against in lower if name == area
        )
        return Score(value, Interval(value - 2, value + 2), 20.0, 50.0, Interval(45, 55), differences)

    whole = Group(
        key="all",
        kind=GroupKind.INSTITUTION,
        parent=None,
        respondents=Count(120, 120),
        invited=200,
        scores={
            area: Hidden(Reason.TOO_FEW) if value is None else score(area, value)
            for area, value in scores.items()
        },
        items={
            item: Shares(share, 20, 80 - share, Interval(share, share), (20, 20, 20, 20, 20), 0)
            for item, share in (favourable or {}).items()
        },
    )
    drivers = Hidden(Reason.NOT_OFFERED)
    if weights:
        found = tuple(
            Driver(area, weight, Interval(weight - width, weight + width), 50, 0.5)
            for area, weight in weights.items()
        )
        drivers = Drivers("engagement", found, 0.5, 120)
    return Release(
        format=1,
        institution="gaon",
        wave="2026",
        programme=None,
        questionnaire_key="public-culture",
        questionnaire_version="2026.1",
        questionnaire_hash="0" * 64,
        manifest_fingerprint="f" * 64,
        held_from="2026-05-01",
        held_until="2026-05-15",
        is_fictional=True,
        names={"unit:A": Spoken(ko="가실", en="Office A")},
        participation=Participation(200, 120, 60.0, 5.7),
        groups=(whole,),
        certificate=Certificate(10, None, 0, 0, 1, "none", "none", "0" * 64),
        drivers=drivers,
    )


@pytest.fixture
def release_of():
    return make_release


@pytest.fixture
def benchmark_of():
    return {"previous": Against.PREVIOUS, "benchmark": Against.BENCHMARK}


def released_wave(session, key="2026", opens_on=date(2026, 5, 1)):
    """A wave of `gaon` that has results."""
    gaon = find_institution(session, "gaon") or add_institution(
        session, code="gaon", name_ko="가온부", name_en="Gaon", kind=InstitutionKind.CENTRAL
    )
    basics = Basics("진단", "Diagnosis", "public-culture", "2026.1")
    wave = plan_wave(session, gaon, basics, key=key, opens_on=opens_on)
    wave.state, wave.fingerprint = WaveState.RELEASED.value, key.rjust(64, "0")
    session.flush()
    return wave


@pytest.fixture
def make_wave():
    return released_wave
