"""An action says which unit promised it; those that were there are the institution's as a whole.

Revision ID: 0025
Revises: 0024
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("actions") as actions:
        actions.add_column(
            sa.Column(
                "unit_code",
                sa.String(40),
                nullable=True,
                comment="the unit that promised it; null: the institution as a whole",
            )
        )


def downgrade() -> None:
    with op.batch_alter_table("actions") as actions:
        actions.drop_column("unit_code")
