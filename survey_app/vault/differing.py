"""In what two countings of the same ballots differ, named without saying what stands in either."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from analysis.counted.document import Counted, decode
from survey_app.vault.counting.ballots import CountedBallots
from survey_app.vault.errors import OpenedFileDoesNotFit


class CountedPart(StrEnum):
    """A part of what is counted."""

    GROUPS = "counts of groups"
    COMMENTS = "comments"
    RESPONDENTS = "how many were counted"
    SPOILED = "how many were spoiled"
    SEALED_BY_SERVER = "how many the server had locked"
    CERTIFICATE = "which groups are hidden, and why"
    STATISTICS = "statistics of the whole institution"
    PUBLIC_USE = "records for a public-use file"
    OTHER = "names and terms"


@dataclass(frozen=True, slots=True)
class Differing:
    """A part that differs; `groups` are the keys of the groups whose counts do, or that one of them lacks."""

    part: CountedPart
    groups: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.part} ({', '.join(self.groups)})" if self.groups else self.part.value


class OpenedFilesDiffer(OpenedFileDoesNotFit):
    """The machines did not come to the same result. Nothing was taken over, and no ballot is destroyed."""

    def __init__(self, parts: tuple[Differing, ...]) -> None:
        super().__init__("they differ in " + "; ".join(str(part) for part in parts))
        self.parts = parts


def differing(first: CountedBallots, second: CountedBallots) -> tuple[Differing, ...]:
    """The parts in which two countings differ; empty where their digests are the same."""
    one, other = decode(first.document), decode(second.document)
    found = [
        Differing(part)
        for part, differs in {
            CountedPart.RESPONDENTS: one.respondents != other.respondents,
            CountedPart.SPOILED: first.spoiled != second.spoiled,
            CountedPart.SEALED_BY_SERVER: first.sealed_by_server != second.sealed_by_server,
            CountedPart.COMMENTS: Counter(first.comments) != Counter(second.comments),
            CountedPart.CERTIFICATE: one.certificate != other.certificate,
            CountedPart.STATISTICS: (one.statistics, one.blocks) != (other.statistics, other.blocks),
            CountedPart.PUBLIC_USE: one.public_use != other.public_use,
        }.items()
        if differs
    ]
    if groups := _groups(one, other):
        found.insert(0, Differing(CountedPart.GROUPS, groups))
    if not found and first.digest != second.digest:
        found.append(Differing(CountedPart.OTHER))
    return tuple(found)


def _groups(one: Counted, other: Counted) -> tuple[str, ...]:
    keys = dict.fromkeys([*one.by_key, *other.by_key])
    return tuple(key for key in keys if one.by_key.get(key) != other.by_key.get(key))
