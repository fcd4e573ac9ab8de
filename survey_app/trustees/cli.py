"""A trustee's part by the command, on a machine that needs neither settings nor a network: files in, files
out.
"""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from survey_app.protocol.ceremony import Record
    from survey_app.protocol.ceremony_part import TrusteePart

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW_FILE = click.Path(dir_okay=False, path_type=Path)


@click.group("trustee")
def trustee() -> None:
    """Make a part of a wave's key, confirm it, and give a part of an opening, without a browser."""


@trustee.command("begin")
@click.argument("record", type=FILE)
@click.option("--index", required=True, type=int, help="The trustee's number on the ceremony's page.")
@click.option("--key-file", "key", required=True, type=NEW_FILE, help="Where to write the file to keep.")
@click.option("--output", required=True, type=NEW_FILE, help="Where to write what is sent to the others.")
def begin(record: Path, index: int, key: Path, output: Path) -> None:
    """First visit: make the part, lock it with a passphrase, and write what is sent to the others.

    RECORD is the ceremony's record, as its page lets you save it.
    """
    from survey_app.protocol import key_file
    from survey_app.protocol.ceremony import hello_hash, with_messages
    from survey_app.protocol.ceremony_messages import read_message
    from survey_app.protocol.ceremony_part import TrusteePart, make_seed

    if key.exists():
        raise click.ClickException(f"{key} is there already, and may be somebody's key.")
    try:
        found = _record(record)
        if not 1 <= index <= found.terms.trustees or index in found.hellos:
            raise click.ClickException(f"The ceremony has no trustee {index} who has not begun yet.")
        click.echo(f"Trustee {index}: {found.terms.holders[index - 1]}, wave {found.terms.wave}")
        seen = {one: hello_hash(hello) for one, hello in found.hellos.items()}
        part = TrusteePart(found.terms, index, make_seed(), seen)
        passphrase = click.prompt("Passphrase for your file", hide_input=True, confirmation_prompt=True)
        text = key_file.write_key_file(part, passphrase)
        hello = part.hello()
        after = with_messages(found, [read_message(found.terms, hello)])
        messages = [hello, *part.deal(after)]
    except _refusals() as refused:
        raise click.ClickException(_words(refused)) from refused
    key.write_text(text, "utf-8")
    key.chmod(0o600)
    _write(output, messages)
    click.echo(f"{key}: keep it, and a copy elsewhere. {output}: hand it in on the ceremony's page.")


@trustee.command("confirm")
@click.argument("record", type=FILE)
@click.option(
    "--key-file", "key", required=True, type=FILE, help="The file that was written at the beginning."
)
@click.option("--output", required=True, type=NEW_FILE, help="Where to write what is sent to the others.")
def confirm(record: Path, key: Path, output: Path) -> None:
    """Second visit: open the file again, check everybody's parts, and prove that the share can be used."""
    from survey_app.protocol.ceremony import with_messages
    from survey_app.protocol.ceremony_messages import read_message
    from survey_app.protocol.errors import CeremonyIsNotReady, TrusteeCheated
    from survey_app.protocol.key_file import read_key_file, write_key_file
    from survey_app.protocol.manifest_signing import spoken_fingerprint

    try:
        found = _record(record)
        locked = read_key_file(key.read_text("utf-8"))
        passphrase = click.prompt(f"Passphrase for {key.name}", hide_input=True)
        part = locked.open(passphrase)
        messages = part.deal(found)
        completed = write_key_file(part.having_seen(found), passphrase) if found.is_introduced else ""
        found = with_messages(found, [read_message(found.terms, one) for one in messages])
        try:
            messages.append(part.confirm(found))
            letters = spoken_fingerprint(found.transcript)
            said = f"Check letters of this key, to compare with the others: {letters}"
        except CeremonyIsNotReady as early:
            said = f"Not everything is there yet ({early}): hand this in and come once more."
        except TrusteeCheated as cheat:
            messages += part.complain(found)
            said = f"Something is wrong ({cheat}): hand this in, it shows everybody so."
    except _refusals() as refused:
        raise click.ClickException(_words(refused)) from refused
    if completed:
        # Before anything is sent: from now on the file knows to whose keys parts were sent.
        _replace(key, completed)
    _write(output, messages)
    click.echo(said)
    click.echo(f"{output}: hand it in on the ceremony's page.")


@trustee.command("open")
@click.argument("asked", type=FILE)
@click.option("--key-file", "key", required=True, type=FILE, help="The trustee's file.")
@click.option("--fingerprint", help="The check letters of the letter, to be sure of the terms.")
@click.option("--output", required=True, type=NEW_FILE, help="Where to write the part of the opening.")
def open_part(asked: Path, key: Path, fingerprint: str | None, output: Path) -> None:
    """After the close: multiply the ballots' points by the share. ASKED is saved from the opening's page."""
    from survey_app.ground import days
    from survey_app.manifest import opening_in_parts

    try:
        found, ceremony = opening_in_parts.read(asked.read_bytes(), days.today(), fingerprint)
        click.echo(f"{len(found.points)} ballots of wave {found.manifest.wave}")
        document = found.part_of(_part(key), ceremony)
    except _refusals() as refused:
        raise click.ClickException(_words(refused)) from refused
    output.write_text(json.dumps(document) + "\n", "utf-8")
    click.echo(f"{output}: hand it in on the opening's page.")


def _record(path: Path) -> "Record":
    from survey_app.protocol.ceremony import read_record
    from survey_app.protocol.errors import MessageIsMalformed

    try:
        return read_record(json.loads(path.read_text("utf-8")))
    except ValueError as fault:
        raise MessageIsMalformed("the record can't be read") from fault


def _part(path: Path) -> "TrusteePart":
    from survey_app.protocol.key_file import read_key_file

    locked = read_key_file(path.read_text("utf-8"))
    return locked.open(click.prompt(f"Passphrase for {path.name}", hide_input=True))


def _replace(path: Path, text: str) -> None:
    new = path.with_suffix(".new")
    new.write_text(text, "utf-8")
    new.chmod(0o600)
    new.replace(path)


def _write(path: Path, messages: list[dict[str, object]]) -> None:
    path.write_text(json.dumps({"messages": messages}) + "\n", "utf-8")


def _refusals() -> tuple[type[Exception], ...]:
    from survey_app.manifest.opening_in_parts import SurveyIsNotOver
    from survey_app.protocol.errors import ProtocolFault

    return (ProtocolFault, SurveyIsNotOver)


def _words(refused: Exception) -> str:
    sentence = (type(refused).__doc__ or "").strip().splitlines()[0]
    return f"{sentence} ({refused})" if str(refused) else sentence
