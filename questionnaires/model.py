"""What a questionnaire is: scales, areas, items and background questions as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from questionnaires.languages import ByLanguage


class Kind(StrEnum):
    """What an item asks for, which decides how its answers may be used and shown."""

    PERCEPTION = "perception"
    EXPERIENCE = "experience"
    OUTCOME = "outcome"


@dataclass(frozen=True, slots=True)
class Scale:
    """An answer scale. `points` are the stored values, low to high, whatever the item's polarity."""

    key: str
    points: tuple[int, ...]
    favourable: tuple[int, ...]
    unfavourable: tuple[int, ...]
    has_not_applicable: bool

    @property
    def lower(self) -> int:
        return self.points[0]

    @property
    def upper(self) -> int:
        return self.points[-1]


@dataclass(frozen=True, slots=True)
class Item:
    """One question on one scale.

    `favourable` and `unfavourable` are the boxes as answered, already turned for a reversed item.
    `recall_months` is the period an experience item asks about. Two items of different waves may
    be compared over time when their `comparability` keys are equal and they are worded alike, or
    `same_meaning_as` names the other's version: a person decided that another wording asks the same.
    """

    id: str
    kind: Kind
    scale: Scale
    is_reversed: bool
    favourable: tuple[int, ...]
    unfavourable: tuple[int, ...]
    comparability: str
    recall_months: int | None = None
    is_sensitive: bool = False
    same_meaning_as: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Area:
    """Items that are scored together: an area of culture, or an index such as engagement.

    An area of which a pulse asks some items only is not in full, and has no score.
    """

    key: str
    items: tuple[str, ...]
    minimum_answered: int
    is_index: bool = False
    is_in_full: bool = True


@dataclass(frozen=True, slots=True)
class Merge:
    """Background classes that are shown as one when either is small: `of` become `into`."""

    into: str
    of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BackgroundQuestion:
    """A question about the respondent's situation, always optional. Merges apply in order."""

    id: str
    classes: tuple[str, ...]
    merges: tuple[Merge, ...]


@dataclass(frozen=True, slots=True)
class CommentQuestion:
    """An open question, stored apart from every other answer."""

    id: str
    maximum_length: int


@dataclass(frozen=True, slots=True)
class Texts:
    """All wording of a questionnaire in one language, by the keys of the structure."""

    language: str
    title: str
    introduction: str
    areas: Mapping[str, str]
    area_descriptions: Mapping[str, str]
    items: Mapping[str, str]
    scale_points: Mapping[str, tuple[str, ...]]
    not_applicable: str
    background: Mapping[str, str]
    background_purposes: Mapping[str, str]
    background_classes: Mapping[str, Mapping[str, str]]
    comments: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Module:
    """A published set of items that stands behind the core, and which of a questionnaire's items are its own.

    `titles` and `purposes` are by language. None of its items belongs to an area.
    """

    key: str
    version: str
    content_hash: str
    items: tuple[str, ...]
    titles: Mapping[str, str]
    purposes: Mapping[str, str]

    def title(self, language: str) -> str:
        return ByLanguage(self.titles)[language]

    def purpose(self, language: str) -> str:
        return ByLanguage(self.purposes)[language]


@dataclass(frozen=True)
class Questionnaire:
    """A published version of a questionnaire. Its content never changes: `content_hash` says so."""

    key: str
    version: str
    content_hash: str
    licence: str
    attribution: str
    items: tuple[Item, ...]
    areas: tuple[Area, ...]
    background: tuple[BackgroundQuestion, ...]
    comments: tuple[CommentQuestion, ...]
    texts: Mapping[str, Texts]
    modules: tuple[Module, ...] = ()

    def __post_init__(self) -> None:
        # Whoever reads in a language that it lacks reads it in the one that stands in.
        object.__setattr__(self, "texts", ByLanguage(self.texts))

    @cached_property
    def item_by_id(self) -> Mapping[str, Item]:
        return {item.id: item for item in self.items}

    @cached_property
    def item_ids(self) -> tuple[str, ...]:
        """Item ids in the order of the questionnaire, which is the order of a stored record."""
        return tuple(item.id for item in self.items)

    def wording(self, item_id: str) -> Mapping[str, tuple[str, ...]]:
        """An item as it is read, by language: its text, then the labels of its points; spaces made even."""
        scale = self.item_by_id[item_id].scale.key
        return {
            language: tuple(
                " ".join(text.split()) for text in (texts.items.get(item_id, ""), *texts.scale_points[scale])
            )
            for language, texts in self.texts.items()
        }

    def is_worded_as(self, item_id: str, other: "Questionnaire", other_id: str) -> bool:
        """Whether an item reads as another version's does, in every language that both speak.

        A translation that was added leaves the others what they are.
        """
        one, another = self.wording(item_id), other.wording(other_id)
        return all(one[language] == another[language] for language in one if language in another)

    @cached_property
    def module_items(self) -> frozenset[str]:
        """Ids of the items that modules added."""
        return frozenset(item for module in self.modules for item in module.items)

    @property
    def culture_areas(self) -> tuple[Area, ...]:
        return tuple(area for area in self.areas if not area.is_index)

    @property
    def indices(self) -> tuple[Area, ...]:
        return tuple(area for area in self.areas if area.is_index)

    @cached_property
    def items_outside_areas(self) -> tuple[Item, ...]:
        """Items that belong to no score, experiences above all, in questionnaire order."""
        scored = {item_id for area in self.areas for item_id in area.items}
        return tuple(item for item in self.items if item.id not in scored)
