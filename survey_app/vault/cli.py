"""Opening ballots without a browser, here or on a machine of the trustees' own."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from survey_app.manifest import publication
from survey_app.vault import elsewhere_cli
from survey_app.vault.given_cli import (
    combine,
    given_part,
    kept_share,
    read_shares,
    refusals,
    words,
)

if TYPE_CHECKING:
    from config import Config
    from survey_app.ground.db import Databases

NEXT = "The results are queued: a worker makes them, the wave's page shows how far they are."


@click.group("vault")
def vault() -> None:
    """Open sealed ballots with the trustees, recount them, delete what is due."""


@vault.command("open")
@click.option("--wave", required=True, help="The wave's reference, e.g. gaon.2026.")
@click.option(
    "--part",
    "given",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A trustee's part of the opening, of `gyeol trustee open`.",
)
@click.option(
    "--share",
    "files",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A share file of a wave whose key was made in one place.",
)
def open_ballots(wave: str, given: tuple[Path, ...], files: tuple[Path, ...]) -> None:
    """Open a closed wave's ballots with the trustees' parts. Safe to run again."""
    import config as settings
    from survey_app.ground import db
    from survey_app.manifest import kept_shares
    from survey_app.manifest.asked import questionnaire_of
    from survey_app.vault import parts, services
    from survey_app.vault.shuffling import compact

    config = settings.read()
    with db.connected(config) as databases:
        try:
            with db.look(databases.vault) as session:
                manifest = publication.read(session, wave)
                known = services.find_opening(session, wave)
            if known is None:
                if manifest.sealing.is_made_in_parts:
                    with db.look(databases.vault) as session:
                        key = combine(
                            parts.asked_of_trustees(session, wave), [given_part(one) for one in given]
                        )
                else:
                    kept = kept_share(config, databases, manifest)
                    key = services.opening_key(kept or read_shares(manifest, files))
                asked = questionnaire_of(manifest.questionnaire, config)
                with db.look(databases.vault) as session:
                    prepared = services.prepare_opening(session, wave, key, asked)
                with db.work(databases.vault) as session:
                    known = services.open_ballots(session, wave, key, asked, prepared)
                    parts.forget(session, wave)
            with db.work(databases.people) as people:
                kept_shares.destroy(people, wave)
            compact(databases.vault)
            _start_what_comes_next(config, databases, wave)
        except refusals() as refused:
            raise click.ClickException(words(refused)) from refused
        click.echo(
            f"counted {known.counted}, spoiled {known.spoiled}, locked by the server {known.sealed_by_server}"
        )
        click.echo(f"root {known.root}")
        click.echo(NEXT)


@vault.command("accept")
@click.argument(
    "opened", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--wave", required=True, help="The wave's reference.")
def accept(opened: tuple[Path, ...], wave: str) -> None:
    """Take over what the trustees opened, if it is of exactly the ballots held here. Safe to run again.

    Give the files of all machines: they must have come to the same, or nothing is taken over.
    """
    import config as settings
    from survey_app.ground import db
    from survey_app.protocol.manifest_signing import spoken_fingerprint
    from survey_app.vault import accepting, parts, services
    from survey_app.vault.shuffling import compact

    config = settings.read()
    with db.connected(config) as databases:
        try:
            with db.work(databases.vault) as session:
                accepting.accept(session, wave, [file.read_bytes() for file in opened])
                parts.forget(session, wave)
            with db.look(databases.vault) as session:
                known = services.find_opening(session, wave)
            compact(databases.vault)
            _start_what_comes_next(config, databases, wave)
        except refusals() as refused:
            raise click.ClickException(words(refused)) from refused
        assert known is not None
        click.echo(f"counted {known.counted}, spoiled {known.spoiled}")
        click.echo(f"check letters {spoken_fingerprint(known.digest)}")
        click.echo(f"opened by {', '.join(one.name for one in known.machines or ()) or 'this server'}")
        click.echo(NEXT)


@vault.command("audit")
@click.option("--wave", required=True, help="The wave's reference.")
def audit(wave: str) -> None:
    """Recount a counted wave: no forged credential, no ballot too many. Exit 1 when something is wrong."""
    import config as settings
    from survey_app.ground import db
    from survey_app.vault import auditing

    try:
        with db.connected(settings.read()) as databases, db.look(databases.vault) as session:
            found = auditing.audit(session, wave)
    except refusals() as refused:
        raise click.ClickException(words(refused)) from refused
    click.echo(f"ballots {found.ballots}, credentials issued {found.credentials}, forged {found.forged}")
    click.echo(f"root {'right' if found.is_root_right else 'WRONG'}")
    raise SystemExit(0 if found.is_in_order else 1)


@vault.command("expire")
def expire() -> None:
    """Delete counts and comments whose time, as promised in their signed terms, is over."""
    import config as settings
    from survey_app.ground import days, db
    from survey_app.vault import keeping
    from survey_app.vault.shuffling import compact

    with db.connected(settings.read()) as databases:
        with db.work(databases.vault) as session:
            expired = keeping.delete_expired(session, days.today())
        compact(databases.vault)
        click.echo("\n".join(expired) if expired else "Nothing is due.")


def _start_what_comes_next(config: "Config", databases: "Databases", wave: str) -> None:
    """The wave's release is queued, as it is after a ceremony on the site."""
    from survey_app import create_app
    from survey_app.ground import db, jobs
    from survey_app.vault.opening_jobs import NEXT_WORK

    with create_app(config, databases).app_context(), db.work(databases.people) as people:
        jobs.start(people, NEXT_WORK, f"wave:{wave}", None, wave=wave)


for command in (elsewhere_cli.export, elsewhere_cli.open_exported):
    vault.add_command(command)
