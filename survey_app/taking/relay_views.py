"""The address that a relay brings sealed ballots to. It is asked by the relay, and knows no one behind it."""

from typing import Any

from flask import Response, request

from survey_app.door.access import Anyone, allow
from survey_app.ground.settings import current_config
from survey_app.protocol.errors import MessageIsMalformed, RelayKeyIsUnknown
from survey_app.protocol.oblivious import LARGEST_MESSAGE_BYTES, REQUEST_TYPE, RESPONSE_TYPE
from survey_app.taking import blueprint, gateway
from survey_app.taking.receiving import known_waves

_PROBLEM = "application/problem+json"
_UNKNOWN_KEY = "https://iana.org/assignments/http-problem-types#ohttp-key"


@blueprint.post("/take/ohttp")
@allow(Anyone.RESPONDENT)
def relayed() -> Any:
    """A relay brings a sealed request with a ballot in it, and takes a sealed reply back."""
    if request.mimetype != REQUEST_TYPE:
        return _problem(415)
    if request.content_length is None:
        return _problem(411)
    if request.content_length > LARGEST_MESSAGE_BYTES:
        return _problem(413)
    try:
        reply = gateway.answer(current_config(), known_waves(), request.get_data(cache=False))
    except RelayKeyIsUnknown:
        return _problem(400, _UNKNOWN_KEY)
    except MessageIsMalformed:
        return _problem(400)
    return Response(reply, mimetype=RESPONSE_TYPE)


def _problem(status: int, kind: str = "about:blank") -> Any:
    """Why a message could not even be opened, in the form of RFC 9457; sentences are for the page to say."""
    return {"type": kind, "status": status}, status, {"Content-Type": _PROBLEM}
