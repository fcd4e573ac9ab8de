"""The survey's bare page: its address, its sentences, and how it is begun."""

import json
from pathlib import Path

from survey_app.protocol import sealing
from survey_app.protocol.ballot import decode

HERE = Path(__file__).parent

TEXTS = json.loads((HERE.parents[1] / "survey_app/taking/client/texts.json").read_text())

WAVE = "beopjecheo-2026-1"

POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'none'"


def say(key: str) -> str:
    return TEXTS[key]["ko"]


def link(secret: str, server, pool: str = "hq") -> str:
    return f"/take/{WAVE}#s={secret}&m={server.terms.fingerprint}&p={pool}"


def start(page) -> None:
    page.get_by_label("동의").check()
    page.get_by_role("button", name="시작").click()
    page.get_by_role("heading", name="신뢰").wait_for()


def opened_ballot(server, maker):
    sealed = next(iter(server.ballots.values()))
    terms = server.terms
    return decode(sealing.open_sealed(sealed, maker.opening_key(), terms.fingerprint, terms.padded_size))
