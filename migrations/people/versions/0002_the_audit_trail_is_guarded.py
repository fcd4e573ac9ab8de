"""The database itself refuses to change or forget an entry of the audit trail.

Revision ID: 0002
Revises: 0001
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

GUARDS = {
    "sqlite": (
        "CREATE TRIGGER audit_entries_are_never_changed BEFORE UPDATE ON audit_entries "
        "BEGIN SELECT RAISE(ABORT, 'an audit entry is never changed'); END",
        "CREATE TRIGGER audit_entries_are_never_deleted BEFORE DELETE ON audit_entries "
        "BEGIN SELECT RAISE(ABORT, 'an audit entry is never deleted'); END",
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION refuse_to_change_audit() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'an audit entry is never changed or deleted'; END $$",
        "CREATE TRIGGER audit_entries_are_never_changed BEFORE UPDATE OR DELETE ON audit_entries "
        "FOR EACH ROW EXECUTE FUNCTION refuse_to_change_audit()",
        "CREATE TRIGGER audit_entries_are_never_emptied BEFORE TRUNCATE ON audit_entries "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_audit()",
    ),
}
REMOVALS = {
    "sqlite": (
        "DROP TRIGGER audit_entries_are_never_changed",
        "DROP TRIGGER audit_entries_are_never_deleted",
    ),
    "postgresql": (
        "DROP TRIGGER audit_entries_are_never_changed ON audit_entries",
        "DROP TRIGGER audit_entries_are_never_emptied ON audit_entries",
        "DROP FUNCTION refuse_to_change_audit()",
    ),
}


def upgrade() -> None:
    for statement in GUARDS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    for statement in REMOVALS[op.get_bind().dialect.name]:
        op.execute(statement)
