"""How many people: in one form throughout, exact for the whole institution, as released for a part of it."""

from analysis.released.release import Group, GroupKind, Release
from analysis.released.released_values import Count, Hidden

RATE_DIGITS = 1
"""As a release's own rate of the whole institution has."""


def respondents_of(release: Release, group: Group) -> Count | Hidden:
    """How many answered: of the institution exactly, as its participation says, of a group as it is released.

    A release gives the counts of all its groups alike, the whole of under a hundred as a band, too; beside
    the exact number on the cover that band would be a second answer to one question.
    """
    if group.kind is GroupKind.INSTITUTION and isinstance(group.respondents, Count):
        return Count(release.participation.respondents, release.participation.respondents)
    return group.respondents


def response_rate(release: Release, group: Group) -> float | None:
    """The response rate in percent, None where no headcount is known or the count is a band.

    "39 to 96 %" is no rate: where a band is all that may be told, the band stands beside the headcount.
    """
    people = respondents_of(release, group)
    if not isinstance(people, Count) or not people.is_exact or not group.invited:
        return None
    return round(min(100.0 * people.lower / group.invited, 100.0), RATE_DIGITS)
