"""Where everybody with an account cares for their own: password, second factor, sessions."""

from typing import Any

import segno
from flask import flash, redirect, render_template, session, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.exceptions import NotFound

from survey_app import db
from survey_app.access import EVERYBODY, allow
from survey_app.accounts import blueprint, pages, second_factors, services, sessions
from survey_app.accounts.forms import ChangePasswordForm, CodeForm
from survey_app.accounts.pages import REFUSED, status_of


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
            sessions.begin(account)
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
        sessions.begin(account)
        flash(_("No code is asked any more."), "success")
    return redirect(url_for("accounts.second_factor"))


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
    """Everybody with an account signs all their browsers out, this one too."""
    services.end_all_sessions(db.people(), sessions.own_account())
    sessions.end()
    flash(_("You are signed out everywhere."), "success")
    return redirect(url_for("accounts.sign_in"))
