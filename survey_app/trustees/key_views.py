"""The page of a key ceremony: trustees make their parts there, and anybody with its address follows how far
it is.

Nobody is signed in, and the page asks nobody who they are. What a trustee sends has the secret of their link
beside it.
"""

import json
from typing import Any

import msgspec
from flask import request
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from survey_app.diagnosis.models import Wave
from survey_app.diagnosis.planning import WaveIsFrozen
from survey_app.door.access import Anyone, allow
from survey_app.door.forms import csrf
from survey_app.door.institution_pages import institution_page
from survey_app.door.languages import current_language
from survey_app.ground import db
from survey_app.ground.settings import current_config
from survey_app.protocol.errors import ProtocolFault
from survey_app.protocol.share_file import SHORTEST_PASSPHRASE
from survey_app.trail.audit import record
from survey_app.trustees import blueprint, ceremonies, words
from survey_app.trustees.ceremonies import Ceremony, LinkIsWrong, Sender

TRUSTEE = "trustee"


class Sent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a trustee's browser sends."""

    trustee: int
    secret: str
    messages: list[Any]


@blueprint.get("/key/<ceremony>")
@allow(Anyone.RESPONDENT)
def key_page(ceremony: str) -> Any:
    """Trustees make, check and confirm their part; a staff representative or an auditor follows."""
    found = ceremonies.ceremony_at(db.people(), ceremony)
    if found is None:
        raise NotFound
    wave = db.people().get_one(Wave, found.wave_id)
    return institution_page(
        "trustees/key.html",
        wave.institution,
        title=wave.title(current_language()),
        ceremony=found,
        file_name=f"{wave.reference}-key.json",
        least=SHORTEST_PASSPHRASE,
        texts=json.dumps(words.sentences(), ensure_ascii=False),
    )


@blueprint.get("/key/<ceremony>/record.json")
@allow(Anyone.RESPONDENT)
def key_record(ceremony: str) -> Any:
    """Everything that trustees have sent, for everybody to check."""
    found = ceremonies.ceremony_at(db.people(), ceremony)
    return _answer(found) if found is not None else _refusal("unknown", 404)


@blueprint.post("/key/<ceremony>/messages")
@allow(Anyone.RESPONDENT)
def send_messages(ceremony: str) -> Any:
    """A trustee's browser sends what it made: commitments, sealed parts of others' shares, proofs."""
    found = ceremonies.ceremony_at(db.people(), ceremony)
    if found is None:
        return _refusal("unknown", 404)
    try:
        sent = msgspec.json.decode(request.get_data(cache=False), type=Sent)
        sender = Sender(sent.trustee, sent.secret)
        after = ceremonies.accept(db.people(), current_config(), found, sender, sent.messages)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _refusal("malformed", 400)
    except LinkIsWrong:
        return _refusal("link_wrong", 403)
    except WaveIsFrozen:
        return _refusal("too_late", 410)
    except ProtocolFault as fault:
        return _refusal(fault.code, 409)
    kinds = sorted({str(one["kind"]) for one in sent.messages})
    wave = db.people().get_one(Wave, found.wave_id)
    details = {"trustee": sent.trustee, "sent": kinds}
    record(db.people(), TRUSTEE, "send_key_messages", f"wave:{wave.reference}", details)
    db.commit_now()
    return _answer(after)


# What is sent rides on no sign-in: there is no cookie, so nothing can be forged.
csrf.exempt(send_messages)


def _answer(found: Ceremony) -> Any:
    return {"record": found.record.document()}


def _refusal(code: str, status: int) -> Any:
    return {"error": code, "message": words.sentences().get(code, _("Nothing was changed."))}, status
