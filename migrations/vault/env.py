"""Runs the migrations of the vault database, for `gyeol migrate` and for `alembic -n vault`."""

from alembic import context

from survey_app import schema

schema.run_migrations(context, schema.VAULT)
