"""Measures an opening: how long it takes to open and count ballots, what the audit adds, whom a list names.

`python -m benchmarks.counting [--people 3000 --units 60 --without-audit] --json` prints one JSON object as
its last line. People's background hangs together, as a real staff's does: tenure follows age, grade both.
"""

import argparse
import json
import resource
import time
from dataclasses import replace

import numpy as np
from cryptography.hazmat.primitives.asymmetric import ec
from numpy.typing import NDArray

from analysis.counted.document import encode
from analysis.counting.answers import CLASS_NOT_GIVEN, Answers
from analysis.released.release import Certificate, GroupKind
from analysis.released.released_values import Reason
from analysis.releasing.counting import Counting, count_wave
from analysis.releasing.groups import GroupPlan
from analysis.simulation.people_of_waves import simulate_institution
from analysis.simulation.simulation_parameters import Parameters
from benchmarks.attack.staff_list import StaffList, named_by_records
from questionnaires.languages import Spoken
from questionnaires.loader import published
from questionnaires.model import Questionnaire
from survey_app.manifest.documents import (
    FORMAT,
    Manifest,
    PolicyTerms,
    PoolTerms,
    QuestionnaireTerms,
    SealingTerms,
    UnitTerms,
)
from survey_app.protocol import sealing
from survey_app.protocol.ballot import encode as as_plaintext
from survey_app.rehearsal.respondents import ballots_of
from survey_app.trustees.sealing import size_of_ballots
from survey_app.vault.counting.waves import count_answers, terms_of
from survey_app.vault.opening import HeldBallot, open_held
from survey_app.vault.records import decode, layout_of
from survey_app.vault.records import encode as as_records

SEED = 20261130
FINGERPRINT = "f" * 64


def a_staff(people: int, units: int, questionnaire: Questionnaire) -> Answers:
    """Answers of an institution of so many units of unlike sizes; people's background hangs together."""
    draw = np.random.default_rng(SEED)
    sizes = np.maximum(draw.lognormal(0, 0.6, units), 0.15)
    headcounts = np.maximum(np.round(sizes / sizes.sum() * people), 1).astype(int)
    answers = simulate_institution(
        questionnaire, headcounts.tolist(), Parameters(response_rate=1.0), seed=SEED
    )[0]
    years = draw.normal(0, 1, answers.respondents)
    background = {
        question.id: _class_of(question.id, len(question.classes), years, draw)
        for question in questionnaire.background
    }
    return replace(answers, background=background)


def _class_of(
    question: str, classes: int, years: NDArray[np.float64], draw: np.random.Generator
) -> NDArray[np.uint8]:
    hangs = {"age": 0.95, "tenure": 0.9, "grade": -0.8}.get(question, 0.0)
    value = hangs * years + (1 - hangs**2) ** 0.5 * draw.normal(0, 1, years.size)
    edges = np.quantile(value, np.linspace(0, 1, classes + 1)[1:-1])
    codes = np.searchsorted(edges, value)
    return np.where(draw.random(years.size) < 0.02, CLASS_NOT_GIVEN, codes).astype(np.uint8)


def terms_for(answers: Answers, units: int, questionnaire: Questionnaire) -> Manifest:
    """The terms of a wave that these people answered: every unit below one of some departments."""
    headcounts = np.bincount(answers.units, minlength=units)
    departments = max(2, round(units**0.5))
    of_units = tuple(
        UnitTerms(
            f"u{at}",
            Spoken(ko=f"{at}과", en=f"Division {at}"),
            None if at < departments else f"u{at % departments}",
            int(headcount),
        )
        for at, headcount in enumerate(headcounts)
    )
    pool = PoolTerms("pool-1", tuple(unit.code for unit in of_units), answers.respondents, "", "")
    return invented_terms(questionnaire, of_units, pool)


