"""A wave has several reminders, each with a day and a text; the one of a number of days becomes one of them.

Revision ID: 0021
Revises: 0020
"""

import datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

SUBJECTS = {"ko": "[재안내] {title}", "en": "[Reminder] {title}"}
LETTERS = "letters sent: the first, then reminders"

MOMENT = sa.DateTime(timezone=True)

waves = sa.table(
    "waves",
    sa.column("id", sa.Integer),
    sa.column("reference", sa.String),
    sa.column("opens_on", sa.Date),
    sa.column("reminder_after_days", sa.Integer),
    sa.column("letter_ko", sa.Text),
    sa.column("letter_en", sa.Text),
    sa.column("is_imported", sa.Boolean),
)
reminders = sa.table(
    "reminders",
    sa.column("wave_id", sa.Integer),
    sa.column("on_day", sa.Date),
    sa.column("subject_ko", sa.String),
    sa.column("subject_en", sa.String),
    sa.column("text_ko", sa.Text),
    sa.column("text_en", sa.Text),
    sa.column("is_by_hand", sa.Boolean),
    sa.column("begun_at", MOMENT),
    sa.column("ended_at", MOMENT),
)
invitations = sa.table(
    "invitations",
    sa.column("wave_id", sa.Integer),
    sa.column("letters", sa.Integer),
    sa.column("blinded_hash", sa.String),
    sa.column("reminded_on", sa.Date),
)
jobs = sa.table(
    "jobs",
    sa.column("name", sa.String),
    sa.column("subject", sa.String),
    sa.column("state", sa.String),
    sa.column("started_by", sa.Integer),
    sa.column("ended_at", MOMENT),
)


def upgrade() -> None:
    op.create_table(
        "reminders",
        sa.Column("id", sa.Integer(), nullable=False, comment="running number"),
        sa.Column("wave_id", sa.Integer(), nullable=False, comment="of which wave"),
        sa.Column("on_day", sa.Date(), nullable=False, comment="the day on which it goes out"),
        sa.Column(
            "subject_ko", sa.String(150), nullable=False, comment="its subject in Korean, with placeholders"
        ),
        sa.Column(
            "subject_en", sa.String(150), nullable=False, comment="its subject in English, with placeholders"
        ),
        sa.Column("text_ko", sa.Text(), nullable=False, comment="its text in Korean, with placeholders"),
        sa.Column("text_en", sa.Text(), nullable=False, comment="its text in English, with placeholders"),
        sa.Column("is_by_hand", sa.Boolean(), nullable=False, comment="made at once, not planned"),
        sa.Column("begun_at", MOMENT, nullable=True, comment="when it was first begun to be sent"),
        sa.Column(
            "ended_at",
            MOMENT,
            nullable=True,
            comment="when it had gone out, or was passed over for a later one; null: it is to come",
        ),
        sa.CheckConstraint(
            "begun_at IS NULL OR ended_at IS NULL OR begun_at <= ended_at",
            name=op.f("ck_reminders_ends_after_it_began"),
        ),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["waves.id"], name=op.f("fk_reminders_wave_id_waves"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminders")),
        sa.UniqueConstraint("wave_id", "on_day", name=op.f("uq_reminders_wave_id")),
    )
    op.add_column(
        "invitations",
        sa.Column(
            "reminded_on",
            sa.Date(),
            nullable=True,
            comment="the day of the last reminder that it had, or did not need any more; null: none",
        ),
    )
    connection = op.get_bind()
    for wave in connection.execute(sa.select(waves).where(~waves.c.is_imported)).all():
        _give_its_reminder(connection, wave)
    _explain("the first letter was sent (1) or not (0); reminders don’t count")
    with op.batch_alter_table("waves") as table:
        table.drop_column("reminder_after_days")


def _give_its_reminder(connection: Any, wave: Any) -> None:
    """An old wave's reminder said what its letter said; it is over where the clock has sent it, or somebody did."""
    on_day = wave.opens_on + datetime.timedelta(days=wave.reminder_after_days)
    was_sent = (
        sa.select(sa.func.max(jobs.c.ended_at))
        .where(jobs.c.name == "send_letters", jobs.c.subject == f"wave:{wave.reference}")
        .where(jobs.c.started_by.is_(None), jobs.c.state == "done")
    )
    ended_at = connection.scalar(was_sent)
    if wave.reminder_after_days:
        connection.execute(
            sa.insert(reminders).values(
                wave_id=wave.id,
                on_day=on_day,
                subject_ko=SUBJECTS["ko"],
                subject_en=SUBJECTS["en"],
                text_ko=wave.letter_ko,
                text_en=wave.letter_en,
                is_by_hand=False,
                begun_at=ended_at,
                ended_at=ended_at,
            )
        )
    of_wave = invitations.c.wave_id == wave.id
    # Whoever was reminded, by the clock or by hand, had one reminder and had no right to another.
    reminded = sa.update(invitations).where(of_wave, invitations.c.letters > 1)
    connection.execute(reminded.values(letters=1, reminded_on=on_day))
    if ended_at is not None:
        took_part = sa.update(invitations).where(of_wave, invitations.c.blinded_hash.is_not(None))
        connection.execute(took_part.values(reminded_on=on_day))


def downgrade() -> None:
    op.add_column(
        "waves",
        sa.Column(
            "reminder_after_days",
            sa.Integer(),
            nullable=False,
            server_default="0",
            comment="days after the first on which a reminder goes out; 0: none",
        ),
    )
    connection = op.get_bind()
    first = (
        sa.select(reminders.c.wave_id, sa.func.min(reminders.c.on_day, type_=sa.Date()))
        .where(~reminders.c.is_by_hand)
        .group_by(reminders.c.wave_id)
    )
    opened = dict(connection.execute(sa.select(waves.c.id, waves.c.opens_on)).all())
    for wave, on_day in connection.execute(first).all():
        days = (on_day - opened[wave]).days
        connection.execute(sa.update(waves).where(waves.c.id == wave).values(reminder_after_days=days))
    reminded = invitations.c.reminded_on.is_not(None) & invitations.c.blinded_hash.is_(None)
    connection.execute(sa.update(invitations).where(reminded).values(letters=2))
    _explain(LETTERS)
    with op.batch_alter_table("invitations") as table:
        table.drop_column("reminded_on")
    with op.batch_alter_table("waves") as table:
        table.alter_column("reminder_after_days", existing_type=sa.Integer(), server_default=None)
    op.drop_table("reminders")


def _explain(letters: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("invitations", "letters", comment=letters)
