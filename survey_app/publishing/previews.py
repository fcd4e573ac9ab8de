"""What pages say of a questionnaire: its title among the others, and what it asks as respondents read it."""

from dataclasses import dataclass

from flask_babel import gettext as _
from wtforms import Field

from questionnaires.model import Questionnaire
from questionnaires.render import Page, PageKind, fill, pages
from questionnaires.rewording import CarriedOn, Rewording
from survey_app.door.languages import current_language, name_of
from survey_app.ground.settings import current_config
from survey_app.publishing.forms import MeaningForm
from survey_app.publishing.services import find_questionnaire, known_questionnaires


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """A page of the questionnaire's preview: its title and its parts with their texts."""

    title: str
    items: tuple[tuple[str, str, tuple[tuple[int, str], ...], str | None], ...]
    background: tuple[tuple[str, str, str, tuple[tuple[str, str], ...]], ...]
    comments: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True)
class ShownRewording:
    """A reworded text as the analyst reads it: what it is, each language before and now, and the question.

    texts : language's name, as it was, as it is now, whether it stayed. remark : languages left as they were.
    """

    title: str
    texts: tuple[tuple[str, str, str, bool], ...]
    remark: str
    field: Field


def shown_rewordings(carried: CarriedOn | None, form: MeaningForm) -> tuple[ShownRewording, ...]:
    """The reworded texts of a version, each with the field of its decision."""
    if carried is None:
        return ()
    return tuple(
        _shown_rewording(one, form[name]) for one, name in zip(carried.rewordings, form.subjects, strict=True)
    )


def _shown_rewording(one: Rewording, field: Field) -> ShownRewording:
    stayed = ", ".join(name_of(language) for language in one.unchanged_in)
    title = one.name
    if one.is_scale:
        title = _(
            "Answer scale of %(count)s items (%(items)s)", count=len(one.items), items=", ".join(one.items)
        )
    return ShownRewording(
        title,
        tuple((name_of(language), *texts, texts[0] == texts[1]) for language, texts in one.texts.items()),
        _("The text was changed in one language only; unchanged: %(languages)s.", languages=stayed)
        if stayed
        else "",
        field,
    )


def decisions(questionnaire: Questionnaire) -> tuple[str, ...]:
    """What was decided about a version's reworded items, item by item."""
    own = f"@{questionnaire.version}"
    same = [
        _(
            "%(item)s: reworded, means the same as in %(versions)s.",
            item=i.id,
            versions=", ".join(i.same_meaning_as),
        )
        for i in questionnaire.items
        if i.same_meaning_as
    ]
    other = [
        _("%(item)s: reworded, means something else than before; a new series begins.", item=i.id)
        for i in questionnaire.items
        if i.comparability.endswith(own)
    ]
    return (*same, *other)


def questionnaire_titles() -> list[tuple[str, str]]:
    """All questionnaires as choices - `key/version` and a title in the reader's language."""
    config, language = current_config(), current_language()
    known = [find_questionnaire(config, *one) for one in known_questionnaires(config)]
    return [
        (f"{one.key}/{one.version}", f"{one.texts[language].title} ({one.key} {one.version})")
        for one in known
    ]


def preview_pages(questionnaire: Questionnaire, language: str, institution: str) -> list[PreviewPage]:
    """The questionnaire page by page, as respondents will see it."""
    return [_shown(page, questionnaire, language, institution) for page in pages(questionnaire)]


def _shown(page: Page, questionnaire: Questionnaire, language: str, institution: str) -> PreviewPage:
    texts = questionnaire.texts[language]
    titles = {
        PageKind.OTHER_ITEMS: _("More about work here"),
        PageKind.EXPERIENCES: _("What happened lately"),
        PageKind.LOCAL_ITEMS: _("Questions of this institution"),
        PageKind.BACKGROUND: _("About your situation"),
        PageKind.COMMENTS: _("In your own words"),
    }
    module = page.module.title(language) if page.module else ""
    title = titles.get(page.kind) or module or " · ".join(texts.areas[area.key] for area in page.areas)
    return PreviewPage(
        title,
        tuple(
            (
                item.id,
                fill(texts.items[item.id], institution),
                tuple(zip(item.scale.points, texts.scale_points[item.scale.key], strict=True)),
                texts.not_applicable if item.scale.has_not_applicable else None,
            )
            for item in page.items
        ),
        tuple(
            (
                one.id,
                fill(texts.background[one.id], institution),
                texts.background_purposes[one.id],
                tuple((name, texts.background_classes[one.id][name]) for name in one.classes),
            )
            for one in page.background
        ),
        tuple(
            (one.id, fill(texts.comments[one.id], institution), one.maximum_length) for one in page.comments
        ),
    )