def invented_terms(questionnaire: Questionnaire, units: tuple[UnitTerms, ...], pool: PoolTerms) -> Manifest:
    """Terms of a wave that nobody held, of units of one pool, with no key to seal to."""
    return Manifest(
        format=FORMAT,
        wave="gaon.2026",
        institution="gaon",
        institution_name=Spoken(ko="가온부", en="Ministry of Gaon"),
        title=Spoken(ko="2026년 조직문화 진단", en="Diagnosis 2026"),
        programme=None,
        questionnaire=QuestionnaireTerms(
            questionnaire.key, questionnaire.version, questionnaire.content_hash
        ),
        opens_on="2026-05-01",
        closes_on="2026-05-20",
        units=units,
        pools=(pool,),
        sealing=SealingTerms("", 1, (), size_of_ballots(questionnaire, units)),
        policy=PolicyTerms(),
        contact="culture@gaon.example",
        is_fictional=True,
    )


def sealed(
    answers: Answers, manifest: Manifest, questionnaire: Questionnaire, key: ec.EllipticCurvePrivateKey
) -> list[HeldBallot]:
    """A sealed ballot of each of them, as a vault would hold it."""
    units = [unit.code for unit in manifest.units]
    return [
        HeldBallot(
            number.to_bytes(32, "big"),
            "pool-1",
            sealing.seal(as_plaintext(one), key.public_key(), FINGERPRINT, manifest.sealing.padded_size),
        )
        for number, one in enumerate(ballots_of(questionnaire, answers, units, ()))
    ]


def count_without_audit(manifest: Manifest, questionnaire: Questionnaire, answers: Answers) -> int:
    """Counts all of it but for the audit: the whole and each unit of ten. Returns the document's bytes."""
    plans = [_plan("all", GroupKind.INSTITUTION, np.arange(answers.respondents))]
    for at, unit in enumerate(manifest.units):
        plans.append(_plan(f"unit:{unit.code}", GroupKind.UNIT, np.flatnonzero(answers.units == at)))
    names = {plan.key: manifest.institution_name for plan in plans}
    proof = Certificate(10, None, 0, 0, 0, "none", "none", "0")
    terms = terms_of(manifest, FINGERPRINT)
    return len(encode(count_wave(Counting(terms, questionnaire, answers, plans, names, proof))))


def _plan(key: str, kind: GroupKind, rows: NDArray[np.int64]) -> GroupPlan:
    is_unit = kind is GroupKind.UNIT
    hidden = Reason.TOO_FEW if rows.size < 10 else None
    return GroupPlan(key, kind, "all" if is_unit else None, int(is_unit), rows, None, hidden)


def measure(people: int, units: int, with_audit: bool) -> dict[str, object]:
    """Seconds of one core for each part of an opening, and what a staff list names before and after it."""
    questionnaire = published("public-culture", "2026.1")
    given = a_staff(people, units, questionnaire)
    manifest = terms_for(given, units, questionnaire)
    key = sealing.make_sealing_key()
    held = sealed(given, manifest, questionnaire, key)
    start = time.process_time()
    opened = open_held(held, key, FINGERPRINT, manifest, questionnaire)
    answers = decode(sorted(opened.records), layout_of(questionnaire))
    opening = time.process_time() - start
    start = time.process_time()
    size = count_without_audit(manifest, questionnaire, answers)
    counting = time.process_time() - start
    found: dict[str, object] = {
        "people": answers.respondents,
        "units": units,
        "opening_seconds": round(opening, 2),
        "counting_seconds": round(counting, 2),
    }
    staff = StaffList.of(given)
    records = as_records(given, layout_of(questionnaire))
    found["named_by_records"] = len(named_by_records(staff, questionnaire, iter(records)))
    found["named_now"] = None
    if with_audit:
        start = time.process_time()
        document = encode(count_answers(manifest, FINGERPRINT, questionnaire, answers))
        found["with_audit_seconds"] = round(time.process_time() - start, 2)
        found["named_now"] = len(named_by_records(staff, questionnaire, iter([document])))
        size = len(document)
    found["document_bytes"] = size
    found["peak_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    return found


def main() -> None:
    """Prints what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=3000)
    parser.add_argument("--units", type=int, default=60)
    parser.add_argument("--without-audit", action="store_true")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    found = measure(given.people, given.units, not given.without_audit)
    if not given.json:
        for name, value in found.items():
            print(f"{name:20} {value}")
    print(json.dumps(found))


if __name__ == "__main__":
    main()
