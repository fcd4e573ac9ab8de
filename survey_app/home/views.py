"""The doors of the house: the front page, each role's first page, languages, and a monitor's question."""

from typing import Any

from flask import redirect, render_template, request, session, url_for
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import NotFound

from questionnaires.languages import LANGUAGES
from survey_app.accounts import sessions
from survey_app.door.access import EVERYBODY, Anyone, allow, current_account, signed_in
from survey_app.door.languages import SESSION_KEY, current_language
from survey_app.door.redirects import safe_next
from survey_app.ground import db
from survey_app.home import blueprint, pages


@blueprint.app_context_processor
def _labels() -> dict[str, Any]:
    """Every page of somebody who is signed in says whose it is; pages of respondents ask nothing here."""
    account = current_account()
    if account is None:
        return {}
    try:
        labels = pages.labels_of(db.people(), account.institution, current_language())
    except SQLAlchemyError:  # the page may be the one that says that the database failed
        return {}
    return {"institution_name": labels.institution_name, "is_fictional": labels.is_fictional}


@blueprint.get("/")
@allow(Anyone.PUBLIC)
def front() -> Any:
    """Everybody sees what this is and the three doors."""
    labels = pages.labels_of(db.people(), None, current_language())
    return render_template("home/front.html", is_fictional=labels.is_fictional)


@blueprint.get("/health")
@allow(Anyone.PUBLIC)
def health() -> Any:
    """A monitor sees whether both databases answer."""
    db.people().execute(text("SELECT 1"))
    db.vault().execute(text("SELECT 1"))
    return {"status": "ok"}


@blueprint.get("/language/<code>")
@allow(Anyone.PUBLIC)
def language(code: str) -> Any:
    """Everybody reads on in the language they chose."""
    if code not in LANGUAGES:
        raise NotFound
    session[SESSION_KEY] = code
    if current_account() is not None:
        sessions.own_account().language = code
    return redirect(safe_next(request.args.get("next")) or url_for("home.front"))


@blueprint.get("/home")
@allow(*EVERYBODY)
def home() -> Any:
    """Everybody with an account sees what to do next in their role."""
    tasks = pages.tasks_of(db.people(), signed_in())
    return render_template("home/home.html", account=signed_in(), tasks=tasks)
