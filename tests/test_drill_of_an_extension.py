"""A worker is killed at every step of putting a last day off, and the wave is extended once."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from benchmarks.open_wave import open_wave
from survey_app.ground import days, db
from survey_app.manifest import publication
from survey_app.trail.models import AuditEntry
from tests.open_waves import pool_keys, quick_keys
from tests.test_drills import _ready_server, both, drill, require_done, site

__all__ = ["_ready_server", "drill", "pool_keys", "quick_keys", "site"]


@pytest.mark.nightly
@both
def test_a_last_day_is_put_off_once(drill, config, databases, how):
    last = (days.today() + timedelta(days=21)).isoformat()
    wave = open_wave(config, databases, [20, 20], latest=last)
    order = {"wave": wave.reference, "closes_on": last, "actor": "hr@gaon.example"}
    drill(how, "extend_wave", f"wave:{wave.reference}", **order)

    require_done(databases, "extend_wave")
    with db.look(databases.vault) as vault:
        assert publication.last_day(vault, wave.reference) == last
    with db.work(databases.people) as people:
        acts = select(func.count()).where(AuditEntry.action == "extend_wave")
        assert people.scalar(acts) == 1
