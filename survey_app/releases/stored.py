"""Releases as they are kept: found again, checked against their hash and signature."""

from collections.abc import Collection, Sequence
from enum import StrEnum

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.released.older_releases import as_of_now
from analysis.released.release import FORMAT, Release, content_hash, decode, encode
from config import Config
from survey_app.diagnosis.models import Wave
from survey_app.door.errors import NotHere
from survey_app.manifest import documents as manifests
from survey_app.protocol.errors import ProtocolFault, SignatureIsInvalid
from survey_app.releases.models import StoredRelease
from survey_app.releases.opened import verify_machines
from survey_app.releases.signing import verify_release


class NothingReleased(NotHere):
    """No release of that wave has been made."""


class ReleaseWasChanged(Exception):
    """A stored release does not have the hash or the signature it was stored with."""


class ReleaseCheck(StrEnum):
    """What checking a stored release found."""

    SOUND = "sound"
    OTHER_KEY = "other_key"
    CHANGED = "changed"
    NOT_OPENED_SO = "not_opened_so"


def current_release(people: Session, wave: Wave) -> Release:
    """The newest release of a wave, checked against its hash. Raises NothingReleased or ReleaseWasChanged."""
    found = newest(people, wave)
    if found is None:
        raise NothingReleased(wave.reference)
    return read(found)


def read(stored: StoredRelease) -> Release:
    """The release of a stored document as it may be shown: an older version's without what is weak in it.

    Raises ReleaseWasChanged when it does not fit its hash.
    """
    return as_of_now(read_as_made(stored))


def read_as_made(stored: StoredRelease) -> Release:
    """All that a stored document holds, for auditing what is shown besides it; nobody sees it.

    Raises ReleaseWasChanged when it does not fit its hash.
    """
    if content_hash(stored.document) != stored.content_hash:
        raise ReleaseWasChanged(stored.content_hash)
    return decode(stored.document)


def is_older(stored: StoredRelease) -> bool:
    """Whether an older version made it, under weaker rules: it is shown in part, and can be made again."""
    return read_as_made(stored).format < FORMAT


def document_as_shown(stored: StoredRelease) -> bytes:
    """The document that may leave: the signed one, or of an older version what may be shown of it."""
    return encode(read(stored)) if is_older(stored) else stored.document


def stored_releases(people: Session, wave: Wave) -> Sequence[StoredRelease]:
    """All releases of a wave, newest first."""
    return people.scalars(
        select(StoredRelease).where(StoredRelease.wave_id == wave.id).order_by(StoredRelease.number.desc())
    ).all()


def is_received(people: Session, wave: Wave) -> bool:
    """Whether the wave's results came in a bundle, so that its answers are not here."""
    found = newest(people, wave)
    return found is not None and found.made_elsewhere_by is not None


def judge(stored: StoredRelease, config: Config, known: Collection[bytes] = ()) -> ReleaseCheck:
    """Whether document, hash and signatures belong together, and whose signature it is.

    Under an installation's other key nothing made with the earlier one verifies, and nobody has changed it:
    `known` are the public keys that may have signed here before, those of the signed terms.
    """
    own = manifests.public_key(manifests.signing_key(config.signing_key))
    maker = bytes.fromhex(stored.made_elsewhere_by) if stored.made_elsewhere_by else own
    if content_hash(stored.document) != stored.content_hash:
        return ReleaseCheck.CHANGED
    if _signed(stored, maker):
        return ReleaseCheck.SOUND if _is_opened_as_it_says(stored) else ReleaseCheck.NOT_OPENED_SO
    return ReleaseCheck.OTHER_KEY if signer_of(stored, known) is not None else ReleaseCheck.CHANGED


def signer_of(stored: StoredRelease, known: Collection[bytes]) -> bytes | None:
    """Which of the known public keys signed the release, or None."""
    return next((key for key in known if _signed(stored, key)), None)


def _is_opened_as_it_says(stored: StoredRelease) -> bool:
    """Whether the trustees' machines that it names signed what it says."""
    try:
        verify_machines(decode(stored.document))
    except ProtocolFault:
        return False
    except msgspec.DecodeError:
        # Of a version that this one does not know: it names no machines to anybody who reads it here.
        return True
    return True


def _signed(stored: StoredRelease, key: bytes) -> bool:
    try:
        verify_release(stored.document, stored.signature, key)
    except SignatureIsInvalid:
        return False
    return True


def newest(people: Session, wave: Wave) -> StoredRelease | None:
    """The wave's release with the highest number, or None."""
    return people.scalars(
        select(StoredRelease).where(StoredRelease.wave_id == wave.id).order_by(StoredRelease.number.desc())
    ).first()
