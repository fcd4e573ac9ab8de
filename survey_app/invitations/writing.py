"""Writes the letters of one wave: a letter for each invitation, with a link of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from email.message import EmailMessage

from config import Config
from questionnaires.languages import FIRST
from questionnaires.render import minutes_to_answer
from survey_app.diagnosis.letter import DEFAULTS, REMINDERS, LetterFacts, fill_letter
from survey_app.diagnosis.models import Reminder, Wave
from survey_app.diagnosis.waves import questionnaire_of_wave
from survey_app.ground.mail import compose
from survey_app.invitations.inviting import LinkMaker
from survey_app.invitations.models import Invitation
from survey_app.invitations.secrets import secret_of
from survey_app.protocol.manifest_signing import spoken_fingerprint
from survey_app.wording.catalogue import Voice
from survey_app.wording.last_days import last_day_said

BETWEEN = "\n\n" + "-" * 40 + "\n\n"


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes the letters of one wave, Korean first and English below; `day` is that of a reminder."""

    config: Config
    subject: str
    texts: Mapping[str, tuple[str, LetterFacts]]
    link: LinkMaker
    day: date | None

    @classmethod
    def of(cls, wave: Wave, config: Config, reminder: Reminder | None) -> "Writer":
        minutes = minutes_to_answer(questionnaire_of_wave(wave, config))
        texts = {}
        proposed = DEFAULTS if reminder is None else REMINDERS
        for language, own in (wave.letters if reminder is None else reminder.texts).items():
            facts = LetterFacts(
                institution=wave.institution.name(language),
                title=wave.title(language),
                closes_on=last_day_said(wave.closes_on.isoformat(), wave.latest_day, language),
                minutes=str(minutes),
                link="",
                contact=wave.institution.contact or "-",
                fingerprint=spoken_fingerprint(wave.fingerprint or ""),
            )
            texts[language] = (_with_check_letters(own or proposed[language], language), facts)
        subject = wave.title(FIRST)
        if reminder is not None:
            said = [
                fill_letter(reminder.subjects[language], facts) for language, (_text, facts) in texts.items()
            ]
            subject = " / ".join(dict.fromkeys(said))
        link = LinkMaker(config.base_url, wave.reference, wave.fingerprint or "")
        return cls(config, subject, texts, link, None if reminder is None else reminder.on_day)

    def letter(self, invitation: Invitation) -> EmailMessage:
        """The letter for one invitation."""
        secret = secret_of(self.config.secret_key, invitation.id)
        link = self.link(secret, invitation.pool_key)
        # The same letter has the same number however often it is tried; another address makes it another.
        number = f"{invitation.id} {self.day or 0} {invitation.recipient}"
        return compose(self.config, invitation.recipient or "", self.subject, self.text(link), number)

    def text(self, link: str) -> str:
        """What the letter with that link says, in all languages."""
        parts = [fill_letter(text, replace(facts, link=link)).strip() for text, facts in self.texts.values()]
        return BETWEEN.join(parts) + "\n"


def _with_check_letters(text: str, language: str) -> str:
    """The letter with the check letters, which an institution's own wording may have left out."""
    if "{fingerprint}" in text:
        return text
    sentence = Voice(language).say("Check letters of the signed terms, the same for everybody:")
    return f"{text.rstrip()}\n\n{sentence} {{fingerprint}}\n"
