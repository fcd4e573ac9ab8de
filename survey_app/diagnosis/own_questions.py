"""How the institution's own questions are listed: kind by kind, each with its answers."""

from dataclasses import dataclass

from flask_babel import gettext as _

from questionnaires.extension_rules import MOST_LOCAL_BACKGROUND, MOST_LOCAL_COMMENTS, MOST_LOCAL_ITEMS
from questionnaires.local_parts import LocalQuestions
from survey_app.diagnosis.local_questions import LocalKind
from survey_app.diagnosis.models import Wave
from survey_app.diagnosis.waves import questionnaire_of_wave
from survey_app.ground.settings import current_config
from survey_app.manifest.asked import read_local
from survey_app.publishing.services import find_questionnaire

OWN_ANSWERS = "own"


@dataclass(frozen=True, slots=True)
class OwnQuestion:
    """One question as the HR lead reads it; `lacks_english` where it was written in Korean only."""

    id: str
    text: str
    answers: tuple[str, ...]
    lacks_english: bool


@dataclass(frozen=True, slots=True)
class OwnKind:
    """The questions of one kind, what they are called, and how many there may be."""

    kind: LocalKind
    title: str
    lead: str
    add: str
    most: int
    questions: tuple[OwnQuestion, ...]


def own_questions(wave: Wave, language: str) -> tuple[OwnKind, ...]:
    """The institution's own questions in the order in which they are asked; all kinds, empty ones too."""
    local = read_local(wave.local_questions)
    found = _shown(wave, local, language)
    return (
        OwnKind(
            LocalKind.ITEM,
            _("Questions"),
            _("They follow the locked core and are compared with nobody."),
            _("Add a question"),
            MOST_LOCAL_ITEMS,
            tuple(found[one.id] for one in local.items),
        ),
        OwnKind(
            LocalKind.BACKGROUND,
            _("Background questions"),
            _(
                "Always optional for respondents. Each one makes groups smaller, "
                "so fewer of them can be shown."
            ),
            _("Add a background question"),
            MOST_LOCAL_BACKGROUND,
            tuple(found[one.id] for one in local.background),
        ),
        OwnKind(
            LocalKind.COMMENT,
            _("Comment questions"),
            _(
                "Answered in words. Comments are kept apart from all other answers "
                "and read before they are shown."
            ),
            _("Add a comment question"),
            MOST_LOCAL_COMMENTS,
            tuple(found[one.id] for one in local.comments),
        ),
    )


def scale_choices(wave: Wave, language: str) -> list[tuple[str, str]]:
    """The scales of the standard questionnaire by their labels, and answers of one's own."""
    core = find_questionnaire(current_config(), wave.questionnaire_key, wave.questionnaire_version)
    labels = core.texts[language].scale_points
    scales = dict.fromkeys(item.scale.key for item in core.items)
    return [
        *((scale, " / ".join(labels[scale])) for scale in scales),
        (OWN_ANSWERS, _("Answers of your own")),
    ]


def _shown(wave: Wave, local: LocalQuestions, language: str) -> dict[str, OwnQuestion]:
    if not local.parts:
        return {}
    texts = questionnaire_of_wave(wave, current_config()).texts[language]
    lacking = local.untranslated("en")
    answers = {one.id: texts.scale_points[one.scale_key] for one in local.items}
    for one in local.background:
        answers[one.id] = tuple(texts.background_classes[one.id][name] for name in one.classes)
    said = {**texts.items, **texts.background, **texts.comments}
    return {
        one.id: OwnQuestion(one.id, said[one.id], tuple(answers.get(one.id, ())), one.id in lacking)
        for one in local.parts
    }
