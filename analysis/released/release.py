"""What may be shown: the frozen results of one wave, and nothing that must stay hidden.

A `Release` is the only source of every page, chart, report and export. It is made once, after the
wave is counted, holds no answers and no number about a group under the wave's smallest group, and is
encoded as canonical JSON so that the same input gives the same bytes and the same hash.

Each number has the digits that its type says and no more, in every format (`digits`); differences
were rounded from unrounded numbers. Scores are on 0-100, shares in percent (0-100), differences in points.
"""

import hashlib
from collections.abc import Mapping
from enum import StrEnum

import msgspec

from analysis.released.earlier_releases import in_todays_words
from analysis.released.released_statistics import (
    Agreement,
    BetweenUnits,
    Drivers,
    Quality,
    Reliability,
    Standing,
    Weighting,
)
from analysis.released.released_values import Count, Hidden, Points, Reason, ScoreOrHidden, SharesOrHidden
from analysis.released.reorganised import FormerGroups, Reorganised
from questionnaires.languages import Spoken, as_stored

FORMAT = 2
"""Of the releases that are made now. In format 1 statistics were computed over hidden groups too."""


class GroupKind(StrEnum):
    """What a group of respondents is."""

    INSTITUTION = "institution"
    UNIT = "unit"
    OTHER_UNITS = "other_units"
    BACKGROUND = "background"


class Group(msgspec.Struct, frozen=True, omit_defaults=True):
    """A group of respondents and its results.

    `key` is unique in the release: "all", "unit:<code>", "other:<code>", "<question>:<class>" or
    "unit:<code>|<question>:<class>". `parent` is the key of the group it belongs to. `invited` is the
    headcount frozen when the wave opened, where one is known. Names stand in the release's `names`.
    """

    key: str
    kind: GroupKind
    parent: str | None
    respondents: Count | Hidden
    invited: int | None
    scores: Mapping[str, ScoreOrHidden]
    items: Mapping[str, SharesOrHidden]
    depth: int = 0

    @property
    def is_shown(self) -> bool:
        return isinstance(self.respondents, Count)


class Participation(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who took part: exact for the institution, margins for a share of one half."""

    invited: int | None
    respondents: int
    rate: Points | Hidden
    margin_of_error: Points | Hidden
    spoiled: int = 0
    by_weaker_mode: int = 0


class Quotation(msgspec.Struct, frozen=True, omit_defaults=True):
    """A comment that a person has read, redacted and released."""

    question: str
    theme: str
    text: str


class Theme(msgspec.Struct, frozen=True, omit_defaults=True):
    """A theme of the comments: key terms and how many comments speak of it, as a band.

    phrases : how it is said, the most frequent first; each stands in at least the smallest group of comments.
    before : how many spoke of it in the wave before, as was released then; Hidden: it was no theme then;
    None: there is nothing to compare with.
    """

    question: str
    key: str
    terms: tuple[str, ...]
    comments: Count
    phrases: tuple[str, ...] = ()
    before: Count | Hidden | None = None


class Certificate(msgspec.Struct, frozen=True, omit_defaults=True):
    """The proof that goes with a release.

    `smallest_derivable_group` is None when no group under `smallest_group` follows from what is shown.
    `hidden_intervals` has, for each hidden group, the respondents an attacker can bound it to.
    """

    smallest_group: int
    smallest_derivable_group: int | None
    hidden_groups: int
    protected_groups: int
    rounds: int
    method: str
    solver: str
    input_hash: str
    mask_hash: str = ""
    is_complete: bool = True
    hidden_intervals: Mapping[str, tuple[int, int | None]] = {}


class Machine(msgspec.Struct, frozen=True):
    """A machine of the trustees' own that opened the ballots: whose, its key (Ed25519), its signature."""

    name: str
    key: str
    signature: str


class Opened(msgspec.Struct, frozen=True, omit_defaults=True):
    """How the ballots were opened. No machines: on the server, which is weaker.

    root : over the receipts. digest : over what was counted and the comments. Both SHA-256, hexadecimal.
    """

    root: str
    digest: str
    machines: tuple[Machine, ...] = ()


class Release(msgspec.Struct, frozen=True, omit_defaults=True):
    """All released results of one wave of one institution.

    A pulse asked five items of the wave `previous_wave` again; it enters no comparison of institutions.
    `counted_in` has units that are no group of their own, by key, and the group in which their people count.
    `reorganisation` is what became of the units of the wave before, where the terms say so; `compared_with`
    has groups that were not simply there before under the same name, and what they are compared with.
    `opened` is None of surveys done elsewhere, and where an older version opened the ballots.
    """

    format: int
    institution: str
    wave: str
    programme: str | None
    questionnaire_key: str
    questionnaire_version: str
    questionnaire_hash: str
    manifest_fingerprint: str
    held_from: str
    held_until: str
    is_fictional: bool
    names: Mapping[str, Spoken]
    participation: Participation
    groups: tuple[Group, ...]
    certificate: Certificate
    previous_wave: str | None = None
    reliability: Mapping[str, Reliability | Hidden] = {}
    agreement: Mapping[str, Mapping[str, Agreement | Hidden]] = {}
    between_units: Mapping[str, BetweenUnits | Hidden] = {}
    drivers: Drivers | Hidden = Hidden(Reason.NOT_OFFERED)
    standings: Mapping[str, Standing | Hidden] = {}
    trend: Mapping[str, Mapping[str, Points]] = {}
    quality: Quality | Hidden = Hidden(Reason.NOT_OFFERED)
    weighting: Weighting | Hidden = Hidden(Reason.NOT_OFFERED)
    themes: tuple[Theme, ...] = ()
    quotations: tuple[Quotation, ...] = ()
    benchmark_institutions: int = 0
    is_pulse: bool = False
    counted_in: Mapping[str, str] = {}
    opened: Opened | None = None
    reorganisation: tuple[Reorganised, ...] = ()
    compared_with: Mapping[str, FormerGroups] = {}

    def group(self, key: str) -> Group:
        """The group with that key; KeyError names the key when there is none."""
        for group in self.groups:
            if group.key == key:
                return group
        raise KeyError(key)

    @property
    def whole(self) -> Group:
        """The institution as a whole."""
        return self.group("all")

    @property
    def units(self) -> tuple[Group, ...]:
        """Unit groups, in the order of the tree, other units of a parent after its own."""
        return tuple(g for g in self.groups if g.kind in (GroupKind.UNIT, GroupKind.OTHER_UNITS))

    def background(self, question: str) -> tuple[Group, ...]:
        """The institution's groups by one background question, in the order of its classes."""
        return tuple(
            g
            for g in self.groups
            if g.kind is GroupKind.BACKGROUND and g.parent == "all" and g.key.startswith(question + ":")
        )


def encode(release: Release) -> bytes:
    """Canonical JSON: keys sorted, UTF-8, no white space."""
    return msgspec.json.encode(release, order="sorted")


def decode(document: bytes) -> Release:
    """The release of a canonical document; raises msgspec.ValidationError when it is not one."""
    return msgspec.json.decode(in_todays_words(document), type=Release, dec_hook=as_stored)


def content_hash(document: bytes) -> str:
    """SHA-256 of the canonical document, in hexadecimal."""
    return hashlib.sha256(document).hexdigest()
