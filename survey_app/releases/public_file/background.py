"""The long work that somebody may see: their own, their institution's or ministry's; the operator all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from survey_app.diagnosis.models import Wave
from survey_app.door.access import Role, SignedIn
from survey_app.ground import leases
from survey_app.ground.jobs import LIVE, Job
from survey_app.ground.rehearsal_names import is_own

MOST_LISTED = 100
LISTED_FOR = timedelta(days=14)
OF_A_WAVE = ("wave", "reports", "slips", "rehearsal")
AN_UPLOAD = "import:"
OF_A_PROGRAMME = ("programme", "programme-reports")


@dataclass(frozen=True, slots=True)
class Listed:
    """One piece of work, what it is about, and whether its worker has gone silent."""

    job: Job
    about: str
    is_silent: bool


def may_see(job: Job, account: SignedIn) -> bool:
    """Whether somebody may follow, stop and repeat a piece of work.

    What the clock or a colleague started belongs to the institution that it is about.
    """
    kind, _, rest = job.subject.partition(":")
    if account.role is Role.OPERATOR or job.started_by == account.account_id:
        return True
    if account.role is Role.HR:
        return kind in OF_A_WAVE and is_own(rest.partition(".")[0], account.institution)
    return kind in OF_A_PROGRAMME


def work_seen_by(session: Session, account: SignedIn, language: str) -> Sequence[Listed]:
    """What waits, runs or ended in the last fortnight, the newest first."""
    moment = leases.now(session)
    lately = or_(Job.state.in_(LIVE), Job.ended_at >= moment - LISTED_FOR)
    jobs = session.scalars(select(Job).where(lately).order_by(Job.id.desc())).all()
    seen = [job for job in jobs if may_see(job, account)][:MOST_LISTED]
    titles = _titles(session, seen, account, language)
    return [Listed(job, titles.get(job.id, ""), leases.is_silent(job, moment)) for job in seen]


def _titles(session: Session, jobs: Sequence[Job], account: SignedIn, language: str) -> dict[int, str]:
    about = {job.id: job.subject.partition(":")[2] for job in jobs if not job.subject.startswith(AN_UPLOAD)}
    waves = {
        wave.reference: wave
        for wave in session.scalars(select(Wave).where(Wave.reference.in_(set(about.values()))))
    }
    titles = {}
    for job_id, reference in about.items():
        if (wave := waves.get(reference)) is None:
            titles[job_id] = reference
        elif account.role is Role.HR:
            titles[job_id] = wave.title(language)
        else:
            titles[job_id] = f"{wave.institution.name(language)} · {wave.title(language)}"
    return titles
