"""An institution may have a list of training of its own beside each workshop kit.

Revision ID: 0030
Revises: 0029
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "training_links",
        sa.Column("institution_id", sa.Integer(), nullable=False, comment="whose list"),
        sa.Column("area", sa.String(60), nullable=False, comment="the area's key, as a kit has it"),
        sa.Column("links", sa.Text(), nullable=False, comment="JSON: title and address of each"),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["institutions.id"],
            name=op.f("fk_training_links_institution_id_institutions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("institution_id", "area", name=op.f("pk_training_links")),
    )


def downgrade() -> None:
    op.drop_table("training_links")
