"""What is kept of a wave's answers is a document of counts; `gyeol migrate` makes it of the responses.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "counted",
        sa.Column("wave", sa.String(length=120), nullable=False, comment="the wave's public reference"),
        sa.Column(
            "document",
            sa.LargeBinary(),
            nullable=False,
            comment="canonical JSON: counts and results of shown groups, nobody's answers",
        ),
        sa.PrimaryKeyConstraint("wave", name=op.f("pk_counted")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("counted")
