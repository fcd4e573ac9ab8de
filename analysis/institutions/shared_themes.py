"""What comments speak of in several institutions: their released themes, put together."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.institutions.benchmark import FEWEST_INSTITUTIONS
from analysis.released.release import Theme

MOST_SHARED = 8
TOGETHER = 0.5


@dataclass(frozen=True, slots=True)
class SharedTheme:
    """A theme that at least three institutions released.

    terms : its term and those that come with it in half of them. phrases : how most of them say it.
    institutions : their keys. lower, upper : the comments that speak of it, from their released steps.
    """

    question: str
    terms: tuple[str, ...]
    phrases: tuple[str, ...]
    institutions: frozenset[str]
    lower: int
    upper: int


def shared_themes(released: Mapping[str, Sequence[Theme]]) -> tuple[SharedTheme, ...]:
    """The themes that at least three institutions share, by question, those of most institutions first.

    A theme is an institution's where its term stands among the terms of one of the institution's themes;
    each of these counts once.

    >>> from analysis.released.released_values import Count
    >>> meeting = Theme("change", "meeting", ("meeting", "time"), Count(10, 19), ("meeting time",))
    >>> shared = shared_themes({"a": [meeting], "b": [meeting], "c": [meeting], "d": []})
    >>> [(one.terms, sorted(one.institutions), one.lower, one.upper) for one in shared]
    [(('meeting', 'time'), ['a', 'b', 'c'], 30, 57)]
    """
    found: list[SharedTheme] = []
    for question in sorted({theme.question for themes in released.values() for theme in themes}):
        left = {
            institution: [theme for theme in themes if theme.question == question]
            for institution, themes in released.items()
        }
        of_question: list[SharedTheme] = []
        while len(of_question) < MOST_SHARED and (one := _most_shared(question, left)) is not None:
            of_question.append(one)
            for institution in one.institutions:
                left[institution] = [theme for theme in left[institution] if one.terms[0] not in theme.terms]
        found += of_question
    return tuple(found)


def _most_shared(question: str, left: Mapping[str, Sequence[Theme]]) -> SharedTheme | None:
    """The term of which most institutions speak, with what goes with it; None: no three share one."""
    spoken = {
        institution: frozenset(term for theme in themes for term in theme.terms)
        for institution, themes in left.items()
    }
    held = Counter(term for terms in spoken.values() for term in terms)
    # As a theme's own term rather than as a companion, and then by the alphabet.
    own = Counter(theme.key for themes in left.values() for theme in themes)
    term = min(held, key=lambda one: (-held[one], -own[one], one), default="")
    if held[term] < FEWEST_INSTITUTIONS:
        return None
    among = {
        institution: next(theme for theme in themes if term in theme.terms)
        for institution, themes in left.items()
        if term in spoken[institution]
    }
    beside = Counter(other for theme in among.values() for other in theme.terms if other != term)
    said = Counter(phrase for theme in among.values() for phrase in theme.phrases if term in phrase.split())
    least = max(FEWEST_INSTITUTIONS, TOGETHER * len(among))
    return SharedTheme(
        question,
        (term, *(other for other, number in _ordered(beside) if number >= least)),
        tuple(phrase for phrase, number in _ordered(said) if number >= FEWEST_INSTITUTIONS)[:2],
        frozenset(among),
        sum(theme.comments.lower for theme in among.values()),
        sum(theme.comments.upper for theme in among.values()),
    )


def _ordered(counted: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
