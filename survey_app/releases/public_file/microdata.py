"""The public-use file of a programme: single answers without a name, by the ministry's decision alone."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from analysis.counting.answers import NOT_ASKED, Answers
from analysis.disclosure.protect.rounds import CannotProtect
from analysis.disclosure.protect.union import ShownRow
from analysis.disclosure.public_file.microdata import (
    LARGEST_NUMBER_OF_ITEMS,
    MicrodataPolicy,
    PublicUseFile,
    TooManyItems,
    public_use_file,
)
from analysis.released.release import decode
from config import Config
from questionnaires.loader import published
from questionnaires.model import BackgroundQuestion, Kind, Questionnaire
from survey_app.diagnosis.models import Wave
from survey_app.diagnosis.programme import Programme
from survey_app.ground.jobs import no_progress
from survey_app.manifest import publication
from survey_app.manifest.asked import questionnaire_of
from survey_app.releases.public_file.masking import mask
from survey_app.releases.services import counted_waves
from survey_app.releases.stored import is_received, stored_releases
from survey_app.spreadsheets.writing import csv_file
from survey_app.trail.audit import record
from survey_app.vault import services as vault_services

FEW_QUESTIONS = 2


class NoDecision(Exception):
    """Nobody said by which decision of the ministry single answers leave."""


class NothingToPublish(Exception):
    """The programme has no counted wave here, or no record that may be shown."""


class NotForPublication(Exception):
    """An item or background question that the questionnaire lacks, or that is never published singly."""


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """A public-use file as text, and the certificate that goes with it."""

    text: str
    certificate: dict[str, Any]


def publish_microdata(
    people: Session,
    vault: Session,
    config: Config,
    programme: Programme,
    *,
    decision: str,
    actor: str,
    items: Sequence[str] = (),
    questions: Sequence[str] | None = None,
) -> PublishedFile:
    """The programme's public-use file and its certificate; the decision is in the audit trail.

    Without `items` those of the indices go in; without `questions` the first background questions.
    Sensitive items and experiences never do. Raises NoDecision, NotForPublication, TooManyItems and
    NothingToPublish.
    """
    if not decision.strip():
        raise NoDecision
    questionnaire = published(
        programme.questionnaire_key, programme.questionnaire_version, config.questionnaire_folders
    )
    chosen = tuple(items) or _default_items(questionnaire)
    asked = _questions(questionnaire, questions)
    _require_publishable(questionnaire, chosen)
    if len(chosen) > LARGEST_NUMBER_OF_ITEMS:
        raise TooManyItems(f"{len(chosen)} items; at most {LARGEST_NUMBER_OF_ITEMS}")
    waves = [wave for wave in counted_waves(people, programme) if not is_received(people, wave)]
    if not waves:
        raise NothingToPublish(programme.key)
    terms = MicrodataPolicy(smallest_class=max(10, *(wave.smallest_group for wave in waves)))
    together, names, shown = _together(people, vault, config, waves, chosen, asked)
    made = _made(together, chosen, asked, names, terms, shown)
    if made is None:
        raise NothingToPublish(programme.key)
    text = _as_csv(made)
    certificate = _certificate(made, programme, decision, waves, text)
    details = {
        "decision": decision,
        "items": list(chosen),
        "records": made.certificate.records,
        "sha256": certificate["sha256"],
    }
    record(people, actor, "publish_microdata", f"programme:{programme.key}", details)
    return PublishedFile(text, certificate)


def _made(
    answers: Answers,
    items: Sequence[str],
    questions: Sequence[BackgroundQuestion],
    names: Mapping[int, str],
    terms: MicrodataPolicy,
    shown: Sequence[ShownRow],
) -> PublicUseFile | None:
    """With as many background questions as go beside what releases show: the last is given up first."""
    for length in range(len(questions), -1, -1):
        try:
            return public_use_file(answers, items, questions[:length], names, terms=terms, released=shown)
        except (CannotProtect, ValueError):
            continue
    return None


def _default_items(questionnaire: Questionnaire) -> tuple[str, ...]:
    of_indices = tuple(item for area in questionnaire.indices for item in area.items)
    first = tuple(area.items[0] for area in questionnaire.areas)
    return (of_indices or first)[:LARGEST_NUMBER_OF_ITEMS]


def _questions(questionnaire: Questionnaire, wanted: Sequence[str] | None) -> list[BackgroundQuestion]:
    by_id = {question.id: question for question in questionnaire.background}
    if wanted is None:
        return list(questionnaire.background)[:FEW_QUESTIONS]
    unknown = [key for key in wanted if key not in by_id]
    if unknown:
        raise NotForPublication(", ".join(unknown))
    return [by_id[key] for key in wanted]


def _require_publishable(questionnaire: Questionnaire, items: Sequence[str]) -> None:
    known = questionnaire.item_by_id
    wrong = [
        item
        for item in items
        if item not in known or known[item].is_sensitive or known[item].kind is Kind.EXPERIENCE
    ]
    if wrong:
        raise NotForPublication(", ".join(wrong))


def _together(
    people: Session,
    vault: Session,
    config: Config,
    waves: Sequence[Wave],
    items: Sequence[str],
    questions: Sequence[BackgroundQuestion],
) -> tuple[Answers, dict[int, str], list[ShownRow]]:
    """All waves as one table whose units are the institutions, and the groups that releases show of them."""
    codes, units, shown = [], [], []
    background: dict[str, list[np.ndarray]] = {question.id: [] for question in questions}
    start = 0
    for number, wave in enumerate(waves):
        manifest = publication.read(vault, wave.reference)
        asked = questionnaire_of(manifest.questionnaire, config)
        answers = vault_services.read_answers(vault, wave.reference, asked)
        codes.append(np.column_stack([answers.column(item) for item in items]))
        units.append(np.full(answers.respondents, number, dtype=np.int32))
        for question in questions:
            background[question.id].append(answers.background[question.id])
        out = {
            group.key
            for stored in stored_releases(people, wave)
            for group in decode(stored.document).groups
            if group.is_shown
        }
        plans = mask(manifest, asked, answers, no_progress, is_final=False).plans
        shown += [
            # The family keeps institutions, and one-way tables within them, apart from each other.
            ShownRow(f"{wave.reference}/{plan.key}", plan.rows + start, _family(wave, plan.key))
            for plan in plans
            if plan.key in out
        ]
        start += answers.respondents
    table = Answers(
        tuple(items),
        np.vstack(codes) if codes else np.full((0, len(items)), NOT_ASKED, dtype=np.uint8),
        np.concatenate(units),
        {key: np.concatenate(parts) for key, parts in background.items()},
    )
    return table, {number: wave.institution.name_ko for number, wave in enumerate(waves)}, shown


def _family(wave: Wave, key: str) -> str:
    class_of = key.rpartition("|")[2] if ":" in key.rpartition("|")[2] else ""
    is_unit = not class_of or class_of.startswith(("unit:", "other:"))
    return "" if is_unit else f"{wave.reference}|{class_of}"


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
