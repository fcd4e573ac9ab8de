"""What the parts that an institution adds must keep to, alone and together with the core."""

from collections.abc import Mapping, Sequence

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
from questionnaires.local_parts import (
    LOCAL_PREFIX,
    LocalQuestions,
    comparability,
    is_local,
    with_local,
)
from questionnaires.model import BackgroundQuestion, CommentQuestion, Item, Questionnaire, Texts
from questionnaires.reading import Written
from questionnaires.rules import check_structure
from questionnaires.sentences import Part
from questionnaires.wording import check_texts

MOST_LOCAL_ITEMS = 10
MOST_LOCAL_BACKGROUND = 3
MOST_LOCAL_COMMENTS = 3
PLACE = "local"


def check_additions(questionnaire: Questionnaire, local: LocalQuestions, faults: Faults) -> None:
    """Holds the additions against what only additions must keep to: their number and their ids."""
    present = [item.id for item in questionnaire.items] + [one.id for one in questionnaire.background]
    present += [one.id for one in questionnaire.comments]
    if any(is_local(part_id) for part_id in present):
        faults.add("extension-twice", PLACE)
    for what, count, limit in (
        (Part.LOCAL_ITEMS, len(local.items), MOST_LOCAL_ITEMS),
        (Part.LOCAL_BACKGROUND_QUESTIONS, len(local.background), MOST_LOCAL_BACKGROUND),
        (Part.LOCAL_COMMENT_QUESTIONS, len(local.comments), MOST_LOCAL_COMMENTS),
    ):
        if count > limit:
            faults.add("extension-too-many", PLACE, what=what, count=count, limit=limit)
    for part in local.parts:
        if not is_local(part.id) or part.id == LOCAL_PREFIX:
            faults.add("extension-id", PLACE, 0, part.id, key=part.id)


def check_with_core(questionnaire: Questionnaire, local: LocalQuestions, faults: Faults) -> None:
    """Holds core and additions together against the rules that files are held against."""
    scales = {item.scale.key: item.scale for item in questionnaire.items} | local.scales
    added = tuple(BackgroundQuestion(one.id, one.classes, one.merges) for one in local.background)
    in_words = tuple(CommentQuestion(one.id, one.maximum_length) for one in local.comments)
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
                one.id,
                0,
                one.kind,
                one.scale_key,
                one.is_reversed,
                comparability(one),
                one.recall_months,
                one.is_sensitive,
            )
            for one in local.items
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
        tuple(DraftComment(one.id, 0, one.maximum_length) for one in questionnaire.comments + in_words),
    )
    check_structure(structure, faults)
    languages = [_draft_texts(with_local(texts, local)) for texts in questionnaire.texts.values()]
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


def _text(text: str) -> Written:
    return Written(text, 0)


def _all(texts: Sequence[str]) -> tuple[Written, ...]:
    return tuple(_text(text) for text in texts)


def _mapping(texts: Mapping[str, str]) -> dict[str, Written]:
    return {key: _text(text) for key, text in texts.items()}
