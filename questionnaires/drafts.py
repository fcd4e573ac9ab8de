"""A questionnaire as its files have it, unchecked: every part knows the line it was written on."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from questionnaires.faults import Faults
from questionnaires.reading import Fields, Written, read_fields

STRUCTURE_FILE = "questionnaire.yaml"
MODULE_FILE = "module.yaml"
"""The structure of a module, which is no questionnaire by itself."""


@dataclass(frozen=True, slots=True)
class DraftScale:
    """How answers are given: points, and which of them speak for and against."""

    key: str
    line: int
    points: tuple[int, ...]
    favourable: tuple[int, ...]
    unfavourable: tuple[int, ...]
    has_not_applicable: bool


@dataclass(frozen=True, slots=True)
class DraftItem:
    """One question with points."""

    id: str
    line: int
    kind: str
    scale: str
    is_reversed: bool
    comparability: str
    recall_months: int | None
    is_sensitive: bool
    same_meaning_as: tuple[Written, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftArea:
    """Items that are scored together."""

    key: str
    line: int
    items: tuple[Written, ...]
    minimum_answered: int | None
    is_index: bool


@dataclass(frozen=True, slots=True)
class DraftMerge:
    """Classes of a background question that become one where they are too small."""

    into: str
    line: int
    of: tuple[Written, ...]


@dataclass(frozen=True, slots=True)
class DraftBackground:
    """A question about the respondent, with its classes."""

    id: str
    line: int
    classes: tuple[Written, ...]
    merges: tuple[DraftMerge, ...]


@dataclass(frozen=True, slots=True)
class DraftComment:
    """A question that is answered in words."""

    id: str
    line: int
    maximum_length: int


@dataclass(frozen=True, slots=True)
class DraftStructure:
    """What questionnaire.yaml says."""

    file: str
    key: Written
    version: Written
    licence: str
    attribution: str
    scales: tuple[DraftScale, ...]
    areas: tuple[DraftArea, ...]
    items: tuple[DraftItem, ...]
    background: tuple[DraftBackground, ...]
    comments: tuple[DraftComment, ...]


@dataclass(frozen=True, slots=True)
class DraftTexts:
    """What one language's file says. Background classes are keyed by (question, class)."""

    file: str
    language: str
    title: Written
    introduction: Written
    not_applicable: Written
    areas: Mapping[str, Written]
    area_descriptions: Mapping[str, Written]
    items: Mapping[str, Written]
    scales: Mapping[str, tuple[Written, ...]]
    background: Mapping[str, Written]
    background_purposes: Mapping[str, Written]
    background_classes: Mapping[tuple[str, str], Written]
    comments: Mapping[str, Written]
    section_lines: Mapping[str, int]


def read_structure(folder: Path, faults: Faults) -> DraftStructure | None:
    """The structure of the questionnaire or module in `folder`, or None where its file can't be read."""
    is_module = (folder / MODULE_FILE).is_file()
    top = read_fields(folder / (MODULE_FILE if is_module else STRUCTURE_FILE), "", faults)
    if top is None:
        return None
    top.allow(
        "key", "version", "licence", "attribution", "scales", "areas", "items", "background", "comments"
    )
    scales = top.fields("scales", is_required=True, is_keyed=True)
    return DraftStructure(
        top.file,
        Written(top.text("key"), top.line_of("key")),
        Written(top.text("version"), top.line_of("version")),
        top.text("licence"),
        top.text("attribution"),
        tuple(_scale(scales, key) for key in scales.names()),
        tuple(_area(entry) for entry in top.entries("areas", "key")),
        tuple(_item(entry, top.text("key")) for entry in top.entries("items", "id", is_required=True)),
        tuple(_background(entry) for entry in top.entries("background", "id")),
        tuple(_comment(entry) for entry in top.entries("comments", "id")),
    )


