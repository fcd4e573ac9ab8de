"""Plays the operator: takes everything that exists after a wave and tries to say who gave which answers.

The attacker is given more than an operator would have: the exact order in which people fetched their
credentials and sent their ballots at once, with the nullifier of each, and the sorted list of all answers of
a pool. What is left to find out is which answers belong to which nullifier. Every order in which anything is
stored, before the close and after the opening, in tables, files and write-ahead logs, is tried against every
other.
"""

import os
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import TypeVar

from scipy.stats import poisson
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from benchmarks.open_wave import OpenWave
from benchmarks.respondents import random_ballot
from survey_app import db
from survey_app.protocol.client import ProtocolClient, begin_credential, seal_ballot
from survey_app.vault.models import Leaf, Response, SealedBallot
from survey_app.vault.records import encode_ballot, layout_of

Thing = TypeVar("Thing")
CONFIDENCE = 0.95
FALSE_ALARM = 1e-6  # how often a test may fail although all is well
LARGEST_SEARCH_BYTES = 40_000_000_000


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody who took part, in truth: what the test knows, and of the record what the attacker seeks."""

    code: str
    pool: str
    nullifier: bytes
    leaf: bytes
    token: bytes
    sealed: bytes
    record: bytes


@dataclass(frozen=True, slots=True)
class Verdict:
    """The best of all strategies: how many of the participants it named rightly."""

    participants: int
    pools: int
    strategies: int
    strategy: str
    hits: int

    @property
    def bound(self) -> int:
        """The most hits that guessing within the pools reaches by luck in 95 of 100 waves."""
        return self._reached_by_luck(1 - CONFIDENCE)

    @property
    def is_no_better_than_guessing(self) -> bool:
        """Whether luck alone explains the hits; wrong about one wave in a million."""
        return self.hits <= self._reached_by_luck(FALSE_ALARM)

    def _reached_by_luck(self, probability: float) -> int:
        # Putting m people and m answers together at random gives one hit on average, so all pools give a
        # Poisson number with their number as its mean. The best of many strategies is judged (Bonferroni).
        return int(poisson.ppf(1 - probability / self.strategies, self.pools))

    @property
    def share(self) -> float:
        return self.hits / self.participants


def take_part(client: ProtocolClient, wave: OpenWave, seed: int) -> list[Participant]:
    """Everybody fetches a credential and answers at once, one after the other, in a random order."""
    chance = random.Random(seed)
    terms = client.fetch_terms(wave.reference, pinned=wave.fingerprint)
    layout = layout_of(wave.questionnaire)
    units = {unit.code: position for position, unit in enumerate(wave.manifest.units)}
    arrivals = list(wave.codes)
    chance.shuffle(arrivals)
    participants = []
    for code in arrivals:
        pool = terms.unit_pools[code.unit_code]
        credential = client.fetch_credential(terms, code.code, begin_credential(terms, pool))
        ballot = random_ballot(wave.questionnaire, code.unit_code, chance)
        deposit = seal_ballot(terms, credential, ballot)
        receipt = client.deposit(terms, deposit)
        participants.append(
            Participant(
                code.code,
                pool,
                receipt.nullifier,
                receipt.leaf,
                credential.prepared,
                deposit.sealed,
                encode_ballot(ballot, units[code.unit_code], layout),
            )
        )
    return participants


def seize_files(*folders: Path) -> dict[str, bytes]:
    """Every file below some folders: databases, journals, write-ahead logs, queues, outboxes, logs."""
    found = {}
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                found[str(path)] = path.read_bytes()
    return found


def postgres_folders(session: Session) -> tuple[Path, ...]:
    """Where the server keeps this database's tables and its write-ahead log."""
    session.execute(text("CHECKPOINT"))
    data = Path(str(session.scalar(text("SHOW data_directory"))))
    oid = session.scalar(text("SELECT oid FROM pg_database WHERE datname = current_database()"))
    return data / "base" / str(oid), data / "pg_wal"


def orders_of_people(
    databases: db.Databases, participants: Sequence[Participant], files: Mapping[str, bytes]
) -> dict[str, list[Participant]]:
    """Every order in which something stored while the wave is open lists the participants."""
    by_nullifier = {one.nullifier: one for one in participants}
    orders = {
        "arrival": list(participants),
        "code": sorted(participants, key=lambda one: one.code),
        "nullifier": sorted(participants, key=lambda one: one.nullifier),
        "leaf": sorted(participants, key=lambda one: one.leaf),
        "token": sorted(participants, key=lambda one: one.token),
        "ciphertext": sorted(participants, key=lambda one: one.sealed),
    }
    with db.work(databases.vault) as session:
        for name, order in _physical_orders(session, SealedBallot.__tablename__, "nullifier").items():
            orders[f"sealed ballots by {name}"] = [by_nullifier[key] for key in order if key in by_nullifier]
    for name, content in files.items():
        if _is_searchable(content, participants):
            orders[f"sealed ballots in {Path(name).name}"] = _by_place(
                content, participants, lambda one: one.sealed[:64]
            )
    return {name: order for name, order in orders.items() if len(order) == len(participants)}


