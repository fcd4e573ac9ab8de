"""Step 5 of a plan: the letter that invites, and what each reminder says."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import msgspec
from flask import flash, redirect, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from wtforms import Field

from questionnaires.languages import Spoken
from survey_app.diagnosis import blueprint
from survey_app.diagnosis.forms import LettersForm, ReminderForm
from survey_app.diagnosis.letter import LetterIsFaulty, fill_letter, require_sound, require_sound_subject
from survey_app.diagnosis.letter_words import letter_problem
from survey_app.diagnosis.models import PlanStep, Reminder, Wave
from survey_app.diagnosis.pages import example_facts
from survey_app.diagnosis.planning import update_letters
from survey_app.diagnosis.planning_pages import planned, step
from survey_app.diagnosis.reminder_texts import update_reminder
from survey_app.diagnosis.steps import next_step
from survey_app.door.access import Role, allow, signed_in
from survey_app.door.forms import refuse
from survey_app.ground.mail import WORDS, LetterDelayed, LetterRefused, MailServerFails, compose, sending
from survey_app.ground.settings import current_config


@dataclass(frozen=True, slots=True)
class Shown:
    """A letter in one language: its fields, and how it reads filled in."""

    language: str
    subject: Field | None
    text: Field
    filled: str


@blueprint.route("/i/<institution>/waves/<wave>/plan/letters", methods=["GET", "POST"])
@allow(Role.HR)
def plan_letters(institution: str, wave: str) -> Any:
    """The HR lead writes the letter in both languages and sees it filled in beside the text."""
    found = planned(institution, wave)
    form = LettersForm(obj=found)
    if form.validate_on_submit() and not _is_preview():
        _hold_against(form.letter_ko, require_sound)
        _hold_against(form.letter_en, require_sound)
        if not form.errors:
            update_letters(found, form.letter_ko.data or "", form.letter_en.data or "")
            return redirect(next_step(found, PlanStep.LETTERS))
    return _page(found, form, 0, (("ko", None, form.letter_ko), ("en", None, form.letter_en)))


@blueprint.route("/i/<institution>/waves/<wave>/plan/letters/<int:number>", methods=["GET", "POST"])
@allow(Role.HR)
def plan_reminder(institution: str, wave: str, number: int) -> Any:
    """The HR lead writes what a reminder says in both languages and sees it filled in beside the text."""
    found = planned(institution, wave)
    if not 1 <= number <= len(found.reminders):
        raise NotFound
    reminder = found.reminders[number - 1]
    form = ReminderForm(obj=reminder)
    if form.validate_on_submit() and not _is_preview():
        for subject, text in ((form.subject_ko, form.text_ko), (form.subject_en, form.text_en)):
            _hold_against(subject, require_sound_subject)
            _hold_against(text, require_sound)
        if not form.errors:
            _save_reminder(reminder, form)
            flash(_("The reminder was saved."), "success")
            return redirect(url_for("diagnosis.plan_letters", institution=institution, wave=wave))
    korean, english = ("ko", form.subject_ko, form.text_ko), ("en", form.subject_en, form.text_en)
    return _page(found, form, number, (korean, english))


@blueprint.post("/i/<institution>/waves/<wave>/plan/letters/test")
@allow(Role.HR)
def test_letters(institution: str, wave: str) -> Any:
    """The HR lead gets both letters by mail, with a link that leads nowhere."""
    found, reader = planned(institution, wave), signed_in().email
    try:
        with sending(current_config()) as send:
            for language, text in _filled(found, found.letters):
                with force_locale(language):
                    subject = _("[Test] %(title)s", title=found.title(language))
                send(compose(current_config(), reader, subject, text))
            for reminder in found.reminders:
                for (language, subject), (_same, text) in zip(
                    _filled(found, reminder.subjects), _filled(found, reminder.texts), strict=True
                ):
                    with force_locale(language):
                        subject = _("[Test] %(title)s", title=subject)
                    send(compose(current_config(), reader, subject, text))
        flash(_("All letters were sent to %(email)s. Their link leads nowhere.", email=reader), "success")
    except (LetterRefused, LetterDelayed):
        flash(_("The mail server does not take letters for %(email)s at the moment.", email=reader), "danger")
    except MailServerFails as failing:
        flash(WORDS[failing.problem], "danger")
    return redirect(url_for("diagnosis.plan_letters", institution=institution, wave=wave))


def _page(wave: Wave, form: Any, reminder: int, fields: Sequence[tuple[str, Field | None, Field]]) -> Any:
    facts = {language: example_facts(wave, language) for language, _subject, _text in fields}
    letters = [
        Shown(
            language,
            subject,
            text,
            fill_letter(
                "\n\n".join(one.data or "" for one in (subject, text) if one is not None), facts[language]
            ),
        )
        for language, subject, text in fields
    ]
    known = msgspec.json.encode({language: asdict(one) for language, one in facts.items()}).decode()
    context = {"letters": letters, "facts": known, "reminder": reminder}
    return step(wave, PlanStep.LETTERS, "diagnosis/plan_letters.html", form, **context)


def _is_preview() -> bool:
    """Whether only the preview is asked for, by a browser without script: nothing is saved."""
    return "preview" in request.form


def _hold_against(field: Any, require: Any) -> None:
    try:
        require(field.data or "")
    except LetterIsFaulty as fault:
        refuse(field, letter_problem(fault))


def _save_reminder(reminder: Reminder, form: ReminderForm) -> None:
    update_reminder(
        reminder,
        Spoken(ko=form.subject_ko.data or "", en=form.subject_en.data or ""),
        Spoken(ko=form.text_ko.data or "", en=form.text_en.data or ""),
    )


def _filled(wave: Wave, texts: Spoken) -> list[tuple[str, str]]:
    """Texts by language as they would be read, with a link that leads nowhere."""
    return [(language, fill_letter(text, example_facts(wave, language))) for language, text in texts.items()]
