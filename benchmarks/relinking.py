"""Plays the operator: tries to say who gave which answers, with everything that exists of a wave.

The attacker is given more than an operator would have: the exact order in which people fetched their
credentials and sent their ballots at once, with the nullifier of each, and the sorted list of all answers of
a pool. What is left to find out is which answers belong to which nullifier. Every order in which anything is
stored (benchmarks/seizing.py) is tried against every other.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.stats import poisson

from benchmarks.open_wave import OpenWave
from benchmarks.respondents import random_ballot
from survey_app.protocol.client import ProtocolClient, begin_credential, seal_ballot
from survey_app.vault.records import encode_ballot, layout_of

CONFIDENCE = 0.95
FALSE_ALARM = 1e-6  # how often a test may fail although all is well


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody who took part, in truth: what the test knows, and of the record what the attacker seeks."""

    code: str
    pool: str
    blinded: bytes
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

    @property
    def share(self) -> float:
        return self.hits / self.participants

    def __str__(self) -> str:
        return (
            f"{self.hits} of {self.participants} named rightly ({self.share:.1%}), best of {self.strategies} "
            f"strategies ({self.strategy}); guessing in {self.pools} pools: 1 a pool on average, "
            f"at most {self.bound} in 95 of 100 waves"
        )

    def _reached_by_luck(self, probability: float) -> int:
        # Putting m people and m answers together at random gives one hit on average, so all pools give a
        # Poisson number with their number as its mean. The best of many strategies is judged (Bonferroni).
        return int(poisson.ppf(1 - probability / self.strategies, self.pools))


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
        pending = begin_credential(terms, pool)
        credential = client.fetch_credential(terms, code.code, pending)
        ballot = random_ballot(wave.questionnaire, code.unit_code, chance)
        deposit = seal_ballot(terms, credential, ballot)
        receipt = client.deposit(terms, deposit)
        participants.append(
            Participant(
                code.code,
                pool,
                pending.blinded,
                receipt.nullifier,
                receipt.leaf,
                credential.prepared,
                deposit.sealed,
                encode_ballot(ballot, units[code.unit_code], layout),
            )
        )
    return participants


def attack(
    participants: Sequence[Participant],
    people: Mapping[str, Sequence[Participant]],
    answers: Mapping[str, Sequence[bytes]],
) -> Verdict:
    """Puts each order of people beside each order of answers, forwards and backwards, pool by pool."""
    numbers = {one.record: number for number, one in enumerate(participants)}
    assert len(numbers) == len(participants), "two participants gave the same answers"
    pools = sorted({one.pool for one in participants})
    pool_of = np.array([pools.index(one.pool) for one in participants])
    by_people = {
        who: _by_pool([numbers[one.record] for one in order], pool_of) for who, order in people.items()
    }
    by_answers = {
        f"{what}, {direction}": _by_pool([numbers[record] for record in order[::step]], pool_of)
        for what, order in answers.items()
        for direction, step in (("forwards", 1), ("backwards", -1))
    }
    best, strategies = ("none", 0), 0
    for (who, theirs), (what, given) in product(by_people.items(), by_answers.items()):
        strategies += 1
        best = max(best, (f"{who} × {what}", int((theirs == given).sum())), key=lambda found: found[1])
    return Verdict(len(participants), len(pools), strategies, *best)


def _by_pool(order: Sequence[int], pool_of: NDArray[np.int64]) -> NDArray[np.int64]:
    """The same order within each pool, one pool after the other."""
    numbers = np.asarray(order)
    return numbers[np.argsort(pool_of[numbers], kind="stable")]
