"""The gateway's end of Oblivious HTTP (RFC 9458): opens what a relay brought, and takes only ballots in.

A request is never sent on from here, whatever host it names, so that the gateway is nobody's way elsewhere.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from config import Config
from survey_app.ground import days, db
from survey_app.manifest import relaying
from survey_app.manifest.publication import ManifestIsUnknown
from survey_app.protocol import binary_http, oblivious, relayed
from survey_app.protocol.errors import MessageIsMalformed
from survey_app.protocol.oblivious import Exchange, KeyConfig
from survey_app.taking import refusals
from survey_app.taking.receiving import take_in
from survey_app.taking.waves import Waves

_BALLOTS = re.compile(r"/take/([A-Za-z0-9._~-]+)/ballots")


def answer(config: Config, waves: Waves, message: bytes) -> bytes:
    """The sealed reply to a sealed request. Raises RelayKeyIsUnknown or MessageIsMalformed.

    What is wrong with a request that opened is told inside the reply, so that the relay does not learn it.
    """
    key, request, exchange = _open(config, message)
    content, status = _answer_opened(waves, key, request)
    return exchange.seal(relayed.write_reply(status, json.dumps(content).encode()))


def _open(config: Config, message: bytes) -> tuple[KeyConfig, bytes, Exchange]:
    key, private_key = relaying.find_key(config, message[0] if message else -1, days.today())
    return key, *oblivious.decapsulate(key, private_key, message)


def _answer_opened(waves: Waves, key: KeyConfig, request: bytes) -> tuple[Mapping[str, Any], int]:
    try:
        asked = binary_http.read_request(request)
    except MessageIsMalformed:
        return refusals.message("malformed")
    named = _BALLOTS.fullmatch(asked.path)
    if named is None:
        return _only_ballots(404)
    if asked.method != "POST":
        return _only_ballots(405)
    if asked.header("content-type") != relayed.JSON:
        return _only_ballots(415)
    try:
        terms = waves.get(db.vault(), named[1]).terms
    except ManifestIsUnknown:
        return refusals.message("unknown")
    if terms.relay is None or terms.relay.key_config.encode() != key.encode():
        return refusals.message("key_not_in_manifest")
    if len(request) != relayed.request_size(terms.padded_size):
        return refusals.message("wrong_size")
    return take_in(waves, terms.wave, asked.content)


def _only_ballots(status: int) -> tuple[Mapping[str, Any], int]:
    content, _status = refusals.message("only_ballots")
    return content, status
