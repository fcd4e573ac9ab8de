"""The doors of the house: the front page, signing in and out, and one's own account."""

from typing import Any

import segno
from flask import Response, flash, g, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import NotFound

from survey_app import db
from survey_app.access import Anyone, Role, allow, current_account, signed_in
from survey_app.accounts import blueprint, pages, second_factors, services, sessions
from survey_app.accounts.forms import (
    ChangePasswordForm,
    CodeForm,
    SignInForm,
)
from survey_app.accounts.models import Account
from survey_app.accounts.pages import REFUSED, status_of
from survey_app.keyring import keyring_of
from survey_app.languages import SESSION_KEY, current_language

EVERYBODY = (Role.OPERATOR, Role.HR, Role.ANALYST)


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
    """Whoever is signed in leaves."""
    sessions.end()
    return redirect(url_for("accounts.front"))


@blueprint.get("/home")
@allow(*EVERYBODY)
def home() -> Any:
    """Everybody with an account sees what to do next in their role."""
    tasks = pages.tasks_of(db.people(), signed_in())
    return render_template("accounts/home.html", account=signed_in(), tasks=tasks)


@blueprint.route("/account/password", methods=["GET", "POST"])
@allow(*EVERYBODY)
def change_password() -> Any:
    """Everybody with an account changes their own password."""
    form, account = ChangePasswordForm(), sessions.own_account()
    is_first = account.starting_password_until is not None
    if not form.validate_on_submit():
        return render_template("accounts/change_password.html", form=form, is_first=is_first), status_of(form)
    try:
        services.change_password(db.people(), account, form.old.data or "", form.new.data or "")
    except services.SignInRefused:
        form.old.errors = [_("This is not your present password.")]
    except services.PasswordIsTooWeak as weak:
        form.new.errors = [pages.WEAKNESSES[weak.weakness]]
    else:
        sessions.begin(account)
        flash(_("Your password was changed. Other browsers were signed out."), "success")
        return redirect(url_for("accounts.home"))
    return render_template("accounts/change_password.html", form=form, is_first=is_first), REFUSED


@blueprint.route("/account/second-factor", methods=["GET", "POST"])
@allow(*EVERYBODY)
def second_factor() -> Any:
    """Everybody with an account connects an authenticator."""
    form, account = CodeForm(), sessions.own_account()
    secret = session.setdefault("new_second_factor", second_factors.make_seed())
    if form.validate_on_submit():
        try:
            services.set_second_factor(db.people(), account, secret, form.code.data or "")
        except services.SignInRefused:
            form.code.errors = [
                _("This code does not fit. Check your telephone's clock and try the next code.")
            ]
        else:
            session.pop("new_second_factor")
            flash(_("From now on a code is asked when you sign in."), "success")
            return redirect(url_for("accounts.home"))
    address = second_factors.address_for_authenticator(secret, account.email)
    picture = Markup(segno.make(address).svg_inline(scale=5))  # noqa: S704 - drawn here, of our own text
    page = render_template(
        "accounts/second_factor.html", form=form, secret=secret, picture=picture, account=account
    )
    return page, status_of(form)


@blueprint.post("/account/second-factor/remove")
@allow(*EVERYBODY)
def remove_second_factor() -> Any:
    """Everybody with an account disconnects their authenticator, unless the operator demands one."""
    account = sessions.own_account()
    if services.asks_everybody_for_a_code(db.people()):
        flash(_("Your operator asks everybody for a code, so it can't be switched off."), "warning")
    else:
        services.remove_second_factor(db.people(), account, account.email)
        flash(_("No code is asked any more."), "success")
    return redirect(url_for("accounts.second_factor"))


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
