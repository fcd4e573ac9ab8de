"""Opening ballots without a browser, here or on a machine of the trustees' own."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from survey_app.manifest import publication

if TYPE_CHECKING:
    from config import Config
    from survey_app.ground.db import Databases
    from survey_app.manifest.documents import Manifest
    from survey_app.manifest.opening_in_parts import AskedOfTrustees
    from survey_app.protocol.sealing import OpeningKey
    from survey_app.protocol.share_file import Share
    from survey_app.vault.exporting import Exported


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
    databases = db.connect(config)
    try:
        with db.look(databases.vault) as session:
            manifest = publication.read(session, wave)
            known = services.find_opening(session, wave)
        if known is None:
            if manifest.sealing.is_made_in_parts:
                with db.look(databases.vault) as session:
                    key = _combine(
                        parts.asked_of_trustees(session, wave), [_given_part(one) for one in given]
                    )
            else:
                kept = _kept_share(config, databases, manifest)
                key = services.opening_key(kept or _read_shares(manifest, files))
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
    except _refusals() as refused:
        raise click.ClickException(_words(refused)) from refused
    click.echo(
        f"counted {known.counted}, spoiled {known.spoiled}, locked by the server {known.sealed_by_server}"
    )
    click.echo(f"root {known.root}")
    click.echo(NEXT)


@vault.command("export")
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
        with db.work(db.connect(config).vault) as session:
            asked = questionnaire_of(publication.read(session, wave).questionnaire, config)
            content = write_sealed_file(session, wave, asked)
        output.write_bytes(content)
    except _refusals() as refused:
        raise click.ClickException(_words(refused)) from refused
    click.echo(
        f"{output}: carry it to the trustees' machine; the ballots stay here until `gyeol vault accept`."
    )


@vault.command("open-exported")
@click.argument("sealed", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--share",
    "files",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A trustee's file, or their part of the opening made elsewhere by `gyeol trustee open`.",
)
@click.option("--fingerprint", help="The check letters of the letter, to be sure of the terms.")
@click.option("--output", required=True, type=click.Path(dir_okay=False, path_type=Path))
def open_exported(sealed: Path, files: tuple[Path, ...], fingerprint: str | None, output: Path) -> None:
    """Open an exported file with the trustees' files or parts. Needs no settings and no database.

    The key is not put together here either: each trustee's file gives their part of the opening.
    """
    from survey_app.vault import exporting, services

    try:
        exported = exporting.read_sealed_file(sealed.read_bytes(), fingerprint)
        if exported.manifest.sealing.is_made_in_parts:
            key = _combine(exported.asked, [_part_of(exported, one) for one in files])
        else:
            key = services.opening_key(_read_shares(exported.manifest, files))
        output.write_bytes(exporting.open_exported(exported, key))
    except _refusals() as refused:
        raise click.ClickException(_words(refused)) from refused
    click.echo(
        f"{output}: carry it back and run `gyeol vault accept`. Then delete both files and the trustees'."
    )


@vault.command("accept")
@click.argument("opened", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--wave", required=True, help="The wave's reference.")
def accept(opened: Path, wave: str) -> None:
    """Take over what the trustees opened, if it is of exactly the ballots held here. Safe to run again."""
    import config as settings
    from survey_app.ground import db
    from survey_app.vault import exporting, parts
    from survey_app.vault.shuffling import compact

    config = settings.read()
    databases = db.connect(config)
    try:
        with db.work(databases.vault) as session:
            known = exporting.accept(session, wave, opened.read_bytes())
            parts.forget(session, wave)
        compact(databases.vault)
        _start_what_comes_next(config, databases, wave)
    except _refusals() as refused:
        raise click.ClickException(_words(refused)) from refused
    click.echo(f"counted {known.counted}, spoiled {known.spoiled}")
    click.echo(NEXT)


@vault.command("audit")
@click.option("--wave", required=True, help="The wave's reference.")
def audit(wave: str) -> None:
    """Recount a counted wave: no forged credential, no ballot too many. Exit 1 when something is wrong."""
    import config as settings
    from survey_app.ground import db
    from survey_app.vault import auditing

    try:
        with db.look(db.connect(settings.read()).vault) as session:
            found = auditing.audit(session, wave)
    except _refusals() as refused:
        raise click.ClickException(_words(refused)) from refused
    click.echo(f"ballots {found.ballots}, credentials issued {found.credentials}, forged {found.forged}")
    click.echo(f"root {'right' if found.is_root_right else 'WRONG'}")
    raise SystemExit(0 if found.is_in_order else 1)


@vault.command("expire")
def expire() -> None:
    """Delete answers whose time, as promised in their signed terms, is over."""
    import config as settings
    from survey_app.ground import days, db
    from survey_app.vault import keeping
    from survey_app.vault.shuffling import compact

    databases = db.connect(settings.read())
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


def _kept_share(config: "Config", databases: "Databases", manifest: "Manifest") -> "list[Share]":
    """The share that the platform keeps; none where trustees hold the key."""
    from survey_app.ground import db
    from survey_app.manifest import kept_shares
    from survey_app.protocol.errors import ProtocolFault

    if not manifest.sealing.is_kept_by_platform:
        return []
    try:
        with db.work(databases.people) as people:
            kept = kept_shares.find(people, config, manifest)
    except ProtocolFault as fault:
        raise click.ClickException(
            f"The share that the platform keeps of {manifest.wave} does not open with this installation's "
            "GYEOL_SECRET_KEY. Put the old one back; `gyeol doctor` says more."
        ) from fault
    if kept is None:
        raise click.ClickException(
            f"The platform keeps the key of {manifest.wave}, and the people database does not hold it. "
            "`gyeol doctor` says which backup or which file does."
        )
    return [kept]


def _combine(asked: "AskedOfTrustees", documents: list[object]) -> "OpeningKey":
    """What opens the ballots out of enough trustees' parts, each checked."""
    threshold = asked.manifest.sealing.threshold
    if len(documents) < threshold:
        raise click.ClickException(f"The parts of {threshold} trustees are needed: give one file for each.")
    return asked.combine([asked.read(one) for one in documents])


