"""An action says on which day its outcome was written down, so that each later wave can ask for it anew.

Revision ID: 0024
Revises: 0023
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("actions") as actions:
        actions.add_column(
            sa.Column(
                "outcome_on",
                sa.Date(),
                nullable=True,
                comment="the day on which its outcome was last written down; null: never",
            )
        )


def downgrade() -> None:
    with op.batch_alter_table("actions") as actions:
        actions.drop_column("outcome_on")
