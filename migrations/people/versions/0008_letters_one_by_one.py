"""Each letter has an outcome of its own: sent, put off, or refused for good.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("invitations") as table:
        table.add_column(
            sa.Column(
                "tries",
                sa.Integer(),
                nullable=False,
                server_default="0",
                comment="how often the next letter was put off",
            )
        )
        table.add_column(
            sa.Column(
                "next_try_at",
                sa.DateTime(timezone=True),
                nullable=True,
                comment="before that nobody takes up the next letter: it is being sent, or was put off",
            )
        )
        table.add_column(
            sa.Column(
                "refusal",
                sa.String(20),
                nullable=True,
                comment="why the first letter can't be delivered; of reminders nothing is noted",
            )
        )
        table.create_check_constraint("tries_is_not_negative", "tries >= 0")
        table.create_check_constraint("refusal_is_of_the_first_letter", "refusal IS NULL OR letters = 0")
    with op.batch_alter_table("invitations") as table:
        table.alter_column("tries", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("invitations") as table:
        table.drop_constraint("refusal_is_of_the_first_letter", type_="check")
        table.drop_constraint("tries_is_not_negative", type_="check")
        table.drop_column("refusal")
        table.drop_column("next_try_at")
        table.drop_column("tries")
