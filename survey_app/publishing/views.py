"""Questionnaires: the ministry's analyst publishes a version after reading it as respondents will."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from questionnaires.faults import QuestionnaireIsFaulty
from questionnaires.model import Questionnaire
from questionnaires.render import minutes_to_answer
from questionnaires.rewording import CarriedOn, carried_on
from survey_app.door.access import Role, allow, signed_in
from survey_app.door.forms import refuse
from survey_app.door.languages import current_language
from survey_app.ground import db
from survey_app.ground.settings import current_config
from survey_app.publishing import blueprint, previews, services
from survey_app.publishing.forms import MeaningForm, VersionForm, meaning_form
from survey_app.trail.audit import record

REFUSED = 422


@blueprint.get("/ministry/questionnaires")
@allow(Role.ANALYST)
def questionnaires() -> Any:
    """The analyst sees every published version and where to upload the next."""
    return _list_page(VersionForm())


@blueprint.post("/ministry/questionnaires")
@allow(Role.ANALYST)
def upload() -> Any:
    """The analyst sees every fault of the uploaded version, or how respondents would read it."""
    form = VersionForm()
    if not form.validate_on_submit():
        return _list_page(form), REFUSED
    try:
        token = services.keep_draft(current_config(), signed_in().account_id, form.archive.data.stream.read())
    except services.ArchiveIsRefused:
        refuse(
            form.archive,
            _("Upload one .zip that holds questionnaire.yaml, ko.yaml, en.yaml and SOURCE.md, each once."),
        )
    except services.VersionExists as exists:
        refuse(form.archive, _already_there(exists))
    except QuestionnaireIsFaulty as faulty:
        return _list_page(form, faulty), REFUSED
    else:
        return redirect(url_for("publishing.draft", upload=token))
    return _list_page(form), REFUSED


@blueprint.get("/ministry/questionnaires/<upload>")
@allow(Role.ANALYST)
def draft(upload: str) -> Any:
    """The analyst reads the version page by page, and what was reworded; nothing is published yet."""
    try:
        asked = services.find_draft(current_config(), signed_in().account_id, upload)
    except services.DraftIsGone:
        return _gone()
    carried = carried_on(services.earlier_versions(current_config(), asked), asked)
    return _draft_page(upload, asked, carried, meaning_form(carried.rewordings if carried else ()))


def _draft_page(upload: str, asked: Questionnaire, carried: CarriedOn | None, form: MeaningForm) -> str:
    language = current_language()
    return render_template(
        "publishing/draft.html",
        upload=upload,
        questionnaire=asked,
        texts=asked.texts[language],
        pages=previews.preview_pages(asked, language, _("your institution")),
        minutes=minutes_to_answer(asked),
        carried=carried,
        rewordings=previews.shown_rewordings(carried, form),
        form=form,
    )


@blueprint.post("/ministry/questionnaires/<upload>")
@allow(Role.ANALYST)
def publish(upload: str) -> Any:
    """The version is published for good afterwards: programmes and plans can choose it."""
    config, account = current_config(), signed_in().account_id
    try:
        asked = services.find_draft(config, account, upload)
        carried = carried_on(services.earlier_versions(config, asked), asked)
        form = meaning_form(carried.rewordings if carried else ())
        if not form.validate_on_submit():
            return _draft_page(upload, asked, carried, form), REFUSED
        asked = services.publish(config, account, upload, form.meanings())
    except services.DraftIsGone:
        return _gone()
    except services.VersionExists as exists:
        flash(_already_there(exists), "danger")
        return redirect(url_for("publishing.questionnaires"))
    record(
        db.people(),
        signed_in().email,
        "publish_questionnaire",
        f"questionnaire:{asked.key}/{asked.version}",
        {
            "items": len(asked.items),
            "content_hash": asked.content_hash,
            "reworded": {subject: meaning.value for subject, meaning in form.meanings().items()},
        },
    )
    flash(
        _(
            "%(key)s %(version)s is published. Open a programme that asks it.",
            key=asked.key,
            version=asked.version,
        ),
        "success",
    )
    return redirect(url_for("publishing.questionnaires"))


@blueprint.post("/ministry/questionnaires/<upload>/discard")
@allow(Role.ANALYST)
def discard(upload: str) -> Any:
    """The analyst throws the upload away."""
    try:
        services.discard_draft(current_config(), signed_in().account_id, upload)
    except services.DraftIsGone:
        return _gone()
    flash(_("The file was discarded. Nothing was changed."), "information")
    return redirect(url_for("publishing.questionnaires"))


@blueprint.get("/questionnaires/<key>/<version>")
@allow(Role.HR, Role.ANALYST, Role.OPERATOR)
def version(key: str, version: str) -> Any:
    """Everybody with an account sees what a questionnaire asks, page by page."""
    language = current_language()
    try:
        asked = services.find_questionnaire(current_config(), key, version)
    except QuestionnaireIsFaulty as faulty:
        raise NotFound from faulty
    shown = previews.preview_pages(asked, language, _("your institution"))
    texts = asked.texts[language]
    decisions = previews.decisions(asked)
    return render_template(
        "publishing/version.html", questionnaire=asked, pages=shown, texts=texts, decisions=decisions
    )


@blueprint.get("/questionnaires/<key>/<version>.zip")
@allow(Role.HR, Role.ANALYST, Role.OPERATOR)
def files(key: str, version: str) -> Any:
    """Everybody with an account takes a version's files, to read or to make the next version from."""
    try:
        packed = services.as_archive(current_config(), key, version)
    except services.DraftIsGone as unknown:
        raise NotFound from unknown
    named = f'attachment; filename="{key}-{version}.zip"'
    return packed, 200, {"Content-Type": "application/zip", "Content-Disposition": named}


def _list_page(form: VersionForm, faulty: QuestionnaireIsFaulty | None = None) -> str:
    config, language = current_config(), current_language()
    known = [services.find_questionnaire(config, *one) for one in services.known_questionnaires(config)]
    return render_template(
        "publishing/questionnaires.html",
        form=form,
        faults=faulty.faults if faulty else (),
        rows=[(one, one.texts[language].title) for one in known],
    )


def _already_there(exists: services.VersionExists) -> str:
    return str(
        _(
            "%(name)s is published already, and a published version never changes. "
            "Give this one another version.",
            name=exists,
        )
    )


def _gone() -> Any:
    flash(_("This upload was used, discarded or is over a day old. Upload the file again."), "warning")
    return redirect(url_for("publishing.questionnaires"))
