"""The long work of telling everybody that the results are out: letter by letter, with an outcome each."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

from sqlalchemy import Engine, select, update

from config import Config
from survey_app.diagnosis.models import Wave
from survey_app.ground import db, mail
from survey_app.ground.jobs import JobFailed, Progress, job
from survey_app.ground.settings import current_config
from survey_app.invitations import announcing
from survey_app.invitations.announcing_letters import results_subject, results_text
from survey_app.invitations.models import Invitation, ResultsPost
from survey_app.invitations.sending import BEING_SENT, IN_A_ROW, PUT_OFF, UNREACHABLE

Write = Callable[[str, str], EmailMessage]
SENT, DELAYED, REFUSED = "sent", "put_off", "refused"


@job(announcing.SEND)
def send_results_letters(progress: Progress, *, wave: str) -> Mapping[str, Any]:
    """Every letter of the wave that is due has gone out, was put off, or is known not to arrive.

    A letter is noted once the mail server has it; where a worker dies in between, the same letter is sent
    again with the same Message-ID. Raises JobFailed, with a `mail.ServerProblem` where that is at fault.
    """
    engine, config = db.databases().people, current_config()
    with db.work(engine) as session:
        found = session.scalars(select(Wave).where(Wave.reference == wave)).one()
        confirmed = announcing.letter_of(session, found)
        if confirmed is None:
            raise JobFailed("no_results_letter")
        subject = results_subject(found)
        text = results_text(found, confirmed.texts, config.base_url + confirmed.page)
        chosen = select(ResultsPost.invitation_id).where(*announcing.due(found.id))
        waiting = list(session.scalars(chosen.order_by(ResultsPost.invitation_id)))
    outcomes: Counter[str] = Counter()
    refused_in_a_row = 0
    with mail.sending(config) as send:
        for number, invitation in enumerate(waiting, start=1):
            if _is_taken_up(engine, invitation):
                write = _writer(config, subject, text)
                outcome = _send_one(engine, invitation, write, send)
                outcomes[outcome] += 1
                refused_in_a_row = refused_in_a_row + 1 if outcome == REFUSED else 0
                if refused_in_a_row >= IN_A_ROW:
                    raise JobFailed(mail.ServerProblem.REFUSES_ALL.value)
            progress(number, len(waiting))
    return dict(outcomes)


def _writer(config: Config, subject: str, text: str) -> Write:
    return lambda recipient, number: mail.compose(config, recipient, subject, text, number)


def _is_taken_up(engine: Engine, invitation: str) -> bool:
    """Whether this worker is the one who sends it; nobody else does for as long as that may take."""
    with db.work(engine) as session:
        post = session.get(ResultsPost, invitation)
        if post is None:
            return False
        one = update(ResultsPost).where(
            ResultsPost.invitation_id == invitation, *announcing.due(post.wave_id)
        )
        taking_up = one.values(next_try_at=datetime.now(UTC) + BEING_SENT).returning(
            ResultsPost.invitation_id
        )
        return session.scalar(taking_up) is not None


def _send_one(engine: Engine, invitation: str, write: Write, send: mail.Send) -> str:
    with db.work(engine) as session:
        recipient = session.get_one(Invitation, invitation).recipient or ""
    try:
        send(write(recipient, f"results {invitation} {recipient}"))
    except mail.LetterRefused as refused:
        return _note(engine, invitation, REFUSED, refused.reason.value)
    except mail.LetterDelayed:
        return _note(engine, invitation, DELAYED)
    except mail.MailServerFails as failing:
        with db.work(engine) as session:
            # Nobody's letter is at fault: it is due as soon as the server is well.
            session.get_one(ResultsPost, invitation).next_try_at = datetime.now(UTC)
        raise JobFailed(failing.problem.value) from None
    return _note(engine, invitation, SENT)


def _note(engine: Engine, invitation: str, outcome: str, reason: str = "") -> str:
    with db.work(engine) as session:
        post = session.get_one(ResultsPost, invitation)
        post.next_try_at = None
        if outcome == DELAYED and post.tries < len(PUT_OFF):
            post.next_try_at = datetime.now(UTC) + PUT_OFF[post.tries]
            post.tries += 1
            return DELAYED
        post.is_sent = outcome == SENT
        post.refusal = None if outcome == SENT else reason or UNREACHABLE
    return SENT if outcome == SENT else REFUSED
