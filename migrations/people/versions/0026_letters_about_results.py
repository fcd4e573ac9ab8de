"""A letter tells everybody who was invited that the results are out, once a wave, each with its own outcome.

Revision ID: 0026
Revises: 0025
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "results_letters",
        sa.Column("wave_id", sa.Integer(), nullable=False, comment="of which wave; one letter each"),
        sa.Column("text_ko", sa.Text(), nullable=False, comment="its Korean text, with placeholders"),
        sa.Column("text_en", sa.Text(), nullable=False, comment="its English text, with placeholders"),
        sa.Column("page", sa.String(300), nullable=False, comment="path of the public page that it names"),
        sa.Column(
            "confirmed_at", sa.DateTime(timezone=True), nullable=False, comment="when an HR lead confirmed it"
        ),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["waves.id"], name=op.f("fk_results_letters_wave_id_waves"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("wave_id", name=op.f("pk_results_letters")),
    )
    op.create_table(
        "results_posts",
        sa.Column("invitation_id", sa.String(32), nullable=False, comment="to whom"),
        sa.Column("wave_id", sa.Integer(), nullable=False, comment="of which wave"),
        sa.Column("is_sent", sa.Boolean(), nullable=False, comment="the mail server has it"),
        sa.Column("tries", sa.Integer(), nullable=False, comment="how often it was put off"),
        sa.Column(
            "next_try_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="before that nobody takes it up: it is being sent, or was put off",
        ),
        sa.Column("refusal", sa.String(20), nullable=True, comment="why it can't be delivered"),
        sa.CheckConstraint("tries >= 0", name=op.f("ck_results_posts_tries_is_not_negative")),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["invitations.id"],
            name=op.f("fk_results_posts_invitation_id_invitations"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["wave_id"],
            ["results_letters.wave_id"],
            name=op.f("fk_results_posts_wave_id_results_letters"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("invitation_id", name=op.f("pk_results_posts")),
    )
    op.create_index(op.f("ix_results_posts_wave_id"), "results_posts", ["wave_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_results_posts_wave_id"), table_name="results_posts")
    op.drop_table("results_posts")
    op.drop_table("results_letters")
