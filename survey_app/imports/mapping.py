"""The mapping file of an import: which column is which item, unit, background; what means no answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from questionnaires.faults import Faults
from questionnaires.languages import COMPLETE, FIRST, LANGUAGES, ByLanguage, Spoken
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
    title: Spoken
    items: tuple[str, ...]
    points: tuple[int, ...]
    labels: ByLanguage[tuple[str, ...]]
    is_reversed: frozenset[str]
    minimum_answered: int | None
    is_index: bool
    texts: Mapping[str, Spoken]


@dataclass(frozen=True, slots=True)
class OwnBackground:
    """A background question of a questionnaire of one's own: labels by class."""

    id: str
    title: Spoken
    classes: Mapping[str, Spoken]


@dataclass(frozen=True, slots=True)
class OwnQuestionnaire:
    """A questionnaire described in the mapping, because the survey asked one that is not here."""

    key: str
    version: str
    title: Spoken
    licence: str
    attribution: str
    areas: tuple[OwnArea, ...]
    background: tuple[OwnBackground, ...]
    comments: Mapping[str, Spoken]


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
        *_by_language("title"),
        "licence",
        "attribution",
        "areas",
        "background",
        *_by_language("comments"),
    )
    areas = own.fields("areas", is_required=True, is_keyed=True)
    background = own.fields("background", is_keyed=True)
    return OwnQuestionnaire(
        own.text("key"),
        own.text("version"),
        _spoken(own, "title", own.text("key", is_required=False)),
        _optional(own, "licence"),
        _optional(own, "attribution"),
        tuple(_area(areas, key) for key in areas.names()),
        tuple(_own_background(background, key) for key in background.names()),
        _spoken_texts(own, "comments"),
    )


def _area(areas: Fields, key: str) -> OwnArea:
    area = areas.fields(key)
    area.allow(
        *_by_language("title"),
        "items",
        "points",
        *_by_language("labels"),
        "reversed",
        "minimum_answered",
        "index",
        *_by_language("texts"),
    )
    points = area.numbers("points")
    numbers = tuple(str(point) for point in points)
    return OwnArea(
        key,
        _spoken(area, "title", key),
        _listed(area, "items", is_required=True),
        points,
        _labels(area, numbers),
        frozenset(_listed(area, "reversed")),
        area.number("minimum_answered"),
        area.flag("index"),
        _spoken_texts(area, "texts"),
    )


def _own_background(background: Fields, question: str) -> OwnBackground:
    fields = background.fields(question)
    fields.allow(*_by_language("title"), *_by_language("classes"))
    return OwnBackground(question, _spoken(fields, "title", question), _spoken_texts(fields, "classes"))


def _by_language(name: str) -> list[str]:
    """How a field is called in each language: by itself in the first, else with the language behind it."""
    return [name if language == FIRST else f"{name}_{language}" for language in LANGUAGES]


def _given(fields: Fields, name: str) -> dict[str, str]:
    """How a field is called in each language in which it is written; the complete ones always are."""
    named = dict(zip(LANGUAGES, _by_language(name), strict=True))
    return {language: field for language, field in named.items() if language in COMPLETE or field in fields}


def _spoken_texts(fields: Fields, name: str) -> dict[str, Spoken]:
    parts = {
        language: fields.fields(field, is_keyed=True) for language, field in _given(fields, name).items()
    }
    texts = {key: parts[FIRST].text(key) for key in parts[FIRST].names()}
    return {
        key: Spoken({one: part.text(key) if key in part else text for one, part in parts.items()})
        for key, text in texts.items()
    }


def _spoken(fields: Fields, name: str, default: str) -> Spoken:
    first = _optional(fields, name) or default
    return Spoken({one: _optional(fields, field) or first for one, field in _given(fields, name).items()})


def _labels(area: Fields, points: tuple[str, ...]) -> ByLanguage[tuple[str, ...]]:
    first = _listed(area, "labels") or points
    return ByLanguage({one: _listed(area, field) or first for one, field in _given(area, "labels").items()})


def _listed(fields: Fields, name: str, is_required: bool = False) -> tuple[str, ...]:
    return tuple(one.text for one in fields.texts(name)) if is_required or name in fields else ()


def _optional(fields: Fields, name: str) -> str:
    return fields.text(name, is_required=False)
