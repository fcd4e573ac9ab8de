"""The one static document that shows a browser that a wave's terms are in the public log."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy.orm import Session

from config import Config
from survey_app.log import cosignatures, services
from survey_app.manifest import documents as manifests
from survey_app.manifest.documents import Manifest, Signed, decode
from survey_app.protocol import signatures
from survey_app.protocol.encoding import to_base64url
from survey_app.protocol.log_entries import terms_entry
from survey_app.protocol.log_tree import inclusion_proof
from survey_app.protocol.signatures import Context


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
    leaves = services.leaves(session, at.size)
    first = services.first(session, config)
    key = manifests.signing_key(config.signing_key)
    note = cosignatures.with_cosignatures(session, services.signed_checkpoint(session, config, leaves))
    packed = {
        "first": {
            "document": msgspec.Raw(first.content),
            "signature": to_base64url(signatures.sign(Context.DOCUMENT, first.content, key)),
            "proof": _proof(leaves, 0),
        },
        "index": at.index,
        "proof": _proof(leaves, at.index),
        "checkpoint": str(note),
    }
    return msgspec.json.encode(packed)


def _proof(leaves: Sequence[bytes], index: int) -> list[str]:
    return [to_base64url(step) for step in inclusion_proof(leaves, index)]
