"""Runs the migrations of the people database, for `gyeol migrate` and for `alembic -n people`."""

from alembic import context

from survey_app import schema

schema.run_migrations(context, schema.PEOPLE)
