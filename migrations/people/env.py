"""Runs the migrations of the people database on the connection that survey_app.schema gives."""

from alembic import context

from survey_app import schema

schema.run_migrations(context, schema.PEOPLE)
