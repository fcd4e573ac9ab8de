"""The log only grows: appended once, with what it records, never forked and never changed."""

import dataclasses
import secrets
import threading

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from config import SettingIsWrong
from survey_app import schema
from survey_app.ground import db
from survey_app.log import services
from survey_app.log.keys import witnesses
from survey_app.log.models import LogEntry
from survey_app.protocol.log_entries import terms_entry
from survey_app.protocol.log_tree import leaf_hash, root_of

# A log's key, and no witness's.
EXAMPLE_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
AT_ONCE, EACH = 6, 5


def _entry(number: int) -> bytes:
    return terms_entry(f"gaon.{number}", f"{number:064x}")


def test_a_log_begins_with_what_it_is_and_grows_by_what_is_new(people, config):
    assert services.append(people, config, _entry(1)) == 1
    assert services.append(people, config, _entry(2)) == 2
    assert services.append(people, config, _entry(1)) == 1
    assert services.size_of(people) == 3
    first = services.first(people, config)
    assert first.key.name == "localhost:8000/log"
    assert services.leaves(people) == [leaf_hash(one) for one in services.entries(people, 0, 3)]


def test_what_is_rolled_back_was_never_logged(databases, config):
    with db.Session(databases.people) as people:
        services.append(people, config, _entry(1))
        people.rollback()
    with db.work(databases.people) as people:
        assert services.size_of(people) == 0
        assert services.append(people, config, _entry(2)) == 1


def _append_at_once(databases: db.Databases, config) -> None:
    faults: list[Exception] = []

    def append(part: int) -> None:
        try:
            for number in range(EACH):
                with db.work(databases.people) as people:
                    # Every second entry is one that another thread appends, too.
                    services.append(people, config, _entry(number if number % 2 else 100 * part + number))
        except DBAPIError as fault:
            faults.append(fault)

    with db.work(databases.people) as people:
        services.begin(people, config)
    threads = [threading.Thread(target=append, args=(part,)) for part in range(1, AT_ONCE + 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    with db.work(databases.people) as people:
        leaves = services.leaves(people)
        positions = people.scalars(services.select(LogEntry.position)).all()
        # 6 threads with 3 entries of their own, 2 that all have, and the first.
        assert sorted(positions) == list(range(6 * 3 + 2 + 1))
        assert len(set(leaves)) == len(leaves) == services.size_of(people)


def test_appending_at_once_forks_nothing(databases, config):
    _append_at_once(databases, config)


@pytest.mark.postgres
def test_appending_at_once_on_postgresql_forks_nothing_and_nothing_is_changed(config, postgres_url):
    databases = db.connect(dataclasses.replace(config, database_url=postgres_url))
    schema.upgrade(schema.PEOPLE, databases.people)
    _append_at_once(databases, config)
    _refuses_changes(databases)
    with pytest.raises(DBAPIError), databases.people.begin() as connection:
        connection.execute(text("TRUNCATE log_entries"))
    databases.dispose()


def _refuses_changes(databases: db.Databases) -> None:
    for statement in ("UPDATE log_entries SET content = ''", "DELETE FROM log_entries"):
        with pytest.raises(DBAPIError, match="never"), databases.people.begin() as connection:
            connection.execute(text(statement))


def test_the_database_refuses_to_change_or_forget_an_entry(databases, config):
    with db.work(databases.people) as people:
        services.append(people, config, _entry(1))
    _refuses_changes(databases)


def test_another_signing_key_continues_no_log(people, config):
    services.append(people, config, _entry(1))
    other = dataclasses.replace(config, signing_key=secrets.token_bytes(32))
    with pytest.raises(services.LogIsOfAnotherKey):
        services.append(people, other, _entry(2))


def test_a_log_keeps_its_name_when_the_site_moves(people, config):
    services.append(people, config, _entry(1))
    moved = dataclasses.replace(config, base_url="https://gyeol.example.kr")
    services.append(people, moved, _entry(2))
    assert services.terms_of_log(people, moved).origin == "localhost:8000/log"


def test_a_checkpoint_of_any_size_is_signed_the_same_again(people, config):
    for number in range(5):
        services.append(people, config, _entry(number))
    leaves = services.leaves(people, 3)
    once = str(services.signed_checkpoint(people, config, leaves))
    assert once == str(services.signed_checkpoint(people, config, services.leaves(people)[:3]))
    assert once.startswith("localhost:8000/log\n3\n")
    assert root_of(leaves) != root_of(services.leaves(people))


@pytest.mark.parametrize("text_of_key", ["nonsense", EXAMPLE_KEY, "1"])
def test_a_setting_that_names_no_witness_is_a_sentence(config, text_of_key):
    with pytest.raises(SettingIsWrong, match="GYEOL_WITNESSES"):
        witnesses(dataclasses.replace(config, witnesses=text_of_key))
