"""Where everybody with an account cares for their own: password, second factor, sessions."""

from collections.abc import Sequence
from typing import Any

import segno
from flask import flash, g, make_response, redirect, render_template, session, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.exceptions import NotFound

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
from survey_app.accounts.forms import AgainForm, ChangePasswordForm, ConnectForm
from survey_app.accounts.models import Account
from survey_app.accounts.pages import REFUSED, status_of
from survey_app.accounts.passwords import PasswordIsTooWeak
from survey_app.accounts.signing_in import AccountIsLocked, CodeIsWrong, PasswordIsWrong, SignInRefused
from survey_app.door.access import EVERYBODY, allow
from survey_app.door.forms import refuse
from survey_app.ground import db
from survey_app.ground.keyring import keyring_of

NEW_SEED = "new_second_factor"


@blueprint.route("/account/password", methods=["GET", "POST"])
@allow(*EVERYBODY)
def change_password() -> Any:
    """Everybody with an account changes their own password."""
    form, account = ChangePasswordForm(), sessions.own_account()
    is_first = account.starting_password_until is not None
    if not form.validate_on_submit():
        return render_template("accounts/change_password.html", form=form, is_first=is_first), status_of(form)
    try:
        services.change_password(
            db.people(), account, form.old.data or "", form.new.data or "", visitors.source()
        )
    except (PasswordIsWrong, AccountIsLocked) as refusal:
        g.commits_although_refused = True  # the failed try must be counted
        refuse(form.old, pages.AGAIN[type(refusal)])
    except PasswordIsTooWeak as weak:
        refuse(form.new, pages.WEAKNESSES[weak.weakness])
    else:
        sessions.begin(account)
        flash(_("Your password was changed. Other browsers were signed out."), "success")
        return redirect(url_for("home.home"))
    return render_template("accounts/change_password.html", form=form, is_first=is_first), REFUSED


@blueprint.route("/account/second-factor", methods=["GET", "POST"])
@allow(*EVERYBODY)
def second_factor() -> Any:
    """Everybody with an account connects an authenticator, with password and the code of the one before."""
    account = sessions.own_account()
    form = ConnectForm(account.second_factor is not None)
    seed = _new_seed(account)
    if form.validate_on_submit() and _is_shown_again(form, account):
        try:
            codes = services.set_second_factor(db.people(), account, seed, form.code.data or "")
        except SignInRefused:
            refuse(form.code, pages.NEW_CODE_DOES_NOT_FIT)
        else:
            sessions.begin(account)
            return _show_codes(codes, _("From now on a code is asked when you sign in."))
    address = second_factors.address_for_authenticator(seed, account.email)
    picture = Markup(segno.make(address).svg_inline(scale=5))  # noqa: S704 - drawn here, of our own text
    page = render_template(
        "accounts/second_factor.html",
        form=form,
        secret=seed,
        picture=picture,
        account=account,
        left=recovery_codes.left(db.people(), account.id),
        is_demanded=services.asks_everybody_for_a_code(db.people()),
    )
    return page, status_of(form)


@blueprint.route("/account/second-factor/remove", methods=["GET", "POST"])
@allow(*EVERYBODY)
def remove_second_factor() -> Any:
    """Everybody with an account disconnects their authenticator, unless the operator demands one."""
    account = sessions.own_account()
    if account.second_factor is None:
        return redirect(url_for("accounts.second_factor"))
    if services.asks_everybody_for_a_code(db.people()):
        flash(_("Your operator asks everybody for a code, so it can't be switched off."), "warning")
        return redirect(url_for("accounts.second_factor"))
    form = AgainForm(has_second_factor=True)
    if form.validate_on_submit() and _is_shown_again(form, account):
        services.remove_second_factor(db.people(), account, account.email)
        sessions.begin(account)
        flash(_("No code is asked any more."), "success")
        return redirect(url_for("accounts.second_factor"))
    return render_template("accounts/remove_second_factor.html", form=form), status_of(form)


@blueprint.route("/account/recovery-codes", methods=["GET", "POST"])
@allow(*EVERYBODY)
def remake_recovery_codes() -> Any:
    """Everybody with an authenticator makes new recovery codes and sees them once."""
    account = sessions.own_account()
    if account.second_factor is None:
        return redirect(url_for("accounts.second_factor"))
    form = AgainForm(has_second_factor=True)
    if form.validate_on_submit() and _is_shown_again(form, account):
        return _show_codes(services.remake_recovery_codes(db.people(), account))
    left = recovery_codes.left(db.people(), account.id)
    return render_template("accounts/remake_recovery_codes.html", form=form, left=left), status_of(form)


@blueprint.get("/account/sessions")
@allow(*EVERYBODY)
def own_sessions() -> Any:
    """Everybody with an account sees in which browsers it is signed in."""
    this = sessions.own_session()
    found = sessions.sessions_of(db.people(), this.account_id)
    return render_template("accounts/sessions.html", sessions=found, this=this, limits=pages.session_limits())


@blueprint.post("/account/sessions/<int:session_id>/end")
@allow(*EVERYBODY)
def end_session(session_id: int) -> Any:
    """Everybody with an account signs one of their browsers out."""
    if not services.end_one_session(db.people(), sessions.own_account(), session_id):
        raise NotFound
    flash(_("That browser is signed out."), "success")
    return redirect(url_for("accounts.own_sessions"))


@blueprint.post("/account/sessions/end-all")
@allow(*EVERYBODY)
def sign_out_everywhere() -> Any:
    """Everybody with an account signs all their browsers out, this one too; it alone stays known."""
    account = sessions.own_account()
    services.end_all_sessions(db.people(), account)
    sessions.end()
    flash(_("You are signed out everywhere."), "success")
    response = redirect(url_for("accounts.sign_in"))
    visitors.remember(response, account)
    return response


def _new_seed(account: Account) -> str:
    """The seed that the page offers, the same until it is connected; it travels encrypted in the cookie."""
    keys = keyring_of(db.people())
    if NEW_SEED not in session:
        session[NEW_SEED] = second_factors.seal(keys, account.id, second_factors.make_seed())
    return second_factors.unseal(keys, account.id, session[NEW_SEED])


def _is_shown_again(form: AgainForm, account: Account) -> bool:
    """Whether whoever sent the form is the owner of the account; the form says what is wrong otherwise."""
    try:
        signing_in.check_again(
            db.people(), account, form.password.data or "", form.code_given, visitors.source()
        )
    except CodeIsWrong:
        refuse(form.present_code, pages.AGAIN[CodeIsWrong])
    except (PasswordIsWrong, AccountIsLocked) as refusal:
        refuse(form.password, pages.AGAIN[type(refusal)])
    except second_factors.SeedIsUnreadable:
        form.form_errors = [pages.OTHER_SECRET]
    else:
        return True
    g.commits_although_refused = True  # the failed try must be counted
    return False


def _show_codes(codes: Sequence[str], done: str | None = None) -> Any:
    return make_response(render_template("accounts/recovery_codes.html", codes=codes, done=done))
