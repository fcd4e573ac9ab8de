"""Opens a wave's release for reporting, and knows where finished reports lie."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask_babel import force_locale
from sqlalchemy.orm import Session

from analysis.released.release import encode
from config import Config
from survey_app.diagnosis.waves import get_wave
from survey_app.improvement.services import STATES, all_kits, promises_of
from survey_app.reporting.chapters.proposals import Kit
from survey_app.reporting.making.orders import Materials, file_name
from survey_app.reporting.making.report import Promise, ReportKind
from survey_app.results.services import read_results
from survey_app.wording.catalogue import Voice, to_be_said_as

FOLDER = "reports"
UNITS = "units"
HASH_LETTERS = 16
TITLES = {
    ReportKind.INSTITUTION: to_be_said_as("a file", "Report"),
    ReportKind.SUMMARY: to_be_said_as("a file", "One-page summary"),
    UNITS: to_be_said_as("a file", "Unit reports"),
}


class ReportIsUnknown(Exception):
    """No finished report has that name."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What one wave's reports are made from, in one language."""

    reference: str
    title: str
    materials: Materials
    folder: Path


@dataclass(frozen=True, slots=True)
class FinishedReport:
    """A report that lies ready."""

    name: str
    bytes: int
    made_at: datetime


def open_subject(people: Session, institution: str, wave: str, config: Config, language: str) -> Subject:
    """The newest release of a wave and what was promised before. Raises WaveIsUnknown, NothingReleased."""
    reading = read_results(people, institution, wave, config, language)
    found = get_wave(people, institution, wave)
    promises = tuple(
        Promise(
            area=promise.area,
            action=promise.title,
            owner=promise.owner,
            due=promise.due_on.isoformat(),
            state=_in_language(STATES[promise.state], language),
            outcome=promise.outcome,
        )
        for promise in promises_of(people, found.institution, found)
    )
    kits = {}
    for kit in all_kits():
        texts = kit.in_language(language)
        kits[kit.area] = Kit(texts.title, texts.minutes, tuple(texts.questions))
    # What was promised stands in the reports, so a report of yesterday's promises is another report.
    made_from = encode(reading.release) + repr(promises).encode()
    mark = hashlib.sha256(made_from).hexdigest()[:HASH_LETTERS]
    return Subject(
        reading.reference,
        f"{reading.labels.institution} {reading.title}",
        Materials(reading.release, reading.questionnaire, promises, kits),
        config.files / FOLDER / reading.reference / mark,
    )


def _in_language(words: Any, language: str) -> str:
    with force_locale(language):
        return str(words)


def report_name(subject: Subject, kind: str, file_format: str, language: str) -> str:
    """The file name of a report, or of the .zip of all units' reports."""
    title = Voice(language).say_as("a file", TITLES[kind])
    return file_name(f"{subject.title} {title}", "zip" if kind == UNITS else file_format)


def finished_reports(folder: Path) -> tuple[FinishedReport, ...]:
    """The reports that lie ready in a subject's folder, by name."""
    if not folder.is_dir():
        return ()
    found = []
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.suffix != ".part":
            facts = path.stat()
            found.append(
                FinishedReport(path.name, facts.st_size, datetime.fromtimestamp(facts.st_mtime, UTC))
            )
    return tuple(found)


def finished_path(folder: Path, name: str) -> Path:
    """Where a finished report lies. Raises ReportIsUnknown for any other name."""
    if name not in {report.name for report in finished_reports(folder)}:
        raise ReportIsUnknown(name)
    return folder / name
