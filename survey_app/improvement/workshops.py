"""Workshop kits: for an area or a practice a meeting of 60 to 90 minutes that a unit can hold by itself."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import msgspec
import yaml

from questionnaires.languages import ByLanguage

FOLDER = Path(__file__).parent / "kits"


class Stage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One part of the meeting: how long, what is done."""

    minutes: int
    title: str
    what: str


class Training(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Training that goes with a kit: what it is, and where it is found."""

    title: str
    address: str


class KitTexts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kit in one language. `actions` are what often comes out, to choose from."""

    title: str
    aim: str
    agenda: tuple[Stage, ...]
    questions: tuple[str, ...]
    materials: tuple[str, ...]
    actions: tuple[str, ...]
    training: tuple[Training, ...] = ()

    @property
    def minutes(self) -> int:
        return sum(stage.minutes for stage in self.agenda)


@dataclass(frozen=True, slots=True)
class Kit:
    """The kit of one area, or of a practice that is none, by language."""

    area: str
    texts: ByLanguage[KitTexts]

    def in_language(self, language: str) -> KitTexts:
        return self.texts[language]


@lru_cache(maxsize=1)
def all_kits() -> tuple[Kit, ...]:
    """Every kit, in the order of the areas. Raises msgspec.ValidationError for a faulty file."""
    return tuple(_read(path) for path in sorted(FOLDER.glob("*.yaml")))


def kit_of(area: str) -> Kit | None:
    """The kit of an area, or None where there is none."""
    return next((kit for kit in all_kits() if kit.area == area), None)


def _read(path: Path) -> Kit:
    """A file holds the area's key and the texts of each language under its code."""
    content = yaml.safe_load(path.read_text("utf-8"))
    return Kit(content.pop("area"), ByLanguage(msgspec.convert(content, dict[str, KitTexts])))
