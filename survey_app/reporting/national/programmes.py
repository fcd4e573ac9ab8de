"""Opens a programme for reporting: its national report, and the reports of all its institutions."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from config import Config
from questionnaires.faults import QuestionnaireIsFaulty
from questionnaires.languages import LANGUAGES
from survey_app.comparison.services import compare
from survey_app.diagnosis.models import Wave
from survey_app.diagnosis.programme import Programme, get_programme
from survey_app.diagnosis.waves import WaveIsUnknown
from survey_app.ground import db
from survey_app.improvement.services import promises_of
from survey_app.institutions.models import Institution
from survey_app.releases.models import StoredRelease
from survey_app.releases.services import released_in_programme
from survey_app.releases.stored import NothingReleased, ReleaseWasChanged
from survey_app.reporting.making.orders import Materials, MaterialsAreMissing, NotMade, Order, file_name
from survey_app.reporting.making.report import Report, ReportKind
from survey_app.reporting.national.national import build_national_report
from survey_app.reporting.subject import FOLDER, HASH_LETTERS, open_subject
from survey_app.wording.catalogue import Voice, to_be_said, to_be_said_as

PROGRAMMES = "programmes"
INSTITUTIONS = "institutions"
TITLES = {
    ReportKind.NATIONAL: to_be_said_as("a file", "National report"),
    INSTITUTIONS: to_be_said_as("a file", "Reports of the institutions"),
}
NOT_RELEASED = to_be_said("no released results yet")
CANNOT_BE_READ = to_be_said("its stored results or its questionnaire can't be read")


@dataclass(frozen=True, slots=True)
class ProgrammeSubject:
    """A programme whose reports are made, and where those of its present releases lie."""

    key: str
    names: Mapping[str, str]
    folder: Path


def open_programme_subject(people: Session, programme: str, config: Config) -> ProgrammeSubject:
    """The programme and the folder of its reports, another one after each release.

    Raises ProgrammeIsUnknown.
    """
    found = get_programme(people, programme)
    hashes = people.execute(
        select(Wave.reference, StoredRelease.content_hash)
        .join(StoredRelease, StoredRelease.wave_id == Wave.id)
        .where(Wave.programme_id == found.id)
        .order_by(Wave.reference, StoredRelease.number)
    ).all()
    mark = hashlib.sha256(repr([tuple(row) for row in hashes]).encode()).hexdigest()[:HASH_LETTERS]
    return ProgrammeSubject(
        found.key,
        {language: found.name(language) for language in LANGUAGES},
        config.files / FOLDER / PROGRAMMES / found.key / mark,
    )


def open_national(people: Session, programme: str, config: Config, language: str) -> Report:
    """The national report of a programme, dated by its latest released wave. Raises ProgrammeIsUnknown."""
    found = get_programme(people, programme)
    comparison = compare(people, found, config, language)
    releases = [release for _, release in released_in_programme(people, found)]
    dated = max((r.held_until for r in releases), default=date.min.isoformat())
    return build_national_report(comparison, dated, any(r.is_fictional for r in releases))


def programme_report_name(subject: ProgrammeSubject, kind: str, file_format: str, language: str) -> str:
    """The file name of the national report, or of the .zip of all institutions' reports in one format."""
    title = f"{subject.names[language]} " + Voice(language).say_as("a file", TITLES[kind])
    if kind == INSTITUTIONS:
        return file_name(f"{title} ({file_format.upper()})", "zip")
    return file_name(title, file_format)


def institution_orders(
    people: Session, programme: str, file_format: str, language: str
) -> tuple[Mapping[Order, tuple[str, str]], Sequence[NotMade]]:
    """An order for each released wave, with (institution, wave), and why there is none for the others."""
    orders, not_made = {}, []
    for place, wave in enumerate(_waves(people, get_programme(people, programme)), start=1):
        name = file_name(f"{place:03d} {wave.institution.name(language)} {wave.key}", file_format)
        if wave.is_released:
            order = Order(name, ReportKind.INSTITUTION, None, file_format, language)
            orders[order] = (wave.institution.code, wave.key)
        else:
            not_made.append(NotMade(name, Voice(language).say(NOT_RELEASED)))
    return orders, tuple(not_made)


def promised_mark(people: Session, programme: str) -> str:
    """Tells what was promised apart: a report of yesterday's promises is another report."""
    waves = _waves(people, get_programme(people, programme))
    promises = [promises_of(people, wave.institution, wave) for wave in waves if wave.is_released]
    return hashlib.sha256(repr(promises).encode()).hexdigest()[:HASH_LETTERS]


def materials_by_order(
    engine: Engine, waves: Mapping[Order, tuple[str, str]], config: Config
) -> Callable[[Order], Materials]:
    """Gives what an order's report is made from, read when its turn comes; or raises MaterialsAreMissing."""

    def read(order: Order) -> Materials:
        institution, wave = waves[order]
        try:
            with db.work(engine) as people:
                subject = open_subject(people, institution, wave, config, order.language)
        except (WaveIsUnknown, NothingReleased) as gone:
            raise MaterialsAreMissing(Voice(order.language).say(NOT_RELEASED)) from gone
        except (ReleaseWasChanged, QuestionnaireIsFaulty) as fault:
            raise MaterialsAreMissing(Voice(order.language).say(CANNOT_BE_READ)) from fault
        return subject.materials

    return read


def _waves(people: Session, programme: Programme) -> Sequence[Wave]:
    return people.scalars(
        select(Wave)
        .join(Institution)
        .where(Wave.programme_id == programme.id)
        .order_by(Institution.code, Wave.key)
    ).all()
