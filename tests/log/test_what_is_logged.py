"""Whatever is published stands in the log, from the moment in which it is, and nothing else does."""

import json

from sqlalchemy import delete

from survey_app.door.assets import ASSETS
from survey_app.ground import db
from survey_app.log import services
from survey_app.log.models import LogEntry
from survey_app.releases import logged
from tests.fieldwork.test_opening import planned, run_close, run_open

__all__ = ["planned"]


def _logged(databases, *kinds: str) -> list[dict]:
    with db.work(databases.people) as people:
        entries = [json.loads(entry) for entry in services.entries(people, 0, 1000)]
    return [entry for entry in entries if not kinds or entry["kind"] in kinds]


def test_a_waves_terms_and_close_are_logged_once(planned, databases):
    outcome = run_open(planned)
    run_open(planned)
    run_close(planned)
    run_close(planned)
    first, terms, closing = _logged(databases)
    assert first["kind"] == "log"
    assert terms == {"kind": "terms", "wave": planned, "fingerprint": outcome["fingerprint"]}
    assert set(closing) == {"kind", "wave", "closed_on"}


def test_what_was_published_before_there_was_a_log_is_logged_when_it_is_upgraded(planned, databases, config):
    run_open(planned)
    run_close(planned)
    before = _logged(databases, "terms", "closing")
    with databases.people.begin() as connection:
        # As an earlier version left it: published, and no log.
        connection.exec_driver_sql("DROP TRIGGER log_entries_are_never_deleted")
        connection.execute(delete(LogEntry))
        connection.exec_driver_sql("DELETE FROM log_heads")
    for _again in range(2):
        with db.work(databases.people) as people, db.look(databases.vault) as vault:
            logged.record_all(people, vault, config)
    assert _logged(databases, "terms", "closing") == before
    scripts = {entry["name"]: entry["integrity"] for entry in _logged(databases, "script")}
    assert scripts == {name: ASSETS[name].integrity for name in ("survey.js", "receipt.js")}
