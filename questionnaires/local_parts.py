"""The items, background and comment questions that an institution adds to a standard questionnaire."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from questionnaires.languages import FIRST, ByLanguage
from questionnaires.model import Kind, Merge, Scale, Texts

LOCAL_PREFIX = "local_"
LONGEST_LOCAL_COMMENT = 1000
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class OwnAnswers:
    """Answers of an item's own, from the first to the last: points 1, 2, 3 … of a scale that it alone has.

    `labels` are by language; `favourable` and `unfavourable` say which points count as such.
    """

    labels: Mapping[str, tuple[str, ...]]
    favourable: tuple[int, ...]
    unfavourable: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LocalItem:
    """An item of the institution's own, on one of the core's scales or with answers of its own.

    `texts` are by language; only the first language must be there.
    """

    id: str
    scale: str
    texts: Mapping[str, str]
    kind: Kind = Kind.PERCEPTION
    is_reversed: bool = False
    recall_months: int | None = None
    is_sensitive: bool = False
    answers: OwnAnswers | None = None

    @property
    def scale_key(self) -> str:
        """The scale that it is answered on."""
        return self.scale if self.answers is None else f"{self.id}_answers"


@dataclass(frozen=True, slots=True)
class LocalComment:
    """An open question of the institution's own."""

    id: str
    texts: Mapping[str, str]
    maximum_length: int = LONGEST_LOCAL_COMMENT


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


@dataclass(frozen=True, slots=True)
class ModuleChoice:
    """A module that is asked behind the core, by key and version."""

    key: str
    version: str


@dataclass(frozen=True, slots=True)
class LocalQuestions:
    """What an institution asks beyond the standard questionnaire, each kind in its order.

    `modules` are published and chosen, not written here; `parts` are the institution's own.
    """

    items: tuple[LocalItem, ...] = ()
    background: tuple[LocalBackground, ...] = ()
    comments: tuple[LocalComment, ...] = ()
    modules: tuple[ModuleChoice, ...] = ()

    @property
    def parts(self) -> tuple[LocalItem | LocalBackground | LocalComment, ...]:
        """All of them, kind by kind."""
        return (*self.items, *self.background, *self.comments)

    @property
    def is_nothing(self) -> bool:
        return not self.parts and not self.modules

    @property
    def scales(self) -> dict[str, Scale]:
        """The scales of items with answers of their own, which may always be answered "not applicable"."""
        return {
            one.scale_key: Scale(
                one.scale_key,
                tuple(range(1, len(one.answers.labels[FIRST]) + 1)),
                one.answers.favourable,
                one.answers.unfavourable,
                has_not_applicable=True,
            )
            for one in self.items
            if one.answers is not None
        }

    def untranslated(self, language: str) -> frozenset[str]:
        """Ids of the parts that were not written in a language, so that another stands in.

        >>> parts = LocalQuestions((LocalItem("local_item_1", "agreement", {"ko": "…"}),))
        >>> sorted(parts.untranslated("en")), sorted(parts.untranslated("ko"))
        (['local_item_1'], [])
        """
        return frozenset(one.id for one in self.parts if not one.texts.get(language))


def with_local(texts: Texts, local: LocalQuestions) -> Texts:
    """The texts of one language, with those of the local parts behind them."""
    language = texts.language
    return replace(
        texts,
        items={**texts.items, **_said_of(local.items, language)},
        scale_points={
            **texts.scale_points,
            **{
                one.scale_key: tuple(_said(one.answers.labels, language, ()))
                for one in local.items
                if one.answers is not None
            },
        },
        background={**texts.background, **_said_of(local.background, language)},
        background_purposes={
            **texts.background_purposes,
            **{one.id: _said(one.purposes, language, "") for one in local.background},
        },
        background_classes={
            **texts.background_classes,
            **{
                one.id: {
                    name: _said(
                        {key: labels.get(name, "") for key, labels in one.class_texts.items()}, language, ""
                    )
                    for name in one.class_texts.get(FIRST, {})
                }
                for one in local.background
            },
        },
        comments={**texts.comments, **_said_of(local.comments, language)},
    )


def _said_of(parts: Sequence[LocalItem | LocalBackground | LocalComment], language: str) -> dict[str, str]:
    return {one.id: said for one in parts if (said := _said(one.texts, language, ""))}


def _said(by_language: Mapping[str, Value], language: str, nothing: Value) -> Value:
    """What was written in a language, or in that which stands in for it: for English, too, it is Korean."""
    written = {key: value for key, value in by_language.items() if value}
    if language == FIRST or not written:
        return written.get(language, nothing)
    return ByLanguage(written)[language]


def comparability(local: LocalItem) -> str:
    """A key from what is asked: another wording, scale or period is another question, whatever its id."""
    asked: list[object] = [
        dict(sorted(local.texts.items())),
        local.scale,
        local.is_reversed,
        local.recall_months,
    ]
    if local.answers is not None:
        answers = local.answers
        asked[1] = [dict(sorted(answers.labels.items())), answers.favourable, answers.unfavourable]
    digest = hashlib.sha256(json.dumps(asked, ensure_ascii=False).encode()).hexdigest()
    return f"local/{digest[:16]}"


def is_local(part_id: str) -> bool:
    """Whether a part of a questionnaire was added by an institution."""
    return part_id.startswith(LOCAL_PREFIX)
