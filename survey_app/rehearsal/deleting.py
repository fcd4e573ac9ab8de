"""Deletes a rehearsal whole: from the vault, from the people's database and from the files.

What stays says only that there was one: the acts in the audit trail, whose chain bears no gap, and the lines
of the public log, which is never shortened. Both name it by its reference, which is marked as a rehearsal's,
and hold no answer and nobody's name but that of whoever acted.
"""

import shutil

from sqlalchemy import Table, delete, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from config import Config
from survey_app.diagnosis.models import Rehearsal
from survey_app.ground import db
from survey_app.ground.jobs import LIVE, Job
from survey_app.institutions.models import Institution
from survey_app.invitations import slip_files
from survey_app.manifest import kept_shares
from survey_app.releases.public_file.background import OF_A_WAVE
from survey_app.reporting.subject import folder_of_reports


class WorkIsUnderWay(Exception):
    """Something is being done about the rehearsal at the moment; it has to end first."""


def require_idle(session: Session, reference: str) -> None:
    """Raises WorkIsUnderWay while a job about the wave waits or runs."""
    live = select(Job.id).where(Job.subject.in_(_subjects(reference)), Job.state.in_(LIVE)).limit(1)
    if session.scalar(live) is not None:
        raise WorkIsUnderWay(reference)


def delete_files(config: Config, reference: str) -> None:
    """No slip and no report of the wave lies here."""
    for folder in (slip_files.folder_of(config, reference), folder_of_reports(config, reference)):
        shutil.rmtree(folder, ignore_errors=True)


def delete_from_people(session: Session, rehearsal: Rehearsal) -> None:
    """The stand-in, its wave and every row that hangs on them are gone, and the work that was about it."""
    reference, stand_in = rehearsal.wave.reference, rehearsal.wave.institution_id
    kept_shares.destroy(session, reference)
    session.execute(delete(Job).where(Job.subject.in_(_subjects(reference))))
    institutions = Institution.__table__
    assert isinstance(institutions, Table)
    for table in reversed(db.PeopleBase.metadata.sorted_tables):
        if (condition := _hangs_on(table, institutions, stand_in)) is not None:
            session.execute(delete(table).where(condition))
    session.expire_all()


def _hangs_on(table: Table, institutions: Table, stand_in: int) -> ColumnElement[bool] | None:
    """Which rows of a table belong to the stand-in, over however many steps; None where none can."""
    if table is institutions:
        return table.c.id == stand_in
    conditions = []
    for key in table.foreign_keys:
        above = key.column.table
        if above is table or (condition := _hangs_on(above, institutions, stand_in)) is None:
            continue
        conditions.append(key.parent.in_(select(key.column).where(condition)))
    return or_(*conditions) if conditions else None


def _subjects(reference: str) -> list[str]:
    return [f"{kind}:{reference}" for kind in OF_A_WAVE]
