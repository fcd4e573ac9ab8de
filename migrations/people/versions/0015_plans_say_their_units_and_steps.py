"""A plan's saved steps are a list of numbers instead of bits, and all units are an empty list.

Revision ID: 0015
Revises: 0014
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

STEPS = range(1, 6)
PARAMETERS = "what the work is given, by name"
OUTCOME = "what it returned, or the facts that belong to its problem"


def upgrade() -> None:
    with op.batch_alter_table("waves") as waves:
        waves.add_column(
            sa.Column(
                "saved_steps",
                sa.Text(),
                nullable=False,
                server_default="[]",
                comment="JSON: which of the five steps of the plan were saved",
            )
        )
    for bits in range(1 << len(STEPS)):
        statement = sa.text("UPDATE waves SET saved_steps = :steps WHERE planned_steps = :bits")
        op.execute(statement.bindparams(steps=_steps(bits), bits=bits))
    op.execute("UPDATE waves SET unit_codes = '[]' WHERE unit_codes = ''")
    with op.batch_alter_table("waves") as waves:
        waves.drop_column("planned_steps")
        waves.alter_column("saved_steps", existing_type=sa.Text(), server_default=None)
    _explain_jobs(f"JSON: {PARAMETERS}", f"JSON: {OUTCOME}")


def downgrade() -> None:
    with op.batch_alter_table("waves") as waves:
        waves.add_column(
            sa.Column(
                "planned_steps",
                sa.Integer(),
                nullable=False,
                server_default="0",
                comment="bit n - 1 is set once step n was saved",
            )
        )
    for bits in range(1 << len(STEPS)):
        statement = sa.text("UPDATE waves SET planned_steps = :bits WHERE saved_steps = :steps")
        op.execute(statement.bindparams(steps=_steps(bits), bits=bits))
    op.execute("UPDATE waves SET unit_codes = '' WHERE unit_codes = '[]'")
    with op.batch_alter_table("waves") as waves:
        waves.drop_column("saved_steps")
        waves.alter_column("planned_steps", existing_type=sa.Integer(), server_default=None)
    _explain_jobs("JSON", "JSON")


def _steps(bits: int) -> str:
    return json.dumps([step for step in STEPS if bits >> step - 1 & 1])


def _explain_jobs(parameters: str, outcome: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("jobs", "parameters", comment=parameters)
        op.alter_column("jobs", "outcome", comment=outcome)
