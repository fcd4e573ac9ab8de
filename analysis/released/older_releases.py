"""Releases of older versions as they may be shown today: what weaker rules let through is left out.

A stored release is signed and never changes. In format 1 statistics between units were computed over hidden
units too, single answers were told of few people, and what was blurred could be computed back. Nothing can be
audited after the fact where the answers are elsewhere, so such numbers are left out whenever it is read.
"""

import msgspec

from analysis.released.digits import in_digits
from analysis.released.release import FORMAT, Group, Release
from analysis.released.released_values import Count, Hidden, Reason, Score, Shares
from analysis.released.showing import UNANIMOUS_UNDER

OLDER = Hidden(Reason.OLDER_VERSION)
BLURRED = (95.0, 5.0)


def is_older(release: Release) -> bool:
    """Whether a release was made under rules that were weaker than today's."""
    return release.format < FORMAT


def as_of_now(release: Release) -> Release:
    """The release itself, or without what today's rules would not have let through."""
    if not is_older(release):
        return release
    made = msgspec.structs.replace(
        release,
        groups=tuple(group_as_of_now(group) for group in release.groups),
        between_units=dict.fromkeys(release.between_units, OLDER),
        agreement={area: dict.fromkeys(units, OLDER) for area, units in release.agreement.items()},
    )
    return in_digits(made)


def group_as_of_now(group: Group) -> Group:
    """One group of a release of format 1, without what would tell how a few answered."""
    is_small = not isinstance(group.respondents, Count) or group.respondents.lower < UNANIMOUS_UNDER
    scores = {area: _score(found, is_small) for area, found in group.scores.items()}
    items = {item: _shares(found) for item, found in group.items.items()}
    return msgspec.structs.replace(group, scores=scores, items=items)


def _score(found: Score | Hidden, is_small: bool) -> Score | Hidden:
    if isinstance(found, Hidden) or not is_small:
        return found
    return msgspec.structs.replace(found, favourable=OLDER, favourable_interval=OLDER)


def _shares(found: Shares | Hidden) -> Shares | Hidden:
    if isinstance(found, Hidden):
        return found
    if found.is_bounded and found.favourable in BLURRED:
        # Of fewer than nineteen the bound said that all of them answered alike.
        return OLDER
    return msgspec.structs.replace(
        found, neutral=OLDER, unfavourable=OLDER, points=(), not_applicable=OLDER, is_bounded=False
    )
