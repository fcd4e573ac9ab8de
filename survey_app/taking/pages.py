"""The questionnaire as the survey page shows it: plain values, so that the template holds no logic."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from questionnaires.languages import FIRST
from questionnaires.model import Item, Questionnaire, Texts
from questionnaires.render import Page, PageKind, fill, pages
from questionnaires.wording import names_recall_period
from survey_app.manifest import publication
from survey_app.manifest.asked import read_local
from survey_app.manifest.documents import Manifest, UnitsBefore, UnitTerms
from survey_app.manifest.unit_changes import changes
from survey_app.wording import reorganised
from survey_app.wording.catalogue import Voice
from survey_app.wording.sentences import listed

NOT_APPLICABLE = "na"
MOST_COLUMNS = 5


@dataclass(frozen=True, slots=True)
class ShownItem:
    """One question with its answers. `recall_months` is the period asked about, if the text names none.

    `spoken_in` is the language that it is in where that is not the page's: an institution's own question of
    which nobody wrote a translation. It is None otherwise, here as in the other parts of a page.
    """

    id: str
    number: int
    text: str
    points: tuple[tuple[int, str], ...]
    not_applicable: str | None
    layout: str
    recall_months: int | None
    is_sensitive: bool
    spoken_in: str | None = None


@dataclass(frozen=True, slots=True)
class ShownBackground:
    """A background question: what it is for, and its classes."""

    id: str
    text: str
    purpose: str
    classes: tuple[tuple[str, str], ...]
    spoken_in: str | None = None


@dataclass(frozen=True, slots=True)
class ShownComment:
    """An open question."""

    id: str
    text: str
    maximum_length: int
    spoken_in: str | None = None


@dataclass(frozen=True, slots=True)
class ShownPage:
    """One page of the survey. `title` is None where the template has words for its kind."""

    number: int
    kind: PageKind
    title: str | None
    description: str | None
    items: tuple[ShownItem, ...]
    background: tuple[ShownBackground, ...]
    comments: tuple[ShownComment, ...]


@dataclass(frozen=True, slots=True)
class ShownUnit:
    """A unit to choose from; `depth` counts from 0 at the top of the tree."""

    code: str
    name: str
    depth: int


def survey_pages(manifest: Manifest, questionnaire: Questionnaire, language: str) -> tuple[ShownPage, ...]:
    """All pages of a wave's survey in one language, items numbered through."""
    texts = questionnaire.texts[language]
    institution = manifest.institution_name.in_language(language)
    spoken_in = dict.fromkeys(read_local(manifest.questionnaire.local).untranslated(language), FIRST)
    shown: list[ShownPage] = []
    number = 0
    for position, page in enumerate(pages(questionnaire), 1):
        if page.kind is PageKind.COMMENTS and not manifest.policy.asks_comments:
            continue
        items = tuple(
            _item(item, number + place, texts, institution, spoken_in.get(item.id))
            for place, item in enumerate(page.items, 1)
        )
        number += len(items)
        shown.append(
            ShownPage(
                number=position,
                kind=page.kind,
                title=_title(page, texts),
                description=_description(page, texts),
                items=items,
                background=tuple(
                    ShownBackground(
                        question.id,
                        fill(texts.background[question.id], institution),
                        texts.background_purposes[question.id],
                        tuple((key, texts.background_classes[question.id][key]) for key in question.classes),
                        spoken_in.get(question.id),
                    )
                    for question in page.background
                ),
                comments=tuple(
                    ShownComment(
                        question.id,
                        fill(texts.comments[question.id], institution),
                        question.maximum_length,
                        spoken_in.get(question.id),
                    )
                    for question in page.comments
                ),
            )
        )
    return tuple(shown)


def units_to_choose(manifest: Manifest, language: str, pool: str | None = None) -> tuple[ShownUnit, ...]:
    """The units that somebody may name as theirs: those of a pool, or all; only units with members."""
    parents = {unit.code: unit.parent for unit in manifest.units}
    allowed = {unit for terms in manifest.pools if pool in (None, terms.key) for unit in terms.units}
    return tuple(
        ShownUnit(unit.code, unit.name.in_language(language), _depth(unit.code, parents))
        for unit in manifest.units
        if unit.code in allowed and unit.headcount
    )


def _depth(code: str, parents: dict[str, str | None]) -> int:
    depth, parent = 0, parents.get(code)
    while parent is not None and depth < len(parents):
        depth, parent = depth + 1, parents.get(parent)
    return depth


def _item(item: Item, number: int, texts: Texts, institution: str, spoken_in: str | None) -> ShownItem:
    labels = texts.scale_points[item.scale.key]
    text = fill(texts.items[item.id], institution)
    is_named = item.recall_months is not None and names_recall_period(text, item.recall_months)
    return ShownItem(
        id=item.id,
        number=number,
        text=text,
        points=tuple(zip(item.scale.points, labels, strict=True)),
        not_applicable=texts.not_applicable if item.scale.has_not_applicable else None,
        layout="columns" if len(labels) <= MOST_COLUMNS and item.recall_months is None else "rows",
        recall_months=None if is_named else item.recall_months,
        is_sensitive=item.is_sensitive,
        spoken_in=spoken_in,
    )


def _title(page: Page, texts: Texts) -> str | None:
    if page.module is not None:
        return page.module.title(texts.language)
    return " · ".join(texts.areas[area.key] for area in page.areas) or None


def _description(page: Page, texts: Texts) -> str | None:
    if page.module is not None:
        return page.module.purpose(texts.language)
    return " ".join(texts.area_descriptions.get(area.key, "") for area in page.areas).strip() or None


def units_before(vault: Session, manifest: Manifest, language: str) -> tuple[tuple[str, str, str], ...]:
    """What the terms say became of units: those of the wave before, in a word, those of this wave."""
    said = manifest.units_before
    if not isinstance(said, UnitsBefore):
        return ()
    try:
        then = publication.read(vault, said.wave).units
    except publication.ManifestIsUnknown:
        return ()

    def names(units: tuple[UnitTerms, ...], keys: tuple[str, ...]) -> str:
        by_key = {f"unit:{unit.code}": unit.name.in_language(language) for unit in units}
        return listed([by_key[key] for key in keys], language)

    voice = Voice(language)
    return tuple(
        (names(then, one.then), reorganised.word(one.change, voice), names(manifest.units, one.now))
        for one in changes(then, manifest.units, said.pairs)
    )
