"""The wall stands: nothing in the vault's tables says who or when, and nothing there keeps an order."""

import pytest
from sqlalchemy import Date, DateTime, Interval, Time, inspect, text

from survey_app import schema
from survey_app.ground import db

schema.load_models()
VAULT_TABLES = sorted(schema.VAULT.metadata.tables.values(), key=lambda table: table.name)


@pytest.mark.parametrize("table", VAULT_TABLES, ids=lambda table: table.name)
def test_no_column_of_the_vault_holds_a_moment(table):
    clocks = [
        column.name
        for column in table.columns
        if isinstance(column.type, Date | DateTime | Time | Interval | db.Moment)
        or column.name.endswith(("_at", "_on", "time", "date", "_day", "_until", "moment"))
    ]
    assert clocks == []


@pytest.mark.parametrize("table", VAULT_TABLES, ids=lambda table: table.name)
def test_no_column_of_the_vault_fills_itself(table):
    """A default of the database could be its clock, or a sequence."""
    assert not [
        column.name
        for column in table.columns
        if column.default or column.server_default or column.onupdate or column.server_onupdate
    ]


@pytest.mark.parametrize("table", VAULT_TABLES, ids=lambda table: table.name)
def test_no_row_of_the_vault_points_at_another(table):
    assert not table.foreign_keys


@pytest.mark.parametrize("table", VAULT_TABLES, ids=lambda table: table.name)
def test_no_table_of_the_vault_counts_its_rows(table):
    assert not [column.name for column in table.columns if column.autoincrement is True or column.identity]
    assert not [column.name for column in table.primary_key if column.type.python_type is int], (
        "a running number is an order of arrival"
    )


@pytest.mark.parametrize("table", VAULT_TABLES, ids=lambda table: table.name)
def test_sqlite_gives_no_rowid_to_a_table_of_the_vault(table, databases):
    with databases.vault.connect() as connection:
        made = connection.execute(
            text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": table.name}
        ).scalar_one()
    assert "WITHOUT ROWID" in made.upper()


def test_the_vault_on_sqlite_has_no_log_of_arrivals_and_wipes_what_it_deletes(databases):
    with databases.vault.connect() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "secure_delete", "synchronous")
        }
    assert pragmas == {"journal_mode": "delete", "secure_delete": 1, "synchronous": 2}


def test_the_two_databases_share_no_table():
    assert not set(schema.PEOPLE.metadata.tables) & set(schema.VAULT.metadata.tables)


def test_every_table_of_both_sides_is_there(databases):
    for side, engine in ((schema.PEOPLE, databases.people), (schema.VAULT, databases.vault)):
        names = set(inspect(engine).get_table_names())
        assert set(side.metadata.tables) <= names


def test_every_column_of_both_sides_is_explained():
    tables = [*schema.PEOPLE.metadata.sorted_tables, *schema.VAULT.metadata.sorted_tables]
    assert [str(column) for table in tables for column in table.columns if not column.comment] == []
