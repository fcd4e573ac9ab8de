"""Step 5 of a plan: the letter that invites, and what each reminder says."""

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from questionnaires.languages import Spoken
from survey_app.diagnosis import blueprint, pages
from survey_app.diagnosis.forms import LettersForm, ReminderForm
from survey_app.diagnosis.letter import LetterIsFaulty, fill_letter, require_sound, require_sound_subject
from survey_app.diagnosis.letter_words import letter_problem
from survey_app.diagnosis.models import PlanStep, Reminder, Wave
from survey_app.diagnosis.planning import update_letters, update_reminder
from survey_app.diagnosis.planning_pages import planned, step
from survey_app.diagnosis.steps import next_step
from survey_app.diagnosis.waves import questionnaire_of_wave
from survey_app.door.access import Role, allow, signed_in
from survey_app.door.forms import refuse
from survey_app.ground.mail import WORDS, LetterDelayed, LetterRefused, MailServerFails, compose, sending
from survey_app.ground.settings import current_config


@blueprint.route("/i/<institution>/waves/<wave>/plan/letters", methods=["GET", "POST"])
@allow(Role.HR)
def plan_letters(institution: str, wave: str) -> Any:
    """The HR lead writes the letter in both languages and sees it filled in."""
    found = planned(institution, wave)
    form = LettersForm(obj=found)
    if form.validate_on_submit():
        _hold_against(form.letter_ko, require_sound)
        _hold_against(form.letter_en, require_sound)
        if not form.errors:
            update_letters(found, form.letter_ko.data or "", form.letter_en.data or "")
            return redirect(next_step(found, PlanStep.LETTERS))
    previews = _filled(found, found.letters)
    return step(found, PlanStep.LETTERS, "diagnosis/plan_letters.html", form, previews=previews, reminder=0)


@blueprint.route("/i/<institution>/waves/<wave>/plan/letters/<int:number>", methods=["GET", "POST"])
@allow(Role.HR)
def plan_reminder(institution: str, wave: str, number: int) -> Any:
    """The HR lead writes what a reminder says in both languages and sees it filled in."""
    found = planned(institution, wave)
    if not 1 <= number <= len(found.reminders):
        raise NotFound
    reminder = found.reminders[number - 1]
    form = ReminderForm(obj=reminder)
    if form.validate_on_submit():
        for subject, text in ((form.subject_ko, form.text_ko), (form.subject_en, form.text_en)):
            _hold_against(subject, require_sound_subject)
            _hold_against(text, require_sound)
        if not form.errors:
            _save_reminder(reminder, form)
            flash(_("The reminder was saved."), "success")
            return redirect(url_for("diagnosis.plan_letters", institution=institution, wave=wave))
    subjects, texts = dict(_filled(found, reminder.subjects)), _filled(found, reminder.texts)
    return step(
        found,
        PlanStep.LETTERS,
        "diagnosis/plan_letters.html",
        form,
        previews=[(language, f"{subjects[language]}\n\n{text}") for language, text in texts],
        reminder=number,
    )


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
    asked = questionnaire_of_wave(wave, current_config())
    base_url = current_config().base_url
    return [
        (language, fill_letter(text, pages.example_facts(wave, language, asked, base_url)))
        for language, text in texts.items()
    ]
