"""What a witness keeps in its folder: its key, the last checkpoint, every entry seen, and evidence.

The key alone is not enough to go on with: a witness that has forgotten what it saw would cosign a fork.
"""

import fcntl
import json
import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from survey_app.protocol.encoding import from_base64url, to_base64url
from survey_app.protocol.errors import ProtocolFault
from survey_app.protocol.log_tree import leaf_hash, root_of
from survey_app.protocol.notes import NoteKey, NoteKeyKind, public_note_key, read_note_key, require_name

FORMAT = "gyeol witness v1"
KEY, STATE, ENTRIES, COSIGNATURE, EVIDENCE = (
    "key.json",
    "state.json",
    "entries",
    "cosignature.txt",
    "evidence",
)
_LENGTH_BYTES = 2


class WitnessExists(Exception):
    """The folder has a witness's key already."""


class WitnessIsUnknown(Exception):
    """The folder has no witness's key."""


class StateIsLost(Exception):
    """The key is here, and what was seen with it is not, or not whole."""


class WitnessKey(msgspec.Struct, frozen=True):
    """Who the witness is, whose log it watches, and the secret it cosigns with."""

    format: str
    name: str
    seed: str
    log: str
    log_key: str

    @property
    def private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(from_base64url(self.seed, length=32))

    @property
    def public(self) -> NoteKey:
        """What others check the cosignatures with."""
        return public_note_key(self.name, NoteKeyKind.COSIGNATURE, self.private)

    @property
    def key_of_log(self) -> NoteKey:
        return read_note_key(self.log_key)


class WitnessState(msgspec.Struct, frozen=True):
    """The newest checkpoint that was cosigned, as the log signed it, and when (seconds since 1970).

    `size` and `root` (hexadecimal) are of the entries kept; 0 and empty before the first look. `begun_again`
    says how often the state was lost.
    """

    format: str
    size: int
    root: str
    checkpoint: str
    seen_at: int
    begun_again: int = 0


@dataclass(frozen=True, slots=True)
class Kept:
    """A witness as its folder has it. `leaves` are the leaf hashes of the entries seen."""

    folder: Path
    key: WitnessKey
    state: WitnessState
    entries: tuple[bytes, ...]

    @property
    def leaves(self) -> list[bytes]:
        return [leaf_hash(entry) for entry in self.entries]


def begin(folder: Path, name: str, log: str, log_key: NoteKey) -> Kept:
    """A new witness with a key of its own. Raises WitnessExists and MessageIsMalformed."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if (folder / KEY).exists() or (folder / STATE).exists():
        raise WitnessExists
    seed = to_base64url(secrets.token_bytes(32))
    key = WitnessKey(FORMAT, require_name(name), seed, log.rstrip("/"), log_key.text)
    state = WitnessState(FORMAT, 0, "", "", 0)
    # The state first: a key without one is a witness that has lost its memory.
    save(folder, state, ())
    _write(folder / KEY, msgspec.json.format(msgspec.json.encode(key)))
    return Kept(folder, key, state, ())


def read(folder: Path) -> Kept:
    """The witness of a folder. Raises WitnessIsUnknown, and StateIsLost when what it saw is not whole."""
    key = read_key(folder)
    try:
        state = msgspec.json.decode((folder / STATE).read_bytes(), type=WitnessState)
        entries = _read_entries((folder / ENTRIES).read_bytes())[: state.size]
    except (OSError, msgspec.DecodeError) as fault:
        raise StateIsLost(f"{folder / STATE} is missing or can't be read") from fault
    is_whole = state.format == FORMAT and len(entries) == state.size
    if not is_whole or (state.size and root_of([leaf_hash(one) for one in entries]).hex() != state.root):
        raise StateIsLost(f"the entries in {folder} are not those of its last checkpoint")
    return Kept(folder, key, state, entries)


def read_key(folder: Path) -> WitnessKey:
    """The witness's key alone. Raises WitnessIsUnknown."""
    try:
        key = msgspec.json.decode((folder / KEY).read_bytes(), type=WitnessKey)
        # Read once, so that what can't be a key is said to be none here and nowhere later.
        assert key.format == FORMAT
        assert key.public
        assert key.key_of_log
    except (OSError, msgspec.DecodeError, ProtocolFault, AssertionError) as fault:
        raise WitnessIsUnknown(f"{folder / KEY} is missing or no witness's key") from fault
    return key


def save(folder: Path, state: WitnessState, entries: Sequence[bytes]) -> None:
    """What was seen is on disk afterwards, entries first: a state never says more than there are."""
    _write(folder / ENTRIES, b"".join(len(one).to_bytes(_LENGTH_BYTES, "big") + one for one in entries))
    _write(folder / STATE, msgspec.json.format(msgspec.json.encode(state)))


def begin_again(folder: Path) -> Kept:
    """The witness starts from what the log shows next, having forgotten all; evidence is put aside."""
    key = read_key(folder)
    try:
        times = read(folder).state.begun_again
    except StateIsLost:
        times = 0
    if (folder / EVIDENCE).is_dir():
        (folder / EVIDENCE).rename(folder / f"{EVIDENCE}-settled-{secrets.token_hex(4)}")
    state = WitnessState(FORMAT, 0, "", "", 0, times + 1)
    save(folder, state, ())
    return Kept(folder, key, state, ())


def keep_evidence(kept: Kept, what: str, shown: str, entries: Sequence[bytes], at: int) -> Path:
    """Both checkpoints, each signed by the log, lie in a file for whoever has to decide; returns it."""
    folder = kept.folder / EVIDENCE
    folder.mkdir(mode=0o700, exist_ok=True)
    evidence = {
        "what": what,
        "at": at,
        "log": kept.key.log,
        "log_key": kept.key.log_key,
        "seen_before": kept.state.checkpoint,
        "seen_at": kept.state.seen_at,
        "shown_now": shown,
        "entries_before": [entry.decode("utf-8", "replace") for entry in kept.entries],
        "entries_now": [entry.decode("utf-8", "replace") for entry in entries],
    }
    path = folder / f"{at}-{what}.json"
    _write(path, json.dumps(evidence, ensure_ascii=False, indent=1).encode())
    return path


def evidence(folder: Path) -> list[Path]:
    """What a person has to look at before this witness goes on."""
    return sorted((folder / EVIDENCE).glob("*.json"))


def write_cosignature(folder: Path, note: str) -> Path:
    """The newest cosignature as a file, for a log that this machine can't reach."""
    _write(folder / COSIGNATURE, note.encode())
    return folder / COSIGNATURE


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Nobody else runs this witness meanwhile; who comes second waits."""
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _read_entries(content: bytes) -> tuple[bytes, ...]:
    entries: list[bytes] = []
    at = 0
    while at + _LENGTH_BYTES <= len(content):
        length = int.from_bytes(content[at : at + _LENGTH_BYTES], "big")
        entries.append(content[at + _LENGTH_BYTES : at + _LENGTH_BYTES + length])
        at += _LENGTH_BYTES + length
    return tuple(entries)


def _write(path: Path, content: bytes) -> None:
    """On disk as a whole or not at all, for this user alone."""
    unfinished = path.with_name(f"{path.name}.part")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
