"""Finds questionnaires in their folders, reads them, and refuses those that are faulty or were changed."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from questionnaires.content import sealed
from questionnaires.drafts import (
    MODULE_FILE,
    STRUCTURE_FILE,
    DraftStructure,
    DraftTexts,
    read_structure,
    read_texts,
)
from questionnaires.faults import Faults, QuestionnaireIsFaulty
from questionnaires.languages import COMPLETE, LANGUAGES
from questionnaires.model import (
    Area,
    BackgroundQuestion,
    CommentQuestion,
    Item,
    Kind,
    Merge,
    Questionnaire,
    Scale,
    Texts,
)
from questionnaires.reading import Written, read_text
from questionnaires.rules import check_module, check_structure, default_minimum_answered
from questionnaires.wording import check_texts

BUNDLED = Path(__file__).resolve().parent / "data"
SOURCE_FILE = "SOURCE.md"
RECORD_FILE = "PUBLISHED"


def available(extra_directories: Iterable[Path] = ()) -> tuple[tuple[str, str], ...]:
    """Key and version of every questionnaire in the bundled folder and in the extra ones, sorted.

    Each directory holds `<key>/<version>/questionnaire.yaml`. What is listed has not been checked yet.
    """
    return _found(STRUCTURE_FILE, extra_directories)


def available_modules(extra_directories: Iterable[Path] = ()) -> tuple[tuple[str, str], ...]:
    """The same of modules: `<key>/<version>/module.yaml` in the same directories."""
    return _found(MODULE_FILE, extra_directories)


def published(key: str, version: str, extra_directories: Iterable[Path] = ()) -> Questionnaire:
    """The questionnaire of this key and version. Read once in a process.

    Raises QuestionnaireIsFaulty where there is none, or two, or it breaks a rule, or its content is not
    the content that was recorded when it was published.
    """
    return _published(STRUCTURE_FILE, key, version, _resolved(extra_directories))


def published_module(key: str, version: str, extra_directories: Iterable[Path] = ()) -> Questionnaire:
    """The module of this key and version, under the same law: its items, without areas or anything else."""
    return _published(MODULE_FILE, key, version, _resolved(extra_directories))


def _found(file: str, directories: Iterable[Path]) -> tuple[tuple[str, str], ...]:
    found = {
        (path.parent.parent.name, path.parent.name)
        for directory in (BUNDLED, *directories)
        for path in directory.glob(f"*/*/{file}")
    }
    return tuple(sorted(found))


def _resolved(directories: Iterable[Path]) -> tuple[Path, ...]:
    return tuple(Path(directory).resolve() for directory in directories)


@lru_cache(maxsize=64)
def _published(file: str, key: str, version: str, extra_directories: tuple[Path, ...]) -> Questionnaire:
    # Looked up in the listing, so that a key can never be a path to somewhere else.
    known = _found(file, extra_directories)
    folders = [
        directory / key / version
        for directory in dict.fromkeys((BUNDLED, *extra_directories))
        if (key, version) in known and (directory / key / version / file).is_file()
    ]
    faults = Faults()
    if not folders:
        names = ", ".join(" ".join(pair) for pair in known)
        faults.add("questionnaire-unknown", f"{key}/{version}", key=key, version=version, allowed=names)
    for other in folders[1:]:
        faults.add("published-twice", str(other), 0, "", key=key, version=version, other=str(folders[0]))
    faults.raise_if_any()
    return load(folders[0])


def load(folder: Path | str) -> Questionnaire:
    """The questionnaire or module in `<key>/<version>/`, with the hash of its content.

    Raises QuestionnaireIsFaulty with every fault that the rules find in its files.
    """
    folder = Path(folder).resolve()
    faults = Faults()
    structure = read_structure(folder, faults)
    files = [(language, folder / f"{language}.yaml") for language in LANGUAGES]
    languages = [
        read_texts(path, faults) for language, path in files if language in COMPLETE or path.is_file()
    ]
    readable = [texts for texts in languages if texts is not None]
    source = read_text(folder / SOURCE_FILE, "", faults)
    if source is not None and not source.strip():
        faults.add("source-empty", SOURCE_FILE)
    if structure is not None:
        _check_folder(folder, structure, faults)
        check_structure(structure, faults)
        check_module(structure, faults)
        check_texts(structure, readable, faults)
    faults.raise_if_any()
    if structure is None:
        raise QuestionnaireIsFaulty(faults.found)
    questionnaire = sealed(_built(structure, readable))
    _check_record(folder.parent.parent / RECORD_FILE, questionnaire, structure.file, faults)
    faults.raise_if_any()
    return questionnaire


def recorded_hashes(record: Path, faults: Faults) -> Mapping[tuple[str, str], str]:
    """The content hash of each published version by key and version, empty where there is no record."""
    if not record.is_file():
        return {}
    hashes: dict[tuple[str, str], str] = {}
    for number, line in enumerate((read_text(record, "", faults) or "").splitlines(), start=1):
        words = line.split()
        if not words or line.startswith("#"):
            continue
        if len(words) != 3:
            faults.add("published-unreadable", record.name, number)
        else:
            hashes[words[0], words[1]] = words[2]
    return hashes


def _check_folder(folder: Path, structure: DraftStructure, faults: Faults) -> None:
    for name, written in ((folder.parent.name, structure.key), (folder.name, structure.version)):
        if written.text and written.text != name:
            faults.add("folder-differs", structure.file, written.line, folder=name, written=written.text)


def _check_record(record: Path, questionnaire: Questionnaire, file: str, faults: Faults) -> None:
    name = (questionnaire.key, questionnaire.version)
    recorded = recorded_hashes(record, faults).get(name)
    if recorded is not None and recorded != questionnaire.content_hash:
        faults.add("published-content-differs", file, key=name[0], version=name[1])


def _built(structure: DraftStructure, languages: Iterable[DraftTexts]) -> Questionnaire:
    scales = {
        scale.key: Scale(
            scale.key, scale.points, scale.favourable, scale.unfavourable, scale.has_not_applicable
        )
        for scale in structure.scales
    }
    return Questionnaire(
        structure.key.text,
        structure.version.text,
        "",
        structure.licence,
        structure.attribution,
        tuple(
            item_on(
                scales[item.scale],
                item.id,
                Kind(item.kind),
                item.comparability,
                is_reversed=item.is_reversed,
                recall_months=item.recall_months,
                is_sensitive=item.is_sensitive,
                same_meaning_as=_texts(item.same_meaning_as),
            )
            for item in structure.items
        ),
        tuple(
            Area(
                area.key,
                _texts(area.items),
                area.minimum_answered or default_minimum_answered(len(area.items)),
                area.is_index,
            )
            for area in structure.areas
        ),
        tuple(
            BackgroundQuestion(
                question.id,
                _texts(question.classes),
                tuple(Merge(merge.into, _texts(merge.of)) for merge in question.merges),
            )
            for question in structure.background
        ),
        tuple(CommentQuestion(comment.id, comment.maximum_length) for comment in structure.comments),
        {texts.language: _wording(texts) for texts in languages},
    )


def item_on(
    scale: Scale,
    item_id: str,
    kind: Kind,
    comparability: str,
    *,
    is_reversed: bool = False,
    recall_months: int | None = None,
    is_sensitive: bool = False,
    same_meaning_as: tuple[str, ...] = (),
) -> Item:
    """An item on a scale, its boxes turned for a reversed item: x becomes lower + upper − x."""
    favourable, unfavourable = scale.favourable, scale.unfavourable
    if is_reversed:
        turned = {point: scale.lower + scale.upper - point for point in scale.points}
        favourable = tuple(sorted(turned[point] for point in scale.favourable))
        unfavourable = tuple(sorted(turned[point] for point in scale.unfavourable))
    return Item(
        item_id,
        kind,
        scale,
        is_reversed,
        favourable,
        unfavourable,
        comparability,
        recall_months,
        is_sensitive,
        same_meaning_as,
    )


def _texts(written: Iterable[Written]) -> tuple[str, ...]:
    return tuple(one.text for one in written)


def _wording(texts: DraftTexts) -> Texts:
    classes: dict[str, dict[str, str]] = {}
    for (question, name), written in texts.background_classes.items():
        classes.setdefault(question, {})[name] = written.text
    return Texts(
        texts.language,
        texts.title.text,
        texts.introduction.text,
        _plain(texts.areas),
        _plain(texts.area_descriptions),
        _plain(texts.items),
        {key: _texts(labels) for key, labels in texts.scales.items()},
        texts.not_applicable.text,
        _plain(texts.background),
        _plain(texts.background_purposes),
        classes,
        _plain(texts.comments),
    )


def _plain(written: Mapping[str, Written]) -> dict[str, str]:
    return {key: one.text for key, one in written.items()}
