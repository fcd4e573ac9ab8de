"""A roster that waits to be confirmed is kept as it was read: what is shown is what is saved.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None
COMMENT = "what the file was read as, in JSON: what is shown is what is confirmed"


def upgrade() -> None:
    # Uploads wait for a day at most: whoever has one open uploads the file again.
    op.execute("DELETE FROM stored_rosters")
    with op.batch_alter_table("stored_rosters") as table:
        table.drop_column("content")
        table.add_column(sa.Column("reading", sa.LargeBinary(), nullable=False, comment=COMMENT))


def downgrade() -> None:
    op.execute("DELETE FROM stored_rosters")
    with op.batch_alter_table("stored_rosters") as table:
        table.drop_column("reading")
        table.add_column(sa.Column("content", sa.LargeBinary(), nullable=False))
