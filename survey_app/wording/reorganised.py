"""Says what became of units since the wave before, and what a group is compared with: one set of words."""

from collections.abc import Mapping, Sequence

from analysis.released.release import Group, Release
from analysis.released.released_values import Against, Hidden, Reason, Score
from analysis.released.reorganised import BEFORE, Became
from questionnaires.languages import Spoken
from survey_app.wording.catalogue import Voice, to_be_said, to_be_said_as
from survey_app.wording.differences import difference_against
from survey_app.wording.labels import Labels
from survey_app.wording.sentences import listed

CHANGES: Mapping[Became, str] = {
    Became.RENAMED: to_be_said_as("a unit", "renamed"),
    Became.MOVED: to_be_said_as("a unit", "moved"),
    Became.MERGED: to_be_said_as("a unit", "merged"),
    Became.SPLIT: to_be_said_as("a unit", "split"),
    Became.REARRANGED: to_be_said_as("a unit", "rearranged"),
    Became.GONE: to_be_said_as("a unit", "gone"),
    Became.NEW: to_be_said_as("a unit", "new"),
}
CONSEQUENCES: Mapping[Became, str] = {
    Became.RENAMED: to_be_said("Compared with what it was."),
    Became.MOVED: to_be_said(
        "Compared with what it was. The units above it are compared with those in them today."
    ),
    Became.MERGED: to_be_said(
        "Compared with all former units together, if each of them was shown last time."
    ),
    Became.SPLIT: to_be_said("Not compared: what each part answered last time is not known."),
    Became.REARRANGED: to_be_said("Not compared: what each part answered last time is not known."),
    Became.GONE: to_be_said("There is nothing today to compare it with."),
    Became.NEW: to_be_said("Not compared: it was no unit last time."),
}

NOT_COMPARED: Mapping[Became, str] = {
    Became.NEW: to_be_said("There is no comparison with the previous wave: this unit was not there then."),
    Became.SPLIT: to_be_said(
        "There is no comparison with the previous wave: a unit was split since, and what each part answered "
        "then is not known."
    ),
}
NOT_THE_SAME = to_be_said(
    "There is no comparison with the previous wave: units were rearranged, and no group of then is the same."
)
OF_A_GROUP = (Reason.REORGANISED, Reason.NOT_SHOWN_BEFORE)


def heading(voice: Voice) -> str:
    """The heading above what became of units."""
    return voice.say("Reorganised since the previous wave")


def explanation(voice: Voice) -> str:
    """Where it comes from, and why it could not be chosen to please anybody."""
    return voice.say(
        "What became of each unit was confirmed before the wave began and is signed with its terms. Units "
        "above those that moved, merged or split are compared with the units that are in them today."
    )


def columns(voice: Voice) -> tuple[str, str, str, str]:
    """What the columns of the list are called."""
    say = voice.say
    return (
        say("Unit of the previous wave"),
        say("What became of it"),
        say("Unit of this wave"),
        voice.say_as("of units", "Comparison"),
    )


def rows(release: Release, labels: Labels) -> tuple[tuple[str, str, str, str], ...]:
    """What became of units: the former ones, in a word, those of today, and what follows from it."""
    return tuple(
        (
            _names([f"{BEFORE}{key}" for key in one.then], release, labels),
            word(one.change, labels),
            _names(one.now, release, labels),
            labels.say(CONSEQUENCES[one.change]),
        )
        for one in release.reorganisation
    )


def word(change: Became, voice: Voice) -> str:
    """What became of units, in a word."""
    return voice.say_as("a unit", CHANGES[change])


def group_note(release: Release, key: str, labels: Labels) -> str:
    """What a group is compared with, where that was not simply the same group; empty otherwise."""
    found = release.compared_with.get(key)
    if found is None:
        return ""
    added = _names_before(found.added, release, labels)
    if found.less:
        less = _names_before(found.less, release, labels)
        return labels.say(
            "Units were reorganised since the previous wave: this group is compared with what was shown then "
            "of %(added)s, without %(less)s.",
            added=added,
            less=less,
        )
    if len(found.added) > 1:
        return labels.say(
            "Units were reorganised since the previous wave: this group is compared with what was shown then "
            "of %(added)s together.",
            added=added,
        )
    return labels.say("It is compared with what was “%(former)s” in the previous wave.", former=added)


def is_of_the_group(found: object) -> bool:
    """Whether it is the reason why a whole group is not compared with the previous wave."""
    return isinstance(found, Hidden) and found.reason in OF_A_GROUP


def why_not_compared_at_all(group: Group) -> Hidden | None:
    """The reason why nothing of a group is compared with the previous wave, if units are that reason."""
    found = [
        difference_against(score, Against.PREVIOUS, says_why=True)
        for score in group.scores.values()
        if isinstance(score, Score)
    ]
    if not found or not all(map(is_of_the_group, found)):
        return None
    return next(one for one in found if isinstance(one, Hidden))


def not_compared_sentence(release: Release, labels: Labels) -> str:
    """How many units can't be compared because they became others; empty where there is none."""
    reasons = [why.reason for group in release.units if (why := why_not_compared_at_all(group)) is not None]
    number = reasons.count(Reason.REORGANISED)
    if not number:
        return ""
    return labels.say_many(
        "%(num)s unit can't be compared with the previous wave: it is new, or was split or rearranged since.",
        "%(num)s units can't be compared with the previous wave: they are new, or were split or rearranged "
        "since.",
        number,
    )


def group_sentence(release: Release, group: Group, labels: Labels) -> str:
    """What a group is compared with after a reorganisation, or that it is not; empty where there was none."""
    why_not = why_not_compared_at_all(group)
    if why_not is None:
        return group_note(release, group.key, labels)
    if why_not.reason is Reason.REORGANISED:
        became = next((one.change for one in release.reorganisation if group.key in one.now), None)
        return labels.say(NOT_COMPARED.get(became, NOT_THE_SAME) if became is not None else NOT_THE_SAME)
    return labels.say(
        "There is no comparison with the previous wave: what it was then was not shown, in whole or in part."
    )


def _names_before(keys: Sequence[str], release: Release, labels: Labels) -> str:
    """Names of former groups; several are set in quotes, since one may hold commas itself."""
    names = [_name(f"{BEFORE}{key}", release, labels) for key in keys]
    return names[0] if len(names) == 1 else listed([f"“{name}”" for name in names], labels.language)


def _names(keys: Sequence[str], release: Release, labels: Labels) -> str:
    return listed([_name(key, release, labels) for key in keys], labels.language) if keys else "–"


def _name(key: str, release: Release, labels: Labels) -> str:
    """A unit by its name, or by its code where the release has none."""
    return release.names.get(key, Spoken()).in_language(labels.language) or key.rpartition(":")[2]
