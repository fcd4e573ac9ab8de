"""The mapping file of an import: which column is which item, unit, background; what means no answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from questionnaires.faults import Faults
from questionnaires.reading import Fields, read_fields
from survey_app.imports.faults import ImportFaults
from survey_app.imports.problems import ImportProblem
from survey_app.spreadsheets.cells import plain


@dataclass(frozen=True, slots=True)
class ItemColumn:
    """A column that holds an item.

    `is_turned` where a minus stands before the item: somebody had reverse-coded the column, so that x is
    read as lowest + highest - x. Items are stored as they were answered; scoring turns them itself.
    """

    column: str
    item: str
    is_turned: bool
    line: int


@dataclass(frozen=True, slots=True)
class UnitColumn:
    """The column of unit codes; `registers` where units that the roster lacks are added to it."""

    column: str
    name_column: str
    registers: bool
    line: int


@dataclass(frozen=True, slots=True)
class BackgroundColumn:
    """The column of a background question. `classes` by value; values may also be a class's key or label."""

    question: str
    column: str
    classes: Mapping[str, str]
    line: int


@dataclass(frozen=True, slots=True)
class CommentColumn:
    """A column of comments."""

    question: str
    column: str
    line: int


@dataclass(frozen=True, slots=True)
class OwnArea:
    """Items that are scored together, all on one scale."""

    key: str
    title: tuple[str, str]
    items: tuple[str, ...]
    points: tuple[int, ...]
    labels: tuple[tuple[str, ...], tuple[str, ...]]
    is_reversed: frozenset[str]
    minimum_answered: int | None
    is_index: bool
    texts: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class OwnBackground:
    """A background question of a questionnaire of one's own: labels (Korean, English) by class."""

    id: str
    title: tuple[str, str]
    classes: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class OwnQuestionnaire:
    """A questionnaire described in the mapping, because the survey asked one that is not here."""

    key: str
    version: str
    title: tuple[str, str]
    licence: str
    attribution: str
    areas: tuple[OwnArea, ...]
    background: tuple[OwnBackground, ...]
    comments: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """What the mapping file says. Empty `items`: columns that are called as items are those items."""

    file: str
    questionnaire: tuple[str, str] | None
    own: OwnQuestionnaire | None
    items: tuple[ItemColumn, ...]
    values: Mapping[str, Mapping[str, int]]
    no_answer: frozenset[str]
    not_applicable: frozenset[str]
    units: UnitColumn | None
    background: tuple[BackgroundColumn, ...]
    comments: tuple[CommentColumn, ...]
    respondent: str

    @property
    def columns(self) -> frozenset[str]:
        """Every column that the mapping names, and the items of a questionnaire that it describes."""
        own = {item for area in self.own.areas for item in area.items} if self.own else set()
        items = {item.column for item in self.items} or own
        units = {self.units.column, self.units.name_column} if self.units else set()
        others = {one.column for one in self.background} | {one.column for one in self.comments}
        return frozenset(items | units | others | {self.respondent}) - {""}


def read_mapping(path: Path, faults: ImportFaults) -> ColumnMapping | None:
    """The mapping in a YAML file, or None after noting everything that is wrong with it."""
    noted = Faults()
    top = read_fields(path, "", noted)
    found = None if top is None else _mapping(top, path.name, faults)
    if noted.found:
        faults.add_of_questionnaire(path.name, noted.found)
        return None
    return found


def _mapping(top: Fields, file: str, faults: ImportFaults) -> ColumnMapping:
    top.allow(
        "questionnaire", "own", "items", "values", "missing", "units", "background", "comments", "respondent"
    )
    items, values = top.fields("items", is_keyed=True), top.fields("values", is_keyed=True)
    missing = top.fields("missing")
    missing.allow("no_answer", "not_applicable")
    background = top.fields("background", is_keyed=True)
    comments = top.fields("comments", is_keyed=True)
    if ("questionnaire" in top) == ("own" in top):
        faults.add(ImportProblem.QUESTIONNAIRE_NAMED_TWICE, file, top.line_of("own"), "questionnaire")
    key, _space, version = _optional(top, "questionnaire").partition(" ")
    return ColumnMapping(
        file=file,
        questionnaire=(key, version.strip()) if key else None,
        own=_own(top.fields("own")) if "own" in top else None,
        items=tuple(_item(items, column) for column in items.names()),
        values={scale: _points(values.fields(scale, is_keyed=True)) for scale in values.names()},
        no_answer=_texts(missing, "no_answer"),
        not_applicable=_texts(missing, "not_applicable"),
        units=_units(top.fields("units")) if "units" in top else None,
        background=tuple(_background(background, question) for question in background.names()),
        comments=tuple(
            CommentColumn(question, plain(comments.text(question)), comments.line_of(question))
            for question in comments.names()
        ),
        respondent=plain(_optional(top, "respondent")),
    )