def read_texts(path: Path, faults: Faults) -> DraftTexts | None:
    """The wording in the language that the file is named after, or None where it can't be read at all."""
    top = read_fields(path, path.stem, faults)
    if top is None:
        return None
    top.allow(
        "language",
        "title",
        "introduction",
        "not_applicable",
        "scales",
        "areas",
        "items",
        "background",
        "comments",
    )
    language = top.text("language")
    if language and language != path.stem:
        top.fault("language-differs", top.line_of("language"), written=language, file_language=path.stem)
    scales = top.fields("scales", is_required=True, is_keyed=True)
    areas = top.fields("areas", is_keyed=True)
    background = top.fields("background", is_keyed=True)
    names, descriptions, questions, purposes = {}, {}, {}, {}
    classes: dict[tuple[str, str], Written] = {}
    for key in areas.names():
        area = areas.fields(key)
        area.allow("name", "description")
        names[key] = _written(area, "name")
        descriptions[key] = _written(area, "description")
    for key in background.names():
        question = background.fields(key)
        question.allow("question", "purpose", "classes")
        questions[key] = _written(question, "question")
        purposes[key] = _written(question, "purpose")
        labels = question.fields("classes", is_required=True)
        classes.update({(key, name): _written(labels, name) for name in labels.names()})
    return DraftTexts(
        path.name,
        path.stem,
        _written(top, "title"),
        _written(top, "introduction"),
        _written(top, "not_applicable"),
        names,
        descriptions,
        _all_written(top.fields("items", is_required=True, is_keyed=True)),
        {key: scales.texts(key) for key in scales.names()},
        questions,
        purposes,
        classes,
        _all_written(top.fields("comments", is_keyed=True)),
        {name: top.line_of(name) for name in top.names()},
    )


def _scale(scales: Fields, key: str) -> DraftScale:
    fields = scales.fields(key)
    fields.allow("points", "favourable", "unfavourable", "not_applicable")
    return DraftScale(
        key,
        scales.line_of(key),
        fields.numbers("points"),
        fields.numbers("favourable"),
        fields.numbers("unfavourable"),
        fields.flag("not_applicable"),
    )


def _item(entry: Fields, questionnaire: str) -> DraftItem:
    entry.allow(
        "id", "kind", "scale", "reversed", "comparability", "recall_months", "sensitive", "same_meaning_as"
    )
    recall_months = entry.number("recall_months")
    period = f"/{recall_months}m" if recall_months is not None else ""
    return DraftItem(
        entry.text("id", is_required=False),
        entry.line,
        entry.text("kind"),
        entry.text("scale"),
        entry.flag("reversed"),
        entry.text("comparability", is_required=False)
        or f"{questionnaire}/{entry.text('id', is_required=False)}{period}",
        recall_months,
        entry.flag("sensitive"),
        entry.texts("same_meaning_as") if "same_meaning_as" in entry else (),
    )


def _area(entry: Fields) -> DraftArea:
    entry.allow("key", "items", "minimum_answered", "index")
    return DraftArea(
        entry.text("key", is_required=False),
        entry.line,
        entry.texts("items"),
        entry.number("minimum_answered"),
        entry.flag("index"),
    )


def _background(entry: Fields) -> DraftBackground:
    entry.allow("id", "classes", "merges")
    merges = []
    for merge in entry.entries("merges", "into"):
        into, merge.place = merge.text("into", is_required=False), entry.place
        merge.allow("into", "of")
        merges.append(DraftMerge(into, merge.line, merge.texts("of")))
    return DraftBackground(
        entry.text("id", is_required=False), entry.line, entry.texts("classes"), tuple(merges)
    )


def _comment(entry: Fields) -> DraftComment:
    entry.allow("id", "maximum_length")
    maximum_length = entry.number("maximum_length")
    if maximum_length is None and "maximum_length" not in entry:
        entry.fault("field-missing", field="maximum_length")
    return DraftComment(
        entry.text("id", is_required=False), entry.line, 1 if maximum_length is None else maximum_length
    )


def _written(fields: Fields, name: str) -> Written:
    return Written(fields.text(name), fields.line_of(name))


def _all_written(fields: Fields) -> dict[str, Written]:
    return {name: _written(fields, name) for name in fields.names()}
