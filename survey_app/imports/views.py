"""Pages on which a survey done elsewhere is uploaded, looked at, and taken in or thrown away."""

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from survey_app.diagnosis.waves import WaveIsUnknown, get_wave
from survey_app.door.access import Role, allow, signed_in
from survey_app.door.forms import refuse
from survey_app.door.institution_pages import institution_page
from survey_app.ground import db, jobs
from survey_app.ground.settings import current_config
from survey_app.imports import blueprint, parsing, services, uploads
from survey_app.imports.faults import ImportIsFaulty
from survey_app.imports.forms import ButtonForm, ImportForm
from survey_app.imports.jobs import IMPORT
from survey_app.imports.uploads import Upload, UploadIsGone
from survey_app.institutions.models import Institution
from survey_app.institutions.services import get_institution

REFUSED = 422


@blueprint.get("/i/<institution>/import")
@allow(Role.HR, Role.OPERATOR)
def new(institution: str) -> Any:
    """The HR lead sees where to upload the answers of a survey done elsewhere."""
    return _form_page(_institution(institution), ImportForm())


@blueprint.post("/i/<institution>/import")
@allow(Role.HR, Role.OPERATOR)
def upload(institution: str) -> Any:
    """The HR lead sees every fault of the files, or what they hold. Nothing is stored but the upload."""
    found, form = _institution(institution), ImportForm()
    if not form.validate_on_submit():
        return _form_page(found, form), REFUSED
    if _wave_exists(institution, form.key.data or ""):
        refuse(form.key, _("The institution has a wave of this key. Choose another."))
        return _form_page(found, form), REFUSED
    upload = Upload(
        signed_in().account_id,
        institution,
        (form.answers.data.filename or "").rpartition("/")[2],
        form.key.data or "",
        form.title_ko.data or "",
        form.title_en.data or "",
        str(form.opens_on.data),
        str(form.closes_on.data),
    )
    token = uploads.keep_upload(
        current_config(), upload, form.answers.data.stream.read(), form.mapping.data.stream.read()
    )
    try:
        _read(token, found)
    except ImportIsFaulty as faulty:
        uploads.discard_upload(current_config(), token)
        return _form_page(found, form, faulty), REFUSED
    return redirect(url_for("imports.preview", institution=institution, upload=token))


@blueprint.get("/i/<institution>/import/<upload>")
@allow(Role.HR, Role.OPERATOR)
def preview(institution: str, upload: str) -> Any:
    """The HR lead sees what the files hold, or how far taking them in is."""
    found = _institution(institution)
    job = jobs.latest(db.people(), IMPORT, f"import:{upload}")
    if job is not None and job.started_by == signed_in().account_id:
        return institution_page("imports/progress.html", found, job=job)
    try:
        read = _read(upload, found)
    except (UploadIsGone, ImportIsFaulty):
        return _gone(institution)
    about, _folder = uploads.own_upload(current_config(), upload, signed_in().account_id, institution)
    return institution_page("imports/preview.html", found, read=read, about=about, upload=upload)


@blueprint.post("/i/<institution>/import/<upload>")
@allow(Role.HR, Role.OPERATOR)
def confirm(institution: str, upload: str) -> Any:
    """The survey is being taken in afterwards; its release follows."""
    ButtonForm().validate_on_submit()
    account = signed_in()
    try:
        about, _folder = uploads.own_upload(current_config(), upload, account.account_id, institution)
    except UploadIsGone:
        return _gone(institution)
    jobs.start(
        db.people(),
        IMPORT,
        f"import:{upload}",
        account.account_id,
        upload=upload,
        actor=account.email,
        wave=f"{institution}.{about.key}",
    )
    return redirect(url_for("imports.preview", institution=institution, upload=upload))


@blueprint.post("/i/<institution>/import/<upload>/discard")
@allow(Role.HR, Role.OPERATOR)
def discard(institution: str, upload: str) -> Any:
    """The HR lead throws the upload away."""
    ButtonForm().validate_on_submit()
    try:
        uploads.own_upload(current_config(), upload, signed_in().account_id, institution)
        uploads.discard_upload(current_config(), upload)
    except UploadIsGone:
        return _gone(institution)
    flash(_("The files were discarded. Nothing was changed."), "information")
    return redirect(url_for("imports.new", institution=institution))


def _read(token: str, institution: Institution) -> services.ReadImport:
    about, folder = uploads.own_upload(current_config(), token, signed_in().account_id, institution.code)
    data = (about.file_name, folder / uploads.DATA)
    parsed = parsing.parse_upload(current_config(), data, folder / uploads.MAPPING)
    return services.read_import(current_config(), parsed, institution)


def _wave_exists(institution: str, key: str) -> bool:
    try:
        get_wave(db.people(), institution, key)
    except WaveIsUnknown:
        return False
    return True


def _institution(code: str) -> Institution:
    return get_institution(db.people(), code)


def _form_page(institution: Institution, form: ImportForm, faulty: ImportIsFaulty | None = None) -> str:
    return institution_page("imports/new.html", institution, form=form, faulty=faulty)


def _gone(institution: str) -> Any:
    flash(_("This upload was used, discarded or is over a day old. Upload the files again."), "warning")
    return redirect(url_for("imports.new", institution=institution))
