"""`gyeol witness`: watch over the public log of an installation, from another machine."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from survey_app.protocol.errors import ProtocolFault
from survey_app.protocol.notes import NoteKeyKind, read_note_key
from survey_app.witness import keeping, watching
from survey_app.witness.fetching import LogAddress, LogIsOutOfReach
from survey_app.witness.keeping import Kept

FOR_LATER, REFUSED, FORGETFUL = 1, 3, 4
Found = TypeVar("Found")
_FOLDER = click.argument("folder", type=click.Path(file_okay=False, path_type=Path))


@click.group()
def witness() -> None:
    """Watch over the public log of an installation, as somebody else than its operator.

    A witness remembers all that it saw of a log. It cosigns what the log shows as long as that begins with
    everything it saw before, and holds one set of terms for each wave; browsers ask for its cosignature.
    """


@witness.command()
@_FOLDER
@click.option("--log", "log", required=True, metavar="URL", help="The log: https://HOST/log")
@click.option("--key", "key", required=True, help="The log's key, told by its operator: `gyeol log show`.")
@click.option("--name", required=True, help="Who you are, without spaces: union.example.kr")
def init(folder: Path, log: str, key: str, name: str) -> None:
    """Make a witness with a key of its own in FOLDER, and print the key for the log's operator."""
    try:
        log_key = read_note_key(key)
        if log_key.kind is not NoteKeyKind.ED25519:
            raise click.UsageError("This is a witness's key. The log's is what `gyeol log show` prints.")
        kept = keeping.begin(folder, name, log, log_key)
    except ProtocolFault as fault:
        raise click.UsageError(f"{fault}.") from None
    except keeping.WitnessExists:
        raise click.UsageError(f"{folder} has a witness already. `gyeol witness show` says which.") from None
    click.echo(kept.key.public.text)
    click.echo(
        "This key goes into GYEOL_WITNESSES of the installation. Keep the folder as it is: a witness that "
        "has lost its state stops.",
        err=True,
    )


@witness.command()
@_FOLDER
@click.option("--every", type=click.IntRange(10, 86_400), metavar="SECONDS", help="Go on, and look so often.")
@click.option("--keep", is_flag=True, help="Send nothing: the cosignature lies in FOLDER/cosignature.txt.")
def run(folder: Path, every: int | None, keep: bool) -> None:
    """Look at the log, and cosign what it shows.

    Exit codes: 0 cosigned; 1 not now (the log is out of reach, or did not take the cosignature); 3 the log
    forked, shrank or holds two sets of terms of a wave, and evidence lies in FOLDER; 4 this witness has lost
    its state.
    """
    _guarded(lambda: keeping.read_key(folder))
    with keeping.alone(folder):
        kept = _guarded(lambda: _ready(folder))
        while True:
            kept, code = _look(kept, keep)
            if every is None:
                raise SystemExit(code)
            time.sleep(every)


@witness.command()
@_FOLDER
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def show(folder: Path, as_json: bool) -> None:
    """Print this witness's key, and what it saw last."""
    kept = _guarded(lambda: keeping.read(folder))
    facts: dict[str, Any] = {
        "key": kept.key.public.text,
        "log": kept.key.log,
        "log_key": kept.key.log_key,
        "entries": kept.state.size,
        "root": kept.state.root,
        "seen_at": kept.state.seen_at,
        "begun_again": kept.state.begun_again,
        "evidence": [str(path) for path in keeping.evidence(folder)],
    }
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False))
        return
    for name, value in facts.items():
        click.echo(f"{name:12} {', '.join(value) if isinstance(value, list) else value}")


@witness.command("begin-again")
@_FOLDER
@click.confirmation_option(
    prompt="This witness forgets all that it saw, and takes for true what the log shows next. Go on?"
)
def begin_again(folder: Path) -> None:
    """Start from what the log shows next: after the state was lost, or once evidence was looked at.

    What the log did before can't be checked any more. Tell those who rely on you, and say why.
    """
    _guarded(lambda: keeping.begin_again(folder))
    click.echo("Begun again. Evidence, if there was any, lies beside it and was not deleted.")


def _ready(folder: Path) -> Kept:
    if found := keeping.evidence(folder):
        _stop(
            REFUSED,
            f"This witness has refused its log, and the evidence is {found[-1]}. It cosigns nothing until a "
            "person has looked at it: `gyeol witness begin-again`.",
        )
    return keeping.read(folder)


def _look(kept: Kept, keeps_to_itself: bool) -> tuple[Kept, int]:
    try:
        found, kept = watching.look(kept, int(time.time()))
    except watching.LogIsRefused as refused:
        _stop(
            REFUSED,
            f"REFUSED. {refused} Nothing was cosigned. The evidence, signed by the log itself, is "
            f"{refused.evidence}: show it to the other witnesses and to those who were invited.",
        )
    except (LogIsOutOfReach, ProtocolFault) as fault:
        click.echo(f"gyeol witness: nothing was cosigned: {fault}.", err=True)
        return kept, FOR_LATER
    size = found.checkpoint.size
    click.echo(f"Cosigned {size} entries, {found.new_entries} of them new.")
    if keeps_to_itself:
        return kept, 0
    try:
        status, sentence = LogAddress(kept.key.log).post("cosignatures", str(found.cosignature).encode())
    except LogIsOutOfReach as fault:
        status, sentence = 0, str(fault)
    if status == 200:
        return kept, 0
    click.echo(
        f"gyeol witness: the log did not take the cosignature ({status}: {sentence}). It lies in "
        f"{kept.folder / keeping.COSIGNATURE}, and `gyeol log cosignature` takes it in as a file.",
        err=True,
    )
    return kept, FOR_LATER


def _guarded(work: Callable[[], Found]) -> Found:
    try:
        return work()
    except keeping.WitnessIsUnknown as fault:
        raise click.UsageError(f"{fault}. `gyeol witness init` makes a witness.") from None
    except keeping.StateIsLost as fault:
        _stop(
            FORGETFUL,
            f"STOPPED. {fault}. Without it this witness could cosign a log that has forked. Put the folder "
            "back from a copy; only if there is none: `gyeol witness begin-again`.",
        )


def _stop(code: int, sentence: str) -> NoReturn:
    click.echo(click.style(f"gyeol witness: {sentence}", fg="red"), err=True)
    raise SystemExit(code)
