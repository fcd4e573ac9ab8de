"""Examines whether somebody does the work that waits, and whether the clock goes."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.diagnosis.models import Wave, WaveState
from survey_app.doctor.finding import Examined
from survey_app.ground import days, db, leases
from survey_app.ground.clock import LONG_AGO, Tick
from survey_app.ground.jobs import LIVE, Job, State

CLOCK_IS_LATE_AFTER = timedelta(hours=2)


def examine_work(databases: db.Databases) -> Iterator[Examined]:
    """How much work waits and who does it, and when the clock last went."""
    with db.look(databases.people) as people:
        yield from (_jobs(people), _clock(people))


def _jobs(people: Session) -> Examined:
    """How much work waits, and whether anybody is there to do it."""
    states = Counter(people.scalars(select(Job.state).where(Job.state.in_(LIVE))).all())
    a_day_ago = leases.now(people) - timedelta(days=1)
    lately = (Job.state == State.FAILED) & (Job.ended_at > a_day_ago)
    failed = people.scalar(select(func.count()).select_from(Job).where(lately))
    workers = sum(not worker.keeps_clock for worker in leases.workers_at_work(people))
    state = (
        f"{states[State.QUEUED]} wait and {states[State.RUNNING]} run; {workers} processes do work; "
        f"{failed} failed in the last day"
    )
    return Examined("work", bool(workers) or not states, state, "Run `gyeol worker`: nobody does what waits.")


def _clock(people: Session) -> Examined:
    """When the clock last went; it matters as soon as a wave is open."""
    ticks = people.scalars(select(Tick)).all()
    went = min((tick.went_at or LONG_AGO for tick in ticks), default=LONG_AGO)
    is_needed = people.scalar(select(Wave.id).where(Wave.state == WaveState.OPEN).limit(1)) is not None
    is_late = leases.now(people) - went > CLOCK_IS_LATE_AFTER
    state = "never went" if went == LONG_AGO else f"last went at {days.spoken(went)} in Seoul"
    if failing := [tick.name for tick in ticks if tick.problem]:
        remedy = f"The worker's log says why {', '.join(failing)} failed."
        return Examined("clock", False, state, remedy)
    remedy = "Run one `gyeol worker` without --without-timer: waves close and reminders go out by it."
    return Examined("clock", not (is_needed and is_late), state, remedy)
