"""A pulse: five items of a standard questionnaire, asked again as they were, and nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from questionnaires.content import sealed
from questionnaires.model import Area, Questionnaire, Texts
from questionnaires.sentences import sentences

PULSE_ITEMS = 5


class PulseIsFaulty(ValueError):
    """A pulse asks exactly five different items, each of an area of the questionnaire."""


def pulse_of(questionnaire: Questionnaire, items: Sequence[str]) -> Questionnaire:
    """The questionnaire with these five items alone, under a content hash of its own.

    Items keep id, scale, polarity and comparability key, and their order, so that each can be compared
    with the questionnaire's own wave. An area keeps those of its items that are asked; unless all are, it
    is not in full and has no score. There are no background questions and no comments. Raises
    PulseIsFaulty.
    """
    asked = set(items)
    scored = {item for area in questionnaire.areas for item in area.items}
    if len(items) != PULSE_ITEMS or len(asked) != PULSE_ITEMS or not asked <= scored:
        raise PulseIsFaulty(", ".join(items))
    areas = tuple(_partly(area, asked) for area in questionnaire.areas if asked & set(area.items))
    kept = tuple(item for item in questionnaire.items if item.id in asked)
    scales = {item.scale.key for item in kept}
    return sealed(
        replace(
            questionnaire,
            items=kept,
            areas=areas,
            background=(),
            comments=(),
            texts={
                language: _texts(language, texts, asked, {area.key for area in areas}, scales)
                for language, texts in questionnaire.texts.items()
            },
        )
    )


def _partly(area: Area, asked: set[str]) -> Area:
    items = tuple(item for item in area.items if item in asked)
    return area if items == area.items else replace(area, items=items, is_in_full=False)


def _texts(language: str, texts: Texts, items: set[str], areas: set[str], scales: set[str]) -> Texts:
    return replace(
        texts,
        # The questionnaire's own introduction speaks of the whole of it, and of how long that takes.
        introduction=sentences(language).pulse_introduction,
        areas=_only(texts.areas, areas),
        # A description speaks of the whole area, which is not asked.
        area_descriptions={},
        items=_only(texts.items, items),
        scale_points={key: points for key, points in texts.scale_points.items() if key in scales},
        background={},
        background_purposes={},
        background_classes={},
        comments={},
    )


def _only(texts: Mapping[str, str], keys: set[str]) -> dict[str, str]:
    return {key: text for key, text in texts.items() if key in keys}
