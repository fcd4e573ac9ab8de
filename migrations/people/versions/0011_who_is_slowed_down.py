"""Wrong tries are counted apart for strangers and owners, refusals by the hour; there are recovery codes.

Installations that are in use keep the rule that they have: without one, no code was asked.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "recovery_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column(
            "selector", sa.String(2), nullable=False, comment="the code's first letters, which find its row"
        ),
        sa.Column("code_hash", sa.String(200), nullable=False, comment="argon2id of the other ten letters"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_recovery_codes_account_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_codes")),
        sa.UniqueConstraint("account_id", "selector", name=op.f("uq_recovery_codes_account_id")),
    )
    op.create_table(
        "wrong_tries",
        sa.Column(
            "account_id",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="0: at addresses that nobody has",
        ),
        sa.Column("lane", sa.String(20), nullable=False, comment="who tries what"),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last", MOMENT, nullable=False),
        sa.Column("locked_until", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("account_id", "lane", name=op.f("pk_wrong_tries")),
    )
    op.create_table(
        "refusal_counts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hour", MOMENT, nullable=False, comment="when it began"),
        sa.Column("what", sa.String(60), nullable=False),
        sa.Column(
            "who", sa.String(254), nullable=False, comment="e-mail of an account, or that nobody has it"
        ),
        sa.Column(
            "source", sa.String(12), nullable=False, comment="of the keyed hash of the network address"
        ),
        sa.Column("about", sa.String(200), nullable=False, comment="which page"),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refusal_counts")),
        sa.UniqueConstraint("hour", "what", "who", "source", "about", name=op.f("uq_refusal_counts_hour")),
    )
    op.add_column(
        "accounts",
        sa.Column(
            "device_epoch",
            sa.Integer(),
            nullable=False,
            server_default="0",
            comment="raised to forget in which browsers it was signed in",
        ),
    )
    op.drop_column("accounts", "failed_sign_ins")
    op.drop_column("accounts", "locked_until")
    op.execute(
        "INSERT INTO sign_in_rules (id, needs_second_factor) SELECT 1, false FROM accounts "
        "WHERE NOT EXISTS (SELECT 1 FROM sign_in_rules) LIMIT 1"
    )


def downgrade() -> None:
    op.add_column("accounts", sa.Column("locked_until", MOMENT, nullable=True))
    op.add_column("accounts", sa.Column("failed_sign_ins", sa.Integer(), nullable=False, server_default="0"))
    op.drop_column("accounts", "device_epoch")
    op.drop_table("refusal_counts")
    op.drop_table("wrong_tries")
    op.drop_table("recovery_codes")
