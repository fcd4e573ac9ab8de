"""What commands of an opening are given: trustees' files and parts; why one is refused; what comes next."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from config import Config
    from survey_app.ground.db import Databases
    from survey_app.manifest.documents import Manifest
    from survey_app.manifest.opening_in_parts import AskedOfTrustees
    from survey_app.protocol.sealing import OpeningKey
    from survey_app.protocol.share_file import Share
    from survey_app.vault.exporting import Exported


def kept_share(config: "Config", databases: "Databases", manifest: "Manifest") -> "list[Share]":
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


def combine(asked: "AskedOfTrustees", documents: list[object]) -> "OpeningKey":
    """What opens the ballots out of enough trustees' parts, each checked."""
    threshold = asked.manifest.sealing.threshold
    if len(documents) < threshold:
        raise click.ClickException(f"The parts of {threshold} trustees are needed: give one file for each.")
    return asked.combine([asked.read(one) for one in documents])


def part_of(exported: "Exported", file: Path) -> object:
    """A trustee's part of the opening: made here out of their file, or made elsewhere."""
    from survey_app.protocol.key_file import is_key_file, read_key_file

    text = file.read_text("utf-8")
    if exported.ceremony is None or not is_key_file(text):
        return given_part(file)
    trustee = read_key_file(text).open(click.prompt(f"Passphrase for {file.name}", hide_input=True))
    return exported.asked.part_of(trustee, exported.ceremony)


def given_part(file: Path) -> object:
    """A trustee's part that was made elsewhere, not checked yet."""
    import json

    try:
        return json.loads(file.read_text("utf-8"))
    except ValueError as fault:
        raise click.ClickException(f"{file.name} is no trustee's part of an opening.") from fault


def read_shares(manifest: "Manifest", files: tuple[Path, ...]) -> "list[Share]":
    """The shares in the files, whose passphrases are asked for."""
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


def refusals() -> tuple[type[Exception], ...]:
    """What can stand in the way of an opening."""
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


def words(refused: Exception) -> str:
    """What stood in the way, as the terminal says it."""
    sentence = (type(refused).__doc__ or "").strip().splitlines()[0]
    return f"{sentence} ({refused})" if str(refused) else sentence
