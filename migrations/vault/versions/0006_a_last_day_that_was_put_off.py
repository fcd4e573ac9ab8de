"""The signed extension of a wave's last day lies beside its terms.

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
    op.add_column(
        "manifests",
        sa.Column(
            "extension",
            sa.Text(),
            nullable=True,
            comment="signed extension of the last day, JSON; null: there is none",
        ),
    )


def downgrade() -> None:
    op.drop_column("manifests", "extension")
