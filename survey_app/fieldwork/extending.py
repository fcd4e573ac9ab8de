"""Puts the last day off: once, and no further than the signed terms announced."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.diagnosis.models import Wave
from survey_app.ground import days, db
from survey_app.ground.jobs import JobFailed, Progress, tell_without_stopping
from survey_app.ground.settings import current_config
from survey_app.log import recording
from survey_app.manifest import documents as manifests
from survey_app.manifest import publication
from survey_app.manifest.documents import Extension
from survey_app.trail.audit import record

EXTEND = "extend_wave"


def may_be_extended(vault: Session, wave: Wave, today: date) -> bool:
    """Whether an extension was announced and is still to be had: the wave takes answers and had none."""
    if not wave.takes_answers(today) or wave.latest_day is None:
        return False
    return publication.read_extension(vault, wave.reference) is None


def is_allowed(wave: Wave, closes_on: date) -> bool:
    """Whether the last day may become that one."""
    return wave.extends_until is not None and wave.closes_on < closes_on <= wave.extends_until


def extend_wave(progress: Progress, *, wave: str, closes_on: str, actor: str) -> Mapping[str, Any]:
    """The wave takes answers until that day, and everybody can read so in the public log. Safe to repeat.

    The signed extension is published first and binds the vault; where the work is interrupted, doing it
    again ends in the same place.
    """
    databases, config = db.databases(), current_config()
    progress(0, 2, "publish")
    extension = Extension(manifests.FORMAT, wave, closes_on)
    with db.look(databases.vault) as vault:
        is_published = publication.read_extension(vault, wave) == extension
    with db.work(databases.people) as people:
        if not is_published and not _wave(people, wave).takes_answers(days.today()):
            raise JobFailed("WaveIsOver")
    try:
        with db.work(databases.vault) as vault:
            publication.publish_extension(vault, extension, manifests.signing_key(config.signing_key))
    except publication.ExtensionIsRefused as refused:
        raise JobFailed(type(refused).__name__) from refused
    # It is published: from here on the wave is extended, whoever asked to stop.
    tell_without_stopping(progress, 1, 2)
    with db.work(databases.people) as people:
        found = _wave(people, wave)
        if found.closes_on != (last := date.fromisoformat(closes_on)):
            record(
                people,
                actor,
                "extend_wave",
                f"wave:{wave}",
                {"from": found.closes_on.isoformat(), "to": closes_on},
            )
            found.closes_on, found.extends_until = last, None
            recording.record_extension(people, config, extension)
    tell_without_stopping(progress, 2, 2)
    return {"closes_on": closes_on}


def _wave(people: Session, reference: str) -> Wave:
    return people.scalars(select(Wave).where(Wave.reference == reference)).one()
