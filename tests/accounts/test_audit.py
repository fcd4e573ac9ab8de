"""The audit trail: chained, refused to change by the database, and broken visibly when changed anyway."""

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from survey_app import db
from survey_app.accounts.audit import newest_entries, record, verify_audit_trail


@pytest.fixture
def trail(people):
    for number in range(3):
        record(people, "op@example.kr", "try", f"thing:{number}", {"number": number})
    people.commit()
    return people


def test_an_empty_trail_is_whole(people):
    assert verify_audit_trail(people).is_whole


def test_a_trail_is_whole_as_written(trail):
    verdict = verify_audit_trail(trail)

    assert (verdict.entries, verdict.is_whole, verdict.first_broken) == (3, True, None)
    assert [entry.subject for entry in newest_entries(trail, 1)] == ["thing:2", "thing:1", "thing:0"]


@pytest.mark.parametrize("change", ["UPDATE audit_entries SET actor = 'me'", "DELETE FROM audit_entries"])
def test_the_database_refuses_to_change_or_delete_an_entry(trail, change):
    with pytest.raises(DBAPIError, match="never"):
        trail.execute(text(change))


def test_an_entry_changed_behind_the_guards_is_found(trail):
    _drop_guards(trail)
    trail.execute(text("UPDATE audit_entries SET subject = 'other' WHERE id = 2"))
    trail.expire_all()

    verdict = verify_audit_trail(trail)

    assert (verdict.is_whole, verdict.first_broken) == (False, 2)


def test_an_entry_missing_at_the_end_is_found(trail):
    _drop_guards(trail)
    trail.execute(text("DELETE FROM audit_entries WHERE id = 3"))
    trail.expire_all()

    assert not verify_audit_trail(trail).is_whole


def test_postgresql_refuses_to_change_delete_or_empty_the_trail(postgres_url):
    engine = create_engine(postgres_url)
    db.PeopleBase.metadata.create_all(engine)
    with Session(engine) as session:
        record(session, "op@example.kr", "try", "thing")
        session.commit()
        for change in (
            "UPDATE audit_entries SET actor = ''",
            "DELETE FROM audit_entries",
            "TRUNCATE audit_entries",
        ):
            with pytest.raises(DBAPIError, match="never"):
                session.execute(text(change))
            session.rollback()
        assert verify_audit_trail(session).is_whole
    engine.dispose()


def _drop_guards(session):
    session.execute(text("DROP TRIGGER audit_entries_are_never_changed"))
    session.execute(text("DROP TRIGGER audit_entries_are_never_deleted"))
