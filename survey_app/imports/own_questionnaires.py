"""The questionnaire of a survey done elsewhere, written as questionnaires are, under their own rules."""

import re
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from config import Config
from questionnaires.faults import QuestionnaireIsFaulty
from questionnaires.languages import FIRST
from questionnaires.loader import available, load, published
from questionnaires.model import Questionnaire
from survey_app.ground.folders import put_in_place
from survey_app.imports.faults import ImportFaults
from survey_app.imports.mapping import OwnArea, OwnQuestionnaire
from survey_app.imports.problems import ImportProblem
from survey_app.wording.catalogue import Voice

LONGEST_COMMENT = 5000
_FOLDER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")
LICENCE = "unknown"
SOURCE = """# {title}

Written by an import of answers that were collected elsewhere. Licence: {licence}. {attribution}
"""


@dataclass(frozen=True, slots=True)
class OwnFiles:
    """A questionnaire as its four files, read and found sound."""

    questionnaire: Questionnaire
    files: tuple[tuple[str, str], ...]
    is_new: bool


def write_out(
    own: OwnQuestionnaire, config: Config, has_not_applicable: bool, mapping: str, faults: ImportFaults
) -> OwnFiles | None:
    """The questionnaire that an import describes, or None after noting which rules it breaks."""
    files = _files(own, has_not_applicable)
    try:
        questionnaire = _tried(own, files)
    except QuestionnaireIsFaulty as faulty:
        faults.add_of_questionnaire(mapping, faulty.faults)
        return None
    is_known = (own.key, own.version) in available(config.questionnaire_folders)
    if is_known:
        there = published(own.key, own.version, config.questionnaire_folders)
        if there.content_hash != questionnaire.content_hash:
            faults.add(ImportProblem.VERSION_EXISTS, mapping, column="own", value=f"{own.key} {own.version}")
            return None
    return OwnFiles(questionnaire, files, is_new=not is_known)


def keep(own: OwnFiles, config: Config) -> None:
    """The questionnaire stands among the installation's own afterwards, whole or not at all."""
    final = config.own_questionnaires / own.questionnaire.key / own.questionnaire.version
    if not own.is_new or final.exists():
        return
    written = Path(tempfile.mkdtemp(prefix="gyeol-questionnaire-"))
    _write(written, own.files)
    put_in_place(written, config.own_questionnaires, own.questionnaire.key, own.questionnaire.version)


def _tried(own: OwnQuestionnaire, files: Sequence[tuple[str, str]]) -> Questionnaire:
    """Read back through the questionnaires' own reader. Raises QuestionnaireIsFaulty."""
    top = Path(tempfile.mkdtemp(prefix="gyeol-questionnaire-"))
    try:
        # A name that is no folder's goes under another one; the rules then say what is wrong with it.
        key, version = (name if _FOLDER.fullmatch(name) else "_" for name in (own.key, own.version))
        folder = top / key / version
        folder.mkdir(parents=True)
        _write(folder, files)
        return load(folder)
    finally:
        shutil.rmtree(top)


def _write(folder: Path, files: Sequence[tuple[str, str]]) -> None:
    for name, content in files:
        (folder / name).write_text(content, "utf-8")


def _files(own: OwnQuestionnaire, has_not_applicable: bool) -> tuple[tuple[str, str], ...]:
    licence, attribution = own.licence or LICENCE, own.attribution or own.title[FIRST]
    return (
        ("questionnaire.yaml", _yaml(_structure(own, licence, attribution, has_not_applicable))),
        *((f"{language}.yaml", _yaml(_wording(own, Voice(language)))) for language in own.title),
        ("SOURCE.md", SOURCE.format(title=own.title[FIRST], licence=licence, attribution=attribution)),
    )


def _structure(
    own: OwnQuestionnaire, licence: str, attribution: str, has_not_applicable: bool
) -> dict[str, Any]:
    return {
        "key": own.key,
        "version": own.version,
        "licence": licence,
        "attribution": attribution,
        "scales": {area.key: _scale(area.points, has_not_applicable) for area in own.areas},
        "areas": [_area(area) for area in own.areas],
        "items": [
            {
                "id": item,
                "kind": "outcome" if area.is_index else "perception",
                "scale": area.key,
                **({"reversed": True} if item in area.is_reversed else {}),
            }
            for area in own.areas
            for item in area.items
        ],
        "background": [{"id": question.id, "classes": list(question.classes)} for question in own.background],
        "comments": [{"id": key, "maximum_length": LONGEST_COMMENT} for key in own.comments],
    }


def _scale(points: Sequence[int], has_not_applicable: bool) -> dict[str, Any]:
    """Favourable are the points above the middle, unfavourable those below."""
    half = len(points) // 2
    return {
        "points": list(points),
        "favourable": list(points[len(points) - half :]),
        "unfavourable": list(points[:half]),
        "not_applicable": has_not_applicable,
    }


def _area(area: OwnArea) -> dict[str, Any]:
    said: dict[str, Any] = {"key": area.key, "items": list(area.items)}
    if area.minimum_answered is not None:
        said["minimum_answered"] = area.minimum_answered
    if area.is_index:
        said["index"] = True
    return said


def _wording(own: OwnQuestionnaire, voice: Voice) -> dict[str, Any]:
    language = voice.language
    return {
        "language": language,
        "title": own.title[language],
        "introduction": voice.say("The questionnaire of a survey that was done elsewhere."),
        "not_applicable": voice.say("Not applicable / don't know"),
        "scales": {area.key: list(area.labels[language]) for area in own.areas},
        "areas": {
            area.key: {
                "name": area.title[language],
                "description": voice.say("The items of “%(area)s”.", area=area.title[language]),
            }
            for area in own.areas
        },
        "items": {
            item: area.texts[item][language] if item in area.texts else item
            for area in own.areas
            for item in area.items
        },
        "background": {
            question.id: {
                "question": question.title[language],
                "purpose": voice.say("Asked for results by group."),
                "classes": {key: labels[language] for key, labels in question.classes.items()},
            }
            for question in own.background
        },
        "comments": {key: texts[language] for key, texts in own.comments.items()},
    }


def _yaml(document: dict[str, Any]) -> str:
    return yaml.dump(document, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=110)


class _Plain(yaml.SafeDumper):
    """Writes everything out in full: the reader refuses aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True
