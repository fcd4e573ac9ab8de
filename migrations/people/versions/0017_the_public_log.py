"""The public log: what was published, in its order, and the cosignatures of its witnesses.

Entries are not made here: `gyeol migrate` appends what is published already, with the installation's key.

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

GUARDS = {
    "sqlite": (
        "CREATE TRIGGER log_entries_are_never_changed BEFORE UPDATE ON log_entries "
        "BEGIN SELECT RAISE(ABORT, 'an entry of the log is never changed'); END",
        "CREATE TRIGGER log_entries_are_never_deleted BEFORE DELETE ON log_entries "
        "BEGIN SELECT RAISE(ABORT, 'an entry of the log is never deleted'); END",
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION refuse_to_change_log() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'an entry of the log is never changed or deleted'; END $$",
        "CREATE TRIGGER log_entries_are_never_changed BEFORE UPDATE OR DELETE ON log_entries "
        "FOR EACH ROW EXECUTE FUNCTION refuse_to_change_log()",
        "CREATE TRIGGER log_entries_are_never_emptied BEFORE TRUNCATE ON log_entries "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_log()",
    ),
}


def upgrade() -> None:
    op.create_table(
        "log_entries",
        sa.Column(
            "position",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="its place in the log, from 0",
        ),
        sa.Column("leaf", sa.LargeBinary(), nullable=False, comment="SHA-256(0x00 || content)"),
        sa.Column("content", sa.LargeBinary(), nullable=False, comment="canonical JSON, public"),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_log_entries")),
        sa.UniqueConstraint("leaf", name=op.f("uq_log_entries_leaf")),
    )
    op.create_table(
        "log_heads",
        sa.Column("id", sa.Integer(), nullable=False, comment="1: there is one row"),
        sa.Column("size", sa.Integer(), nullable=False, comment="how many entries there are"),
        sa.CheckConstraint("id = 1", name=op.f("ck_log_heads_is_the_only_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_heads")),
    )
    op.create_table(
        "log_cosignatures",
        sa.Column("witness", sa.String(length=120), nullable=False, comment="the name in the witness's key"),
        sa.Column(
            "size", sa.Integer(), autoincrement=False, nullable=False, comment="of the log that was cosigned"
        ),
        sa.Column(
            "line", sa.Text(), nullable=False, comment="the signature line (C2SP tlog-cosignature), public"
        ),
        sa.PrimaryKeyConstraint("witness", "size", name=op.f("pk_log_cosignatures")),
    )
    for statement in GUARDS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("log_cosignatures")
    op.drop_table("log_heads")
    op.drop_table("log_entries")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_to_change_log()")
