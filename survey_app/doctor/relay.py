"""Examines whether ballots can travel through the relay: asks it for what only this site can answer."""

from collections.abc import Iterator

from config import Config, SettingIsWrong
from survey_app.doctor.finding import Examined
from survey_app.ground import days
from survey_app.manifest.relaying import relay_terms
from survey_app.protocol.binary_http import BinaryRequest, write_request
from survey_app.protocol.encoding import from_base64url
from survey_app.protocol.errors import MessageIsMalformed
from survey_app.protocol.oblivious import REQUEST_TYPE, encapsulate, read_key_config
from survey_app.protocol.relayed import read_reply
from survey_app.protocol.transport import HttpTransport

_PATIENCE_SECONDS = 10.0


def examine_relay(config: Config) -> Iterator[Examined]:
    """Whether a sealed question comes back answered with this site's key; nothing where there is no relay."""
    try:
        terms = relay_terms(config, days.today())
    except SettingIsWrong as wrong:
        yield Examined("relay", False, str(wrong), "Mend it, then start Gyeol anew.")
        return
    if terms is None:
        return
    key_config = read_key_config(from_base64url(terms.key_config))
    question, exchange = encapsulate(key_config, write_request(BinaryRequest("GET", "https", "doctor", "/")))
    relay = HttpTransport(terms.url, timeout_seconds=_PATIENCE_SECONDS, media_type=REQUEST_TYPE)
    try:
        status, answer = relay("POST", "", question)
    except OSError as fault:
        yield _amiss(terms.url, f"does not answer ({type(fault).__name__})", "Ask whoever runs it to look.")
        return
    finally:
        relay.close()
    if status != 200:
        remedy = (
            f"Ask whoever runs it: it must run with --to {config.base_url}/take/ohttp, and reach this site."
        )
        yield _amiss(terms.url, f"answers with {status}", remedy)
        return
    try:
        read_reply(exchange, answer)
    except MessageIsMalformed:
        remedy = f"Its --to must be {config.base_url}/take/ohttp, and nothing may change what it carries."
        yield _amiss(terms.url, "leads to another site than this one", remedy)
        return
    yield Examined("relay", True, f"{terms.url} reaches this site and can't read what it carries")


def _amiss(url: str, state: str, remedy: str) -> Examined:
    until = "Until then respondents can send directly only, which the page tells them."
    return Examined("relay", False, f"{url} {state}", f"{remedy} {until}")
