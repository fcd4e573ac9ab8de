"""What a wave's reports are made from: its newest release, and what was promised before it."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask_babel import force_locale
from sqlalchemy.orm import Session

from analysis.released.release import encode
from config import Config
from survey_app.diagnosis.waves import get_wave
from survey_app.improvement.services import STATES, promises_of
from survey_app.improvement.workshops import all_kits
from survey_app.reporting.chapters.proposals import KitExcerpt
from survey_app.reporting.making.orders import Materials, file_name
from survey_app.reporting.making.report import ReportedAction, ReportKind
from survey_app.results.services import read_results
from survey_app.wording.catalogue import Voice, to_be_said_as
from survey_app.wording.dates import spoken_day

FOLDER = "reports"
UNITS = "units"
HASH_LETTERS = 16
TITLES = {
    ReportKind.INSTITUTION: to_be_said_as("a file", "Report"),
    ReportKind.SUMMARY: to_be_said_as("a file", "One-page summary"),
    UNITS: to_be_said_as("a file", "Unit reports"),
}


@dataclass(frozen=True, slots=True)
class Subject:
    """What one wave's reports are made from, in one language."""

    reference: str
    title: str
    materials: Materials
    folder: Path


def open_subject(people: Session, institution: str, wave: str, config: Config, language: str) -> Subject:
    """The newest release of a wave and what was promised before. Raises WaveIsUnknown, NothingReleased."""
    reading = read_results(people, institution, wave, config, language)
    found = get_wave(people, institution, wave)
    promises = tuple(
        ReportedAction(
            area=promise.area,
            action=promise.title,
            owner=promise.owner,
            due=spoken_day(promise.due_on, Voice(language)),
            state=_in_language(STATES[promise.state], language),
            outcome=promise.outcome,
            unit=promise.unit,
        )
        for promise in promises_of(people, found.institution, found)
    )
    kits = {}
    for kit in all_kits():
        texts = kit.in_language(language)
        kits[kit.area] = KitExcerpt(texts.title, texts.minutes, tuple(texts.questions))
    # What was promised stands in the reports, so a report of yesterday's promises is another report.
    made_from = encode(reading.release) + repr(promises).encode()
    mark = hashlib.sha256(made_from).hexdigest()[:HASH_LETTERS]
    return Subject(
        reading.reference,
        f"{reading.labels.institution} {reading.title}",
        Materials(reading.release, reading.questionnaire, promises, kits),
        folder_of_reports(config, reading.reference) / mark,
    )


def _in_language(words: Any, language: str) -> str:
    with force_locale(language):
        return str(words)


def folder_of_reports(config: Config, reference: str) -> Path:
    """Where a wave's finished reports lie, each release's in a folder of its own."""
    return config.files / FOLDER / reference


def report_name(subject: Subject, kind: str, file_format: str, language: str) -> str:
    """The file name of a report, or of the .zip of all units' reports."""
    title = Voice(language).say_as("a file", TITLES[kind])
    return file_name(f"{subject.title} {title}", "zip" if kind == UNITS else file_format)
