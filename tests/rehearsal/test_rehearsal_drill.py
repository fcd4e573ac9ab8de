"""Workers killed at every step of a rehearsal, and two at once: nobody comes twice, nothing is left."""

import pytest
from sqlalchemy import func, select

from survey_app.diagnosis.models import Wave
from survey_app.ground import days, db
from survey_app.invitations.models import Invitation
from survey_app.manifest import publication
from survey_app.rehearsal.services import plan_rehearsal
from survey_app.trail.models import AuditEntry
from survey_app.vault.models import SealedBallot
from tests.drills import tell_no_progress
from tests.fieldwork.test_opening import planned
from tests.open_waves import pool_keys, quick_keys
from tests.test_drills import RACED, _ready_server, both, count, drill, require_done, site, told

__all__ = ["_ready_server", "drill", "planned", "pool_keys", "quick_keys", "site"]


@pytest.mark.nightly
@both
def test_the_invented_of_a_rehearsal_come_once_and_it_is_deleted_whole(drill, databases, planned, how):
    """Somebody whose credential was signed when the worker was killed has lost it; nobody comes twice."""
    with db.work(databases.people) as people:
        plan = people.scalars(select(Wave)).one()
        rehearsal = plan_rehearsal(people, plan, 5, days.today()).reference
    told_nothing = (tell_no_progress,)
    killed = drill(how, "open_wave", f"wave:{rehearsal}", told_nothing, wave=rehearsal, actor="system")

    require_done(databases, "answer_rehearsal")
    issued = count(databases, Invitation, Invitation.blinded_hash.is_not(None))
    with db.look(databases.vault) as vault:
        came = vault.scalar(select(func.count()).select_from(SealedBallot))
    assert count(databases, Invitation) == issued == 5
    assert came == 5 if how == RACED else 0 < came <= 5

    subject = "rehearsal:gaon"
    killed += drill(how, "delete_rehearsal", subject, told_nothing, institution="gaon", actor="system")
    with db.look(databases.people) as people, db.look(databases.vault) as vault:
        assert [wave.reference for wave in people.scalars(select(Wave))] == [planned]
        assert vault.scalar(select(func.count()).select_from(SealedBallot)) == 0
        assert not publication.is_published(vault, rehearsal)
    assert count(databases, Invitation) == 0
    assert count(databases, AuditEntry, AuditEntry.action == "delete_rehearsal") == 1
    told("a rehearsal", how, killed, f"{came} of 5 came")
