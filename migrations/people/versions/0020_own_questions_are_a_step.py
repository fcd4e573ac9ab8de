"""A plan has six steps: the institution's own questions, once a part of the first, are the second.

Revision ID: 0020
Revises: 0019
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Whoever had saved the first step had passed the own questions, so these count as saved.
    for wave, steps in _saved():
        own_questions = [2] if 1 in steps else []
        later = [step + 1 for step in steps if step > 1]
        _save(wave, [step for step in steps if step == 1] + own_questions + later)
    _explain("JSON: which of the six steps of the plan were saved", "its title in English; may be empty")


def downgrade() -> None:
    for wave, steps in _saved():
        _save(wave, [step if step == 1 else step - 1 for step in steps if step != 2])
    _explain("JSON: which of the five steps of the plan were saved", "its title in English")


def _saved() -> list[tuple[int, list[int]]]:
    rows = op.get_bind().execute(sa.text("SELECT id, saved_steps FROM waves")).all()
    return [(wave, json.loads(steps)) for wave, steps in rows]


def _save(wave: int, steps: list[int]) -> None:
    statement = sa.text("UPDATE waves SET saved_steps = :steps WHERE id = :wave")
    op.execute(statement.bindparams(steps=json.dumps(steps), wave=wave))


def _explain(saved_steps: str, title_en: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("waves", "saved_steps", comment=saved_steps)
        op.alter_column("waves", "title_en", comment=title_en)
