"""Where the ministry's analyst has a programme's reports made, watches, and takes them away."""

from typing import Any

from flask import flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest, NotFound

from questionnaires.languages import LANGUAGES
from survey_app.door.access import Role, allow, signed_in
from survey_app.door.languages import current_language
from survey_app.ground import db, jobs
from survey_app.ground.settings import current_config
from survey_app.reporting import blueprint
from survey_app.reporting.finished import ReportIsUnknown, finished_path, finished_reports
from survey_app.reporting.making.making import DRAWN_FORMATS, FORMATS
from survey_app.reporting.making.report import ReportKind
from survey_app.reporting.national import programmes
from survey_app.reporting.national.programme_jobs import INSTITUTION_REPORTS, NATIONAL_REPORT

ADDRESS = "/ministry/comparison/<programme>/reports"
FORMATS_OF = {ReportKind.NATIONAL.value: DRAWN_FORMATS, programmes.INSTITUTIONS: FORMATS}
JOB_OF = {ReportKind.NATIONAL.value: NATIONAL_REPORT, programmes.INSTITUTIONS: INSTITUTION_REPORTS}


@blueprint.get(ADDRESS)
@allow(Role.ANALYST)
def programme_reports(programme: str) -> Any:
    """The analyst sees what can be made of a programme, what is being made, and what lies ready."""
    subject = _open(programme)
    found = [
        job
        for name in JOB_OF.values()
        if (job := jobs.latest(db.people(), name, _about(subject))) is not None
    ]
    return render_template(
        "reporting/programme_reports.html",
        subject=subject,
        title=subject.names[current_language()],
        running=[job for job in found if not job.has_ended],
        ended=[job for job in found if job.has_ended],
        account_id=signed_in().account_id,
        finished=finished_reports(subject.folder),
        kinds=[
            (ReportKind.NATIONAL.value, _("The national report"), DRAWN_FORMATS),
            (programmes.INSTITUTIONS, _("The reports of all institutions, as one archive"), FORMATS),
        ],
    )


@blueprint.post(ADDRESS)
@allow(Role.ANALYST)
def make_programme_reports(programme: str) -> Any:
    """The national report, or the archive of all institutions' reports, is queued afterwards."""
    subject = _open(programme)
    kind, file_format = request.form.get("kind", ""), request.form.get("format", "")
    language = request.form.get("language", current_language())
    if file_format not in FORMATS_OF.get(kind, ()) or language not in LANGUAGES:
        raise BadRequest
    jobs.start(
        db.people(),
        JOB_OF[kind],
        _about(subject),
        signed_in().account_id,
        programme=subject.key,
        file_format=file_format,
        language=language,
    )
    flash(_("The report is being made. It appears below when it is ready."))
    return redirect(url_for("reporting.programme_reports", programme=programme))


@blueprint.get(f"{ADDRESS}/files/<name>")
@allow(Role.ANALYST)
def download_programme(programme: str, name: str) -> Any:
    """The analyst takes away a finished report of the programme's present releases."""
    try:
        path = finished_path(_open(programme).folder, name)
    except ReportIsUnknown as unknown:
        raise NotFound from unknown
    return send_file(path, as_attachment=True, download_name=name, max_age=0)


def _about(subject: programmes.ProgrammeSubject) -> str:
    return f"programme-reports:{subject.key}"


def _open(programme: str) -> programmes.ProgrammeSubject:
    return programmes.open_programme_subject(db.people(), programme, current_config())