def orders_of_answers(
    databases: db.Databases, participants: Sequence[Participant], files: Mapping[str, bytes]
) -> dict[str, list[bytes]]:
    """Every order in which something stored after the opening lists the answers."""
    records = sorted(one.record for one in participants)
    orders = {"content": records}
    with db.work(databases.vault) as session:
        orders["id"] = list(session.scalars(select(Response.record).order_by(Response.id)))
        orders["as read"] = list(session.scalars(select(Response.record)))
        for name, order in _physical_orders(session, Response.__tablename__, "record").items():
            orders[name] = order
        leaves = set(session.scalars(select(Leaf.leaf)))
    assert leaves in (set(), {one.leaf for one in participants})
    for name, content in files.items():
        if _is_searchable(content, participants):
            orders[f"in {Path(name).name}"] = _by_place(content, records, lambda record: record)
    return {name: order for name, order in orders.items() if len(order) == len(records)}


def attack(
    participants: Sequence[Participant],
    people: Mapping[str, Sequence[Participant]],
    answers: Mapping[str, Sequence[bytes]],
) -> Verdict:
    """Puts each order of people beside each order of answers, forwards and backwards, pool by pool."""
    pools = {one.pool for one in participants}
    pool_of_record = {one.record: one.pool for one in participants}
    assert len(pool_of_record) == len(participants), "two participants gave the same answers"
    best, strategies = ("none", 0), 0
    for (who, order), (what, records) in product(people.items(), answers.items()):
        for direction in (1, -1):
            strategies += 1
            hits = 0
            for pool in pools:
                own = [one for one in order if one.pool == pool]
                theirs = [record for record in records if pool_of_record[record] == pool][::direction]
                hits += sum(one.record == record for one, record in zip(own, theirs, strict=True))
            best = max(best, (f"{who} × {what}", hits), key=lambda found: found[1])
    return Verdict(len(participants), len(pools), strategies, *best)


def plaintext_found(participants: Sequence[Participant], files: Mapping[str, bytes]) -> list[str]:
    """Files that hold anybody's answers as stored after an opening."""
    return [
        name
        for name, content in files.items()
        if any(one.record in content for one in participants[: _affordable(content, participants)])
    ]


def traces_found(participants: Sequence[Participant], files: Mapping[str, bytes]) -> list[str]:
    """Files outside the databases in which a token, a nullifier or a code stands, in any usual spelling."""
    found = []
    for name, content in files.items():
        for one in participants:
            spellings = (
                one.nullifier,
                one.nullifier.hex().encode(),
                one.token,
                one.token.hex().encode(),
                one.code.encode(),
            )
            if any(spelling in content for spelling in spellings):
                found.append(name)
                break
    return found


def _physical_orders(session: Session, table: str, column: str) -> dict[str, list[bytes]]:
    if session.get_bind().dialect.name != "postgresql":
        return {}
    orders = {
        "ctid": "ctid",
        "xmin and ctid": "xmin::text::bigint, ctid",
        "xmin, cmin": "xmin::text, cmin::text",
    }
    return {
        name: [
            bytes(row[0]) for row in session.execute(text(f"SELECT {column} FROM {table} ORDER BY {order}"))
        ]
        for name, order in orders.items()
    }


def _by_place(content: bytes, things: Sequence[Thing], mark: Callable[[Thing], bytes]) -> list[Thing]:
    places = [(content.rfind(mark(thing)), position) for position, thing in enumerate(things)]
    return [things[position] for place, position in sorted(places) if place >= 0]


def _is_searchable(content: bytes, participants: Sequence[Participant]) -> bool:
    return bool(content) and len(content) * len(participants) <= LARGEST_SEARCH_BYTES


def _affordable(content: bytes, participants: Sequence[Participant]) -> int:
    return max(1, min(len(participants), LARGEST_SEARCH_BYTES // max(1, len(content))))


def is_root() -> bool:
    """Whether this process may read another user's files, as an operator could."""
    return os.getuid() == 0
