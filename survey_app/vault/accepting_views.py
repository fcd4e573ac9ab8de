"""Where what the trustees' machines opened is handed in."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from survey_app.door.access import Role, allow, signed_in
from survey_app.ground import db, jobs
from survey_app.vault import accepting, blueprint, pages, parts
from survey_app.vault.differing import OpenedFilesDiffer
from survey_app.vault.errors import OpenedFileDoesNotFit, WaveIsNotClosed
from survey_app.vault.jobs import FORGET_ORDER
from survey_app.vault.opening_jobs import NEXT_WORK
from survey_app.vault.views import REFUSED, page

MOST_FILES = 7


@blueprint.post("/i/<institution>/waves/<wave>/opened-files")
@allow(Role.HR, Role.OPERATOR)
def accept_opened(institution: str, wave: str) -> Any:
    """The files of one or several machines are compared and, where they say the same, taken over."""
    reference = f"{institution}.{wave}"
    contents = [file.read() for file in request.files.getlist("opened")[:MOST_FILES] if file.filename]
    try:
        accepting.accept(db.vault_to_write(), reference, contents)
    except OpenedFilesDiffer as differ:
        return page(institution, wave, pages.explain_differing(differ)), REFUSED
    except WaveIsNotClosed:
        return page(institution, wave, [_("The wave is not closed yet.")]), REFUSED
    except OpenedFileDoesNotFit as fault:
        return page(institution, wave, [pages.explain_file(fault)]), REFUSED
    parts.forget(db.vault_to_write(), reference)
    db.commit_now()
    account, subject = signed_in().account_id, f"wave:{reference}"
    jobs.start(db.people(), FORGET_ORDER, subject, account)
    jobs.start(db.people(), NEXT_WORK, subject, account, wave=reference)
    flash(_("What the trustees’ machines opened was taken over. The results are being prepared."), "success")
    return redirect(url_for("vault.ceremony", institution=institution, wave=wave))
