"""The public-use file of a programme: single answers without a name, by the ministry's decision alone."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy.orm import Session

from analysis.counted.document import PublicUseRecords
from analysis.disclosure.public_file.microdata import MicrodataPolicy, PublicUseFile, together
from survey_app.diagnosis.models import Wave
from survey_app.diagnosis.programme import Programme
from survey_app.releases.services import counted_waves
from survey_app.spreadsheets.writing import csv_file
from survey_app.trail.audit import record
from survey_app.vault import services as vault_services


class NoDecision(Exception):
    """Nobody said by which decision of the ministry single answers leave."""


class NothingToPublish(Exception):
    """No counted wave of the programme has records for it: the signed terms allow none, or none is left."""


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """A public-use file as text, and the certificate that goes with it."""

    text: str
    certificate: dict[str, Any]


def publish_microdata(
    people: Session, vault: Session, programme: Programme, *, decision: str, actor: str
) -> PublishedFile:
    """The programme's public-use file and its certificate; the decision is in the audit trail.

    It is put together of the records that were masked when each wave was counted, where the signed terms of
    the wave allow any: which items and background questions go in was fixed then. Raises NoDecision and
    NothingToPublish.
    """
    if not decision.strip():
        raise NoDecision
    found = {wave: kept for wave in counted_waves(people, programme) if (kept := _records(vault, wave))}
    if not found:
        raise NothingToPublish(programme.key)
    terms = MicrodataPolicy(smallest_class=max(10, *(wave.smallest_group for wave in found)))
    try:
        made = _together(found, terms)
    except ValueError as none_left:
        raise NothingToPublish(programme.key) from none_left
    text = _as_csv(made)
    certificate = _certificate(made, programme, decision, list(found), text)
    details = {
        "decision": decision,
        "columns": list(made.columns[1:]),
        "records": made.certificate.records,
        "sha256": certificate["sha256"],
    }
    record(people, actor, "publish_microdata", f"programme:{programme.key}", details)
    return PublishedFile(text, certificate)


def _records(vault: Session, wave: Wave) -> PublicUseRecords | None:
    counted = vault_services.find_counted(vault, wave.reference)
    return counted.public_use if counted else None


def _together(found: Mapping[Wave, PublicUseRecords], terms: MicrodataPolicy) -> PublicUseFile:
    """With those background questions that every wave's records have."""
    questions = min(kept.questions for kept in found.values())
    first = next(iter(found.values()))
    return together(
        _less(first.columns, first.questions, questions),
        questions,
        {
            wave.institution.name_ko: [_less(row, kept.questions, questions) for row in kept.records]
            for wave, kept in found.items()
        },
        sum(kept.dropped for kept in found.values()),
        terms,
    )


def _less(row: tuple[str, ...], has: int, keeps: int) -> tuple[str, ...]:
    return (*row[:keeps], *row[has:])


def _as_csv(made: PublicUseFile) -> str:
    """RFC 4180 with a header. No value can be taken for a formula."""
    rows = [("institution", *made.columns[1:]), *made.records]
    return csv_file(rows, has_mark=False).decode()


def _certificate(
    made: PublicUseFile, programme: Programme, decision: str, waves: Sequence[Wave], text: str
) -> dict[str, Any]:
    proof = made.certificate
    return {
        "format": 1,
        "programme": programme.key,
        "questionnaire": f"{programme.questionnaire_key} {programme.questionnaire_version}",
        "decision": decision,
        "waves": len(waves),
        "columns": ["institution", *made.columns[1:]],
        "method": "Rule of Ten over institution and collapsed background; k, l, t of what remains",
        "policy": asdict(proof.policy),
        "k": proof.figures.k,
        "l": proof.figures.l,
        "t": proof.figures.t,
        "records": proof.records,
        "dropped": proof.dropped,
        "masked_values": proof.masked_values,
        "unique_with_their_answers": round(proof.unique_share, 3),
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
    }
