"""What may be said of a difference: one set of words, one set of signs, one legend, for page and paper."""

from collections.abc import Mapping

from analysis.released.released_values import Against, Verdict
from analysis.scores.verdicts import MATTERS_IN_POINTS, MATTERS_IN_SHARES
from survey_app.wording import numbers
from survey_app.wording.catalogue import Voice, to_be_said, to_be_said_as

LEVELS: Mapping[Verdict, str] = {
    Verdict.HIGHER: to_be_said("higher"),
    Verdict.LOWER: to_be_said("lower"),
    Verdict.A_LITTLE_HIGHER: to_be_said("a little higher"),
    Verdict.A_LITTLE_LOWER: to_be_said("a little lower"),
    Verdict.ABOUT_THE_SAME: to_be_said("about the same"),
    Verdict.CANNOT_TELL: to_be_said("can't tell"),
}
CHANGES: Mapping[Verdict, str] = {
    Verdict.HIGHER: to_be_said_as("a change", "higher"),
    Verdict.LOWER: to_be_said_as("a change", "lower"),
    Verdict.A_LITTLE_HIGHER: to_be_said_as("a change", "a little higher"),
    Verdict.A_LITTLE_LOWER: to_be_said_as("a change", "a little lower"),
}
TURNED = {
    **{verdict: verdict for verdict in Verdict},
    Verdict.HIGHER: Verdict.LOWER,
    Verdict.LOWER: Verdict.HIGHER,
    Verdict.A_LITTLE_HIGHER: Verdict.A_LITTLE_LOWER,
    Verdict.A_LITTLE_LOWER: Verdict.A_LITTLE_HIGHER,
}
"""The verdict on the same difference seen from the other side: on who met something, not on who did not."""


def word(verdict: Verdict, against: Against | None, language: str) -> str:
    """The verdict in words: of a change since an earlier wave, or of a level beside another."""
    voice = Voice(language)
    if against is Against.PREVIOUS and verdict in CHANGES:
        return voice.say_as("a change", CHANGES[verdict])
    return voice.say(LEVELS[verdict])


def legend(language: str) -> str:
    """What the signs mean, in one line, the same beside every table."""
    signs = {
        verdict.value: f"{mark} {word(verdict, None, language)}" for verdict, mark in numbers.MARKS.items()
    }
    return Voice(language).say(
        "%(higher)s, %(lower)s: hardly chance, and large enough to matter (from %(points)s points of a "
        "score, %(shares)s percentage points of a share) · %(a_little_higher)s, %(a_little_lower)s: hardly "
        "chance, but smaller than that · %(about_the_same)s: no difference that matters · %(cannot_tell)s: "
        "too few answers, or answers too far apart, to know",
        points=numbers.rounded(MATTERS_IN_POINTS),
        shares=numbers.rounded(100 * MATTERS_IN_SHARES),
        **signs,
    )


def why_alike_numbers_differ(language: str) -> str:
    """Why two differences of one size may have different verdicts, for whoever wonders at "+2" and "+2"."""
    return Voice(language).say(
        "A verdict goes by how certain a difference is, not by its size alone: +2 is “a little higher” where "
        "many answered much alike, and “can't tell” where few answered or answers lie far apart."
    )
