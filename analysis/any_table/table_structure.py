"""What SCALES.yaml says: which columns of a table form which scale, and how it is scored."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from math import isfinite
from pathlib import Path
from typing import Any

import yaml

from analysis.counting.scales import default_minimum_answered
from analysis.findings.drivers import FEWEST_IN_INSTITUTION
from analysis.refusals import BadTable


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


class _Loader(yaml.SafeLoader):
    """YAML in which a name that is given twice is a fault, where plain YAML would drop the first."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """A mapping. Raises BadTable for a name that stands in it twice."""
        names = [self.construct_object(name, deep=True) for name, _ in node.value]
        for name in names:
            if names.count(name) > 1:
                raise BadTable(f"the description names {name} twice, at line {node.start_mark.line + 1}")
        return super().construct_mapping(node, deep)


def read_structure(path: Path) -> TableStructure:
    """Read SCALES.yaml; see `structure_of`. Raises BadTable when it is not YAML."""
    try:
        written = yaml.load(path.read_text("utf-8-sig"), _Loader)  # noqa: S506 - a SafeLoader
    except UnicodeDecodeError as error:
        raise BadTable(f"{path.name} is not in UTF-8; save it in UTF-8") from error
    except yaml.YAMLError as error:
        raise BadTable(f"{path.name} is not YAML: {error}") from error
    return structure_of(written)


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
    listed = written.get("models") or {}
    if not isinstance(listed, dict):
        raise BadTable("models must be {NAME: [scales]}")
    for name, members in listed.items():
        if not isinstance(members, list) or len(members) < 1 or not set(map(str, members)) <= known:
            raise BadTable(f"the model {name} must list scales of this file: {', '.join(sorted(known))}")
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
    if not is_pair or not all(_is_number(bound) for bound in bounds) or not bounds[0] < bounds[1]:
        raise BadTable(f"the scale {key} needs bounds: [lowest, highest], two numbers such as [1, 5]")
    minimum = entry.get("minimum_answered", default_minimum_answered(len(items)))
    if not isinstance(minimum, int) or isinstance(minimum, bool) or not 1 <= minimum <= len(items):
        raise BadTable(f"minimum_answered of {key} must be between 1 and {len(items)}")
    favourable = entry.get("favourable_from")
    if favourable is not None and not _is_number(favourable):
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


def _is_number(written: Any) -> bool:
    return isinstance(written, int | float) and not isinstance(written, bool) and isfinite(written)
