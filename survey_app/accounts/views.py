"""The doors of the house: the front page, signing in and out, and one's own account."""

from typing import Any

from flask import Response, g, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import NotFound

from survey_app import db
from survey_app.access import EVERYBODY, Anyone, allow, current_account, signed_in
from survey_app.accounts import blueprint, pages, second_factors, services, sessions
from survey_app.accounts.forms import (
    CodeForm,
    SignInForm,
)
from survey_app.accounts.models import Account
from survey_app.accounts.pages import REFUSED, status_of
from survey_app.keyring import keyring_of
from survey_app.languages import SESSION_KEY, current_language


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
    return render_template("accounts/front.html", is_fictional=labels.is_fictional)


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
    if code not in ("ko", "en"):
        raise NotFound
    session[SESSION_KEY] = code
    if current_account() is not None:
        sessions.own_account().language = code
    return redirect(pages.safe_next(request.args.get("next")) or url_for("accounts.front"))


@blueprint.route("/sign-in", methods=["GET", "POST"])
@allow(Anyone.PUBLIC)
def sign_in() -> Any:
    """Somebody with an account enters."""
    form, where = SignInForm(), pages.safe_next(request.args.get("next"))
    if current_account() is not None:
        return redirect(where or url_for("accounts.home"))
    if not form.validate_on_submit():
        return render_template("accounts/sign_in.html", form=form), status_of(form)
    try:
        account = services.check_password(db.people(), form.email.data, form.password.data, _source())
    except (services.SignInRefused, services.AccountIsLocked) as refusal:
        return _refuse(form, refusal, "accounts/sign_in.html")
    if account.second_factor:
        sessions.begin_pending(account, where or "")
        return redirect(url_for("accounts.sign_in_code"))
    return _enter(account, where)


@blueprint.route("/sign-in/code", methods=["GET", "POST"])
@allow(Anyone.PUBLIC)
def sign_in_code() -> Any:
    """Somebody whose password was right enters the code of their authenticator."""
    form, account = CodeForm(), sessions.pending()
    if account is None:
        return redirect(url_for("accounts.sign_in"))
    if not form.validate_on_submit():
        return render_template("accounts/sign_in_code.html", form=form), status_of(form)
    try:
        services.check_code(db.people(), account, form.code.data or "", _source())
    except (services.SignInRefused, services.AccountIsLocked) as refusal:
        return _refuse(form, refusal, "accounts/sign_in_code.html")
    except second_factors.SeedIsUnreadable:
        form.form_errors = [pages.OTHER_SECRET]
        return render_template("accounts/sign_in_code.html", form=form), 503
    return _enter(account, pages.safe_next(session.get("next")))


@blueprint.post("/sign-out")
@allow(*EVERYBODY)
def sign_out() -> Any:
    """Whoever is signed in leaves; the cookie that this browser had opens nothing any more."""
    services.farewell(db.people(), sessions.own_account())
    sessions.end()
    return redirect(url_for("accounts.front"))


@blueprint.get("/home")
@allow(*EVERYBODY)
def home() -> Any:
    """Everybody with an account sees what to do next in their role."""
    tasks = pages.tasks_of(db.people(), signed_in())
    return render_template("accounts/home.html", account=signed_in(), tasks=tasks)


def _source() -> str:
    peer = request.remote_addr or ""
    # Behind the proxy every request comes from this machine: were failures counted for it, one stranger's
    # would keep everybody out. The last address is the proxy's own; those before it are anybody's claim.
    named = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    address = named if named and peer in ("127.0.0.1", "::1") else peer
    return services.source_of(address, keyring_of(db.people()))


def _enter(account: Account, where: str | None) -> Response:
    services.welcome(db.people(), account)
    asked = request.args.get("lang")
    sessions.begin(account)
    if asked in ("ko", "en"):
        session[SESSION_KEY] = asked
    return redirect(where or url_for("accounts.home"))  # type: ignore[return-value]


def _refuse(form: Any, refusal: Exception, template: str) -> Any:
    g.commits_although_refused = True  # the failed try must be counted
    if isinstance(refusal, services.AccountIsLocked):
        problem, status = _("Too many tries failed. Wait a few minutes, then try again."), 429
    else:
        problem = _(
            "This does not fit. Check it and try again; after several wrong tries wait a few minutes. Or ask "
            "your operator."
        )
        status = REFUSED
    form.form_errors = [problem]
    return render_template(template, form=form), status
