"""The doors of the house: the front page, signing in and out, and one's own account."""

from typing import Any

from flask import flash, g, redirect, render_template, request, session, url_for

from questionnaires.languages import LANGUAGES
from survey_app.accounts import (
    blueprint,
    pages,
    recovery_codes,
    second_factors,
    services,
    sessions,
    signing_in,
    visitors,
)
from survey_app.accounts.forms import SignInCodeForm, SignInForm
from survey_app.accounts.models import Account
from survey_app.accounts.pages import REFUSED, status_of
from survey_app.accounts.signing_in import AccountIsLocked, SignInRefused
from survey_app.door.access import EVERYBODY, Anyone, allow, current_account
from survey_app.door.languages import SESSION_KEY
from survey_app.door.redirects import safe_next
from survey_app.ground import db


@blueprint.route("/sign-in", methods=["GET", "POST"])
@allow(Anyone.PUBLIC)
def sign_in() -> Any:
    """Somebody with an account enters."""
    form, where = SignInForm(), safe_next(request.args.get("next"))
    if current_account() is not None:
        return redirect(where or url_for("home.home"))
    if not form.validate_on_submit():
        return render_template("accounts/sign_in.html", form=form), status_of(form)
    try:
        account = signing_in.check_password(
            db.people(), form.email.data, form.password.data, visitors.visitor()
        )
    except (SignInRefused, AccountIsLocked) as refusal:
        return _refuse(form, refusal, "accounts/sign_in.html")
    if account.second_factor:
        sessions.begin_pending(account, where or "")
        return redirect(url_for("accounts.sign_in_code"))
    return _enter(account, where)


@blueprint.route("/sign-in/code", methods=["GET", "POST"])
@allow(Anyone.PUBLIC)
def sign_in_code() -> Any:
    """Somebody whose password was right enters the code of their authenticator, or a recovery code."""
    form, account = SignInCodeForm(), sessions.pending()
    if account is None:
        return redirect(url_for("accounts.sign_in"))
    if not form.validate_on_submit():
        return render_template("accounts/sign_in_code.html", form=form), status_of(form)
    try:
        was_recovered = signing_in.check_code(db.people(), account, form.code.data or "", visitors.visitor())
    except (SignInRefused, AccountIsLocked) as refusal:
        return _refuse(form, refusal, "accounts/sign_in_code.html")
    except second_factors.SeedIsUnreadable:
        form.form_errors = [pages.OTHER_SECRET]
        return render_template("accounts/sign_in_code.html", form=form), 503
    where = safe_next(session.get("next"))
    response = _enter(account, where)
    if was_recovered:
        flash(pages.recovered(recovery_codes.left(db.people(), account.id)), "warning")
    return response


@blueprint.post("/sign-out")
@allow(*EVERYBODY)
def sign_out() -> Any:
    """Whoever is signed in leaves; the cookie that this browser had opens nothing any more."""
    services.farewell(db.people(), sessions.own_account())
    sessions.end()
    return redirect(url_for("home.front"))


def _enter(account: Account, where: str | None) -> Any:
    signing_in.welcome(db.people(), account, visitors.visitor())
    asked = request.args.get("lang")
    sessions.begin(account)
    if asked in LANGUAGES:
        session[SESSION_KEY] = asked
    response = redirect(where or url_for("home.home"))
    visitors.remember(response, account)
    return response


def _refuse(form: Any, refusal: Exception, template: str) -> Any:
    g.commits_although_refused = True  # the failed try must be counted
    is_locked = isinstance(refusal, AccountIsLocked)
    form.form_errors = [pages.TOO_MANY_TRIES if is_locked else pages.DOES_NOT_FIT]
    return render_template(template, form=form), 429 if is_locked else REFUSED
