"""A wave whose ballots were opened is counted: it was called opened, which is what begins the fieldwork.

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

NAME, ON_THE_CLOCK = "ck_waves_state_is_known", ("release_what_was_opened", "release_what_was_counted")


def upgrade() -> None:
    _rename("opened", "counted", *ON_THE_CLOCK)


def downgrade() -> None:
    _rename("counted", "opened", *reversed(ON_THE_CLOCK))


def _rename(before: str, after: str, clock_before: str, clock_after: str) -> None:
    with op.batch_alter_table("waves") as waves:
        waves.drop_constraint(op.f(NAME), type_="check")
    rows = sa.text("UPDATE waves SET state = :after WHERE state = :before")
    op.execute(rows.bindparams(before=before, after=after))
    with op.batch_alter_table("waves") as waves:
        waves.create_check_constraint(
            op.f(NAME), f"state IN ('planned', 'open', 'closed', '{after}', 'released')"
        )
    rows = sa.text("UPDATE clock SET name = :after WHERE name = :before")
    op.execute(rows.bindparams(before=clock_before, after=clock_after))
