"""The letter that tells everybody who was invited that the results are out: what it says, and how it stands.

It goes out once for a wave and to everybody with an address, whether or not they took part: nothing here
reads who was given a credential.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import ColumnElement, func, insert, or_, select
from sqlalchemy.orm import Session

from questionnaires.languages import ByLanguage
from survey_app.diagnosis import letter
from survey_app.diagnosis.letter import LONGEST_LETTER, LetterIsFaulty, LetterProblem
from survey_app.diagnosis.models import Wave, WaveState
from survey_app.ground import jobs
from survey_app.invitations.models import Channel, Invitation, ResultsLetter, ResultsPost

SEND = "send_results_letters"
PLACEHOLDERS = ("institution", "title", "page", "contact")
MANDATORY = "page"
_LETTERS = Path(letter.__file__).parent / "letters"


def _texts(name: str) -> ByLanguage[str]:
    files = _LETTERS.glob(f"{name}.*.txt")
    return ByLanguage({path.suffixes[0].removeprefix("."): path.read_text("utf-8") for path in files})


DEFAULTS = _texts("results")
OF_PROMISES = _texts("promises")
"""What is proposed where results stay inside, and the page that can be read is that of promises."""
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


class AlreadyAnnounced(Exception):
    """The letter of this wave was confirmed before: nobody gets a second one."""


class NobodyHasAnAddress(Exception):
    """Nobody was invited by letter, so there is no address to write to."""


@dataclass(frozen=True, slots=True)
class ResultsFacts:
    """What is filled into the letter; the same for everybody."""

    institution: str
    title: str
    page: str
    contact: str


@dataclass(frozen=True, slots=True)
class ResultsPosted:
    """How many of the letters wait, were put off, were sent, and can't be delivered, by reason."""

    waiting: int
    put_off: int
    sent: int
    refused: Mapping[str, int]


def require_sound(text: str) -> None:
    """Raises LetterIsFaulty; NO_LINK means that the address of the public page is missing."""
    names = _PLACEHOLDER.findall(text)
    if not text.strip():
        raise LetterIsFaulty(LetterProblem.EMPTY)
    if len(text) > LONGEST_LETTER:
        raise LetterIsFaulty(LetterProblem.TOO_LONG)
    for name in names:
        if name not in PLACEHOLDERS:
            raise LetterIsFaulty(LetterProblem.UNKNOWN_PLACEHOLDER, name)
    if MANDATORY not in names:
        raise LetterIsFaulty(LetterProblem.NO_LINK)


def facts_of(wave: Wave, page: str, language: str) -> ResultsFacts:
    """What is filled in for a wave; `page` is the whole address of the public page."""
    institution = wave.institution
    return ResultsFacts(
        institution.name(language),
        wave.title(language),
        f"{page}?lang={language}",
        institution.contact or "-",
    )


def filled(text: str, facts: ResultsFacts) -> str:
    """The letter as it is sent. What is filled in is never read for placeholders again."""
    return _PLACEHOLDER.sub(lambda found: str(getattr(facts, found[1], found[0])), text).strip()


def letter_of(session: Session, wave: Wave) -> ResultsLetter | None:
    """The letter that was confirmed for a wave, if there is one."""
    return session.get(ResultsLetter, wave.id)


def announce(session: Session, wave: Wave, texts: Mapping[str, str], page: str) -> int:
    """A letter to everybody who was invited by mail is due; returns to how many.

    Raises AlreadyAnnounced, NobodyHasAnAddress and LetterIsFaulty.
    """
    if letter_of(session, wave) is not None:
        raise AlreadyAnnounced(wave.reference)
    for text in texts.values():
        require_sound(text)
    everybody = select(Invitation.id).where(Invitation.wave_id == wave.id, Invitation.channel == Channel.MAIL)
    invited = list(session.scalars(everybody.order_by(Invitation.id)))
    if not invited:
        raise NobodyHasAnAddress(wave.reference)
    session.add(
        ResultsLetter(
            wave_id=wave.id,
            text_ko=texts["ko"],
            text_en=texts["en"],
            page=page,
            confirmed_at=datetime.now(UTC),
        )
    )
    session.flush()
    session.execute(
        insert(ResultsPost),
        [{"invitation_id": one, "wave_id": wave.id, "is_sent": False, "tries": 0} for one in invited],
    )
    return len(invited)


def is_to_announce(session: Session, wave: Wave) -> bool:
    """Whether there are people to write to and no letter was confirmed."""
    by_mail = select(Invitation.id).where(Invitation.wave_id == wave.id, Invitation.channel == Channel.MAIL)
    return letter_of(session, wave) is None and session.scalar(by_mail.limit(1)) is not None


def posted(session: Session, wave: Wave) -> ResultsPosted:
    """How the letters of a wave stand. It says nothing of who took part: everybody has one."""
    rows = session.execute(
        select(ResultsPost.is_sent, ResultsPost.refusal, ResultsPost.tries > 0, func.count())
        .where(ResultsPost.wave_id == wave.id)
        .group_by(ResultsPost.is_sent, ResultsPost.refusal, ResultsPost.tries > 0)
    ).all()
    found = ResultsPosted(0, 0, 0, {})
    for is_sent, refusal, is_put_off, number in rows:
        if refusal is not None:
            refused = {**found.refused, refusal: found.refused.get(refusal, 0) + number}
            found = replace(found, refused=refused)
        elif is_sent:
            found = replace(found, sent=found.sent + number)
        elif is_put_off:
            found = replace(found, put_off=found.put_off + number)
        else:
            found = replace(found, waiting=found.waiting + number)
    return found


def due(wave_id: int) -> tuple[ColumnElement[bool], ...]:
    """The conditions under which a letter of a wave is to be sent now."""
    is_time = or_(ResultsPost.next_try_at.is_(None), ResultsPost.next_try_at <= datetime.now(UTC))
    return (
        ResultsPost.wave_id == wave_id,
        ResultsPost.is_sent.is_(False),
        ResultsPost.refusal.is_(None),
        is_time,
    )


def put_off_till_now(session: Session) -> list[str]:
    """References of waves with letters that were put off, or cut off, until now; what was stopped stays."""
    released = select(Wave).join(ResultsLetter, ResultsLetter.wave_id == Wave.id)
    found = []
    for wave in session.scalars(released.where(Wave.state == WaveState.RELEASED)):
        tried = select(ResultsPost.invitation_id).where(*due(wave.id), ResultsPost.next_try_at.is_not(None))
        job = jobs.latest(session, SEND, f"wave:{wave.reference}")
        is_stopped = job is not None and job.state == jobs.State.CANCELLED
        if not is_stopped and session.scalar(tried.limit(1)) is not None:
            found.append(wave.reference)
    return found
