"""Opening and counting a wave's ballots beside the request that brought the key: it can take minutes.

The key is in this process's memory and nowhere else. If the process ends before all is counted, nothing has
happened, and the last trustee gives the part again; a key that the platform keeps is simply fetched again.
"""

from collections.abc import Mapping
from typing import Any

from survey_app.ground import db, held_here, jobs
from survey_app.ground.jobs import Job, JobFailed, Progress, job
from survey_app.ground.settings import current_config
from survey_app.manifest import kept_shares, publication
from survey_app.manifest.asked import questionnaire_of
from survey_app.manifest.documents import Manifest
from survey_app.protocol.errors import ProtocolFault
from survey_app.protocol.sealing import OpeningKey
from survey_app.vault import parts, services
from survey_app.vault.jobs import FORGET_ORDER

OPEN = "open_ballots"
# The rooms that come next are known by the names of their work only: the vault imports none of them.
NEXT_WORK = "make_release"
_KEYS: dict[str, OpeningKey] = {}


def begin(wave: str, key: OpeningKey, started_by: int | None = None) -> None:
    """The wave's ballots are being opened afterwards, unless they are already. Commits."""
    if held_here.start(db.people(), OPEN, subject_of(wave), started_by, wave):
        _KEYS[wave] = key
    db.commit_now()


def under_way(wave: str) -> Job | None:
    """The newest work at this wave's opening, ended or not."""
    return jobs.latest(db.people(), OPEN, subject_of(wave))


def subject_of(wave: str) -> str:
    """What the work is about, as jobs name it."""
    return f"wave:{wave}"


@job(OPEN)
def open_and_count(progress: Progress, wave: str) -> Mapping[str, Any]:
    """The wave is counted afterwards and its sealed ballots are gone. Raises JobFailed without the key."""
    databases, config = db.databases(), current_config()
    with db.look(databases.vault) as vault:
        manifest = publication.read(vault, wave)
        known = services.find_opening(vault, wave)
    try:
        if known is None:
            key = _KEYS.pop(wave, None) or _kept_key(manifest)
            asked = questionnaire_of(manifest.questionnaire, config)
            with db.look(databases.vault) as vault:
                prepared = services.prepare_opening(vault, wave, key, asked, progress)
            with db.work(databases.vault) as vault:
                services.open_ballots(vault, wave, key, asked, prepared)
                parts.forget(vault, wave)
    finally:
        _KEYS.pop(wave, None)
    # Only once the counts are on disk: killed before this line, the work is simply done again.
    with db.work(databases.people) as people:
        kept_shares.destroy(people, wave)
        jobs.start(people, FORGET_ORDER, subject_of(wave), None)
        jobs.start(people, NEXT_WORK, subject_of(wave), None, wave=wave)
    return {}


def _kept_key(manifest: Manifest) -> OpeningKey:
    """The key of a wave that the platform keeps itself."""
    with db.work(db.databases().people) as people:
        try:
            kept = kept_shares.find(people, current_config(), manifest)
        except ProtocolFault as fault:
            raise JobFailed("KeyIsDamaged") from fault
    if kept is None:
        raise JobFailed("KeyIsNotHere")
    return services.opening_key([kept])
