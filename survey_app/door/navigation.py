"""What stands at the top of every signed-in page: where somebody of this role can go."""

from typing import Any

from flask import Flask, g, has_request_context, request, url_for
from flask_babel import lazy_gettext as _l

from survey_app.door.access import Role, SignedIn
from survey_app.ground.rehearsal_names import is_rehearsal
from survey_app.ground.settings import current_config

ENTRIES: dict[Role, tuple[tuple[Any, str], ...]] = {
    Role.HR: (
        (_l("Start"), "home.home"),
        (_l("Units"), "institutions.units"),
        (_l("Diagnosis"), "diagnosis.waves"),
        (_l("Improvement"), "improvement.actions"),
    ),
    Role.ANALYST: (
        (_l("Start"), "home.home"),
        (_l("Programmes"), "programmes.index"),
        (_l("Compare institutions"), "comparison.programmes"),
        (_l("Good practice"), "improvement.published_practices"),
        (_l("Bundles"), "bundles.bundles"),
    ),
    Role.OPERATOR: (
        (_l("Start"), "home.home"),
        (_l("Institutions"), "institutions.index"),
        (_l("Accounts"), "accounts.accounts"),
        (_l("Audit trail"), "accounts.audit"),
        (_l("Work in the background"), "releases.job_list"),
    ),
}


# Pages of these rooms are reached through a wave or, at the ministry, through a programme.
WITHIN_A_WAVE = (
    "publishing",
    "trustees",
    "reorganisation",
    "invitations",
    "fieldwork",
    "rehearsal",
    "vault",
    "releases",
    "results",
    "reporting",
)
OF_WAVES = ("diagnosis", "programmes")


def init_app(app: Flask) -> None:
    """Gives every template the navigation of whoever is signed in, and whether it is about a rehearsal."""
    app.context_processor(_context)


def _context() -> dict[str, Any]:
    # Whatever page is about a rehearsal says so, also one that knows nothing of rehearsals.
    # Sheets of paper are set without a request, and say it by the title that the signed terms have.
    about = (request.view_args or {}).values() if has_request_context() else ()
    shared = {
        "is_fictional": current_config().is_demonstration,
        "is_rehearsal": any(isinstance(one, str) and is_rehearsal(one) for one in about),
    }
    account: SignedIn | None = g.get("account")
    if account is None:
        return {**shared, "navigation": (), "account_name": None}
    current = _current(account, request.endpoint or "")
    return {
        **shared,
        "navigation": [
            (label, _address(endpoint, account), endpoint == current)
            for label, endpoint in ENTRIES[account.role]
        ],
        "account_name": account.name,
    }


def _address(endpoint: str, account: SignedIn) -> str:
    if account.role is Role.HR and endpoint.partition(".")[0] not in ("accounts", "comparison"):
        return url_for(endpoint, institution=account.institution)
    return url_for(endpoint)


def _current(account: SignedIn, asked: str) -> str | None:
    """The entry that leads to the page: the page's own, else the only one of its room."""
    entries = [endpoint for _label, endpoint in ENTRIES[account.role]]
    if asked in entries:
        return asked
    room = asked.partition(".")[0]
    rooms = OF_WAVES if room in WITHIN_A_WAVE else (room,)
    near = [one for one in entries if one.partition(".")[0] in rooms]
    return near[0] if len(near) == 1 and room != "accounts" else None
