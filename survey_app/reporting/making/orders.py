"""What reports are made from, and which are asked for."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from analysis.released.release import GroupKind, Release
from questionnaires.model import Questionnaire
from survey_app.reporting.chapters.proposals import KitExcerpt
from survey_app.reporting.making.report import ReportedAction, ReportKind
from survey_app.wording.counted_in import counted_in_sentence, unit_name
from survey_app.wording.labels import labels_of

FORBIDDEN_IN_NAMES = '<>:"/\\|?*'
LONGEST_NAME = 120


class MaterialsAreMissing(Exception):
    """What a report would be made from can't be had; the message says why, in words."""


@dataclass(frozen=True, slots=True)
class Materials:
    """What the reports of one wave are made from; `kits` are the workshop kits by area, in their language."""

    release: Release
    questionnaire: Questionnaire
    promises: tuple[ReportedAction, ...] = ()
    kits: Mapping[str, KitExcerpt] = field(default_factory=dict)

    def promised_for(self, unit_key: str = "") -> tuple[ReportedAction, ...]:
        """What the institution as a whole promised, and in a unit's report what that unit did."""
        return tuple(p for p in self.promises if not p.unit or f"unit:{p.unit}" == unit_key)


@dataclass(frozen=True, slots=True)
class Order:
    """One report to be made, and the name of its file. `unit` is a group's key ("unit:<code>")."""

    name: str
    kind: ReportKind | str
    unit: str | None
    file_format: str
    language: str


@dataclass(frozen=True, slots=True)
class NotMade:
    """A report that could not be made, and why, in words."""

    name: str
    reason: str


def unit_orders(
    materials: Materials, file_format: str, language: str
) -> tuple[tuple[Order, ...], tuple[NotMade, ...]]:
    """An order for each unit that may be shown, and why there is none for the others."""
    release = materials.release
    labels = labels_of(release, materials.questionnaire, language)
    orders, not_made = [], []
    for place, unit in enumerate((g for g in release.groups if g.kind is GroupKind.UNIT), start=1):
        name = file_name(f"{place:03d} {labels.groups[unit.key]}", file_format)
        if unit.is_shown:
            orders.append(Order(name, ReportKind.UNIT, unit.key, file_format, language))
        else:
            not_made.append(NotMade(name, labels.reason(unit.respondents)))  # type: ignore[arg-type]
    not_made += [
        NotMade(unit_name(release, key, labels), counted_in_sentence(release, key, labels))
        for key in release.counted_in
    ]
    return tuple(orders), tuple(not_made)


def file_name(title: str, suffix: str) -> str:
    """A file name that Windows, macOS and Linux take alike, Korean composed, at most 120 characters."""
    composed = unicodedata.normalize("NFC", title)
    kept = "".join(
        " " if c in FORBIDDEN_IN_NAMES or unicodedata.category(c)[0] == "C" else c for c in composed
    )
    return f"{' '.join(kept.split())[:LONGEST_NAME].strip(' .') or 'report'}.{suffix}"
