"""The page on which trustees give their part of an opening. Whoever gives a part proves that they hold the
share.
"""

import json
from typing import Any

import msgspec
from flask import Response, render_template, request

from survey_app.door.access import Anyone, allow
from survey_app.door.forms import csrf
from survey_app.door.languages import current_language
from survey_app.ground import db, job_words
from survey_app.ground.jobs import State
from survey_app.manifest import publication
from survey_app.manifest.publication import ManifestIsUnknown
from survey_app.protocol.errors import ProtocolFault
from survey_app.vault import blueprint, opening_jobs, opening_words, parts, services

_STATUS = {
    "unknown": 404,
    "not_closed": 409,
    "is_opened": 410,
    "is_being_opened": 409,
    "not_in_parts": 404,
    "malformed": 400,
}


@blueprint.get("/waves/<wave>/opening")
@allow(Anyone.RESPONDENT)
def opening_page(wave: str) -> Any:
    """Trustees open their file here, and their browser multiplies the ballots' points by their share."""
    manifest, language = publication.read(db.vault(), wave), current_language()
    code, closing = _why_not(wave), publication.read_closing(db.vault(), wave)
    return render_template(
        "vault/opening.html",
        wave=wave,
        manifest=manifest,
        institution_name=manifest.institution_name.in_language(language),
        title=manifest.title.in_language(language),
        is_fictional=manifest.is_fictional,
        closed_on=closing.closed_at if closing else "",
        given=parts.given_by(db.vault(), wave),
        problem=opening_words.sentences()[code] if code else "",
        interrupted=_interrupted(wave),
        texts=json.dumps(opening_words.sentences(), ensure_ascii=False),
    )


@blueprint.get("/waves/<wave>/opening.json")
@allow(Anyone.RESPONDENT)
def asked_of_trustees(wave: str) -> Any:
    """What trustees are asked: signed terms and closing, the record of their key, the ballots' points,
    sorted.
    """
    if code := _why_not(wave):
        return _refusal(code)
    return Response(parts.as_file(db.vault(), wave), mimetype="application/json")


@blueprint.post("/waves/<wave>/parts")
@allow(Anyone.RESPONDENT)
def give_part(wave: str) -> Any:
    """A trustee gives their part; with the last one needed the ballots are opened and no part is left."""
    if code := _why_not(wave):
        return _refusal(code)
    try:
        document = msgspec.json.decode(request.get_data(cache=False))
        asked = parts.asked_of_trustees(db.vault(), wave)
        checked = parts.check(db.vault(), asked, document)
        key = parts.give(db.vault_to_write(), asked, document, checked)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _refusal("malformed")
    except ProtocolFault as fault:
        return _refusal(fault.code)
    if key is None:
        db.commit_now()
        left = asked.manifest.sealing.threshold - len(parts.given_by(db.vault(), wave))
        return {"is_opened": False, "left": left}
    # Nothing was stored: the vault is free while thousands of ballots are opened and counted in memory.
    db.vault_to_write().rollback()
    opening_jobs.begin(wave, key)
    is_opened = services.find_opening(db.vault(), wave) is not None
    return {"is_opened": is_opened, "is_being_opened": not is_opened, "left": 0}


# What is sent rides on no sign-in: there is no cookie, so nothing can be forged.
csrf.exempt(give_part)


def _why_not(wave: str) -> str:
    """The word for why nothing is asked of this wave's trustees; empty where something is."""
    session = db.vault()
    try:
        manifest = publication.read(session, wave)
    except ManifestIsUnknown:
        return "unknown"
    if not manifest.sealing.is_made_in_parts:
        return "not_in_parts"
    if services.find_opening(session, wave) is not None:
        return "is_opened"
    work = opening_jobs.under_way(wave)
    if work is not None and not work.has_ended:
        return "is_being_opened"
    return "" if publication.read_closing(session, wave) is not None else "not_closed"


def _interrupted(wave: str) -> str:
    """Why the last try to open did not come to its end, in words; empty where there was none."""
    work = opening_jobs.under_way(wave)
    return job_words.problem(work) if work is not None and work.state == State.FAILED else ""


def _refusal(code: str) -> Any:
    message = opening_words.sentences().get(code, "")
    return {"error": code, "message": message}, _STATUS.get(code, 409)
