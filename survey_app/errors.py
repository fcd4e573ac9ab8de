"""Turns what went wrong into a page that says so kindly, in the reader's language, and what to do next."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from survey_app.access import SignInNeeded
from survey_app.manifest import ManifestIsUnknown


class NotHere(Exception):
    """What was asked for is not here. Rooms derive their own from it; the page says so with 404."""


@dataclass(frozen=True, slots=True)
class Page:
    """What an error page says: what happened, and what can be done."""

    status: int
    title: Any
    remedy: Any
    is_expired_form: bool = False


PAGES = {
    400: Page(400, _l("This request can't be understood"), _l("Go back and try again.")),
    403: Page(403, _l("This page is not open to you"), _l("If your work needs it, ask your operator.")),
    404: Page(404, _l("There is no such page"), _l("Check the address, or begin at the front page.")),
    405: Page(405, _l("This address does not work that way"), _l("Begin at the front page.")),
    413: Page(413, _l("The file is too large"), _l("Upload a smaller file. Nothing was changed.")),
    429: Page(429, _l("Too many tries"), _l("Wait a few minutes and try again.")),
    500: Page(500, _l("Something went wrong here"), _l("Nothing was lost. Try again in a moment.")),
}
EXPIRED_FORM = Page(
    400,
    _l("The form was open for too long"),
    _l("Go back, reload the page and send it again. Nothing was changed."),
    is_expired_form=True,
)


def init_app(app: Flask) -> None:
    """Registers a page for every kind of failure."""
    app.register_error_handler(SignInNeeded, _ask_to_sign_in)
    app.register_error_handler(CSRFError, lambda _error: _render(EXPIRED_FORM))
    app.register_error_handler(ManifestIsUnknown, lambda _error: _render(PAGES[404]))
    app.register_error_handler(NotHere, lambda _error: _render(PAGES[404]))
    app.register_error_handler(HTTPException, _explain)


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
    return _render(PAGES.get(status, Page(status, error.name, PAGES[500].remedy)))


def _render(page: Page) -> Any:
    if request.accept_mimetypes.best == "application/json":
        return {"error": str(page.title), "message": str(page.remedy)}, page.status
    g.setdefault("account", None)
    return render_template("error.html", page=page), page.status
