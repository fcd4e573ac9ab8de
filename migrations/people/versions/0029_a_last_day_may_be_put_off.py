"""A plan says until when the last day may be put off once.

Revision ID: 0029
Revises: 0028
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "waves",
        sa.Column(
            "extends_until",
            sa.Date(),
            nullable=True,
            comment="until when at most the last day may be put off, once; null: it can't be",
        ),
    )


def downgrade() -> None:
    with op.batch_alter_table("waves") as waves:
        waves.drop_column("extends_until")