def _part_of(exported: "Exported", file: Path) -> object:
    """A trustee's part of the opening: made here out of their file, or made elsewhere."""
    from survey_app.protocol.key_file import is_key_file, read_key_file

    text = file.read_text("utf-8")
    if exported.ceremony is None or not is_key_file(text):
        return _given_part(file)
    trustee = read_key_file(text).open(click.prompt(f"Passphrase for {file.name}", hide_input=True))
    return exported.asked.part_of(trustee, exported.ceremony)


def _given_part(file: Path) -> object:
    import json

    try:
        return json.loads(file.read_text("utf-8"))
    except ValueError as fault:
        raise click.ClickException(f"{file.name} is no trustee's part of an opening.") from fault


def _read_shares(manifest: "Manifest", files: tuple[Path, ...]) -> "list[Share]":
    from survey_app.vault import services

    if len(files) < manifest.sealing.threshold:
        raise click.ClickException(
            f"{manifest.sealing.threshold} share files are needed: give --share FILE for each."
        )
    return [
        services.read_share(
            manifest,
            file.read_text("utf-8"),
            click.prompt(f"Passphrase for {file.name}", hide_input=True),
        )
        for file in files
    ]


def _refusals() -> tuple[type[Exception], ...]:
    from survey_app.manifest.publication import ManifestIsUnknown
    from survey_app.protocol.errors import ProtocolFault
    from survey_app.vault import errors

    return (
        ProtocolFault,
        ManifestIsUnknown,
        errors.WaveIsNotClosed,
        errors.NothingWasOpened,
        errors.OpenedFileDoesNotFit,
    )


def _words(refused: Exception) -> str:
    sentence = (type(refused).__doc__ or "").strip().splitlines()[0]
    return f"{sentence} ({refused})" if str(refused) else sentence
