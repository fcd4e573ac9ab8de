"""Where an HR lead has reports made, watches, and takes them away."""

from typing import Any

from flask import flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest, NotFound

from questionnaires.languages import LANGUAGES
from survey_app.diagnosis.waves import WaveIsUnknown
from survey_app.door.access import Role, allow, signed_in
from survey_app.door.languages import current_language
from survey_app.ground import db, jobs
from survey_app.ground.settings import current_config
from survey_app.releases.stored import NothingReleased
from survey_app.reporting import blueprint as room
from survey_app.reporting.finished import ReportIsUnknown, finished_path, finished_reports
from survey_app.reporting.jobs import REPORT, UNIT_REPORTS
from survey_app.reporting.making.making import FORMATS
from survey_app.reporting.making.report import ReportKind
from survey_app.reporting.subject import UNITS, Subject, open_subject

blueprint = room
ADDRESS = "/i/<institution>/waves/<wave>/reports"
KINDS = (ReportKind.INSTITUTION, ReportKind.SUMMARY, UNITS)
# A pulse has five items: too little for a page of each unit, a summary or slides.
PULSE_KINDS, PULSE_FORMATS = (ReportKind.INSTITUTION,), ("pdf", "xlsx", "hwpx")


@blueprint.get(ADDRESS)
@allow(Role.HR)
def reports(institution: str, wave: str) -> Any:
    """The HR lead sees what can be made, what is being made, and what lies ready."""
    subject = _open(institution, wave)
    kinds, formats = _offered(subject)
    found = [
        job
        for name in (REPORT, UNIT_REPORTS)
        if (job := jobs.latest(db.people(), name, _about(subject))) is not None
    ]
    return render_template(
        "reporting/reports.html",
        subject=subject,
        where={"institution": institution, "wave": wave},
        running=[job for job in found if not job.has_ended],
        ended=[job for job in found if job.has_ended],
        account_id=signed_in().account_id,
        finished=finished_reports(subject.folder),
        kinds=[
            (ReportKind.INSTITUTION, _("The institution's report")),
            (ReportKind.SUMMARY, _("One-page summary")),
            (UNITS, _("A report for each unit, as one archive")),
        ][: len(kinds)],
        formats=formats,
    )


@blueprint.post(ADDRESS)
@allow(Role.HR)
def make(institution: str, wave: str) -> Any:
    """The report is queued afterwards."""
    subject = _open(institution, wave)
    kind, file_format = request.form.get("kind", ""), request.form.get("format", "")
    language = request.form.get("language", current_language())
    kinds, formats = _offered(subject)
    if kind not in kinds or file_format not in formats or language not in LANGUAGES:
        raise BadRequest
    what: dict[str, Any] = {
        "institution": institution,
        "wave": wave,
        "file_format": file_format,
        "language": language,
    }
    name = UNIT_REPORTS if kind == UNITS else REPORT
    if name == REPORT:
        what["kind"] = kind
    jobs.start(db.people(), name, _about(subject), signed_in().account_id, **what)
    flash(_("The report is being made. It appears below when it is ready."))
    return redirect(url_for("reporting.reports", institution=institution, wave=wave))


@blueprint.get(f"{ADDRESS}/files/<name>")
@allow(Role.HR)
def download(institution: str, wave: str, name: str) -> Any:
    """The HR lead takes away a finished report of the newest release."""
    for language in LANGUAGES:
        try:
            path = finished_path(_open(institution, wave, language).folder, name)
        except ReportIsUnknown:
            continue
        return send_file(path, as_attachment=True, download_name=name, max_age=0)
    raise NotFound


def _offered(subject: Subject) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return (PULSE_KINDS, PULSE_FORMATS) if subject.materials.release.is_pulse else (KINDS, FORMATS)


def _about(subject: Subject) -> str:
    return f"reports:{subject.reference}"


def _open(institution: str, wave: str, language: str | None = None) -> Subject:
    try:
        return open_subject(db.people(), institution, wave, current_config(), language or current_language())
    except (WaveIsUnknown, NothingReleased) as unknown:
        raise NotFound from unknown
