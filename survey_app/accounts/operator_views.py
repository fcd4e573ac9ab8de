"""Where the operator keeps accounts, sets the rules of signing in, and reads the audit trail."""

import math
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from survey_app.accounts import blueprint, pages, services
from survey_app.accounts.forms import AccountForm, RulesForm
from survey_app.accounts.models import Account
from survey_app.accounts.pages import REFUSED, status_of
from survey_app.door.access import Role, allow, signed_in
from survey_app.door.forms import choices, refuse
from survey_app.door.languages import current_language
from survey_app.ground import db
from survey_app.institutions.models import Institution
from survey_app.institutions.services import list_institutions
from survey_app.trail import audit as trail
from survey_app.trail import refusals, words
from survey_app.trail.audit import verify_audit_trail

ENTRIES_ON_A_PAGE = 50


@blueprint.get("/accounts")
@allow(Role.OPERATOR)
def accounts() -> Any:
    """The operator sees all accounts."""
    found = services.list_accounts(db.people())
    names = {one.id: one.name(current_language()) for one in list_institutions(db.people())}
    rules = RulesForm(needs_second_factor=services.asks_everybody_for_a_code(db.people()))
    return render_template(
        "accounts/accounts.html", accounts=found, institutions=names, roles=pages.ROLE_NAMES, rules=rules
    )


@blueprint.route("/accounts/new", methods=["GET", "POST"])
@allow(Role.OPERATOR)
def new_account() -> Any:
    """The operator opens an account and sees its starting password once."""
    form = AccountForm()
    found = list_institutions(db.people())
    names = [(one.code, one.name(current_language())) for one in found]
    form.institution.choices = choices([("", "-"), *names])
    if not form.validate_on_submit():
        return render_template("accounts/new_account.html", form=form), status_of(form)
    chosen = next((one for one in found if one.code == form.institution.data), None)
    try:
        account, starting = _create(form, chosen)
    except services.EmailIsTaken:
        refuse(
            form.email, _("There is an account with this address already. Use another, or reset that one.")
        )
    except services.InstitutionIsMissing:
        refuse(
            form.institution, _("Choose the institution of an HR lead; leave it empty for the other roles.")
        )
    else:
        return _show_starting_password(account, starting)
    return render_template("accounts/new_account.html", form=form), REFUSED


@blueprint.get("/accounts/<int:account_id>")
@allow(Role.OPERATOR)
def account(account_id: int) -> Any:
    """The operator sees one account and what can be done with it."""
    found = _account(account_id)
    institution = db.people().get(Institution, found.institution_id) if found.institution_id else None
    return render_template(
        "accounts/account.html",
        account=found,
        institution=institution.name(current_language()) if institution else None,
        roles=pages.ROLE_NAMES,
    )


@blueprint.post("/accounts/<int:account_id>/reset")
@allow(Role.OPERATOR)
def reset_account(account_id: int) -> Any:
    """The operator hands out a new starting password."""
    found = _account(account_id)
    return _show_starting_password(found, services.reset_password(db.people(), signed_in().email, found))


@blueprint.post("/accounts/<int:account_id>/close")
@allow(Role.OPERATOR)
def close_account(account_id: int) -> Any:
    """The operator ends an account; its sessions end at once."""
    try:
        services.close_account(db.people(), signed_in().email, _account(account_id))
        flash(_("The account is closed. Its sessions have ended."), "success")
    except services.LastOperator:
        flash(_("This is the last operator. Open another operator's account first."), "danger")
    return redirect(url_for("accounts.account", account_id=account_id))


@blueprint.post("/accounts/<int:account_id>/reopen")
@allow(Role.OPERATOR)
def reopen_account(account_id: int) -> Any:
    """The operator opens a closed account again."""
    services.reopen_account(db.people(), signed_in().email, _account(account_id))
    flash(_("The account is open again."), "success")
    return redirect(url_for("accounts.account", account_id=account_id))


@blueprint.post("/accounts/<int:account_id>/remove-second-factor")
@allow(Role.OPERATOR)
def remove_others_second_factor(account_id: int) -> Any:
    """The operator disconnects the authenticator of somebody who lost it."""
    services.remove_second_factor(db.people(), _account(account_id), signed_in().email)
    flash(_("The authenticator is disconnected."), "success")
    return redirect(url_for("accounts.account", account_id=account_id))


@blueprint.post("/accounts/rules")
@allow(Role.OPERATOR)
def set_rules() -> Any:
    """The operator decides whether everybody needs a second factor."""
    form = RulesForm()
    services.set_rules(
        db.people(), signed_in().email, needs_second_factor=bool(form.needs_second_factor.data)
    )
    flash(_("The rule was saved. It holds from everybody's next page on."), "success")
    return redirect(url_for("accounts.accounts"))


@blueprint.get("/audit")
@allow(Role.OPERATOR)
def audit() -> Any:
    """The operator reads the audit trail and whether it is whole."""
    verdict = verify_audit_trail(db.people())
    last = max(1, math.ceil(verdict.entries / ENTRIES_ON_A_PAGE))
    page = min(max(request.args.get("page", 1, int), 1), last)
    entries = trail.newest_entries(db.people(), page, ENTRIES_ON_A_PAGE)
    return render_template(
        "accounts/audit.html",
        entries=entries,
        verdict=verdict,
        page=page,
        last=last,
        flaws=pages.FLAWS,
        refused=refusals.of_this_hour(db.people()) if page == 1 else (),
        acts=words.ACTS,
    )


def _create(form: AccountForm, institution: Institution | None) -> tuple[Account, str]:
    return services.create_account(
        db.people(),
        signed_in().email,
        email=form.email.data or "",
        name=form.name.data or "",
        role=Role(form.role.data),
        institution=institution,
        language=form.language.data,
    )


def _show_starting_password(account: Account, starting: str) -> Any:
    page = render_template("accounts/starting_password.html", account=account, starting=starting)
    return page, 200, {"Cache-Control": "no-store"}


def _account(account_id: int) -> Account:
    found = db.people().get(Account, account_id)
    if found is None:
        raise NotFound
    return found
