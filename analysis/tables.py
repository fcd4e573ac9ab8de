"""Reading item-level tables: a CSV of answers, and the YAML that says which columns form which scale."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import yaml
from numpy.typing import NDArray

from analysis.drivers import FEWEST_IN_INSTITUTION
from analysis.refusals import BadTable, OutOfBounds, Refusal
from analysis.scales import default_minimum_answered

FloatArray = NDArray[np.float64]
MISSING = frozenset({"", "na", "n/a", "nan", ".", "null", "none"})
ENCODINGS = ("utf-8-sig", "cp949")


@dataclass(frozen=True, slots=True)
class TableScale:
    """One scale of a table: its columns, which of them are reversed, and how it is scored.

    favourable, unfavourable : keyed values count as favourable from the first on, and as
    unfavourable up to the second; by default strictly above and below the middle of the scale.
    """

    key: str
    items: tuple[str, ...]
    reversed_items: frozenset[str]
    lower: float
    upper: float
    minimum_answered: int
    favourable_from: float | None = None

    @property
    def middle(self) -> float:
        return (self.lower + self.upper) / 2

    @property
    def points(self) -> int:
        """Possible answers of an item with whole points."""
        return round(self.upper - self.lower) + 1


@dataclass(frozen=True)
class TableStructure:
    """What SCALES.yaml says. models : scales that a factor model takes together, by name."""

    scales: tuple[TableScale, ...]
    models: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    fewest_for_drivers: int = FEWEST_IN_INSTITUTION

    def scale(self, key: str) -> TableScale:
        """The scale of this name. Raises BadTable when there is none."""
        for scale in self.scales:
            if scale.key == key:
                return scale
        raise BadTable(f"there is no scale {key}; there are {', '.join(s.key for s in self.scales)}")


@dataclass(frozen=True, eq=False)
class Table:
    """A CSV file as columns of text, in order."""

    columns: Mapping[str, pl.Series]
    duplicates: frozenset[str]
    rows: int

    def text(self, name: str) -> pl.Series:
        """A column, stripped, with null for missing. Raises BadTable when absent or there twice."""
        if name in self.duplicates:
            raise BadTable(f"the column {name} stands in the table more than once")
        if name not in self.columns:
            raise BadTable(f"the table has no column {name}")
        stripped = self.columns[name].str.strip_chars()
        return stripped.set(stripped.str.to_lowercase().is_in(list(MISSING)).fill_null(True), None)

    def numbers(self, name: str) -> FloatArray:
        """A column as real numbers with NaN for missing. Raises BadTable when it is not numeric."""
        text = self.text(name)
        values = text.cast(pl.Float64, strict=False)
        strange = text.is_not_null() & (values.is_null() | ~values.is_finite().fill_null(True))
        if strange.any():
            examples = ", ".join(repr(value) for value in text.filter(strange).unique().sort().head(3))
            raise BadTable(
                f"the column {name} is not numeric: {int(strange.sum())} values such as {examples}"
            )
        return values.fill_null(float("nan")).to_numpy()


def read_table(path: Path) -> Table:
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
        raise BadTable(f"{path.name} is neither in UTF-8 nor in code page 949")
    header = next(csv.reader(io.StringIO(text)), [])
    names = [name.strip() for name in header]
    if not any(names):
        raise BadTable(f"{path.name} has no header line")
    places = [f"column {index}" for index in range(len(names))]
    try:
        frame = pl.read_csv(
            io.BytesIO(text.encode()), has_header=False, skip_rows=1, new_columns=places, infer_schema=False
        )
    except (pl.exceptions.NoDataError, pl.exceptions.ShapeError) as error:
        raise BadTable(f"{path.name} has no rows") from error
    except pl.exceptions.PolarsError as error:
        raise BadTable(f"{path.name} cannot be read: {str(error).splitlines()[0]}") from error
    if frame.width != len(names):
        raise BadTable(f"{path.name} has {len(names)} names for {frame.width} columns")
    columns = {name: frame.to_series(index).alias(name) for index, name in enumerate(names)}
    duplicates = frozenset(name for name in names if names.count(name) > 1)
    return Table(columns, duplicates, frame.height)


def read_structure(path: Path) -> TableStructure:
    """Read SCALES.yaml; see `structure_of`. Raises BadTable when it is not YAML."""
    try:
        return structure_of(yaml.safe_load(path.read_text("utf-8")))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BadTable(f"{path.name} is not YAML: {error}") from error


def structure_of(written: Any) -> TableStructure:
    """The structure that a mapping describes. A minus before a column reverses it.

    >>> made = structure_of({"scales": {"L": {"items": ["a", "-b"], "bounds": [1, 5]}}})
    >>> made.scales[0].items, sorted(made.scales[0].reversed_items), made.scales[0].minimum_answered
    (('a', 'b'), ['b'], 2)

    Raises BadTable with the place that is wrong.
    """
    if not isinstance(written, dict) or not isinstance(written.get("scales"), dict) or not written["scales"]:
        raise BadTable("the description needs scales: {NAME: {items: [...], bounds: [low, high]}}")
    unknown = set(written) - {"scales", "models", "drivers"}
    if unknown:
        raise BadTable(f"the description has unknown entries: {', '.join(sorted(map(str, unknown)))}")
    scales = tuple(_scale(str(key), entry) for key, entry in written["scales"].items())
    known = {scale.key for scale in scales}
    models = {}
    for name, members in (written.get("models") or {}).items():
        if not isinstance(members, list) or len(members) < 1 or not set(map(str, members)) <= known:
            raise BadTable(f"the model {name} must list scales of this file")
        models[str(name)] = tuple(map(str, members))
    options = written.get("drivers") or {}
    fewest = options.get("fewest", FEWEST_IN_INSTITUTION) if isinstance(options, dict) else None
    if not isinstance(fewest, int) or fewest < 3:
        raise BadTable("drivers: {fewest: …} must be a whole number of respondents, 3 or more")
    return TableStructure(scales, models, fewest)


def _scale(key: str, entry: Any) -> TableScale:
    if not isinstance(entry, dict) or not isinstance(entry.get("items"), list) or not entry["items"]:
        raise BadTable(f"the scale {key} needs a list of items")
    unknown = set(entry) - {"items", "bounds", "minimum_answered", "favourable_from"}
    if unknown:
        raise BadTable(f"the scale {key} has unknown entries: {', '.join(sorted(map(str, unknown)))}")
    items, reversed_items = [], set()
    for written in map(str, entry["items"]):
        item = written[1:] if written.startswith("-") else written
        items.append(item)
        if written.startswith("-"):
            reversed_items.add(item)
    if len(set(items)) != len(items):
        raise BadTable(f"the scale {key} names an item twice")
    bounds: Any = entry.get("bounds")
    is_pair = isinstance(bounds, list) and len(bounds) == 2
    if not is_pair or not all(isinstance(b, int | float) for b in bounds) or not bounds[0] < bounds[1]:
        raise BadTable(f"the scale {key} needs bounds: [lowest, highest]")
    minimum = entry.get("minimum_answered", default_minimum_answered(len(items)))
    if not isinstance(minimum, int) or not 1 <= minimum <= len(items):
        raise BadTable(f"minimum_answered of {key} must be between 1 and {len(items)}")
    favourable = entry.get("favourable_from")
    if favourable is not None and not isinstance(favourable, int | float):
        raise BadTable(f"favourable_from of {key} must be a number")
    return TableScale(
        key,
        tuple(items),
        frozenset(reversed_items),
        float(bounds[0]),
        float(bounds[1]),
        minimum,
        None if favourable is None else float(favourable),
    )


@dataclass(frozen=True, eq=False)
class ScaleAnswers:
    """A scale's answers (rows, items), NaN for missing: raw as in the table, keyed with items turned."""

    scale: TableScale
    raw: FloatArray
    keyed: FloatArray


def answers_of(table: Table, scale: TableScale) -> ScaleAnswers | Refusal:
    """The answers to a scale, or why there are none: a column that is absent, there twice, not
    numeric, or holds values outside the bounds."""
    try:
        raw = np.stack([table.numbers(item) for item in scale.items], axis=1)
    except BadTable as reason:
        return reason
    for column, item in enumerate(scale.items):
        outside = (raw[:, column] < scale.lower) | (raw[:, column] > scale.upper)
        if outside.any():
            return OutOfBounds(item, int(outside.sum()), scale.lower, scale.upper)
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


def grouping_of(table: Table, column: str, within: str | None = None) -> Grouping:
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
