"""The audit trail carries keyed codes, and second factors have room for being encrypted.

What needs the installation's secret is done by `gyeol migrate` afterwards: the trail goes on under its
key, and seeds that stand here in clear are encrypted.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

SEED = "TOTP seed, encrypted under a key of the installation"


def upgrade() -> None:
    op.add_column(
        "audit_entries",
        sa.Column(
            "key_mark",
            sa.String(16),
            nullable=False,
            server_default="",
            comment="under which key hash is an HMAC; empty: SHA-256",
        ),
    )
    op.add_column(
        "audit_heads",
        sa.Column(
            "seal",
            sa.String(64),
            nullable=False,
            server_default="",
            comment="HMAC over both, under the trail's key",
        ),
    )
    op.add_column("accounts", sa.Column("second_factor_seed", sa.String(200), nullable=True, comment=SEED))
    op.execute("UPDATE accounts SET second_factor_seed = second_factor")
    op.drop_column("accounts", "second_factor")


def downgrade() -> None:
    # The version before can't read an encrypted seed: whoever has one connects their authenticator anew.
    op.add_column(
        "accounts", sa.Column("second_factor", sa.String(64), nullable=True, comment="TOTP secret, base32")
    )
    op.execute("UPDATE accounts SET second_factor_step = 0")
    op.drop_column("accounts", "second_factor_seed")
    op.drop_column("audit_heads", "seal")
    op.drop_column("audit_entries", "key_mark")
