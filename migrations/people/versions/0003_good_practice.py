"""The ministry publishes good practice.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "good_practices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("area", sa.String(length=60), nullable=False, comment="the area's key in a questionnaire"),
        sa.Column(
            "institution",
            sa.String(length=120),
            nullable=False,
            comment="its name as text; empty: not named",
        ),
        sa.Column("title_ko", sa.String(length=120), nullable=False),
        sa.Column("title_en", sa.String(length=120), nullable=False, comment="empty: there is no English"),
        sa.Column("text_ko", sa.Text(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("is_withdrawn", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_good_practices")),
    )
    op.create_index(op.f("ix_good_practices_area"), "good_practices", ["area"])


def downgrade() -> None:
    op.drop_index(op.f("ix_good_practices_area"), table_name="good_practices")
    op.drop_table("good_practices")
