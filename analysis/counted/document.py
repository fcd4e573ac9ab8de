"""What is kept of a counted wave: frozen, canonical, and nothing in it that a release could not show.

The answers of single people live in memory, from the opening until this value stands. A group that disclosure
control hides has no number here, an area or item that is hidden in a group has none, and where a small group
is (nearly) of one mind no more is kept than is said of it. So whatever reads this, a release or a thief,
knows what an attacker of the release is taken to know (`analysis.disclosure.law.KEPT`), and no more.
"""

import hashlib
from collections.abc import Mapping
from functools import cached_property
from typing import TypeAlias

import msgspec

from analysis.counted.totals import Totals
from analysis.released.release import Certificate, GroupKind
from analysis.released.released_statistics import (
    Agreement,
    BetweenUnits,
    Drivers,
    Quality,
    Reliability,
    Weighting,
)
from analysis.released.released_values import Hidden, Reason
from questionnaires.languages import Spoken, as_stored

FORMAT = 1
WHOLE = "all"


class CountedArea(msgspec.Struct, frozen=True, omit_defaults=True, tag="area"):
    """The scores of one area in one group; `favourable` is hidden where it would tell of a blurred item."""

    scores: Totals
    favourable: Totals | Hidden


class CountedItem(msgspec.Struct, frozen=True, omit_defaults=True, tag="item"):
    """How one item was answered in one group, as numbers of respondents.

    favourable : hidden where (nearly) all of a small group answered alike; then `bound` says on which side.
    neutral, unfavourable, points (keyed, from the unfavourable end) : of large groups alone.
    """

    answered: int
    favourable: int | Hidden
    bound: str = ""
    neutral: int | Hidden = Hidden(Reason.NOT_IN_DETAIL)
    unfavourable: int | Hidden = Hidden(Reason.NOT_IN_DETAIL)
    points: tuple[int, ...] = ()
    not_applicable: int | Hidden = Hidden(Reason.NOT_IN_DETAIL)

    @property
    def is_blurred(self) -> bool:
        return bool(self.bound)


AreaOrHidden: TypeAlias = CountedArea | Hidden
ItemOrHidden: TypeAlias = CountedItem | Hidden


class CountedGroup(msgspec.Struct, frozen=True, omit_defaults=True):
    """A group of a release. `units` are codes of the units whose people are in it, "" those of none.

    A background class within a group of units has that group's units.
    """

    key: str
    kind: GroupKind
    parent: str | None
    depth: int
    invited: int | None
    respondents: int | Hidden
    areas: Mapping[str, AreaOrHidden]
    items: Mapping[str, ItemOrHidden]
    units: tuple[str, ...] = ()

    @property
    def is_shown(self) -> bool:
        return not isinstance(self.respondents, Hidden)


class Block(msgspec.Struct, frozen=True):
    """Moments of one area's items over people of the whole institution, from n ≥ 3p on.

    respondents : who answered every item of the area, less so many that what is left beside them is no small
    group. sums, cross : of keyed steps and of their products. points : (items, points) keyed.
    """

    respondents: int
    sums: tuple[int, ...]
    cross: tuple[tuple[int, ...], ...]
    points: tuple[tuple[int, ...], ...]


class Statistics(msgspec.Struct, frozen=True, omit_defaults=True):
    """Results of the whole institution that need records, as a release shows them: results, no data."""

    reliability: Mapping[str, Reliability | Hidden] = {}
    agreement: Mapping[str, Mapping[str, Agreement | Hidden]] = {}
    between_units: Mapping[str, BetweenUnits | Hidden] = {}
    drivers: Drivers | Hidden = Hidden(Reason.NOT_OFFERED)
    quality: Quality | Hidden = Hidden(Reason.NOT_OFFERED)
    weighting: Weighting | Hidden = Hidden(Reason.NOT_OFFERED)


class PublicUseRecords(msgspec.Struct, frozen=True, omit_defaults=True):
    """Masked records for a public-use file, where the signed terms allow one: sorted, without unit.

    columns : background questions, then items. dropped : records that no class of enough people had.
    """

    columns: tuple[str, ...]
    questions: int
    records: tuple[tuple[str, ...], ...]
    dropped: int


class Counted(msgspec.Struct, frozen=True, omit_defaults=True, dict=True):
    """One counted wave. The same ballots give the same bytes, whatever their order or the machine."""

    format: int
    wave: str
    manifest: str
    questionnaire: str
    respondents: int
    groups: tuple[CountedGroup, ...]
    names: Mapping[str, Spoken]
    counted_in: Mapping[str, str]
    certificate: Certificate
    blocks: Mapping[str, Block] = {}
    statistics: Statistics = Statistics()
    public_use: PublicUseRecords | None = None

    @cached_property
    def by_key(self) -> Mapping[str, CountedGroup]:
        """The groups by their keys."""
        return {group.key: group for group in self.groups}

    @property
    def whole(self) -> CountedGroup:
        return self.by_key[WHOLE]


def encode(counted: Counted) -> bytes:
    """Canonical JSON: keys sorted, UTF-8, no white space."""
    return msgspec.json.encode(counted, order="sorted")


def decode(document: bytes) -> Counted:
    """The value of a canonical document; raises msgspec.ValidationError when it is not one."""
    return msgspec.json.decode(document, type=Counted, dec_hook=as_stored)


def digest(document: bytes) -> bytes:
    """SHA-256 of a canonical document."""
    return hashlib.sha256(document).digest()
