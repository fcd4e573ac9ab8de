"""Sessions are kept in a table, so that signing out ends them.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

CHANGED = "at the beginning; another one ends the session"


def upgrade() -> None:
    op.create_table(
        "account_sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "token_hash", sa.String(64), nullable=False, comment="SHA-256 of the random name in the cookie"
        ),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(20), nullable=False, comment=CHANGED),
        sa.Column("institution_id", sa.Integer(), nullable=True, comment=CHANGED),
        sa.Column("epoch", sa.Integer(), nullable=False, comment="the account's at the beginning"),
        sa.Column("began", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "last_used",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="noted once a minute at most",
        ),
        sa.Column("device", sa.String(60), nullable=False, comment="browser and system, a word each"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_account_sessions_account_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_sessions")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_account_sessions_token_hash")),
    )
    op.create_index(op.f("ix_account_sessions_account_id"), "account_sessions", ["account_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_account_sessions_account_id"), table_name="account_sessions")
    op.drop_table("account_sessions")
