"""What pages say of a questionnaire: its title among the others, and what it asks as respondents read it."""

from dataclasses import dataclass

from flask_babel import gettext as _

from questionnaires.model import Questionnaire
from questionnaires.render import Page, PageKind, fill, pages
from survey_app.languages import current_language
from survey_app.publishing.services import find_questionnaire, known_questionnaires
from survey_app.settings import current_config


@dataclass(frozen=True, slots=True)
class ShownPage:
    """A page of the questionnaire's preview: its title and its parts with their texts."""

    title: str
    items: tuple[tuple[str, str, tuple[tuple[int, str], ...], str | None], ...]
    background: tuple[tuple[str, str, str, tuple[tuple[str, str], ...]], ...]
    comments: tuple[tuple[str, str, int], ...]


def questionnaire_titles() -> list[tuple[str, str]]:
    """All questionnaires as choices - `key/version` and a title in the reader's language."""
    config, language = current_config(), current_language()
    known = [find_questionnaire(config, *one) for one in known_questionnaires(config)]
    return [
        (f"{one.key}/{one.version}", f"{one.texts[language].title} ({one.key} {one.version})")
        for one in known
    ]


def preview_pages(questionnaire: Questionnaire, language: str, institution: str) -> list[ShownPage]:
    """The questionnaire page by page, as respondents will see it."""
    return [_shown(page, questionnaire, language, institution) for page in pages(questionnaire)]


def _shown(page: Page, questionnaire: Questionnaire, language: str, institution: str) -> ShownPage:
    texts = questionnaire.texts[language]
    titles = {
        PageKind.OTHER_ITEMS: _("More about work here"),
        PageKind.EXPERIENCES: _("What happened lately"),
        PageKind.LOCAL_ITEMS: _("Questions of this institution"),
        PageKind.BACKGROUND: _("About your situation"),
        PageKind.COMMENTS: _("In your own words"),
    }
    title = titles.get(page.kind) or " · ".join(texts.areas[area.key] for area in page.areas)
    return ShownPage(
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
