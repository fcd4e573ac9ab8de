"""A job says which process holds it and when that was last heard of; so do the workers and the clock.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

IS_LIVE = sa.text("state IN ('queued', 'running')")


def upgrade() -> None:
    # The workers are stopped while this runs, so nobody holds what was running.
    op.execute("UPDATE jobs SET state = 'queued' WHERE state = 'running'")
    with op.batch_alter_table("jobs") as jobs:
        jobs.add_column(
            sa.Column(
                "work_hash",
                sa.String(64),
                nullable=True,
                comment="SHA-256 of name, subject and parameters; one live job of each",
            )
        )
        jobs.add_column(
            sa.Column("worker", sa.String(120), nullable=True, comment="the process that holds or held it")
        )
        jobs.add_column(
            sa.Column(
                "heartbeat_at",
                sa.DateTime(timezone=True),
                nullable=True,
                comment="when that process last said, by the database's clock, that it works on it",
            )
        )
        jobs.add_column(
            sa.Column(
                "attempts", sa.Integer(), nullable=False, server_default="0", comment="how often it was begun"
            )
        )
    op.execute("UPDATE jobs SET work_hash = 'before-' || id")
    with op.batch_alter_table("jobs") as jobs:
        jobs.alter_column(
            "work_hash",
            existing_type=sa.String(64),
            nullable=False,
            existing_comment="SHA-256 of name, subject and parameters; one live job of each",
        )
        jobs.alter_column(
            "attempts",
            existing_type=sa.Integer(),
            existing_nullable=False,
            server_default=None,
            existing_comment="how often it was begun",
        )
        jobs.alter_column(
            "problem",
            existing_type=sa.Text(),
            existing_nullable=False,
            existing_comment="why it failed, in words",
            comment="why it failed: a word for programs; job_words.py says it to people",
        )
        jobs.create_check_constraint("who_runs_it_is_known", "state <> 'running' OR worker IS NOT NULL")
    op.create_index(
        "ix_jobs_one_live", "jobs", ["work_hash"], unique=True, sqlite_where=IS_LIVE, postgresql_where=IS_LIVE
    )
    op.create_index("ix_jobs_state", "jobs", ["state"])
    op.create_table(
        "workers",
        sa.Column("id", sa.String(120), nullable=False, comment="machine, process, its beginning"),
        sa.Column(
            "keeps_clock",
            sa.Boolean(),
            nullable=False,
            comment="whether it keeps the clock; others do jobs",
        ),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False, comment="by the database's clock"),
        sa.PrimaryKeyConstraint("id", name="pk_workers"),
    )
    op.create_table(
        "clock",
        sa.Column("name", sa.String(120), nullable=False, comment="the function's name"),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False, comment="by the database's clock"),
        sa.Column(
            "went_at", sa.DateTime(timezone=True), nullable=True, comment="when it last came to its end"
        ),
        sa.Column("problem", sa.Text(), nullable=False, comment="why the last did not: a kind, no message"),
        sa.PrimaryKeyConstraint("name", name="pk_clock"),
    )


def downgrade() -> None:
    op.drop_table("clock")
    op.drop_table("workers")
    op.drop_index("ix_jobs_state", table_name="jobs")
    op.drop_index("ix_jobs_one_live", table_name="jobs")
    with op.batch_alter_table("jobs") as jobs:
        jobs.drop_constraint("who_runs_it_is_known", type_="check")
        jobs.alter_column(
            "problem",
            existing_type=sa.Text(),
            existing_nullable=False,
            existing_comment="why it failed: a word for programs; job_words.py says it to people",
            comment="why it failed, in words",
        )
        for column in ("attempts", "heartbeat_at", "worker", "work_hash"):
            jobs.drop_column(column)
