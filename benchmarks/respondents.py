"""Simulated respondents that go the whole way over HTTP: page, credential, ballot, receipt."""

import json
import random
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http.client import HTTPException

from benchmarks.open_wave import OpenWave
from questionnaires.model import Questionnaire
from survey_app.protocol import sealing
from survey_app.protocol.ballot import Answer, Ballot, encode
from survey_app.protocol.client import PendingCredential, ProtocolClient, begin_credential
from survey_app.protocol.errors import ServerRefused
from survey_app.protocol.messages import Deposit
from survey_app.protocol.receipts import Receipt, read_receipt
from survey_app.protocol.terms import Terms
from survey_app.protocol.transport import HttpTransport


@dataclass(frozen=True, slots=True)
class Respondent:
    """One respondent, whose device has blinded a token and sealed the answers already."""

    code: str
    pending: PendingCredential
    sealed: bytes


@dataclass(slots=True)
class Tally:
    """What came of a load: receipts, the time each whole journey took in milliseconds, and failures."""

    receipts: list[Receipt] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)
    failures: int = 0


def prepare(
    wave: OpenWave, terms: Terms, codes: Sequence[tuple[str, str]], seed: int = 0
) -> list[Respondent]:
    """Respondents for (code, unit) pairs, with what their devices compute before they talk to the server."""
    chance = random.Random(seed)
    respondents = []
    for code, unit in codes:
        ballot = random_ballot(wave.questionnaire, unit, chance)
        sealed = sealing.seal(encode(ballot), terms.sealing_key, terms.fingerprint, terms.padded_size)
        pending = begin_credential(terms, terms.unit_pools[unit])
        respondents.append(Respondent(code, pending, sealed))
    return respondents


def random_ballot(questionnaire: Questionnaire, unit: str, chance: random.Random) -> Ballot:
    """A complete ballot with answers drawn at random."""
    answers: dict[str, Answer] = {item.id: chance.choice(item.scale.points) for item in questionnaire.items}
    background = {question.id: chance.choice(question.classes) for question in questionnaire.background}
    return Ballot(questionnaire.content_hash, unit, answers, background)


def answer(client: ProtocolClient, get: Callable[[str], None], terms: Terms, one: Respondent) -> Receipt:
    """One whole journey; the page brings the signed terms. Raises ServerRefused, OSError or HTTPException."""
    get(f"/take/{terms.wave}")
    credential = client.fetch_credential(terms, one.code, one.pending)
    return client.deposit(terms, Deposit(credential, one.sealed))


def run_load(
    address: str, terms: Terms, respondents: Sequence[Respondent], clients: int, seconds: float
) -> Tally:
    """Lets `clients` devices at a time take part, one respondent after the other, for so many seconds."""
    waiting, lock, tally = iter(respondents), threading.Lock(), Tally()
    end = time.perf_counter() + seconds

    def device() -> None:
        transport = HttpTransport(address)
        client = ProtocolClient(transport)
        while time.perf_counter() < end:
            with lock:
                one = next(waiting, None)
            if one is None:
                break
            began = time.perf_counter()
            try:
                receipt = answer(client, lambda path: _get(transport, path), terms, one)
            except (ServerRefused, OSError, HTTPException):
                transport.close()
                with lock:
                    tally.failures += 1
                continue
            took = (time.perf_counter() - began) * 1000
            with lock:
                tally.receipts.append(receipt)
                tally.milliseconds.append(took)
        transport.close()

    devices = [threading.Thread(target=device) for _ in range(clients)]
    for one in devices:
        one.start()
    for one in devices:
        one.join()
    return tally


def fetch_terms(address: str, wave: OpenWave) -> Terms:
    """The wave's terms as the server at `address` serves them, checked against the true fingerprint."""
    transport = HttpTransport(address)
    try:
        return ProtocolClient(transport).fetch_terms(wave.reference, pinned=wave.fingerprint)
    finally:
        transport.close()


def _get(transport: HttpTransport, path: str) -> None:
    connection = transport._connection  # noqa: SLF001 - a page is no call of the protocol
    connection.request("GET", path, headers={"Accept-Encoding": "br, gzip"})
    response = connection.getresponse()
    content = response.read()
    if response.status != 200 or not content:
        raise ServerRefused(response.status, "failed", path)


def write_tally(tally: Tally) -> str:
    """A tally as JSON, to hand from one process to another."""
    receipts = [receipt.to_message() for receipt in tally.receipts]
    return json.dumps({"receipts": receipts, "milliseconds": tally.milliseconds, "failures": tally.failures})


def read_tally(text: str) -> Tally:
    """The tally that `write_tally` wrote."""
    found = json.loads(text)
    receipts = [read_receipt(one["nullifier"], one["ballot_hash"]) for one in found["receipts"]]
    return Tally(receipts, found["milliseconds"], found["failures"])
