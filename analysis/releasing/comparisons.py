"""What the results of one release are compared with, tested together and judged once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from analysis.institutions.benchmark import Benchmark
from analysis.refusals import Refusal
from analysis.released.released_values import Against, Hidden, Interval, Reason
from analysis.released.released_values import Difference as Released
from analysis.scores.differences import TestedDifference
from analysis.scores.verdicts import OF_ITS_GROUPS, OF_THE_INSTITUTION, Judged, Level, judge_groups

Place = tuple[str, str]
"""A group's key and an area's or item's."""
Family = tuple[str, str]
"""What is judged together, areas or items, and the key of the group."""
INSTITUTION = "all"


class MeasureBenchmark(msgspec.Struct, frozen=True):
    """The institutions of a programme in one measure: areas 0-100, items as favourable shares 0-1."""

    institutions: int
    median: float
    lower_quartile: float
    upper_quartile: float
    lowest: float
    highest: float
    pooled_mean: float
    quantiles: tuple[float, ...] = ()

    @classmethod
    def of(cls, made: Benchmark) -> "MeasureBenchmark":
        return cls(
            made.institutions,
            made.median,
            made.lower_quartile,
            made.upper_quartile,
            made.values[0],
            made.values[-1],
            made.pooled_mean,
        )

    def rounded(self, digits: int) -> "MeasureBenchmark":
        """The same with the digits that leave: no more than a reader needs."""
        numbers = {
            name: round(value, digits)
            for name in self.__struct_fields__
            if isinstance(value := getattr(self, name), float)
        }
        quantiles = tuple(round(value, digits) for value in self.quantiles)
        return msgspec.structs.replace(self, **numbers, quantiles=quantiles)


@dataclass(slots=True)
class Grid:
    """All comparisons of one release. Add them, judge them once, then ask for each place's."""

    tested: list[tuple[Place, Against, TestedDifference, Level, Family]] = field(default_factory=list)
    refused: list[tuple[Place, Against, Reason]] = field(default_factory=list)

    def add(
        self,
        place: Place,
        against: Against,
        level: Level,
        family: Family,
        make: Callable[[], TestedDifference],
    ) -> None:
        """Adds one comparison to a family; one that can't be made is kept with its reason."""
        try:
            self.tested.append((place, against, make(), level, family))
        except Refusal:
            self.refused.append((place, against, Reason.NOT_ESTIMABLE))

    def refuse(self, place: Place, against: Against, reason: Reason) -> None:
        """Notes that a comparison is not offered here, and why."""
        self.refused.append((place, against, reason))

    def judged(self) -> Mapping[Place, tuple[Released | Hidden, ...]]:
        """Every place's differences, with false marks held down over the release, areas and items apart.

        Of what is marked among all areas of a release at most 5 % is expected to be false, and so of what is
        marked among all items: 2 % are the institution's own table's, 3 % all groups' together
        (`analysis.scores.verdicts.judge_groups`), so that the many small units do not drown the institution.
        """
        found: dict[Place, list[Released | Hidden]] = {}
        members: dict[Family, list[tuple[Place, Against, TestedDifference, Level]]] = {}
        for place, against, made, level, family in self.tested:
            members.setdefault(family, []).append((place, against, made, level))
        for of in dict.fromkeys(family[0] for family in members):
            for is_whole, rate in ((True, OF_THE_INSTITUTION), (False, OF_ITS_GROUPS)):
                mine = {f: m for f, m in members.items() if f[0] == of and (f[1] == INSTITUTION) is is_whole}
                verdicts = judge_groups(
                    {family: [(made, level) for _, _, made, level in some] for family, some in mine.items()},
                    false_discovery_rate=rate,
                )
                for family, some in mine.items():
                    for (place, against, _, level), judged in zip(some, verdicts[family], strict=True):
                        found.setdefault(place, []).append(_released(against, level, judged))
        for place, _against, reason in self.refused:
            found.setdefault(place, []).append(Hidden(reason))
        return {place: tuple(differences) for place, differences in found.items()}


def _released(against: Against, level: Level, judged: Judged) -> Released:
    made = judged.difference
    to_points = 100.0 if level is Level.ITEM else 1.0
    value = to_points * made.difference
    return Released(
        against=against,
        # Items are shown in whole percent, so their differences are too: rounded once, from the exact ones.
        value=float(round(value)) if level is Level.ITEM else value,
        verdict=judged.verdict,
        interval=None if level is Level.ITEM else Interval(to_points * made.lower, to_points * made.upper),
        g=made.effect if abs(made.effect) < 100 else None,
    )


def of_kind(differences: Sequence[Released | Hidden], against: Against) -> Released | None:
    """The difference against that, or None when there is none to show."""
    for difference in differences:
        if isinstance(difference, Released) and difference.against is against:
            return difference
    return None
