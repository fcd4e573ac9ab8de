"""Puts into the public log what this room publishes, and what was published before there was a log."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Config
from survey_app.diagnosis.models import Wave, WaveState
from survey_app.log import recording
from survey_app.releases.models import StoredRelease
from survey_app.vault import services as vault_services
from survey_app.vault.services import BallotCount


def record_count(people: Session, config: Config, count: BallotCount) -> None:
    """The root over the receipts of a counted wave stands in the log."""
    recording.record_receipts(people, config, count.wave, count.root, (count.counted, count.spoiled))


def record_all(people: Session, vault: Session, config: Config) -> None:
    """Whatever is published here stands in the log afterwards: terms, closings, receipts, releases, scripts.

    Safe to repeat. What is there already keeps its place. Raises LogIsOfAnotherKey.
    """
    # Not a planned one: terms that were published in a moment cut off are published anew, or never.
    begun = select(Wave).where(Wave.state != WaveState.PLANNED).order_by(Wave.reference)
    for wave in people.scalars(begun).all():
        recording.record_published(people, vault, config, wave.reference)
        count = vault_services.find_opening(vault, wave.reference)
        is_acknowledged = wave.state in (WaveState.COUNTED, WaveState.RELEASED) and not wave.is_imported
        if count is not None and is_acknowledged:
            record_count(people, config, count)
    columns = (Wave.reference, StoredRelease.number, StoredRelease.content_hash)
    made_here = select(*columns).join(Wave, Wave.id == StoredRelease.wave_id)
    made_here = made_here.where(StoredRelease.made_elsewhere_by.is_(None))
    for reference, number, content_hash in people.execute(
        made_here.order_by(Wave.reference, StoredRelease.number)
    ).all():
        recording.record_release(people, config, reference, number, content_hash)
    recording.record_scripts(people, config)
