"""What happens by itself: each hour the rooms look for what is due, and it shows when they last did."""

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import Engine, String, Text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from survey_app.ground import db
from survey_app.ground.jobs import changed, hourly_work
from survey_app.ground.leases import forget_old_workers, now
from survey_app.ground.logs import LEFT

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class Tick(db.PeopleBase):
    """Work of the clock, and when it last went."""

    __tablename__ = "clock"

    name: Mapped[str] = mapped_column(String(120), primary_key=True, comment="the function's name")
    begun_at: Mapped[datetime] = mapped_column(db.Moment, comment="by the database's clock")
    went_at: Mapped[datetime | None] = mapped_column(db.Moment, comment="when it last came to its end")
    problem: Mapped[str] = mapped_column(Text, default="", comment="why the last did not: a kind, no message")


def do_hourly(engine: Engine) -> int:
    """Whatever has not been looked at in this hour has been afterwards; returns how many that were.

    Several clocks may go at once: one statement decides which of them does it. Waves close at midnight in
    Seoul, which is a full hour everywhere that keeps whole hours.
    """
    done = 0
    for work in hourly_work():
        if _is_mine(engine, work.__name__):
            _do(engine, work)
            done += 1
    return done


def ticks(session: Session) -> list[Tick]:
    """All work of the clock in the order of registration; what never went has no moments."""
    return [
        session.get(Tick, work.__name__) or Tick(name=work.__name__, begun_at=None, went_at=None, problem="")
        for work in hourly_work()
    ]


def _is_mine(engine: Engine, name: str) -> bool:
    with db.work(engine) as session:
        moment = now(session)
        this_hour = moment.replace(minute=0, second=0, microsecond=0)
        if session.get(Tick, name) is None:
            # As if it had gone long ago. Of two clocks that begin at once the second fails and comes again.
            session.add(Tick(name=name, begun_at=LONG_AGO))
            session.flush()
        due = update(Tick).where(Tick.name == name, Tick.begun_at < this_hour).values(begun_at=moment)
        return bool(changed(session, due))


def _do(engine: Engine, work: Callable[[Session], None]) -> None:
    problem = ""
    try:
        with db.work(engine) as session:
            work(session)
    except Exception as failure:  # noqa: BLE001 - the other work of the clock goes on
        problem = type(failure).__name__
        LEFT.error("work of the clock %s failed", work.__name__, exc_info=failure)
    with db.work(engine) as session:
        tick = session.get_one(Tick, work.__name__)
        tick.problem = problem
        if not problem:
            tick.went_at = now(session)
        forget_old_workers(session)
