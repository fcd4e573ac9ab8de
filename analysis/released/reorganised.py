"""What a release says of units that were reorganised since the wave before, and of what is compared."""

from enum import StrEnum

import msgspec

BEFORE = "before:"
"""In front of the keys under which a release's `names` hold the names of the wave before."""


class Became(StrEnum):
    """What became of units of the wave before.

    RENAMED: the same unit under another name. MOVED: under another unit, whatever its name. MERGED: several
    became one. SPLIT: one became several. REARRANGED: several became several others. GONE: there is no unit
    of this wave that it became. NEW: it was no unit of the wave before, nor a part of one.
    """

    RENAMED = "renamed"
    MOVED = "moved"
    MERGED = "merged"
    SPLIT = "split"
    REARRANGED = "rearranged"
    GONE = "gone"
    NEW = "new"

    @property
    def is_compared(self) -> bool:
        """Whether what came of it can be compared with what it was, as far as that was shown."""
        return self in (Became.RENAMED, Became.MOVED, Became.MERGED)


class Reorganised(msgspec.Struct, frozen=True, omit_defaults=True):
    """Units of the wave before and the units that they became, by the keys of their groups.

    Names of the former stand in the release's `names` under "before:<key>".
    """

    change: Became
    then: tuple[str, ...] = ()
    now: tuple[str, ...] = ()


class FormerGroups(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a group of today is compared with: shown groups of the wave before, added up, less others of them.

    Both are keys of that wave's groups; their names stand in `names` under "before:<key>".
    """

    added: tuple[str, ...]
    less: tuple[str, ...] = ()
