"""The long work for the ministry: a programme's national report, and the reports of all its institutions."""

from collections.abc import Mapping
from typing import Any

from survey_app.drawing.chromium import ChromiumDied, ChromiumIsMissing
from survey_app.ground import db
from survey_app.ground.jobs import JobFailed, Progress, job
from survey_app.ground.settings import current_config
from survey_app.ground.typeface import TypefaceIsMissing
from survey_app.reporting.making.batch import make_batch, pack
from survey_app.reporting.making.making import draw_report, write_whole
from survey_app.reporting.making.report import ReportKind
from survey_app.reporting.national import programmes

NATIONAL_REPORT, INSTITUTION_REPORTS = "make_national_report", "make_institution_reports"


@job(NATIONAL_REPORT)
def make_national_report(
    progress: Progress, *, programme: str, file_format: str, language: str
) -> Mapping[str, Any]:
    """Makes the report over all institutions of a programme and leaves it for downloading."""
    config = current_config()
    with db.work(db.databases().people) as people:
        subject = programmes.open_programme_subject(people, programme, config)
        report = programmes.open_national(people, programme, config, language)
    name = programmes.programme_report_name(subject, ReportKind.NATIONAL, file_format, language)
    progress(0, 1, name)
    try:
        content = draw_report(report, file_format)
    except (ChromiumIsMissing, ChromiumDied, TypefaceIsMissing) as missing:
        raise JobFailed(type(missing).__name__) from missing
    write_whole(subject.folder / name, content)
    progress(1, 1, name)
    return {"name": name, "not_made": []}


@job(INSTITUTION_REPORTS)
def make_institution_reports(
    progress: Progress, *, programme: str, file_format: str, language: str
) -> Mapping[str, Any]:
    """Makes the report of each institution that has released, and one archive. Goes on after a crash."""
    config, engine = current_config(), db.databases().people
    with db.work(engine) as people:
        subject = programmes.open_programme_subject(people, programme, config)
        waves, not_released = programmes.institution_orders(people, programme, file_format, language)
        promised = programmes.promised_mark(people, programme)
    orders = tuple(waves)
    parts = subject.folder / f"{programmes.INSTITUTIONS}-{file_format}-{language}-{promised}"
    materials = programmes.materials_by_order(engine, waves, config)
    try:
        failed = make_batch(materials, orders, parts, progress)
    except (ChromiumIsMissing, TypefaceIsMissing) as missing:
        raise JobFailed(type(missing).__name__) from missing
    not_made = (*not_released, *failed)
    name = programmes.programme_report_name(subject, programmes.INSTITUTIONS, file_format, language)
    pack(parts, orders, not_made, subject.folder / name, language)
    return {"name": name, "not_made": [[one.name, one.reason] for one in not_made]}
