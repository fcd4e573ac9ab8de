"""What comments speak of: terms that stand out from the other question's, and the terms they come with."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt

STRONGEST_PRIOR = 500.0
LEAST_Z = 1.0
MOST_THEMES = 6
MOST_COMPANIONS = 3
MOST_PHRASES = 3
COMPANY = 0.4

Terms = frozenset[str]
"""The terms of one comment, each once."""


@dataclass(frozen=True, slots=True)
class KeyTerm:
    """A term that stands out. comments : those that hold it; z : of its log-odds against the rest.

    companions : terms that at least four in ten of these comments hold too.
    """

    term: str
    comments: int
    z: float
    companions: tuple[str, ...]


def key_terms(
    comments: Mapping[str, Sequence[Terms]], question: str, smallest_group: int
) -> tuple[KeyTerm, ...]:
    """The terms that stand out in one question's comments, strongest first.

    Log-odds ratio with an informative Dirichlet prior, the prior being all comments together and
    never worth more than 500 terms. Source:
    Monroe, Colaresi and Quinn (2008), eq. 16 and 22. A comment counts a term once. Terms that fewer
    than `smallest_group` comments hold are never named, as key term or as companion.

    >>> praise = [frozenset({"team", "help"})] * 12
    >>> wishes = [frozenset({"meeting", "short"})] * 12
    >>> [found.term for found in key_terms({"keep": praise, "change": wishes}, "keep", 10)]
    ['help', 'team']
    """
    own = Counter(term for comment in comments[question] for term in comment)
    everywhere = Counter(term for group in comments.values() for comment in group for term in comment)
    rest = everywhere - own
    total, own_total, rest_total = sum(everywhere.values()), sum(own.values()), sum(rest.values())
    strength = min(float(total), STRONGEST_PRIOR)
    frequent = {term for term, held in own.items() if held >= smallest_group}
    found = []
    for term in sorted(frequent):
        prior = strength * everywhere[term] / total
        here, there = own[term] + prior, rest[term] + prior
        others_here, others_there = own_total + strength - here, rest_total + strength - there
        # With no other question or no other term to stand out from, what many say is what there is.
        is_alone = rest_total == 0 or min(others_here, others_there) <= 0
        odds = 0.0 if is_alone else log(here / others_here) - log(there / others_there)
        z = odds / sqrt(1 / here + 1 / there)
        if z >= LEAST_Z or is_alone:
            found.append(
                KeyTerm(term, own[term], z, _companions(term, comments[question], frequent, smallest_group))
            )
    return tuple(sorted(found, key=lambda key: (-key.z, -key.comments, key.term)))


def themes(terms: Sequence[KeyTerm]) -> tuple[KeyTerm, ...]:
    """The strongest terms that are not another theme's companions, at most six."""
    chosen: list[KeyTerm] = []
    for term in terms:
        if not any(term.term in other.companions for other in chosen) and len(chosen) < MOST_THEMES:
            chosen.append(term)
    return tuple(chosen)


def naming_phrases(terms: Sequence[str], phrases: Sequence[frozenset[str]], least: int) -> tuple[str, ...]:
    """How a theme is said: the most frequent phrases that hold one of its terms, at most three.

    phrases : of each comment, their words parted by spaces. A phrase that fewer than `least` comments hold is
    never named, nor one that adds no word to those before it.

    >>> said = [frozenset({"meeting time", "shorten time"})] * 12 + [frozenset({"meeting time"})] * 3
    >>> naming_phrases(["time", "meeting"], said, 10)
    ('meeting time', 'shorten time')
    """
    held = Counter(phrase for comment in phrases for phrase in comment)
    named = [
        phrase
        for phrase, count in held.items()
        if count >= least and not set(terms).isdisjoint(phrase.split())
    ]
    chosen: list[str] = []
    known: set[str] = set()
    for phrase in sorted(named, key=lambda phrase: (-held[phrase], phrase)):
        if len(chosen) < MOST_PHRASES and not known.issuperset(words := phrase.split()):
            chosen.append(phrase)
            known.update(words)
    return tuple(chosen)


def _companions(
    term: str, comments: Sequence[Terms], frequent: set[str], smallest_group: int
) -> tuple[str, ...]:
    holders = [comment for comment in comments if term in comment]
    beside = Counter(other for comment in holders for other in comment if other != term and other in frequent)
    enough = max(COMPANY * len(holders), smallest_group)
    close = [(count, other) for other, count in beside.items() if count >= enough]
    return tuple(other for _, other in sorted(close, key=lambda pair: (-pair[0], pair[1]))[:MOST_COMPANIONS])
