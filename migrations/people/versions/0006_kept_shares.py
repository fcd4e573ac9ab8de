"""The share that the platform keeps of a wave's opening key lies in the people database.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kept_shares",
        sa.Column("wave", sa.String(length=120), nullable=False, comment="the wave's public reference"),
        sa.Column(
            "commitment",
            sa.String(length=64),
            nullable=False,
            comment="what the manifest says of the share, hexadecimal",
        ),
        sa.Column(
            "locked", sa.Text(), nullable=False, comment="share file, JSON, under the installation's secret"
        ),
        sa.PrimaryKeyConstraint("wave", "commitment", name=op.f("pk_kept_shares")),
    )


def downgrade() -> None:
    op.drop_table("kept_shares")
