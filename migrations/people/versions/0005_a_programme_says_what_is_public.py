"""A programme says whether its institutions' results are public, or leaves it to each.

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
        "programmes",
        sa.Column(
            "results_are_public", sa.Boolean(), nullable=True, comment="null: each institution decides"
        ),
    )


def downgrade() -> None:
    op.drop_column("programmes", "results_are_public")
