"""`gyeol demo`: load the worked demonstration."""

import json
from collections.abc import Sequence

import click

import config as settings
from survey_app import create_app, schema
from survey_app.demonstration.cast import INSTITUTIONS, SMALL_CAST, CastInstitution
from survey_app.demonstration.contents import (
    PASSWORD,
    Contents,
    InstallationHoldsRealData,
    contents,
    is_complete,
)
from survey_app.ground import db


@click.group()
def demo() -> None:
    """The worked demonstration: twelve fictional institutions, two waves each."""


@demo.command("load")
@click.option("--json", "as_json", is_flag=True, help="Print what is there as one JSON object.")
@click.option("--small", is_flag=True, help="Six of the twelve institutions, which takes half the time.")
def load_demonstration(as_json: bool, small: bool) -> None:
    """Load the demonstration into GYEOL_DATA. Running it again changes nothing."""
    _give_secrets()
    config = settings.read()
    with db.connected(config) as databases:
        schema.migrate(databases, config, click.echo)
        try:
            with db.work(databases.people) as people:
                is_loaded = is_complete(people)
        except InstallationHoldsRealData:
            raise click.ClickException(
                "This installation holds institutions that are real. Set GYEOL_DATA to an empty folder."
            ) from None
        if not is_loaded:
            _load(databases, config, [one for one in INSTITUTIONS if not small or one.code in SMALL_CAST])
        with db.work(databases.people) as people:
            found = contents(people, config)
        click.echo(_as_json(found, config) if as_json else _in_words(found, config))


def _load(databases: db.Databases, config: settings.Config, cast: Sequence[CastInstitution]) -> None:
    # Statistics, reports and every room's pages are imported only where there is something to load, so
    # that looking at a demonstration again starts at once.
    from survey_app.demonstration.load import load

    app = create_app(config, databases, runs_jobs_at_once=True)
    load(app, config, lambda text: click.echo(text, err=True), cast)


def _give_secrets() -> None:
    """A demonstration makes its own secrets, once; an installation gets them from its operator."""
    try:
        settings.read()
    except settings.SettingIsWrong:
        path = settings.environment_file()
        # Beside data that other secrets locked, fresh ones would be taken for theirs from then on.
        if path.exists() or settings.has_data():
            raise
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = [f"{name}={value}" for name, value in settings.fresh_secrets().items()]
        path.touch(mode=0o600)
        path.write_text("\n".join([*lines, "GYEOL_DEMONSTRATION=yes", ""]), "utf-8")


def _as_json(found: Contents, config: settings.Config) -> str:
    return json.dumps(
        {
            "address": config.base_url,
            "password": PASSWORD,
            "institutions": [{"code": code, "name": name} for code, name in found.institutions],
            "accounts": [{"email": email, "role": role} for email, role in found.accounts],
            "waves": [
                {"institution": institution, "key": key, "state": state}
                for institution, key, state in found.waves
            ],
            "links": found.links,
        },
        ensure_ascii=False,
    )


def _in_words(found: Contents, config: settings.Config) -> str:
    first = {role: email for email, role in reversed(found.accounts)}
    return "\n".join(
        (
            f"{len(found.institutions)} fictional institutions, {len(found.waves)} waves.",
            f"Open {config.base_url}/sign-in, password {PASSWORD}:",
            f"  HR lead           {first['hr']}",
            f"  ministry analyst  {first['analyst']}",
            f"  operator          {first['operator']}",
            "Answer as an employee (each link counts once):",
            *(f"  {link}" for link in found.links[:3]),
        )
    )
