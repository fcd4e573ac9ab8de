"""Says how many scores are higher and lower than one thing, and what the others are."""

from collections.abc import Mapping, Sequence

from analysis.released.release import Group
from analysis.released.released_values import Against, Difference, Verdict
from survey_app.wording import verdicts
from survey_app.wording.catalogue import to_be_said, to_be_said_as
from survey_app.wording.differences import difference_against
from survey_app.wording.labels import Labels
from survey_app.wording.sentences import NAMED_AT_MOST, listed

ALL_ALIKE: Mapping[Verdict, str] = {
    Verdict.HIGHER: to_be_said("All %(scores)s scores are higher than %(versus)s."),
    Verdict.LOWER: to_be_said("All %(scores)s scores are lower than %(versus)s."),
    Verdict.A_LITTLE_HIGHER: to_be_said("All %(scores)s scores are a little higher than %(versus)s."),
    Verdict.A_LITTLE_LOWER: to_be_said("All %(scores)s scores are a little lower than %(versus)s."),
    Verdict.ABOUT_THE_SAME: to_be_said("All %(scores)s scores are about the same as %(versus)s."),
    Verdict.CANNOT_TELL: to_be_said(
        "Whether any of the %(scores)s scores differs from %(versus)s can't be told."
    ),
}
ALL_CHANGED: Mapping[Verdict, str] = {
    Verdict.HIGHER: to_be_said("All %(scores)s scores are higher than the previous wave."),
    Verdict.LOWER: to_be_said("All %(scores)s scores are lower than the previous wave."),
    Verdict.A_LITTLE_HIGHER: to_be_said("All %(scores)s scores are a little higher than the previous wave."),
    Verdict.A_LITTLE_LOWER: to_be_said("All %(scores)s scores are a little lower than the previous wave."),
}
"""A change since an earlier wave is said of in other words than a level beside another, if not in English."""

OTHERS: Mapping[Verdict, str] = {
    Verdict.A_LITTLE_HIGHER: to_be_said("The others: %(left)s a little higher."),
    Verdict.A_LITTLE_LOWER: to_be_said("The others: %(left)s a little lower."),
    Verdict.ABOUT_THE_SAME: to_be_said("The others: %(left)s about the same."),
    Verdict.CANNOT_TELL: to_be_said("The others: %(left)s can't tell."),
}
OTHERS_CHANGED: Mapping[Verdict, str] = {
    Verdict.A_LITTLE_HIGHER: to_be_said_as("a change", "The others: %(left)s a little higher."),
    Verdict.A_LITTLE_LOWER: to_be_said_as("a change", "The others: %(left)s a little lower."),
}


def changes_sentence(group: Group, against: Against, labels: Labels) -> str:
    """Which scores are higher and lower than one thing, and how many of the others are what."""
    by_verdict: dict[Verdict, list[str]] = {verdict: [] for verdict in Verdict}
    for area, name in labels.areas.items():
        if isinstance(found := difference_against(group.scores.get(area), against), Difference):
            by_verdict[found.verdict].append(name)
    scores = sum(map(len, by_verdict.values()))
    versus = labels.versus(against)
    if not scores:
        return labels.say("No area can be compared with %(versus)s.", versus=versus)
    for verdict, names in by_verdict.items():
        if len(names) == scores > 1:
            messages = ALL_CHANGED if against is Against.PREVIOUS and verdict in ALL_CHANGED else ALL_ALIKE
            return labels.say(messages[verdict], scores=scores, versus=versus)
    up, down = by_verdict[Verdict.HIGHER], by_verdict[Verdict.LOWER]
    first = _changed(scores, up, down, labels)
    if against is not Against.PREVIOUS:
        first = _apart(scores, up, down, versus, labels)
    return f"{first} {_others(by_verdict, against, labels)}".rstrip()


def _changed(scores: int, up: Sequence[str], down: Sequence[str], labels: Labels) -> str:
    """How many have become higher and lower since the previous wave."""
    higher, lower = _counted(up, labels), _counted(down, labels)
    if up and down:
        return labels.say(
            "Of %(scores)s scores: %(higher)s higher than the previous wave; %(lower)s lower.",
            scores=scores,
            higher=higher,
            lower=lower,
        )
    if up:
        return labels.say(
            "Of %(scores)s scores: %(higher)s higher than the previous wave.", scores=scores, higher=higher
        )
    if down:
        return labels.say(
            "Of %(scores)s scores: %(lower)s lower than the previous wave.", scores=scores, lower=lower
        )
    return labels.say("Of %(scores)s scores, none is higher or lower than the previous wave.", scores=scores)


def _apart(scores: int, up: Sequence[str], down: Sequence[str], versus: str, labels: Labels) -> str:
    """How many are higher and lower than something else."""
    higher, lower = _counted(up, labels), _counted(down, labels)
    if up and down:
        return labels.say(
            "Of %(scores)s scores: %(higher)s higher than %(versus)s; %(lower)s lower.",
            scores=scores,
            higher=higher,
            versus=versus,
            lower=lower,
        )
    if up:
        return labels.say(
            "Of %(scores)s scores: %(higher)s higher than %(versus)s.",
            scores=scores,
            higher=higher,
            versus=versus,
        )
    if down:
        return labels.say(
            "Of %(scores)s scores: %(lower)s lower than %(versus)s.",
            scores=scores,
            lower=lower,
            versus=versus,
        )
    return labels.say(
        "Of %(scores)s scores, none is higher or lower than %(versus)s.", scores=scores, versus=versus
    )


def _others(by_verdict: Mapping[Verdict, Sequence[str]], against: Against, labels: Labels) -> str:
    """What those are that are neither higher nor lower; empty where there are none."""
    counted = {v: len(names) for v, names in by_verdict.items() if names and not v.matters}
    if not counted:
        return ""
    if len(counted) == 1:
        ((verdict, left),) = counted.items()
        if against is Against.PREVIOUS and verdict in OTHERS_CHANGED:
            return labels.say_as("a change", OTHERS_CHANGED[verdict], left=left)
        return labels.say(OTHERS[verdict], left=left)
    others = ", ".join(
        labels.say(
            "%(number)s %(verdict)s",
            number=number,
            verdict=verdicts.word(verdict, against, labels.language),
        )
        for verdict, number in counted.items()
    )
    if not by_verdict[Verdict.HIGHER] and not by_verdict[Verdict.LOWER]:
        return labels.say_as("all of them", "The others: %(others)s.", others=others)
    # English leaves out how many they are together, Korean begins with it.
    return labels.say("The others: %(left).0s%(others)s.", left=sum(counted.values()), others=others)


def _counted(names: Sequence[str], labels: Labels) -> str:
    """How many they are, and the first of them by name."""
    shown, more = names[:NAMED_AT_MOST], len(names) - NAMED_AT_MOST
    named = listed(names, labels.language)
    if more > 0:
        named = labels.say("%(names)s and %(more)s more", names=", ".join(shown), more=more)
    return labels.say_many("%(num)s (%(names)s) is", "%(num)s (%(names)s) are", len(names), names=named)
