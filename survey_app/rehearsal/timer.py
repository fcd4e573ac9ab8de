"""What rehearsals do by the clock: invented people come who could not yet, and old rehearsals are deleted."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.diagnosis.models import Rehearsal
from survey_app.fieldwork.services import ANSWER
from survey_app.ground import days, jobs
from survey_app.ground.jobs import State
from survey_app.rehearsal.jobs import DELETE

ACTOR = "system"


@jobs.hourly
def let_the_invented_answer(session: Session) -> None:
    """Where the witnesses had not seen the terms, or the order was lost, the invented people answer now."""
    for rehearsal in session.scalars(select(Rehearsal)).all():
        reference = rehearsal.wave.reference
        last = jobs.latest(session, ANSWER, f"wave:{reference}")
        if rehearsal.wave.takes_answers(days.today()) and (last is None or last.state == State.FAILED):
            jobs.start(session, ANSWER, f"wave:{reference}", None, wave=reference)


@jobs.hourly
def delete_old_rehearsals(session: Session) -> None:
    """The deletion of every rehearsal whose day has come is queued afterwards."""
    for rehearsal in session.scalars(select(Rehearsal).where(Rehearsal.deleted_on <= days.today())).all():
        code = rehearsal.institution.code
        jobs.start(session, DELETE, f"rehearsal:{code}", None, institution=code, actor=ACTOR)
