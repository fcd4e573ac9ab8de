"""Opening on machines of the trustees' own: out, opened and signed there, compared and taken over here."""

from pathlib import Path
from typing import Any

import click

from survey_app.manifest import publication
from survey_app.vault.given_cli import (
    combine,
    part_of,
    read_shares,
    refusals,
    words,
)


@click.command("export")
@click.option("--wave", required=True, help="The wave's reference.")
@click.option("--output", required=True, type=click.Path(dir_okay=False, path_type=Path))
def export(wave: str, output: Path) -> None:
    """Write a closed wave's sealed ballots to a file for the trustees' own machine."""
    import config as settings
    from survey_app.ground import db
    from survey_app.manifest.asked import questionnaire_of
    from survey_app.vault.exporting import write_sealed_file

    config = settings.read()
    try:
        with db.connected(config) as databases, db.work(databases.vault) as session:
            asked = questionnaire_of(publication.read(session, wave).questionnaire, config)
            content = write_sealed_file(session, wave, asked)
        output.write_bytes(content)
    except refusals() as refused:
        raise click.ClickException(words(refused)) from refused
    click.echo(
        f"{output}: carry it to the trustees' machine; the ballots stay here until `gyeol vault accept`."
    )


@click.command("open-exported")
@click.argument("sealed", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--share",
    "files",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A trustee's file, or their part of the opening made elsewhere by `gyeol trustee open`.",
)
@click.option("--fingerprint", help="The check letters of the letter, to be sure of the terms.")
@click.option("--name", required=True, help="Who opens on this machine, e.g. “staff representative”: public.")
@click.option(
    "--machine-key",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path(click.get_app_dir("gyeol")) / "machine.key",
    show_default="machine.key in the user's settings folder",
    help="This machine's own key; made on first use, for its owner alone to read.",
)
@click.option("--output", required=True, type=click.Path(dir_okay=False, path_type=Path))
def open_exported(
    sealed: Path, files: tuple[Path, ...], fingerprint: str | None, output: Path, **signs: Any
) -> None:
    """Open an exported file with the trustees' files or parts. Needs no settings and no database.

    The key that opens is not put together here either: each trustee's file gives their part of the opening.
    What comes out is signed with a key of this machine. Do the same on a second machine and compare the check
    letters.
    """
    from survey_app.manifest.documents import key_name, public_key
    from survey_app.protocol.manifest_signing import spoken_fingerprint
    from survey_app.protocol.opened import is_name
    from survey_app.vault import exporting, services
    from survey_app.vault.machines import machine_key

    name, key_file = signs["name"].strip(), signs["machine_key"]
    if not is_name(name):
        raise click.UsageError("--name says who opens here, in one line of at most 80 characters.")

    try:
        exported = exporting.read_sealed_file(sealed.read_bytes(), fingerprint)
        if exported.manifest.sealing.is_made_in_parts:
            key = combine(exported.asked, [part_of(exported, one) for one in files])
        else:
            key = services.opening_key(read_shares(exported.manifest, files))
        signer = machine_key(key_file)
        content, said = exporting.open_exported(exported, key, name, signer)
        output.write_bytes(content)
    except refusals() as refused:
        raise click.ClickException(words(refused)) from refused
    click.echo(f"counted {said.counted}, spoiled {said.spoiled}; digest {said.digest}")
    click.echo(f"check letters {spoken_fingerprint(said.digest)}")
    click.echo(f"signed as {name} with this machine's key {key_name(public_key(signer))} ({key_file})")
    click.echo(
        "Read the check letters aloud beside the other machine: where they are the same, so is every count "
        "and every comment."
    )
    click.echo(
        f"{output}: carry it back and run `gyeol vault accept`. Then delete both files and the trustees'."
    )
