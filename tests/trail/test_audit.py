"""The audit trail: chained, refused to change by the database, and broken visibly when changed anyway."""

import dataclasses
import hashlib
import json
from datetime import UTC

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from survey_app.ground import db
from survey_app.ground.keyring import Keyring, Purpose, keyring_of
from survey_app.trail import audit
from survey_app.trail.audit import Flaw, newest_entries, record, verify_audit_trail
from survey_app.trail.models import AuditEntry, AuditHead


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


def rewrite(session, key_mark="", code=lambda fields: hashlib.sha256(fields).hexdigest()):
    """What somebody does who may write every table and has no key: one entry changed, the chain made anew."""
    _drop_guards(session)
    previous = audit.BEGINNING
    for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.id)):
        actor = "someone else" if entry.id == 2 else entry.actor
        at = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
        fields = [previous, at, actor, entry.action, entry.subject, entry.details]
        new = code(json.dumps(fields, ensure_ascii=False).encode())
        changed = {"actor": actor, "previous_hash": previous, "hash": new, "key_mark": key_mark}
        session.execute(update(AuditEntry).where(AuditEntry.id == entry.id).values(**changed))
        previous = new
    session.execute(update(AuditHead).values(hash=previous))
    session.expire_all()


def test_a_chain_made_anew_without_the_key_is_found(trail):
    rewrite(trail)

    assert verify_audit_trail(trail).flaw is Flaw.END


def test_a_chain_made_anew_with_another_key_is_found(trail):
    other = Keyring(b"o" * 32)
    rewrite(trail, other.mark(Purpose.AUDIT_TRAIL), lambda fields: other.mac(Purpose.AUDIT_TRAIL, fields))

    assert verify_audit_trail(trail).flaw is Flaw.OTHER_KEY


def test_a_chain_made_anew_under_the_mark_of_the_key_is_found(trail):
    rewrite(trail, keyring_of(trail).mark(Purpose.AUDIT_TRAIL))

    assert (verify_audit_trail(trail).flaw, verify_audit_trail(trail).first_broken) == (Flaw.ENTRY, 1)


def test_a_trail_cut_short_and_sealed_at_an_earlier_number_is_found(trail):
    _drop_guards(trail)
    last = trail.scalar(select(AuditEntry.hash).where(AuditEntry.id == 2))
    trail.execute(text("DELETE FROM audit_entries WHERE id = 3"))
    trail.execute(update(AuditHead).values(entries=2, hash=last))
    trail.expire_all()

    assert verify_audit_trail(trail).flaw is Flaw.END


def test_an_older_copy_is_told_from_the_trail_by_what_was_noted(trail):
    noted = verify_audit_trail(trail)

    assert audit.holds(trail, noted.entries, noted.last[:16])
    assert not audit.holds(trail, noted.entries + 1, noted.last[:16])
    assert not audit.holds(trail, noted.entries, "")


@pytest.fixture
def old_trail(trail):
    """The trail as the version without a key wrote it."""
    rewrite(trail)
    trail.execute(update(AuditHead).values(seal=""))
    trail.commit()
    return trail


def test_a_trail_from_before_the_key_verifies_up_to_the_change_and_goes_on_under_it(old_trail):
    assert audit.begin_to_key(old_trail)
    record(old_trail, "op@example.kr", "try", "thing:3")

    verdict = verify_audit_trail(old_trail)
    assert (verdict.is_whole, verdict.entries, verdict.keyed_from) == (True, 5, 4)
    assert not audit.begin_to_key(old_trail)


def test_what_was_before_the_key_is_fixed_by_it(old_trail):
    audit.begin_to_key(old_trail)
    old_trail.execute(text("UPDATE audit_entries SET subject = 'other' WHERE id = 1"))
    old_trail.expire_all()

    assert verify_audit_trail(old_trail).first_broken == 1


def test_an_entry_without_a_key_after_those_that_have_one_is_found(trail):
    _drop_guards(trail)
    entry = trail.get(AuditEntry, 3)
    entry.key_mark = ""
    trail.flush()

    assert verify_audit_trail(trail).first_broken == 3


def test_under_another_secret_the_verdict_says_that_it_is_the_secret(trail, config):
    others = db.connect(dataclasses.replace(config, secret_key=b"o" * 32))
    with Session(others.people) as session:
        assert verify_audit_trail(session).flaw is Flaw.OTHER_KEY
    others.dispose()


def test_postgresql_refuses_to_change_delete_or_empty_the_trail(postgres_url, config):
    engine = db.connect(dataclasses.replace(config, database_url=postgres_url)).people
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
