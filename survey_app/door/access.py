"""Who may enter: every view says so, and whoever is not named stays outside."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from flask import Flask, Response, g, request
from werkzeug.exceptions import Forbidden, NotFound

from survey_app.ground.rehearsal_names import is_own

View = TypeVar("View", bound=Callable[..., Any])
EXTENSION = "gyeol.account_loader"


class Role(StrEnum):
    """What somebody with an account does here."""

    OPERATOR = "operator"
    HR = "hr"
    ANALYST = "analyst"


EVERYBODY = tuple(Role)
"""Everybody with an account."""


class Anyone(StrEnum):
    """Those who enter without an account: the public, and respondents, who are never known."""

    PUBLIC = "public"
    RESPONDENT = "respondent"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who is signed in during this request. `institution` is set for HR leads only."""

    account_id: int
    name: str
    email: str
    role: Role
    institution: str | None
    language: str


class SignInNeeded(Exception):
    """The page asks for an account, and nobody is signed in."""


def allow(*who: Role | Anyone) -> Callable[[View], View]:
    """Marks a view with those who may enter. A view without this mark answers nobody.

    An HR lead enters only pages of their own institution: a view whose address has an
    `institution` is closed to the HR leads of others, as if it did not exist. Their own is also the
    stand-in in whose name they rehearse.
    """

    def mark(view: View) -> View:
        view.allowed = frozenset(who)  # type: ignore[attr-defined]
        return view

    return mark


def init_app(
    app: Flask, load_account: Callable[[], SignedIn | None], note_refusal: Callable[[SignedIn, str], None]
) -> None:
    """Checks every request before its view runs.

    `load_account` finds who is signed in; `note_refusal` is told who asked for a page that is not
    theirs, and the pattern of its address.
    """
    app.extensions[EXTENSION] = load_account

    @app.after_request
    def notice(response: Response) -> Response:
        account = current_account()
        if account is not None and (response.status_code == 403 or g.get("is_of_another", False)):
            note_refusal(account, str(request.url_rule or ""))
        return response

    app.before_request(lambda: _check(app))


def signed_in() -> SignedIn:
    """Who is signed in; SignInNeeded when nobody is."""
    account = current_account()
    if account is None:
        raise SignInNeeded
    return account


def current_account() -> SignedIn | None:
    """Who is signed in, or None. Views for respondents never ask."""
    account: SignedIn | None = g.get("account")
    return account


def allowed_of(app: Flask, endpoint: str) -> frozenset[Role | Anyone]:
    """Who may enter the view of an endpoint; empty when it does not say."""
    marks: frozenset[Role | Anyone] = getattr(app.view_functions[endpoint], "allowed", frozenset())
    return marks


def _check(app: Flask) -> None:
    if request.endpoint is None:
        return
    if request.endpoint == "static":
        return
    allowed = allowed_of(app, request.endpoint)
    if not allowed:
        raise Forbidden
    if Anyone.RESPONDENT in allowed:
        return
    account = app.extensions[EXTENSION]()
    g.account = account
    if Anyone.PUBLIC in allowed:
        return
    if account is None:
        raise SignInNeeded
    if account.role not in allowed:
        raise Forbidden
    institution = (request.view_args or {}).get("institution")
    if account.role is Role.HR and institution is not None and not is_own(institution, account.institution):
        g.is_of_another = True
        raise NotFound
