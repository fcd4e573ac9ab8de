"""The long work of this room: a wave's release, and the benchmark of a programme with all its releases."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from survey_app.diagnosis.models import Wave
from survey_app.diagnosis.programme import Programme
from survey_app.ground import db
from survey_app.ground.jobs import JobFailed, Progress, job, no_progress
from survey_app.ground.settings import current_config
from survey_app.releases import services

Tell = Callable[[int, int, str], None]
RELEASE, BENCHMARK = "make_release", "make_benchmark"


@job(RELEASE)
def make_release(progress: Tell, *, wave: str, reason: str = "") -> Mapping[str, Any]:
    """Releases the wave of that reference. Safe to repeat: what is released already is not released again."""
    progress(0, 1, wave)
    try:
        return _release(wave, reason)
    except services.CountIsGone as gone:
        raise JobFailed("count_is_gone") from gone
    except IntegrityError:
        # A benchmark released it at the same moment: the number is taken, and what it rests on may be new.
        return _release(wave, reason)


def _release(wave: str, reason: str) -> Mapping[str, Any]:
    databases = db.databases()
    with db.work(databases.people) as people, db.look(databases.vault) as vault:
        # Committed by itself: what is written before the work would bar its progress from being written.
        found = people.scalars(select(Wave).where(Wave.reference == wave)).one()
        services.acknowledge_opening(people, vault, found, current_config())
    with db.work(databases.people) as people, db.look(databases.vault) as vault:
        found = people.scalars(select(Wave).where(Wave.reference == wave)).one()
        gathered = services.gathered(people, vault, found, current_config())
    # Neither database is held while the release is worked out: respondents of other waves go on.
    with db.work(databases.people) as people:
        found = people.scalars(select(Wave).where(Wave.reference == wave)).one()
        stored = services.release_gathered(people, found, gathered, current_config(), reason)
        return {"number": stored.number, "hash": stored.content_hash}


@job(BENCHMARK)
def make_benchmark(progress: Progress, *, programme: str) -> Mapping[str, Any]:
    """Makes the programme's benchmark, then releases each of its counted waves with it.

    Waves that came in a bundle count in the benchmark; their releases are made where their answers are.
    """
    databases = db.databases()
    with db.work(databases.people) as people, db.look(databases.vault) as vault:
        found = people.scalars(select(Programme).where(Programme.key == programme)).one()
        services.make_benchmark(people, vault, found, current_config())
        waves = services.counted_waves(people, found)
        references = [wave.reference for wave in waves if services.is_counted_here(vault, wave)]
    for position, reference in enumerate(references):
        progress(position, len(references), reference)
        make_release(no_progress, wave=reference, reason="benchmark")
    return {"institutions": len(waves)}
