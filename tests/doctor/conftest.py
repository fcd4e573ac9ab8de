"""Installations to examine: a new one, and one that has been used."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from analysis.released.release import content_hash
from benchmarks.open_wave import open_wave
from survey_app.diagnosis.models import Wave
from survey_app.doctor import examination
from survey_app.ground import db
from survey_app.manifest import documents as manifests
from survey_app.manifest import publication
from survey_app.releases.models import StoredRelease
from survey_app.trail.audit import record
from tests.open_waves import pool_keys, quick_keys

__all__ = ["pool_keys", "quick_keys"]


@pytest.fixture
def findings(monkeypatch, config):
    """What the doctor finds, by subject."""
    monkeypatch.setattr(examination.settings, "read", lambda: config)
    return lambda: {found.subject: found for found in examination.examine()}


@pytest.fixture
def used(config, databases, app, pool_keys):
    """An installation with an open wave whose key the platform keeps, a released one, and an audit trail."""
    config.data.chmod(0o700)
    wave = open_wave(config, databases, [20, 20])
    with db.work(databases.people) as people, db.work(databases.vault) as vault:
        record(people, "somebody", "did_something", "it")
        found = people.scalars(select(Wave)).one()
        found.state, found.fingerprint = "open", publication.read_signed(vault, wave.reference).fingerprint
        document = b'{"a":1}'
        key = manifests.signing_key(config.signing_key)
        people.add(
            StoredRelease(
                wave_id=found.id,
                number=1,
                document=document,
                content_hash=content_hash(document),
                signature=key.sign(bytes.fromhex(content_hash(document))),
                made_at=datetime.now(UTC),
            )
        )
    return wave
