"""Which machines of the trustees' own opened a wave's ballots, with their signatures.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "openings",
        sa.Column(
            "machines",
            sa.LargeBinary(),
            nullable=True,
            comment="JSON: name, key and signature of each machine of the trustees' that opened; empty list: the "
            "server opened; null: not ballots, or from before this was kept",
        ),
    )


def downgrade() -> None:
    op.drop_column("openings", "machines")
