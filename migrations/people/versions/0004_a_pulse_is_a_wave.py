"""A pulse is a wave that asks five items of another wave; the notes that stood for it are gone.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_table("pulses")
    op.create_table(
        "pulses",
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=False, comment="the wave whose items are asked again"),
        sa.Column("items", sa.Text(), nullable=False, comment="JSON: ids of the five items"),
        sa.CheckConstraint("wave_id <> parent_id", name=op.f("ck_pulses_a_pulse_is_not_its_own_parent")),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["waves.id"], name=op.f("fk_pulses_wave_id_waves"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["waves.id"], name=op.f("fk_pulses_parent_id_waves")),
        sa.PrimaryKeyConstraint("wave_id", name=op.f("pk_pulses")),
    )
    op.create_index(op.f("ix_pulses_parent_id"), "pulses", ["parent_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_pulses_parent_id"), table_name="pulses")
    op.drop_table("pulses")
    op.create_table(
        "pulses",
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("items", sa.Text(), nullable=False, comment="JSON: ids of the five items"),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["waves.id"], name=op.f("fk_pulses_wave_id_waves"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("wave_id", name=op.f("pk_pulses")),
    )
