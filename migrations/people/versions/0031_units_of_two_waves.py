"""A plan remembers which units there were, and what became of those of the wave before.

Revision ID: 0031
Revises: 0030
"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("waves") as waves:
        waves.add_column(
            sa.Column(
                "units_seen",
                sa.Text(),
                nullable=False,
                server_default="[]",
                comment="JSON: code, names, parent of every unit there was when units were chosen; "
                "empty: not known",
            )
        )
    with op.batch_alter_table("waves") as waves:
        waves.alter_column("units_seen", server_default=None)
    op.create_table(
        "unit_mappings",
        sa.Column("wave_id", sa.Integer(), nullable=False, comment="of which planned wave"),
        sa.Column("before", sa.String(length=120), nullable=False, comment="reference of the wave before"),
        sa.Column(
            "pairs",
            sa.Text(),
            nullable=False,
            comment="JSON: codes of a unit of that wave and of one of this that it became",
        ),
        sa.Column(
            "basis",
            sa.String(length=64),
            nullable=False,
            comment="SHA-256 of both waves' units, by code, name and parent, when it was confirmed",
        ),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["waves.id"], name=op.f("fk_unit_mappings_wave_id_waves"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("wave_id", name=op.f("pk_unit_mappings")),
    )


def downgrade() -> None:
    op.drop_table("unit_mappings")
    with op.batch_alter_table("waves") as waves:
        waves.drop_column("units_seen")
