"""An institution whose results stay inside may show its promises to everybody.

Revision ID: 0027
Revises: 0026
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "public_promises",
        sa.Column("institution_id", sa.Integer(), nullable=False, comment="whose promises"),
        sa.Column("opened_on", sa.Date(), nullable=False, comment="since which day"),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["institutions.id"],
            name=op.f("fk_public_promises_institution_id_institutions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("institution_id", name=op.f("pk_public_promises")),
    )


def downgrade() -> None:
    op.drop_table("public_promises")
