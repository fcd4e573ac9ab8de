"""A rehearsal is a wave of a stand-in: who rehearses, how many invented people answer, when it is deleted.

Revision ID: 0023
Revises: 0022
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rehearsals",
        sa.Column("wave_id", sa.Integer(), nullable=False, comment="the wave that is the rehearsal"),
        sa.Column(
            "institution_id",
            sa.Integer(),
            nullable=False,
            comment="who rehearses; the wave is its stand-in's",
        ),
        sa.Column(
            "plan",
            sa.String(length=40),
            nullable=False,
            comment="key of the planned wave that it was copied from",
        ),
        sa.Column(
            "people", sa.Integer(), nullable=False, comment="how many invented people answer by themselves"
        ),
        sa.Column("answering", sa.Text(), nullable=False, comment="JSON: how many of them in which unit"),
        sa.Column(
            "deleted_on", sa.Date(), nullable=False, comment="the day on which the clock deletes all of it"
        ),
        sa.CheckConstraint("people >= 3 AND people <= 30", name=op.f("ck_rehearsals_three_to_thirty_people")),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institutions.id"], name=op.f("fk_rehearsals_institution_id_institutions")
        ),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["waves.id"], name=op.f("fk_rehearsals_wave_id_waves"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("wave_id", name=op.f("pk_rehearsals")),
        sa.UniqueConstraint("institution_id", name=op.f("uq_rehearsals_institution_id")),
    )


def downgrade() -> None:
    op.drop_table("rehearsals")
