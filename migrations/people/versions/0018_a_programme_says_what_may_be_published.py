"""A programme says whether masked answers of single people may be published; the terms of its waves do then.

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("programmes") as programmes:
        programmes.add_column(
            sa.Column(
                "allows_public_use",
                sa.Boolean(),
                nullable=False,
                server_default=sa.false(),
                comment="the signed terms of its waves say that masked answers may be published",
            )
        )
    with op.batch_alter_table("programmes") as programmes:
        programmes.alter_column("allows_public_use", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("programmes") as programmes:
        programmes.drop_column("allows_public_use")
