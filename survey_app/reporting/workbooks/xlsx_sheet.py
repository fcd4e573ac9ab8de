"""A sheet of the workbook before it is written: its name, column titles and rows of plain values."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from analysis.released.released_values import Hidden, Interval

Value: TypeAlias = str | float | int | None


@dataclass(slots=True)
class WorkbookSheet:
    """A sheet: its name, column titles and rows; numbers are the release's, with its digits."""

    name: str
    titles: Sequence[str]
    rows: list[Sequence[Value]] = field(default_factory=list)

    def hide(self, *lead: Value, reason: str) -> None:
        """A row that begins with `lead` and says in its last column why the cells between are empty."""
        self.rows.append((*lead, *[None] * (len(self.titles) - len(lead) - 1), reason))


def bounds(interval: Interval | Hidden) -> tuple[float | None, float | None]:
    """An interval as two cells, empty where it is not told."""
    return (None, None) if isinstance(interval, Hidden) else (interval.lower, interval.upper)


def told(value: float | Hidden) -> float | None:
    """A number, or nothing where it is not told."""
    return None if isinstance(value, Hidden) else value
