"""`gyeol demo`: load the worked demonstration."""

import json

import click

import config as settings
from survey_app import create_app, db, schema
from survey_app.demonstration.cast import INSTITUTIONS, SMALL_CAST
from survey_app.demonstration.load import PASSWORD, InstallationHoldsRealData, Loaded, load


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
    databases = db.connect(config)
    schema.migrate(databases)
    app = create_app(config, databases, runs_jobs_at_once=True)
    try:
        cast = [one for one in INSTITUTIONS if not small or one.code in SMALL_CAST]
        loaded = load(app, config, lambda text: click.echo(text, err=True), cast)
    except InstallationHoldsRealData:
        raise click.ClickException(
            "This installation holds institutions that are real. Set GYEOL_DATA to an empty folder."
        ) from None
    databases.dispose()
    click.echo(_as_json(loaded, config) if as_json else _in_words(loaded, config))


def _give_secrets() -> None:
    """A demonstration makes its own secrets, once; an installation gets them from its operator."""
    try:
        settings.read()
    except settings.SettingIsWrong:
        path = settings.environment_file()
        if path.exists():
            raise
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = [f"{name}={value}" for name, value in settings.fresh_secrets().items()]
        path.touch(mode=0o600)
        path.write_text("\n".join([*lines, "GYEOL_DEMONSTRATION=yes", ""]), "utf-8")


def _as_json(loaded: Loaded, config: settings.Config) -> str:
    return json.dumps(
        {
            "address": config.base_url,
            "password": PASSWORD,
            "institutions": [{"code": code, "name": name} for code, name in loaded.institutions],
            "accounts": [{"email": email, "role": role} for email, role in loaded.accounts],
            "waves": [
                {"institution": institution, "key": key, "state": state}
                for institution, key, state in loaded.waves
            ],
            "links": loaded.links,
        },
        ensure_ascii=False,
    )


def _in_words(loaded: Loaded, config: settings.Config) -> str:
    first = {role: email for email, role in reversed(loaded.accounts)}
    return "\n".join(
        (
            f"{len(loaded.institutions)} fictional institutions, {len(loaded.waves)} waves.",
            f"Open {config.base_url}/sign-in, password {PASSWORD}:",
            f"  HR lead           {first['hr']}",
            f"  ministry analyst  {first['analyst']}",
            f"  operator          {first['operator']}",
            "Answer as an employee (each link counts once):",
            *(f"  {link}" for link in loaded.links[:3]),
        )
    )
