"""Exchanges an invitation's secret for a blind signature, once."""

import hashlib
import threading
from dataclasses import dataclass, field

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from survey_app.diagnosis.models import Wave, WaveState
from survey_app.invitations.errors import (
    InvitationIsOfAnotherPool,
    InvitationIsUnknown,
    InvitationIsUsed,
    WaveIsClosed,
    WaveIsNotOpenYet,
)
from survey_app.invitations.models import Invitation
from survey_app.invitations.pools import read_signer
from survey_app.invitations.secrets import as_meant, hash_of
from survey_app.protocol.signing import BlindSigner


@dataclass(slots=True)
class Signers:
    """The unlocked pool keys of one process, so that not each credential pays for unlocking one."""

    secret_key: bytes
    _held: dict[tuple[int, str], BlindSigner] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def signer(self, session: Session, wave_id: int, pool: str) -> BlindSigner:
        """The signer of a pool. Raises WaveIsClosed once its key was destroyed."""
        found = self._held.get((wave_id, pool))
        if found is None:
            with self._lock:
                found = read_signer(session, wave_id, pool, self.secret_key)
            if found is None:
                raise WaveIsClosed
            self._held[wave_id, pool] = found
        return found

    def forget(self, wave_id: int) -> None:
        """No key of the wave is held in this process afterwards."""
        for key in [key for key in self._held if key[0] == wave_id]:
            self._held.pop(key, None)


def wave_that_is_open(session: Session, reference: str, today: str, signers: Signers | None = None) -> int:
    """The id of a wave that takes answers today (an ISO date).

    Raises InvitationIsUnknown where there is no such wave, WaveIsNotOpenYet, or WaveIsClosed.
    """
    columns = (Wave.id, Wave.state, Wave.opens_on, Wave.closes_on)
    found = session.execute(select(*columns).where(Wave.reference == reference)).first()
    if found is None:
        raise InvitationIsUnknown
    wave_id, state, opens_on, _closes_on = found
    if state == WaveState.PLANNED or today < opens_on.isoformat():
        raise WaveIsNotOpenYet
    if state != WaveState.OPEN:
        if signers is not None:
            signers.forget(wave_id)
        raise WaveIsClosed
    return int(wave_id)


def issue_credential(
    session: Session, wave_id: int, signers: Signers, secret: str, pool: str, blinded: bytes
) -> bytes:
    """The blind signature of `blinded`; the invitation counts as used afterwards, for this message only.

    The same secret with the same message gives the same signature again, so a lost reply loses nothing. Give
    the signature out only once the session is committed. Raises InvitationIsUnknown,
    InvitationIsOfAnotherPool, InvitationIsUsed, BlindedMessageIsInvalid, or WaveIsClosed.
    """
    meant = as_meant(secret)
    if meant is None:
        raise InvitationIsUnknown
    is_this = (Invitation.secret_hash == hash_of(meant)) & (Invitation.wave_id == wave_id)
    digest = hashlib.sha256(blinded).hexdigest()
    found = session.execute(select(Invitation.pool_key, Invitation.blinded_hash).where(is_this)).first()
    if found is None:
        raise InvitationIsUnknown
    own_pool, known_digest = found
    if known_digest not in (None, digest):
        raise InvitationIsUsed
    if own_pool != pool:
        raise InvitationIsOfAnotherPool(own_pool)
    signature = signers.signer(session, wave_id, pool).sign(blinded)
    if known_digest is None:
        # Two messages for one secret may arrive at once: only the first finds it unused.
        is_free = or_(Invitation.blinded_hash.is_(None), Invitation.blinded_hash == digest)
        marked = session.execute(update(Invitation).where(is_this, is_free).values(blinded_hash=digest))
        if not marked.rowcount:  # type: ignore[attr-defined]
            raise InvitationIsUsed
    return signature


def pool_of(session: Session, wave_id: int, secret: str) -> str:
    """The pool of an invitation that is not used yet. Raises InvitationIsUnknown or InvitationIsUsed."""
    meant = as_meant(secret)
    columns = (Invitation.pool_key, Invitation.blinded_hash)
    is_this = (Invitation.secret_hash == hash_of(meant or "")) & (Invitation.wave_id == wave_id)
    found = session.execute(select(*columns).where(is_this)).first()
    if found is None:
        raise InvitationIsUnknown
    if found[1] is not None:
        raise InvitationIsUsed
    return str(found[0])
