"""The table of responses is gone, and with it every record of a person. It goes only when it is empty.

`gyeol migrate` counts what stands in it before it comes here: a migration knows no disclosure control.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

COUNTED = ("ballots that became responses", "ballots that were counted")
DIGEST = ("SHA-256 over what was written, sorted", "SHA-256 over the document of counts and the comments")


class ResponsesAreLeft(Exception):
    """Responses that were not counted yet: run `gyeol migrate`, which counts them and then deletes them."""


def upgrade() -> None:
    left = op.get_bind().scalar(sa.text("SELECT count(*) FROM responses"))
    if left:
        raise ResponsesAreLeft(f"{left} responses")
    op.drop_table("responses")
    _say(was=0, now=1)


def downgrade() -> None:
    op.create_table(
        "responses",
        sa.Column("wave", sa.String(length=120), nullable=False, comment="the wave's public reference"),
        sa.Column("id", sa.LargeBinary(length=16), nullable=False, comment="random"),
        sa.Column(
            "record",
            sa.LargeBinary(),
            nullable=False,
            comment="unit, one byte an item, one byte a background",
        ),
        sa.PrimaryKeyConstraint("wave", "id", name=op.f("pk_responses")),
        sqlite_with_rowid=False,
    )
    _say(was=1, now=0)


def _say(was: int, now: int) -> None:
    """SQLite keeps no comments."""
    if op.get_bind().dialect.name != "postgresql":
        return
    op.alter_column(
        "openings",
        "counted",
        existing_type=sa.Integer(),
        existing_comment=COUNTED[was],
        comment=COUNTED[now],
    )
    op.alter_column(
        "openings",
        "digest",
        existing_type=sa.LargeBinary(length=32),
        existing_comment=DIGEST[was],
        comment=DIGEST[now],
    )
