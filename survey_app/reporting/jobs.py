"""The long work of this room: one report, or the reports of all units as one archive."""

from collections.abc import Mapping
from typing import Any

from survey_app.drawing.chromium import ChromiumDied, ChromiumIsMissing
from survey_app.ground import db
from survey_app.ground.jobs import JobFailed, Progress, job
from survey_app.ground.settings import current_config
from survey_app.ground.typeface import TypefaceIsMissing
from survey_app.reporting.making.batch import make_batch, pack
from survey_app.reporting.making.making import make_report as make_one
from survey_app.reporting.making.orders import Order, unit_orders
from survey_app.reporting.subject import UNITS, Subject, open_subject, report_name

REPORT, UNIT_REPORTS = "make_report", "make_unit_reports"


@job(REPORT)
def make_report(
    progress: Progress,
    *,
    institution: str,
    wave: str,
    kind: str,
    file_format: str,
    language: str,
) -> Mapping[str, Any]:
    """Makes one report of a wave's newest release and leaves it for downloading."""
    subject = _subject(institution, wave, language)
    name = report_name(subject, kind, file_format, language)
    progress(0, 1, name)
    try:
        order = Order(name, kind, None, file_format, language)
        make_one(subject.materials, order, subject.folder / name)
    except (ChromiumIsMissing, ChromiumDied, TypefaceIsMissing) as missing:
        raise JobFailed(type(missing).__name__) from missing
    progress(1, 1, name)
    return {"name": name, "not_made": []}


@job(UNIT_REPORTS)
def make_unit_reports(
    progress: Progress,
    *,
    institution: str,
    wave: str,
    file_format: str,
    language: str,
) -> Mapping[str, Any]:
    """Makes the report of each unit that may be shown, and one archive of them. Goes on after a crash."""
    subject = _subject(institution, wave, language)
    orders, not_shown = unit_orders(subject.materials, file_format, language)
    parts = subject.folder / f"{UNITS}-{file_format}-{language}"
    try:
        failed = make_batch(subject.materials, orders, parts, progress)
    except (ChromiumIsMissing, TypefaceIsMissing) as missing:
        raise JobFailed(type(missing).__name__) from missing
    not_made = (*not_shown, *failed)
    name = report_name(subject, UNITS, file_format, language)
    pack(parts, orders, not_made, subject.folder / name, language)
    return {"name": name, "not_made": [[one.name, one.reason] for one in not_made]}


def _subject(institution: str, wave: str, language: str) -> Subject:
    with db.work(db.databases().people) as people:
        return open_subject(people, institution, wave, current_config(), language)
