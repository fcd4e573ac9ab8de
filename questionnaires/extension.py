"""A standard questionnaire with questions that an institution adds behind the locked core."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from questionnaires.content import sealed
from questionnaires.drafts import (
    DraftArea,
    DraftBackground,
    DraftComment,
    DraftItem,
    DraftMerge,
    DraftScale,
    DraftStructure,
    DraftTexts,
)
from questionnaires.faults import Faults
from questionnaires.languages import COMPLETE, ByLanguage
from questionnaires.loader import item_on
from questionnaires.model import BackgroundQuestion, Item, Kind, Merge, Questionnaire, Texts
from questionnaires.reading import Written
from questionnaires.rules import check_structure
from questionnaires.sentences import Part
from questionnaires.wording import check_texts

LOCAL_PREFIX = "local_"
MOST_LOCAL_ITEMS = 10
MOST_LOCAL_BACKGROUND = 3
PLACE = "local"
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class LocalItem:
    """An item of the institution's own, on one of the core's scales. `texts` are by language."""

    id: str
    scale: str
    texts: Mapping[str, str]
    kind: Kind = Kind.PERCEPTION
    is_reversed: bool = False
    recall_months: int | None = None
    is_sensitive: bool = False


@dataclass(frozen=True, slots=True)
class LocalBackground:
    """A background question of the institution's own. All texts are by language, `class_texts` then by class.

    The names that merges give need a text, too.
    """

    id: str
    texts: Mapping[str, str]
    purposes: Mapping[str, str]
    classes: tuple[str, ...]
    class_texts: Mapping[str, Mapping[str, str]]
    merges: tuple[Merge, ...] = ()


def is_local(part_id: str) -> bool:
    """Whether an item or background question was added by an institution."""
    return part_id.startswith(LOCAL_PREFIX)


def extend(
    questionnaire: Questionnaire,
    local_items: Sequence[LocalItem] = (),
    local_background: Sequence[LocalBackground] = (),
) -> Questionnaire:
    """The questionnaire with local parts behind its core, under a content hash of its own.

    The core stays as it is: `core` of the result is the questionnaire that went in. Raises
    QuestionnaireIsFaulty with every rule that an addition breaks; its faults have no file and no line.
    """
    faults = Faults()
    _check_additions(questionnaire, local_items, local_background, faults)
    _check_rules(questionnaire, local_items, local_background, faults)
    faults.raise_if_any()
    scales = {item.scale.key: item.scale for item in questionnaire.items}
    items = tuple(
        item_on(
            scales[local.scale],
            local.id,
            Kind(local.kind),
            _comparability(local),
            is_reversed=local.is_reversed,
            recall_months=local.recall_months,
            is_sensitive=local.is_sensitive,
        )
        for local in local_items
    )
    background = tuple(BackgroundQuestion(one.id, one.classes, one.merges) for one in local_background)
    return sealed(
        replace(
            questionnaire,
            items=questionnaire.items + items,
            background=questionnaire.background + background,
            texts={
                language: _with_local(texts, local_items, local_background)
                for language, texts in questionnaire.texts.items()
            },
        )
    )


def core(questionnaire: Questionnaire) -> Questionnaire:
    """The standard questionnaire that was extended; the same where nothing was added."""
    return sealed(
        replace(
            questionnaire,
            items=tuple(item for item in questionnaire.items if not is_local(item.id)),
            background=tuple(one for one in questionnaire.background if not is_local(one.id)),
            texts={
                language: replace(
                    texts,
                    items=_without_local(texts.items),
                    background=_without_local(texts.background),
                    background_purposes=_without_local(texts.background_purposes),
                    background_classes={
                        key: value for key, value in texts.background_classes.items() if not is_local(key)
                    },
                )
                for language, texts in questionnaire.texts.items()
            },
        )
    )


def _check_additions(
    questionnaire: Questionnaire,
    local_items: Sequence[LocalItem],
    local_background: Sequence[LocalBackground],
    faults: Faults,
) -> None:
    present = [item.id for item in questionnaire.items] + [one.id for one in questionnaire.background]
    if any(is_local(part_id) for part_id in present):
        faults.add("extension-twice", PLACE)
    for what, count, limit in (
        (Part.LOCAL_ITEMS, len(local_items), MOST_LOCAL_ITEMS),
        (Part.LOCAL_BACKGROUND_QUESTIONS, len(local_background), MOST_LOCAL_BACKGROUND),
    ):
        if count > limit:
            faults.add("extension-too-many", PLACE, what=what, count=count, limit=limit)
    for part_id in [item.id for item in local_items] + [one.id for one in local_background]:
        if not is_local(part_id) or part_id == LOCAL_PREFIX:
            faults.add("extension-id", PLACE, 0, part_id, key=part_id)


def _check_rules(
    questionnaire: Questionnaire,
    local_items: Sequence[LocalItem],
    local_background: Sequence[LocalBackground],
    faults: Faults,
) -> None:
    """Holds core and additions together against the rules that files are held against."""
    scales = {item.scale.key: item.scale for item in questionnaire.items}
    added = tuple(BackgroundQuestion(one.id, one.classes, one.merges) for one in local_background)
    structure = DraftStructure(
        PLACE,
        _text(questionnaire.key),
        _text(questionnaire.version),
        questionnaire.licence,
        questionnaire.attribution,
        tuple(
            DraftScale(s.key, 0, s.points, s.favourable, s.unfavourable, s.has_not_applicable)
            for s in scales.values()
        ),
        tuple(
            DraftArea(area.key, 0, _all(area.items), area.minimum_answered, area.is_index)
            for area in questionnaire.areas
        ),
        tuple(_draft_of_core(item) for item in questionnaire.items)
        + tuple(
            DraftItem(
                local.id,
                0,
                local.kind,
                local.scale,
                local.is_reversed,
                _comparability(local),
                local.recall_months,
                local.is_sensitive,
            )
            for local in local_items
        ),
        tuple(
            DraftBackground(
                one.id,
                0,
                _all(one.classes),
                tuple(DraftMerge(merge.into, 0, _all(merge.of)) for merge in one.merges),
            )
            for one in (*questionnaire.background, *added)
        ),
        tuple(DraftComment(one.id, 0, one.maximum_length) for one in questionnaire.comments),
    )
    check_structure(structure, faults)
    languages = [
        _draft_texts(_with_local(texts, local_items, local_background))
        for texts in questionnaire.texts.values()
    ]
    for texts in languages:
        for key, written in (
            *texts.items.items(),
            *texts.background.items(),
            *texts.background_purposes.items(),
        ):
            if not written.text.strip():
                faults.add("text-empty", PLACE, 0, key, texts.language, field=key)
    check_texts(structure, languages, faults)


def _draft_of_core(item: Item) -> DraftItem:
    return DraftItem(
        item.id,
        0,
        item.kind,
        item.scale.key,
        item.is_reversed,
        item.comparability,
        item.recall_months,
        item.is_sensitive,
    )


def _draft_texts(texts: Texts) -> DraftTexts:
    return DraftTexts(
        PLACE,
        texts.language,
        _text(texts.title),
        _text(texts.introduction),
        _text(texts.not_applicable),
        _mapping(texts.areas),
        _mapping(texts.area_descriptions),
        _mapping(texts.items),
        {key: _all(labels) for key, labels in texts.scale_points.items()},
        _mapping(texts.background),
        _mapping(texts.background_purposes),
        {
            (question, name): _text(label)
            for question, labels in texts.background_classes.items()
            for name, label in labels.items()
        },
        _mapping(texts.comments),
        {},
    )


def _with_local(
    texts: Texts, local_items: Sequence[LocalItem], local_background: Sequence[LocalBackground]
) -> Texts:
    language = texts.language
    return replace(
        texts,
        items={
            **texts.items,
            **{one.id: said for one in local_items if (said := _said(one.texts, language, ""))},
        },
        background={
            **texts.background,
            **{one.id: said for one in local_background if (said := _said(one.texts, language, ""))},
        },
        background_purposes={
            **texts.background_purposes,
            **{one.id: _said(one.purposes, language, "") for one in local_background},
        },
        background_classes={
            **texts.background_classes,
            **{one.id: dict(_said(one.class_texts, language, {})) for one in local_background},
        },
    )


def _said(by_language: Mapping[str, Value], language: str, nothing: Value) -> Value:
    """What it wrote; in a language that it need not write, what stands in for that."""
    if language in by_language or language in COMPLETE or not by_language:
        return by_language.get(language, nothing)
    return ByLanguage(by_language)[language]


def _comparability(local: LocalItem) -> str:
    """A key from what is asked: another wording, scale or period is another question, whatever its id."""
    asked = [dict(sorted(local.texts.items())), local.scale, local.is_reversed, local.recall_months]
    digest = hashlib.sha256(json.dumps(asked, ensure_ascii=False).encode()).hexdigest()
    return f"local/{digest[:16]}"


def _without_local(texts: Mapping[str, str]) -> dict[str, str]:
    return {key: text for key, text in texts.items() if not is_local(key)}


def _text(text: str) -> Written:
    return Written(text, 0)


def _all(texts: Sequence[str]) -> tuple[Written, ...]:
    return tuple(_text(text) for text in texts)


def _mapping(texts: Mapping[str, str]) -> dict[str, Written]:
    return {key: _text(text) for key, text in texts.items()}
