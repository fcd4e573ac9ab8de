"""Pages with which an HR lead names trustees before a wave opens, and has each of them try their share."""

from typing import Any

from flask import Response, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from survey_app import db
from survey_app.access import Role, allow, signed_in
from survey_app.accounts.services import record
from survey_app.diagnosis.models import Wave, WaveState
from survey_app.diagnosis.services import get_wave
from survey_app.institution_pages import institution_page
from survey_app.invitations import blueprint, trustees
from survey_app.invitations.sealing import Trustee
from survey_app.languages import current_language
from survey_app.protocol.errors import PassphraseIsTooShort, PassphraseIsWrong, ProtocolFault
from survey_app.protocol.share_file import SHORTEST_PASSPHRASE

REFUSED = 422


@blueprint.get("/i/<institution>/waves/<wave>/trustees")
@allow(Role.HR)
def trustees_page(institution: str, wave: str) -> Any:
    """The HR lead sees who will hold the key of a planned wave, and which shares were tried."""
    return _page(_planned(institution, wave))


@blueprint.post("/i/<institution>/waves/<wave>/trustees")
@allow(Role.HR)
def prepare_trustees(institution: str, wave: str) -> Any:
    """The trustees type their passphrases; their locked share files are downloaded and not kept here."""
    found = _planned(institution, wave)
    chosen = _chosen()
    asked = request.form.get("threshold", "")
    threshold = int(asked) if asked.isascii() and asked.isdecimal() else 0
    if not 1 <= threshold <= len(chosen):
        problem = _("Name at least as many trustees as are needed to open the ballots.")
        return _page(found, [problem]), REFUSED
    if len({trustee.holder for trustee in chosen}) < len(chosen):
        return _page(found, [_("Two trustees have the same name.")]), REFUSED
    try:
        files = trustees.prepare(db.people(), found, threshold, chosen)
    except PassphraseIsTooShort:
        problem = _("A passphrase needs at least %(least)s characters.", least=SHORTEST_PASSPHRASE)
        return _page(found, [problem]), REFUSED
    details = {"threshold": threshold, "holders": [trustee.holder for trustee in chosen]}
    record(db.people(), signed_in().email, "prepare_trustees", f"wave:{found.reference}", details)
    response = Response(trustees.as_archive(files), mimetype="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{found.reference}-shares.zip"'
    return response


@blueprint.post("/i/<institution>/waves/<wave>/trustees/try")
@allow(Role.HR)
def try_share(institution: str, wave: str) -> Any:
    """A trustee tries share and passphrase, so that a lost one is found while nothing is lost."""
    found = _planned(institution, wave)
    file = request.files.get("share")
    text = file.read().decode("utf-8", "replace") if file else ""
    try:
        preparation = trustees.try_one(db.people(), found, text, request.form.get("passphrase", ""))
    except KeyError as unknown:
        raise NotFound from unknown
    except PassphraseIsWrong:
        return _page(found, [_("The passphrase does not open this file.")]), REFUSED
    except ProtocolFault:
        return _page(found, [_("This file is damaged, or no share of this wave's present key.")]), REFUSED
    if preparation.is_complete:
        flash(_("All shares work. The wave will be sealed with the trustees' key."), "success")
    else:
        flash(_("This share works."), "success")
    return _back(found)


@blueprint.post("/i/<institution>/waves/<wave>/trustees/dismiss")
@allow(Role.HR)
def dismiss_trustees(institution: str, wave: str) -> Any:
    """The HR lead goes without trustees; respondents will read that this is weaker."""
    found = _planned(institution, wave)
    trustees.dismiss(db.people(), found)
    record(db.people(), signed_in().email, "dismiss_trustees", f"wave:{found.reference}")
    flash(_("The platform will keep the key of this wave. Respondents will read that this is weaker."))
    return _back(found)


def _chosen() -> list[Trustee]:
    rows = range(1, trustees.MOST_TRUSTEES + 1)
    named = [
        (request.form.get(f"holder-{row}", "").strip(), request.form.get(f"passphrase-{row}", ""))
        for row in rows
    ]
    return [Trustee(holder[:120], passphrase) for holder, passphrase in named if holder]


def _planned(institution: str, key: str) -> Wave:
    found = get_wave(db.people(), institution, key)
    if found.state != WaveState.PLANNED:
        raise NotFound
    return found


def _page(wave: Wave, problems: list[str] | None = None) -> str:
    language = current_language()
    return institution_page(
        "invitations/trustees.html",
        wave.institution,
        wave=wave,
        title=wave.title(language),
        preparation=trustees.preparation_of(db.people(), wave),
        most=trustees.MOST_TRUSTEES,
        least=SHORTEST_PASSPHRASE,
        offered=(_("HR lead"), _("Staff representative"), _("IT security")),
        problems=problems or [],
    )


def _back(wave: Wave) -> Any:
    return redirect(url_for("invitations.trustees_page", institution=wave.institution.code, wave=wave.key))
