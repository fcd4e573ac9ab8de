"""The log as files for everybody, and where its witnesses send their cosignatures.

Nothing here depends on who asks: the same bytes for everybody are the point of it.
"""

from http import HTTPStatus
from typing import Any

from flask import Response, abort, current_app, render_template, request

from survey_app.door.access import Anyone, allow
from survey_app.door.languages import current_language
from survey_app.ground import db
from survey_app.ground.settings import current_config
from survey_app.log import blueprint, cosignatures, services
from survey_app.log.check_page import check_page
from survey_app.log.inclusion import TermsAreNotLoggedYet, inclusion_message
from survey_app.log.keys import witnesses
from survey_app.log.pace import Pace
from survey_app.log.pages import newest_entries, watching
from survey_app.manifest.publication import ManifestIsUnknown, read_signed
from survey_app.protocol.errors import CheckpointIsForged, LogIsInconsistent, MessageIsMalformed
from survey_app.protocol.notes import LONGEST_NOTE_BYTES
from survey_app.protocol.tiles import WIDTH, Tile, hash_tile, is_of_size, read_path, write_bundle

FOR_GOOD = "public, max-age=31536000, immutable"
COSIGNATURES_A_MINUTE = 60
_REFUSED = {
    MessageIsMalformed: HTTPStatus.BAD_REQUEST,
    CheckpointIsForged: HTTPStatus.FORBIDDEN,
    cosignatures.NoWitnessSigned: HTTPStatus.FORBIDDEN,
    LogIsInconsistent: HTTPStatus.CONFLICT,
    services.LogIsEmpty: HTTPStatus.NOT_FOUND,
}


@blueprint.get("/log")
@allow(Anyone.RESPONDENT)
def log() -> Any:
    """Everybody reads the log's newest entries in words, and who watches over it."""
    session, named = db.people(), witnesses(current_config())
    size = services.size_of(session)
    before = min(request.args.get("before", size, type=int), size)
    entries = newest_entries(session, max(before, 0))
    return render_template(
        "log/log.html",
        institution_name=None,
        is_fictional=False,
        size=size,
        entries=entries,
        older=entries[-1].position if entries else 0,
        witnesses=watching(session, named.names),
        required=named.required,
    )


@blueprint.get("/log/checkpoint")
@allow(Anyone.RESPONDENT)
def checkpoint() -> Any:
    """Everybody sees how long the log is and its root, signed and cosigned."""
    session = db.people()
    try:
        note = services.signed_checkpoint(session, current_config(), services.leaves(session))
    except services.LogIsEmpty:
        abort(HTTPStatus.NOT_FOUND)
    return _open_to_all(Response(str(cosignatures.with_cosignatures(session, note)), mimetype="text/plain"))


@blueprint.get("/log/tile/<path:place>")
@allow(Anyone.RESPONDENT)
def tile(place: str) -> Any:
    """Everybody reads the log's hashes and entries, in files of 256 each."""
    session = db.people()
    try:
        wanted = read_path(place)
    except MessageIsMalformed:
        abort(HTTPStatus.NOT_FOUND)
    if not is_of_size(wanted, services.size_of(session)):
        abort(HTTPStatus.NOT_FOUND)
    response = Response(_content(wanted), mimetype="application/octet-stream")
    response.headers["Cache-Control"] = FOR_GOOD
    return _open_to_all(response)


@blueprint.post("/log/cosignatures")
@allow(Anyone.RESPONDENT)
def cosignature() -> Any:
    """A witness whom this installation names sends its cosignature of a checkpoint."""
    pace: Pace = current_app.extensions.setdefault("gyeol.log.pace", Pace(COSIGNATURES_A_MINUTE, 60.0))
    if not pace.may_go():
        return _said(HTTPStatus.TOO_MANY_REQUESTS, "too many at a time")
    if request.content_length is None or request.content_length > LONGEST_NOTE_BYTES:
        return _said(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "a cosignature is a short note")
    try:
        name = cosignatures.take_in(db.people(), current_config(), request.get_data(cache=False))
    except tuple(_REFUSED) as fault:
        return _said(_REFUSED[type(fault)], str(fault) or type(fault).__name__)
    return _said(HTTPStatus.OK, f"taken in from {name}")


@blueprint.get("/take/<wave>/inclusion.json")
@allow(Anyone.RESPONDENT)
def inclusion(wave: str) -> Any:
    """A respondent's browser sees that the terms it was given are in the public log."""
    try:
        signed = read_signed(db.vault(), wave)
        content = inclusion_message(db.people(), current_config(), signed)
    except (ManifestIsUnknown, TermsAreNotLoggedYet):
        return {"error": "not_logged", "message": ""}, HTTPStatus.NOT_FOUND
    return _open_to_all(Response(content, mimetype="application/json"))


@blueprint.get("/log/check.html")
@allow(Anyone.RESPONDENT)
def check() -> Any:
    """Everybody takes away a page that checks terms from a file, beside this site."""
    response = Response(check_page(current_language()), mimetype="text/html")
    response.headers["Content-Disposition"] = 'attachment; filename="gyeol-check.html"'
    return response


def _content(wanted: Tile) -> bytes:
    session = db.people()
    if wanted.level is None:
        return write_bundle(services.entries(session, wanted.index * WIDTH, wanted.width))
    return hash_tile(services.leaves(session), wanted)


def _open_to_all(response: Response) -> Response:
    """Pages from elsewhere, and from a file, may read it: it is public, and no cookie goes with it."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _said(status: HTTPStatus, sentence: str) -> Response:
    return Response(f"{sentence}\n", status, mimetype="text/plain")