def _item(items: Fields, column: str) -> ItemColumn:
    item = items.text(column)
    return ItemColumn(
        plain(column), item.removeprefix("-").strip(), item.startswith("-"), items.line_of(column)
    )


def _points(values: Fields) -> dict[str, int]:
    numbers = {name: values.number(name) for name in values.names()}
    return {plain(name): number for name, number in numbers.items() if number is not None}


def _texts(fields: Fields, name: str) -> frozenset[str]:
    return frozenset(plain(one.text) for one in fields.texts(name)) if name in fields else frozenset()


def _units(units: Fields) -> UnitColumn:
    units.allow("column", "name", "register")
    return UnitColumn(
        plain(units.text("column")),
        plain(_optional(units, "name")),
        units.flag("register"),
        units.line_of("column"),
    )


def _background(background: Fields, question: str) -> BackgroundColumn:
    fields = background.fields(question)
    fields.allow("column", "values")
    values = fields.fields("values", is_keyed=True)
    return BackgroundColumn(
        question,
        plain(fields.text("column")),
        {plain(value): values.text(value) for value in values.names()},
        background.line_of(question),
    )


def _own(own: Fields) -> OwnQuestionnaire:
    own.allow(
        "key",
        "version",
        "title",
        "title_en",
        "licence",
        "attribution",
        "areas",
        "background",
        "comments",
        "comments_en",
    )
    areas = own.fields("areas", is_required=True, is_keyed=True)
    background = own.fields("background", is_keyed=True)
    return OwnQuestionnaire(
        own.text("key"),
        own.text("version"),
        _both(own, "title", own.text("key", is_required=False)),
        _optional(own, "licence"),
        _optional(own, "attribution"),
        tuple(_area(areas, key) for key in areas.names()),
        tuple(_own_background(background, key) for key in background.names()),
        _in_both(own, "comments"),
    )


def _area(areas: Fields, key: str) -> OwnArea:
    area = areas.fields(key)
    area.allow(
        "title",
        "title_en",
        "items",
        "points",
        "labels",
        "labels_en",
        "reversed",
        "minimum_answered",
        "index",
        "texts",
        "texts_en",
    )
    points = area.numbers("points")
    numbers = tuple(str(point) for point in points)
    labels = _listed(area, "labels") or numbers
    return OwnArea(
        key,
        _both(area, "title", key),
        _listed(area, "items", is_required=True),
        points,
        (labels, _listed(area, "labels_en") or labels),
        frozenset(_listed(area, "reversed")),
        area.number("minimum_answered"),
        area.flag("index"),
        _in_both(area, "texts"),
    )


def _own_background(background: Fields, question: str) -> OwnBackground:
    fields = background.fields(question)
    fields.allow("title", "title_en", "classes", "classes_en")
    return OwnBackground(question, _both(fields, "title", question), _in_both(fields, "classes"))


def _in_both(fields: Fields, name: str) -> dict[str, tuple[str, str]]:
    korean, english = fields.fields(name, is_keyed=True), fields.fields(f"{name}_en", is_keyed=True)
    texts = {key: korean.text(key) for key in korean.names()}
    return {key: (text, english.text(key) if key in english else text) for key, text in texts.items()}


def _both(fields: Fields, name: str, default: str) -> tuple[str, str]:
    korean = _optional(fields, name) or default
    return korean, _optional(fields, f"{name}_en") or korean


def _listed(fields: Fields, name: str, is_required: bool = False) -> tuple[str, ...]:
    return tuple(one.text for one in fields.texts(name)) if is_required or name in fields else ()


def _optional(fields: Fields, name: str) -> str:
    return fields.text(name, is_required=False)
