"""What comments speak of, in words: a theme's name, and how it stands to the wave before."""

from analysis.released.release import Theme
from analysis.released.released_values import Count
from survey_app.wording import numbers
from survey_app.wording.catalogue import Voice

PARTED = 1.25
"""How many times as many comments are more than a little more, where both numbers are exact."""


def theme_name(theme: Theme) -> str:
    """How people say it: its phrases, or its terms where no phrase is said often enough.

    >>> theme_name(Theme("change", "회의", ("회의", "시간"), Count(10, 19), ("회의 시간", "시간 줄이기")))
    '회의 시간, 시간 줄이기'
    """
    return ", ".join(theme.phrases or theme.terms)


def theme_change(theme: Theme, language: str) -> str:
    """More, fewer or about as many comments as in the wave before; empty: nothing to compare with."""
    voice, before = Voice(language), theme.before
    if before is None:
        return ""
    if not isinstance(before, Count):
        return voice.say("No theme in the last wave")
    past = numbers.comments(before, language)
    if _is_more(theme.comments, before):
        return voice.say("More than in the last wave (%(before)s)", before=past)
    if _is_more(before, theme.comments):
        return voice.say("Fewer than in the last wave (%(before)s)", before=past)
    return voice.say("About as many as in the last wave (%(before)s)", before=past)


def _is_more(one: Count, other: Count) -> bool:
    """Whether the steps lie apart; exact numbers must do so by a quarter."""
    return one.lower > other.upper and (not other.is_exact or one.lower > PARTED * other.upper)
