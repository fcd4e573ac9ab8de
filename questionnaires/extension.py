"""A standard questionnaire with questions that an institution adds behind the locked core."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from questionnaires.content import sealed
from questionnaires.extension_rules import check_additions, check_with_core
from questionnaires.faults import Faults
from questionnaires.loader import item_on
from questionnaires.local_parts import (
    LocalBackground,
    LocalComment,
    LocalItem,
    LocalQuestions,
    comparability,
    is_local,
    with_local,
)
from questionnaires.model import BackgroundQuestion, CommentQuestion, Kind, Questionnaire


def extend(
    questionnaire: Questionnaire,
    local_items: Sequence[LocalItem] = (),
    local_background: Sequence[LocalBackground] = (),
    local_comments: Sequence[LocalComment] = (),
) -> Questionnaire:
    """The questionnaire with local parts behind its core, under a content hash of its own.

    The core stays as it is: `core` of the result is the questionnaire that went in. Raises
    QuestionnaireIsFaulty with every rule that an addition breaks; its faults have no file and no line.
    """
    local = LocalQuestions(tuple(local_items), tuple(local_background), tuple(local_comments))
    faults = Faults()
    check_additions(questionnaire, local, faults)
    check_with_core(questionnaire, local, faults)
    faults.raise_if_any()
    scales = {item.scale.key: item.scale for item in questionnaire.items} | local.scales
    items = tuple(
        item_on(
            scales[one.scale_key],
            one.id,
            Kind(one.kind),
            comparability(one),
            is_reversed=one.is_reversed,
            recall_months=one.recall_months,
            is_sensitive=one.is_sensitive,
        )
        for one in local.items
    )
    background = tuple(BackgroundQuestion(one.id, one.classes, one.merges) for one in local.background)
    comments = tuple(CommentQuestion(one.id, one.maximum_length) for one in local.comments)
    return sealed(
        replace(
            questionnaire,
            items=questionnaire.items + items,
            background=questionnaire.background + background,
            comments=questionnaire.comments + comments,
            texts={language: with_local(texts, local) for language, texts in questionnaire.texts.items()},
        )
    )


def core(questionnaire: Questionnaire) -> Questionnaire:
    """The standard questionnaire that was extended; the same where nothing was added."""
    return sealed(
        replace(
            questionnaire,
            items=tuple(item for item in questionnaire.items if not is_local(item.id)),
            background=tuple(one for one in questionnaire.background if not is_local(one.id)),
            comments=tuple(one for one in questionnaire.comments if not is_local(one.id)),
            texts={
                language: replace(
                    texts,
                    items=_without_local(texts.items),
                    scale_points={
                        key: labels for key, labels in texts.scale_points.items() if not is_local(key)
                    },
                    comments=_without_local(texts.comments),
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


def _without_local(texts: Mapping[str, str]) -> dict[str, str]:
    return {key: text for key, text in texts.items() if not is_local(key)}
