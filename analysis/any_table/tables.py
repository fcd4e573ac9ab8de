"""Reading item-level tables: a CSV of answers, the answers to a scale, the groups of a column."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from analysis.any_table.table_structure import TableScale
from analysis.refusals import BadTable, OutOfBounds, Refusal, counted

FloatArray = NDArray[np.float64]
MISSING = frozenset({"", "na", "n/a", "nan", ".", "null", "none"})
ENCODINGS = ("utf-8-sig", "cp949")
SEPARATORS = (",", ";", "\t")
MOST_NAMED = 5


@dataclass(frozen=True, eq=False)
class CsvTable:
    """A CSV file as columns of text, in order."""

    columns: Mapping[str, pl.Series]
    duplicates: frozenset[str]
    rows: int

    def text(self, name: str) -> pl.Series:
        """A column, stripped, with null for missing. Raises BadTable when absent or there twice."""
        if name in self.duplicates:
            raise BadTable(f"the column {name} stands in the table more than once")
        if name not in self.columns:
            raise BadTable(f"the table has no column {name}; {self._near(name)}")
        stripped = self.columns[name].str.strip_chars()
        return stripped.set(stripped.str.to_lowercase().is_in(list(MISSING)).fill_null(True), None)

    def _near(self, name: str) -> str:
        close = get_close_matches(name, self.columns, n=3)
        if close:
            return f"did you mean {' or '.join(close)}?"
        return f"it has {_some(self.columns)}"

    def numbers(self, name: str) -> FloatArray:
        """A column as real numbers with NaN for missing. Raises BadTable when it is not numeric."""
        text = self.text(name)
        values = text.cast(pl.Float64, strict=False)
        strange = text.is_not_null() & (values.is_null() | ~values.is_finite().fill_null(True))
        if strange.any():
            examples = ", ".join(repr(value) for value in text.filter(strange).unique().sort().head(3))
            found, row = counted(int(strange.sum()), "value"), int(strange.arg_true()[0]) + 1
            raise BadTable(
                f"the column {name} is not numeric: {found} such as {examples} (row {row}); "
                "write numbers, and leave missing answers empty"
            )
        return values.fill_null(float("nan")).to_numpy()


def read_table(path: Path) -> CsvTable:
    """Read a CSV file with a header line, in UTF-8 or the Korean code page 949.

    Raises BadTable for files without a header or rows, or with rows of unequal length.
    """
    raw = path.read_bytes()
    for encoding in ENCODINGS:
        try:
            text = raw.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise BadTable(f"{path.name} is neither in UTF-8 nor in code page 949; save it as CSV in UTF-8")
    first = text.partition("\n")[0]
    separator = max(SEPARATORS, key=lambda each: (first.count(each), each == ","))
    header = next(csv.reader(io.StringIO(text), delimiter=separator), [])
    names = [name.strip() for name in header]
    if not any(names):
        raise BadTable(f"{path.name} has no header line; its first line must name the columns")
    _check_lengths(text, len(names), separator, path.name)
    places = [f"column {index}" for index in range(len(names))]
    try:
        frame = pl.read_csv(
            io.BytesIO(text.rstrip("\r\n").encode()),
            has_header=False,
            skip_rows=1,
            new_columns=places,
            infer_schema=False,
            separator=separator,
        )
    except (pl.exceptions.NoDataError, pl.exceptions.ShapeError) as error:
        raise BadTable(f"{path.name} has no rows under its header line") from error
    except pl.exceptions.PolarsError as error:
        raise BadTable(f"{path.name} cannot be read: {str(error).splitlines()[0]}") from error
    columns = {name: frame.to_series(index).alias(name) for index, name in enumerate(names)}
    duplicates = frozenset(name for name in names if names.count(name) > 1)
    return CsvTable(columns, duplicates, frame.height)


def _check_lengths(text: str, names: int, separator: str, file: str) -> None:
    """Raise BadTable for a line that has fewer or more fields than there are names.

    Empty lines at the end are no rows. Lines are gone through one by one only where the number of
    separators does not add up, or where some may stand between quotation marks.
    """
    body = text.rstrip("\r\n")
    if '"' not in body and body.count(separator) == (names - 1) * (body.count("\n") + 1):
        return
    for number, fields in enumerate(csv.reader(io.StringIO(body), delimiter=separator), 1):
        if len(fields) != names and not (names == 1 and not fields):
            raise BadTable(
                f"{file} has {counted(len(fields), 'value')} in line {number} where the header names "
                f"{counted(names, 'column')}"
            )


def _some(names: Iterable[str]) -> str:
    """The first names, and how many more there are."""
    listed = list(names)
    more = f" and {len(listed) - MOST_NAMED} more" if len(listed) > MOST_NAMED else ""
    return ", ".join(listed[:MOST_NAMED]) + more


@dataclass(frozen=True, eq=False)
class ScaleAnswers:
    """A scale's answers (rows, items), NaN for missing: raw as in the table, keyed with items turned."""

    scale: TableScale
    raw: FloatArray
    keyed: FloatArray


def answers_of(table: CsvTable, scale: TableScale) -> ScaleAnswers | Refusal:
    """The answers to a scale, or why there are none: a column that is absent, there twice, not
    numeric, or holds values outside the bounds."""
    try:
        raw = np.stack([table.numbers(item) for item in scale.items], axis=1)
    except BadTable as reason:
        return reason
    for column, item in enumerate(scale.items):
        outside = (raw[:, column] < scale.lower) | (raw[:, column] > scale.upper)
        if outside.any():
            row = int(np.flatnonzero(outside)[0])
            where = (
                f", such as {raw[row, column]:g} in row {row + 1}; correct or empty them, or widen the bounds"
            )
            return OutOfBounds(item, int(outside.sum()), scale.lower, scale.upper, where)
    turned = np.array([item in scale.reversed_items for item in scale.items])
    return ScaleAnswers(scale, raw, np.where(turned, scale.lower + scale.upper - raw, raw))


@dataclass(frozen=True, eq=False)
class Grouping:
    """Which group each row belongs to. groups : (rows,) index into names, −1 where it is not given."""

    column: str
    names: tuple[str, ...]
    groups: NDArray[np.int64]

    @property
    def without(self) -> int:
        """Rows without a group."""
        return int((self.groups < 0).sum())


def grouping_of(table: CsvTable, column: str, within: str | None = None) -> Grouping:
    """Groups by the values of a column; with `within`, by both, so that units belong to one institution.

    Names are in natural order: numbers by size, then texts.
    """
    text = table.text(column)
    if within is not None:
        outer = table.text(within)
        text = (outer + " / " + text).alias(column)
    found = text.drop_nulls().unique().to_list()
    names = sorted(found, key=_natural)
    index = {name: place for place, name in enumerate(names)}
    groups = text.replace_strict(index, default=-1, return_dtype=pl.Int64).fill_null(-1)
    return Grouping(column, tuple(names), groups.to_numpy())


def _natural(name: str) -> tuple[int, float, str]:
    try:
        return 0, float(name), name
    except ValueError:
        return 1, 0.0, name
