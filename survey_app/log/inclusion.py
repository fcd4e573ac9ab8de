"""The one static document that shows a browser that a wave's terms are in the public log."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy.orm import Session

from config import Config
from survey_app.log import cosignatures, services
from survey_app.log.services import FirstEntry
from survey_app.manifest import documents as manifests
from survey_app.manifest.documents import Manifest, Signed, decode
from survey_app.protocol import signatures
from survey_app.protocol.encoding import to_base64url
from survey_app.protocol.log_entries import terms_entry
from survey_app.protocol.log_tree import inclusion_proof
from survey_app.protocol.notes import NoteSignature, SignedNote
from survey_app.protocol.signatures import Context

MOST_PACKED = 256
_PACKED: dict[tuple[bytes, str, int, bytes, tuple[NoteSignature, ...]], bytes] = {}


class TermsAreNotLoggedYet(Exception):
    """The terms are published, and the log has not taken them in yet."""


@dataclass(frozen=True, slots=True)
class PlaceInLog:
    """Where a wave's terms stand: their place, the checkpoint that is shown, and who has cosigned that."""

    index: int
    size: int
    witnesses: tuple[str, ...]
    required: int

    @property
    def is_witnessed(self) -> bool:
        """Whether a browser will accept them; always where no witness is named."""
        return len(self.witnesses) >= self.required


def place_in_log(session: Session, manifest: Manifest, fingerprint: str) -> PlaceInLog:
    """Where the terms stand in the log. Raises TermsAreNotLoggedYet.

    Shown is the newest checkpoint that enough of the named witnesses have cosigned, otherwise the newest.
    """
    index = services.find(session, terms_entry(manifest.wave, fingerprint))
    if index is None:
        raise TermsAreNotLoggedYet(manifest.wave)
    names, required = (manifest.log.names, manifest.log.required) if manifest.log else ((), 0)
    newest = services.size_of(session)
    cosigned = cosignatures.cosigned_sizes(session, names, beyond=index)
    enough = [size for size, by in cosigned.items() if len(by) >= required]
    size = max(enough) if required and enough else newest
    return PlaceInLog(index, size, tuple(sorted(cosigned.get(size, ()))), required)


def inclusion_message(session: Session, config: Config, signed: Signed) -> bytes:
    """What browsers are given beside the signed terms, as JSON. Raises TermsAreNotLoggedYet.

    docs/protocol.md, section 8, says what is in it; it is the same for everybody.
    """
    at = place_in_log(session, decode(signed.document, Manifest), signed.fingerprint)
    first = services.first(session, config)
    lines = tuple(cosignatures.lines_of(session, at.size))
    (last,) = services.entries(session, at.size - 1, 1)
    kept = (first.content, signed.fingerprint, at.size, last, lines)
    # The same for everybody until log or cosignatures change: worked out once, not for each asking.
    message = _PACKED.get(kept)
    if message is None:
        message = _packed(session, config, at, first, lines)
        if len(_PACKED) >= MOST_PACKED:
            _PACKED.clear()
        _PACKED[kept] = message
    return message


def _packed(
    session: Session, config: Config, at: PlaceInLog, first: FirstEntry, lines: Sequence[NoteSignature]
) -> bytes:
    leaves = services.leaves(session, at.size)
    note = services.signed_checkpoint(session, config, leaves)
    key = manifests.signing_key(config.signing_key)
    message = {
        "first": {
            "document": msgspec.Raw(first.content),
            "signature": to_base64url(signatures.sign(Context.DOCUMENT, first.content, key)),
            "proof": _proof(leaves, 0),
        },
        "index": at.index,
        "proof": _proof(leaves, at.index),
        "checkpoint": str(SignedNote(note.text, (*note.signatures, *lines))),
    }
    return msgspec.json.encode(message)


def _proof(leaves: Sequence[bytes], index: int) -> list[str]:
    return [to_base64url(step) for step in inclusion_proof(leaves, index)]
