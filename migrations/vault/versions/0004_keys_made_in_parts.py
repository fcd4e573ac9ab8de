"""The public record of a wave's key ceremony, and parts of its opening that wait for others.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ceremonies",
        sa.Column("wave", sa.String(length=120), nullable=False, comment="the wave's public reference"),
        sa.Column(
            "record", sa.Text(), nullable=False, comment="terms and messages of the key ceremony, JSON"
        ),
        sa.PrimaryKeyConstraint("wave", name=op.f("pk_ceremonies")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "parts_of_openings",
        sa.Column("wave", sa.String(length=120), nullable=False, comment="the wave's public reference"),
        sa.Column(
            "trustee", sa.String(length=3), nullable=False, comment="index of the trustee in the signed terms"
        ),
        sa.Column(
            "content",
            sa.LargeBinary(),
            nullable=False,
            comment="the ballots' points times a share, with a proof, JSON; gone with the opening",
        ),
        sa.PrimaryKeyConstraint("wave", "trustee", name=op.f("pk_parts_of_openings")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("parts_of_openings")
    op.drop_table("ceremonies")
