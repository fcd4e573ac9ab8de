"""Where a worker found names in comments, and of what theme each speaks; no word of them.

Revision ID: 0022
Revises: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "comment_readings",
        sa.Column("wave_id", sa.Integer(), nullable=False, comment="of which wave"),
        sa.Column("mark", sa.String(length=64), nullable=False, comment="SHA-256 of question and comment"),
        sa.Column(
            "names",
            sa.Text(),
            nullable=False,
            comment="JSON: from where to where morphemes tell a name, in letters",
        ),
        sa.Column(
            "theme", sa.String(length=120), nullable=False, comment="the theme it speaks of; empty: of none"
        ),
        sa.ForeignKeyConstraint(
            ["wave_id"],
            ["waves.id"],
            name=op.f("fk_comment_readings_wave_id_waves"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("wave_id", "mark", name=op.f("pk_comment_readings")),
    )


def downgrade() -> None:
    op.drop_table("comment_readings")
