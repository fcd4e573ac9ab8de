"""Sends letters and reminders, each once, to those who have an address; says of nobody that they got one."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from config import Config
from questionnaires.render import minutes_to_answer
from survey_app import days, db
from survey_app.diagnosis.models import Wave, WaveState
from survey_app.diagnosis.services import DEFAULTS, LetterFacts, fill_letter, questionnaire_of_wave
from survey_app.invitations.inviting import LinkMaker
from survey_app.invitations.models import Channel, Invitation
from survey_app.invitations.secrets import secret_of
from survey_app.jobs import JobFailed, Progress, job
from survey_app.mail import compose, sender
from survey_app.protocol.manifest_signing import spoken_fingerprint
from survey_app.settings import current_config

SEND = "send_letters"
BETWEEN = "\n\n" + "-" * 40 + "\n\n"


@dataclass(frozen=True, slots=True)
class Post:
    """How much post there is: first letters to send, and reminders that would go out now."""

    first_letters: int
    reminders: int


@job(SEND)
def send_letters(progress: Progress, *, wave: str, is_reminder: bool) -> Mapping[str, Any]:
    """Every invitation by mail has had its letter, or its reminder if nobody has used it yet.

    Each letter is noted before the next is written, so that work begun again sends none twice. The number
    sent is not told for reminders: it would say how many have not taken part.
    """
    engine, config = db.databases().people, current_config()
    with db.work(engine) as session:
        found = session.scalars(select(Wave).where(Wave.reference == wave)).one()
        if not found.takes_answers(days.today()):
            raise JobFailed("WaveIsNotOpen")
        waiting = list(session.scalars(_waiting(found.id, is_reminder)))
        writer = Writer.of(found, config, is_reminder)
    send = sender(config)
    for number, invitation_id in enumerate(waiting):
        with db.work(engine) as session:
            invitation = session.get_one(Invitation, invitation_id)
            if is_reminder and invitation.is_issued:
                continue
            # Noted first and committed last: if sending fails, the note is taken back.
            invitation.letters += 1
            session.flush()
            send(writer.letter(invitation))
        if not is_reminder:  # how many are reminded is how many have not taken part
            progress(number + 1, len(waiting))
    return {} if is_reminder else {"sent": len(waiting)}


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes the letters of one wave, Korean first and English below."""

    config: Config
    subject: str
    texts: Mapping[str, tuple[str, LetterFacts]]
    link: LinkMaker

    @classmethod
    def of(cls, wave: Wave, config: Config, is_reminder: bool) -> "Writer":
        minutes = minutes_to_answer(questionnaire_of_wave(wave, config))
        texts = {}
        for language, own in (("ko", wave.letter_ko), ("en", wave.letter_en)):
            facts = LetterFacts(
                institution=wave.institution.name(language),
                title=wave.title(language),
                closes_on=wave.closes_on.isoformat(),
                minutes=str(minutes),
                link="",
                contact=wave.institution.contact or "-",
                fingerprint=spoken_fingerprint(wave.fingerprint or ""),
            )
            texts[language] = (own or DEFAULTS[language], facts)
        subject = f"[다시 알림] {wave.title_ko}" if is_reminder else wave.title_ko
        link = LinkMaker(config.base_url, wave.reference, wave.fingerprint or "")
        return cls(config, subject, texts, link)

    def letter(self, invitation: Invitation) -> Any:
        """The letter for one invitation."""
        secret = secret_of(self.config.secret_key, invitation.id)
        link = self.link(secret, invitation.pool_key)
        parts = [fill_letter(text, replace(facts, link=link)).strip() for text, facts in self.texts.values()]
        return compose(self.config, invitation.recipient or "", self.subject, BETWEEN.join(parts) + "\n")


def post_of(session: Session, wave_id: int) -> Post:
    """How many first letters wait, and how many invitations by mail had one.

    The second number counts letters sent, used or not: what is left to remind is nobody's business.
    """
    by_mail = (Invitation.wave_id == wave_id) & (Invitation.channel == Channel.MAIL.value)
    waiting = session.scalar(select(func.count()).where(by_mail, Invitation.letters == 0)) or 0
    sent = session.scalar(select(func.count()).where(by_mail, Invitation.letters > 0)) or 0
    return Post(waiting, sent)


def reminders_due(session: Session, today: date) -> list[str]:
    """References of waves that take answers, whose reminder falls on or before today and has not gone out."""
    due = []
    still_open = (Wave.state == WaveState.OPEN) & (Wave.closes_on >= days.today())
    # None days mean that the plan has no reminder.
    for wave in session.scalars(select(Wave).where(still_open, Wave.reminder_after_days > 0)):
        is_time = wave.opens_on + timedelta(days=wave.reminder_after_days) <= today
        if is_time and session.scalar(_waiting(wave.id, is_reminder=True).limit(1)) is not None:
            due.append(wave.reference)
    return due


def _waiting(wave_id: int, is_reminder: bool) -> Any:
    by_mail = (Invitation.wave_id == wave_id) & (Invitation.channel == Channel.MAIL.value)
    if is_reminder:
        is_open = Invitation.blinded_hash.is_(None) & (Invitation.letters == 1)
        return select(Invitation.id).where(by_mail, is_open).order_by(Invitation.id)
    return select(Invitation.id).where(by_mail, Invitation.letters == 0).order_by(Invitation.id)
