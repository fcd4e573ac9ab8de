"""What a person reads of the log: its newest entries in words, and how far each witness has followed."""

from dataclasses import dataclass
from typing import Any

import msgspec
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from survey_app.log import cosignatures, services
from survey_app.protocol.log_entries import EntryKind
from survey_app.protocol.manifest_signing import spoken_fingerprint

ON_A_PAGE = 50
WORDS = {
    EntryKind.LOG: _l("The log begins"),
    EntryKind.TERMS: _l("Signed terms"),
    EntryKind.EXTENSION: _l("Last day put off"),
    EntryKind.CLOSING: _l("Close of a survey"),
    EntryKind.RECEIPTS: _l("Root of the receipts"),
    EntryKind.RELEASE: _l("Results"),
    EntryKind.SCRIPT: _l("Script of the survey page"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as it is shown. `about` is its wave, its script or its log; `value` what is compared."""

    position: int
    kind: Any
    about: str
    value: str


@dataclass(frozen=True, slots=True)
class Witness:
    """A witness whom new terms name. `size` is of the longest log it cosigned; 0: none yet."""

    name: str
    size: int


def newest_entries(session: Session, before: int) -> list[Entry]:
    """The entries below a place, the newest first, as many as stand on a page."""
    start = max(0, before - ON_A_PAGE)
    found = services.entries(session, start, before - start)
    return [_entry(start + offset, content) for offset, content in enumerate(found)][::-1]


def watching(session: Session, names: tuple[str, ...]) -> list[Witness]:
    """How far each named witness has followed the log."""
    seen = cosignatures.cosigned_sizes(session, names, 0)
    return [
        Witness(name, max((size for size, by in seen.items() if name in by), default=0)) for name in names
    ]


def _entry(position: int, content: bytes) -> Entry:
    said = msgspec.json.decode(content)
    kind = EntryKind(said["kind"])
    match kind:
        case EntryKind.LOG:
            about, value = said["origin"], said["key"]
        case EntryKind.TERMS:
            about, value = said["wave"], spoken_fingerprint(said["fingerprint"])
        case EntryKind.EXTENSION:
            about, value = said["wave"], said["closes_on"]
        case EntryKind.CLOSING:
            about, value = said["wave"], said["closed_on"]
        case EntryKind.RECEIPTS:
            about, value = said["wave"], said["root"]
        case EntryKind.RELEASE:
            about, value = f"{said['wave']} ({said['number']})", said["content_hash"]
        case EntryKind.SCRIPT:
            about, value = said["name"], said["integrity"]
    return Entry(position, WORDS[kind], about, value)
