"""The log's own key, its name, and the keys of the witnesses that this installation names."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from config import Config, SettingIsWrong
from survey_app.ground.keyring import Purpose, derive
from survey_app.protocol.errors import MessageIsMalformed
from survey_app.protocol.notes import NoteKey, NoteKeyKind, public_note_key, read_note_key

PLACE = "log"


def log_key(config: Config) -> Ed25519PrivateKey:
    """The key that signs checkpoints and nothing else; the installation's own key vouches for it."""
    return Ed25519PrivateKey.from_private_bytes(derive(config.signing_key, Purpose.PUBLIC_LOG))


def origin_of(config: Config) -> str:
    """The name that a log is given when it begins: its address without the scheme. It keeps it for good."""
    parts = urlsplit(config.base_url)
    return f"{parts.netloc}{parts.path}/{PLACE}"


def public_key_of_log(config: Config, origin: str) -> NoteKey:
    """What the checkpoints of a log of this installation are checked with."""
    return public_note_key(origin, NoteKeyKind.ED25519, log_key(config))


@dataclass(frozen=True, slots=True)
class NamedWitnesses:
    """The witnesses that new terms name, and how many of them must have cosigned before a browser goes on."""

    keys: tuple[NoteKey, ...]
    required: int

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(key.name for key in self.keys)


def witnesses(config: Config) -> NamedWitnesses:
    """The witnesses of GYEOL_WITNESSES: keys, after a number if it says how many are needed.

    Where it does not, all but a third: one may be away, and none alone is enough. Raises SettingIsWrong.
    """
    words = config.witnesses.split()
    is_said = bool(words) and words[0].isascii() and words[0].isdecimal()
    try:
        keys = tuple(read_note_key(text) for text in words[is_said:])
    except MessageIsMalformed as fault:
        raise SettingIsWrong(
            f"GYEOL_WITNESSES holds a key that can't be read: {fault}. It lists the keys that witnesses "
            "print with `gyeol witness show`, separated by spaces."
        ) from fault
    are_cosignatures = all(key.kind is NoteKeyKind.COSIGNATURE for key in keys)
    different = min(len({key.public for key in keys}), len({key.name for key in keys}))
    if not are_cosignatures or different < len(keys):
        raise SettingIsWrong(
            "GYEOL_WITNESSES must name each witness once, with the key that `gyeol witness show` prints."
        )
    required = int(words[0]) if is_said else len(keys) - len(keys) // 3
    if required > len(keys):
        raise SettingIsWrong(
            f"GYEOL_WITNESSES asks for {required} witnesses and names {len(keys)}: no browser would "
            "ever find enough. Name more, or ask for fewer."
        )
    return NamedWitnesses(keys, required)
