"""Questionnaires: the ministry's analyst publishes a version after reading it as respondents will."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from questionnaires.faults import QuestionnaireIsFaulty
from questionnaires.render import minutes_to_answer
from survey_app import db
from survey_app.access import Role, allow, signed_in
from survey_app.accounts.services import record
from survey_app.diagnosis import blueprint, pages, publishing, services
from survey_app.diagnosis.finding import REFUSED
from survey_app.diagnosis.forms import QuestionnaireForm, SealForm
from survey_app.languages import current_language
from survey_app.settings import current_config


@blueprint.get("/ministry/questionnaires")
@allow(Role.ANALYST)
def questionnaires() -> Any:
    """The analyst sees every published version and where to upload the next."""
    return _list_page(QuestionnaireForm())


@blueprint.post("/ministry/questionnaires")
@allow(Role.ANALYST)
def upload_questionnaire() -> Any:
    """The analyst sees every fault of the uploaded version, or how respondents would read it."""
    form = QuestionnaireForm()
    if not form.validate_on_submit():
        return _list_page(form), REFUSED
    try:
        token = publishing.keep_draft(
            current_config(), signed_in().account_id, form.archive.data.stream.read()
        )
    except publishing.ArchiveIsRefused:
        form.archive.errors = [
            _("Upload one .zip that holds questionnaire.yaml, ko.yaml, en.yaml and SOURCE.md, each once.")
        ]
    except publishing.VersionExists as exists:
        form.archive.errors = [_already_there(exists)]
    except QuestionnaireIsFaulty as faulty:
        return _list_page(form, faulty), REFUSED
    else:
        return redirect(url_for("diagnosis.questionnaire_draft", upload=token))
    return _list_page(form), REFUSED


@blueprint.get("/ministry/questionnaires/<upload>")
@allow(Role.ANALYST)
def questionnaire_draft(upload: str) -> Any:
    """The analyst reads the version page by page; nothing is published yet."""
    config, language = current_config(), current_language()
    try:
        asked = publishing.find_draft(config, signed_in().account_id, upload)
    except publishing.DraftIsGone:
        return _gone()
    before = publishing.earlier_version(config, asked)
    known = services.find_questionnaire(config, asked.key, before).items if before else ()
    comparable = {item.comparability for item in known}
    return render_template(
        "diagnosis/questionnaire_draft.html",
        upload=upload,
        questionnaire=asked,
        texts=asked.texts[language],
        pages=pages.preview_pages(asked, language, _("your institution")),
        minutes=minutes_to_answer(asked),
        before=before,
        carried_on=sum(item.comparability in comparable for item in asked.items),
    )


@blueprint.post("/ministry/questionnaires/<upload>")
@allow(Role.ANALYST)
def publish_questionnaire(upload: str) -> Any:
    """The version is published for good afterwards: programmes and plans can choose it."""
    SealForm().validate_on_submit()
    try:
        asked = publishing.publish(current_config(), signed_in().account_id, upload)
    except publishing.DraftIsGone:
        return _gone()
    except publishing.VersionExists as exists:
        flash(_already_there(exists), "danger")
        return redirect(url_for("diagnosis.questionnaires"))
    record(
        db.people(),
        signed_in().email,
        "publish_questionnaire",
        f"questionnaire:{asked.key}/{asked.version}",
        {"items": len(asked.items), "content_hash": asked.content_hash},
    )
    flash(
        _(
            "%(key)s %(version)s is published. Open a programme that asks it.",
            key=asked.key,
            version=asked.version,
        ),
        "success",
    )
    return redirect(url_for("diagnosis.questionnaires"))


@blueprint.post("/ministry/questionnaires/<upload>/discard")
@allow(Role.ANALYST)
def discard_questionnaire(upload: str) -> Any:
    """The analyst throws the upload away."""
    try:
        publishing.discard_draft(current_config(), signed_in().account_id, upload)
    except publishing.DraftIsGone:
        return _gone()
    flash(_("The file was discarded. Nothing was changed."), "information")
    return redirect(url_for("diagnosis.questionnaires"))


@blueprint.get("/questionnaires/<key>/<version>.zip")
@allow(Role.HR, Role.ANALYST, Role.OPERATOR)
def questionnaire_files(key: str, version: str) -> Any:
    """Everybody with an account takes a version's files, to read or to make the next version from."""
    try:
        packed = publishing.as_archive(current_config(), key, version)
    except publishing.DraftIsGone as unknown:
        raise NotFound from unknown
    named = f'attachment; filename="{key}-{version}.zip"'
    return packed, 200, {"Content-Type": "application/zip", "Content-Disposition": named}


def _list_page(form: QuestionnaireForm, faulty: QuestionnaireIsFaulty | None = None) -> str:
    config, language = current_config(), current_language()
    known = [services.find_questionnaire(config, *one) for one in services.known_questionnaires(config)]
    return render_template(
        "diagnosis/questionnaires.html",
        form=form,
        faults=faulty.faults if faulty else (),
        rows=[(one, one.texts[language].title) for one in known],
    )


def _already_there(exists: publishing.VersionExists) -> str:
    return str(
        _(
            "%(name)s is published already, and a published version never changes. "
            "Give this one another version.",
            name=exists,
        )
    )


def _gone() -> Any:
    flash(_("This upload was used, discarded or is over a day old. Upload the file again."), "warning")
    return redirect(url_for("diagnosis.questionnaires"))
