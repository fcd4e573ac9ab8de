"""A release's signature is over the document in its context; those of older releases stay as they are.

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

BEFORE = "Ed25519 over the content hash"
AFTER = "Ed25519 over the document; of older releases, over its hash"


def upgrade() -> None:
    _say(AFTER, BEFORE)


def downgrade() -> None:
    _say(BEFORE, AFTER)


def _say(comment: str, before: str) -> None:
    # SQLite keeps no comments.
    if op.get_bind().dialect.supports_comments:
        op.alter_column(
            "releases",
            "signature",
            existing_type=sa.LargeBinary(),
            existing_nullable=False,
            comment=comment,
            existing_comment=before,
        )
