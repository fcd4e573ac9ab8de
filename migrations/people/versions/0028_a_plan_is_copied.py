"""A plan says from which wave it was copied and what of it must be decided again.

Revision ID: 0028
Revises: 0027
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "waves",
        sa.Column(
            "copied_from",
            sa.String(120),
            nullable=True,
            comment="reference of the wave whose plan was copied; null: none was",
        ),
    )
    with op.batch_alter_table("waves") as waves:
        waves.add_column(
            sa.Column(
                "decide_again",
                sa.Text(),
                nullable=False,
                server_default="[]",
                comment="JSON: words for what of a copied plan must be decided again",
            )
        )
    with op.batch_alter_table("waves") as waves:
        waves.alter_column("decide_again", existing_type=sa.Text(), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("waves") as waves:
        waves.drop_column("decide_again")
        waves.drop_column("copied_from")
