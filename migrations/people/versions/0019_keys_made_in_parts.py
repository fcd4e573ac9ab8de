"""Trustees make a wave's key in parts: the ceremony and the messages that they sent.

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "key_ceremonies",
        sa.Column(
            "id",
            sa.String(length=22),
            nullable=False,
            comment="random, base64url; the address of the ceremony's page",
        ),
        sa.Column("wave_id", sa.Integer(), nullable=False, comment="of which planned wave"),
        sa.Column(
            "terms", sa.Text(), nullable=False, comment="JSON: who makes the key, and how many of them open"
        ),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["waves.id"], name=op.f("fk_key_ceremonies_wave_id_waves"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key_ceremonies")),
        sa.UniqueConstraint("wave_id", name=op.f("uq_key_ceremonies_wave_id")),
    )
    op.create_table(
        "key_ceremony_messages",
        sa.Column("ceremony", sa.String(length=22), nullable=False, comment="of which ceremony"),
        sa.Column(
            "name",
            sa.String(length=20),
            nullable=False,
            comment="what it is, from whom and for whom, e.g. dealing-1-2",
        ),
        sa.Column("body", sa.Text(), nullable=False, comment="JSON: the message as it was sent; public"),
        sa.ForeignKeyConstraint(
            ["ceremony"],
            ["key_ceremonies.id"],
            name=op.f("fk_key_ceremony_messages_ceremony_key_ceremonies"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("ceremony", "name", name=op.f("pk_key_ceremony_messages")),
    )


def downgrade() -> None:
    op.drop_table("key_ceremony_messages")
    op.drop_table("key_ceremonies")
