"""Where finished sheets of slips lie until they are taken away: locked, once, and a day at the longest.

Whoever has a slip's code can answer with it. So a file lies under the installation's secret, is unlocked for
its one download, and is gone afterwards.
"""

import os
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from config import Config
from survey_app.ground.jobs import Job, State
from survey_app.ground.keyring import Purpose, derive
from survey_app.invitations.models import Channel, Invitation

MAKE_SLIPS = "make_slips"
FOLDER = "slips"
KEPT_HOURS = 24
_NONCE_BYTES = 12


class SlipsAreGone(Exception):
    """The sheets were taken away, or their day is over."""


@dataclass(frozen=True, slots=True)
class KeptSlips:
    """The newest making of a wave's slips, and whether its file waits for its download."""

    job: Job
    is_ready: bool


def subject_of(wave: str) -> str:
    """What the making of a wave's slips is about."""
    return f"slips:{wave}"


def keep(config: Config, wave: str, mark: str, content: bytes) -> None:
    """The sheets lie locked under `mark` afterwards, and no others of the wave."""
    path = _path(config, wave, mark)
    path.parent.mkdir(parents=True, exist_ok=True)
    nonce = os.urandom(_NONCE_BYTES)
    unfinished = path.with_suffix(".part")
    unfinished.write_bytes(nonce + _cipher(config).encrypt(nonce, content, _label(wave, mark)))
    unfinished.replace(path)
    for other in path.parent.glob("*.locked"):
        if other != path:
            other.unlink(missing_ok=True)


def take(config: Config, wave: str, mark: str) -> bytes:
    """The sheets, and their file is gone. Of two who ask at once one gets them. Raises SlipsAreGone."""
    path = _path(config, wave, mark)
    taken = path.with_suffix(f".{os.getpid()}-{time.monotonic_ns()}")
    try:
        path.rename(taken)
    except FileNotFoundError as gone:
        raise SlipsAreGone(wave) from gone
    locked = taken.read_bytes()
    taken.unlink()
    return _cipher(config).decrypt(locked[:_NONCE_BYTES], locked[_NONCE_BYTES:], _label(wave, mark))


def delete_old(config: Config, now: datetime) -> int:
    """No sheets lie here that are a day old, finished or not; returns how many files went."""
    deleted = 0
    for path in (config.files / FOLDER).glob("*/*"):
        if now.timestamp() - path.stat().st_mtime >= KEPT_HOURS * 3600:
            path.unlink(missing_ok=True)
            deleted += 1
    return deleted


def kept_of(session: Session, config: Config, wave: str) -> KeptSlips | None:
    """The newest making of the wave's slips, or None where there was none."""
    newest = (
        select(Job).where(Job.name == MAKE_SLIPS, Job.subject == subject_of(wave)).order_by(Job.id.desc())
    )
    job = session.scalars(newest).first()
    if job is None:
        return None
    return KeptSlips(job, job.state == State.DONE and _path(config, wave, job.outcome["file"]).exists())


def units_with_slips(session: Session, wave_id: int) -> dict[str, int]:
    """How many slips each unit has, by its code."""
    of_slips = (Invitation.wave_id == wave_id, Invitation.channel == Channel.SLIP)
    counted = (
        select(Invitation.unit_code, func.count().label("slips"))
        .where(*of_slips)
        .group_by(Invitation.unit_code)
    )
    found = session.execute(counted.order_by(Invitation.unit_code)).all()
    return {row.unit_code: row.slips for row in found}


def folder_of(config: Config, wave: str) -> Path:
    """Where a wave's sheets lie."""
    return config.files / FOLDER / wave


def _path(config: Config, wave: str, mark: str) -> Path:
    return folder_of(config, wave) / f"{mark}.locked"


def _cipher(config: Config) -> AESGCM:
    return AESGCM(derive(config.secret_key, Purpose.SLIPS))


def _label(wave: str, mark: str) -> bytes:
    return f"{wave}/{mark}".encode()
