"""`gyeol log`: what witnesses need to know of the public log, and cosignatures that come as files."""

import json
from pathlib import Path

import click

import config as settings
from survey_app.ground import db
from survey_app.log import cosignatures, services
from survey_app.log.keys import PLACE, witnesses
from survey_app.protocol.errors import ProtocolFault
from survey_app.protocol.log_tree import root_of


@click.group()
def log() -> None:
    """The public log: terms, closings, receipts, releases and scripts, each for good in its place."""


@log.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def show(as_json: bool) -> None:
    """Print the log's address and key, which witnesses are told, how long it is, and who has cosigned it."""
    config = settings.read()
    with db.for_a_command(config) as (people, _vault):
        services.begin(people, config)
        leaves = services.leaves(people)
        named = witnesses(config)
        cosigned = cosignatures.cosigned_sizes(people, named.names, beyond=0)
        facts = {
            "url": f"{config.base_url}/{PLACE}",
            "key": services.first(people, config).key.text,
            "entries": len(leaves),
            "root": root_of(leaves).hex(),
            "witnesses": {
                name: max((size for size, by in cosigned.items() if name in by), default=0)
                for name in named.names
            },
            "required": named.required,
        }
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False))
        return
    for name, value in facts.items():
        if isinstance(value, dict):
            value = ", ".join(f"{witness} (up to {size})" for witness, size in value.items()) or "none"
        click.echo(f"{name:10} {value}")


@log.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def cosignature(file: Path) -> None:
    """Take in the cosignature that a witness wrote as a file, where it can't reach this site."""
    config = settings.read()
    with db.for_a_command(config) as (people, _vault):
        try:
            name = cosignatures.take_in(people, config, file.read_bytes())
        except cosignatures.NoWitnessSigned:
            raise click.UsageError("No witness that GYEOL_WITNESSES names has signed this.") from None
        except (ProtocolFault, services.LogIsEmpty) as fault:
            raise click.UsageError(f"This is no cosignature of this log: {fault}.") from None
    click.echo(f"Taken in from {name}.")
