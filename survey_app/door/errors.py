"""Turns what went wrong into a page that says so kindly, in the reader's language, and what to do next."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from flask import Flask, current_app, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionIsFree
from werkzeug.exceptions import HTTPException

from survey_app.door.access import SignInNeeded
from survey_app.ground import db, logs
from survey_app.manifest.publication import ManifestIsUnknown


class NotHere(Exception):
    """What was asked for is not here. Rooms derive their own from it; the page says so with 404."""


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """What an error page says: what happened, and what can be done."""

    status: int
    title: Any
    remedy: Any
    is_expired_form: bool = False


PAGES = {
    400: ErrorPage(400, _l("This request can't be understood"), _l("Go back and try again.")),
    403: ErrorPage(403, _l("This page is not open to you"), _l("If your work needs it, ask your operator.")),
    404: ErrorPage(404, _l("There is no such page"), _l("Check the address, or begin at the front page.")),
    405: ErrorPage(405, _l("This address does not work that way"), _l("Begin at the front page.")),
    413: ErrorPage(413, _l("The file is too large"), _l("Upload a smaller file. Nothing was changed.")),
    429: ErrorPage(429, _l("Too many tries"), _l("Wait a few minutes and try again.")),
    500: ErrorPage(500, _l("Something went wrong here"), _l("Nothing was lost. Try again in a moment.")),
    503: ErrorPage(
        503,
        _l("The system can't keep this at the moment"),
        _l(
            "Too much is going on at once, or its database can't be reached. Nothing was changed. Go back "
            "and try again in a minute; if it goes on like this, tell your operator."
        ),
    ),
}
FAILED_WHILE_ANSWERING = ErrorPage(
    503,
    _l("Something went wrong here"),
    _l("Nothing was lost. Wait a moment and send it once more; it will be counted once."),
)
LAST_RESORT = Path(__file__).with_name("last_resort.html").read_text(encoding="utf-8")
RETRY_AFTER_SECONDS = "10"
EXPIRED_FORM = ErrorPage(
    400,
    _l("The form was open for too long"),
    _l("Go back, reload the page and send it again. Nothing was changed."),
    is_expired_form=True,
)


def init_app(app: Flask) -> None:
    """Registers a page for every kind of failure, and the one way in which failures are written down."""
    # Also for what fails after the view, when nobody is left to catch it.
    app.log_exception = lambda exc_info: _note(exc_info[1])  # type: ignore[method-assign]
    app.register_error_handler(SignInNeeded, _ask_to_sign_in)
    app.register_error_handler(CSRFError, lambda _error: _render(EXPIRED_FORM))
    app.register_error_handler(ManifestIsUnknown, lambda _error: _render(PAGES[404]))
    app.register_error_handler(NotHere, lambda _error: _render(PAGES[404]))
    app.register_error_handler(HTTPException, _explain)
    app.register_error_handler(DataError, lambda _error: _render(PAGES[400]))
    app.register_error_handler(OperationalError, _cannot_keep)
    app.register_error_handler(NoConnectionIsFree, _cannot_keep)


def _ask_to_sign_in(_error: SignInNeeded) -> Any:
    where = request.full_path if request.method == "GET" else None
    if request.method == "POST":
        flash(_("You were signed out in the meantime. Sign in again; nothing was saved yet."), "warning")
        # The page of the form, where it has the same address as what takes it.
        addresses = current_app.create_url_adapter(request)
        if addresses is not None and addresses.test(request.path, "GET"):
            where = request.path
    return redirect(url_for("accounts.sign_in", next=where))


def _explain(error: HTTPException) -> Any:
    if error.response is not None:
        return error.response
    status = error.code or 500
    return _render(PAGES.get(status, ErrorPage(status, error.name, PAGES[500].remedy)))


def _note(error: BaseException | None) -> None:
    if error is not None:
        logs.note_failure(error)


def _cannot_keep(error: Exception) -> Any:
    """A lock that was waited for in vain, a full disk, a database that is gone."""
    logs.note_failure(error)
    page, status = _render(PAGES[503])
    return page, status, {"Retry-After": RETRY_AFTER_SECONDS}


def _render(page: ErrorPage) -> Any:
    # What the failed view began is not needed for saying so, and may be what failed.
    db.roll_back()
    is_of_respondents = logs.is_of_respondents()
    if is_of_respondents and page.status >= PAGES[500].status:
        page = replace(FAILED_WHILE_ANSWERING, status=page.status)
    if _is_asked_by_a_program():
        error = "failed" if is_of_respondents else str(page.title)
        return {"error": error, "message": f"{page.title}. {page.remedy}"}, page.status
    try:
        if is_of_respondents:
            return render_template("respondent_error.html", page=page), page.status
        g.setdefault("account", None)
        return render_template("error.html", page=page), page.status
    except Exception as failure:  # noqa: BLE001 - a page about a failure must not be one
        logs.note_failure(failure)
        return LAST_RESORT, page.status


def _is_asked_by_a_program() -> bool:
    wants_json = request.accept_mimetypes.best == "application/json"
    return wants_json or request.mimetype == "application/json" or request.path.endswith(".json")
