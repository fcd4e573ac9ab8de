"""Exchanges an invitation's secret for a blind signature, once."""

import hashlib
import threading
from dataclasses import dataclass, field

from sqlalchemy import Table, bindparam, or_, select, update
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
from survey_app.protocol.messages import CredentialRequest
from survey_app.protocol.signing import BlindSigner

_WAVES, _INVITATIONS = Wave.__table__, Invitation.__table__
assert isinstance(_INVITATIONS, Table)
# Written once: each credential needs both, and building a statement costs more than running it.
_FIND = (
    select(
        _WAVES.c.id,
        _WAVES.c.state,
        _WAVES.c.opens_on,
        _WAVES.c.closes_on,
        _INVITATIONS.c.pool_key,
        _INVITATIONS.c.blinded_hash,
    )
    .select_from(
        _WAVES.outerjoin(
            _INVITATIONS,
            (_INVITATIONS.c.wave_id == _WAVES.c.id) & (_INVITATIONS.c.secret_hash == bindparam("secret")),
        )
    )
    .where(_WAVES.c.reference == bindparam("wave"))
)
_MARK = (
    update(_INVITATIONS)
    .where(
        _INVITATIONS.c.secret_hash == bindparam("secret"),
        or_(_INVITATIONS.c.blinded_hash.is_(None), _INVITATIONS.c.blinded_hash == bindparam("blinded")),
    )
    .values(blinded_hash=bindparam("blinded"))
)


@dataclass(slots=True)
class Signers:
    """The unlocked pool keys of one process, so that not each credential pays for unlocking one.

    They are held by the wave's reference, which is never given twice; a number is, once a wave was deleted.
    """

    secret_key: bytes
    _held: dict[tuple[str, str], BlindSigner] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def signer(self, session: Session, reference: str, wave_id: int, pool: str) -> BlindSigner:
        """The signer of a pool. Raises WaveIsClosed once its key was destroyed."""
        found = self._held.get((reference, pool))
        if found is None:
            with self._lock:
                found = read_signer(session, wave_id, pool, self.secret_key)
            if found is None:
                raise WaveIsClosed
            self._held[reference, pool] = found
        return found

    def forget(self, reference: str) -> None:
        """No key of the wave is held in this process afterwards."""
        for key in [key for key in self._held if key[0] == reference]:
            self._held.pop(key, None)


@dataclass(frozen=True, slots=True)
class Found:
    """An open wave, and the invitation that a secret names in it, if there is one."""

    wave_id: int
    secret_hash: str
    pool: str | None
    blinded_hash: str | None


def find(session: Session, reference: str, today: str, secret: str, signers: Signers | None = None) -> Found:
    """The wave that takes answers today (an ISO date), and the invitation of that secret.

    Raises InvitationIsUnknown where there is no such wave, WaveIsNotOpenYet, or WaveIsClosed.
    """
    secret_hash = hash_of(as_meant(secret) or "")
    asked = {"wave": reference, "secret": secret_hash}
    row = session.connection().execute(_FIND, asked).first()
    if row is None:
        raise InvitationIsUnknown
    wave_id, state, opens_on, closes_on, pool, blinded_hash = row
    if state == WaveState.PLANNED or today < opens_on.isoformat():
        raise WaveIsNotOpenYet
    # The signed last day, frozen with the wave's terms, binds whether or not anybody has closed the wave.
    if state != WaveState.OPEN or today > closes_on.isoformat():
        if signers is not None:
            signers.forget(reference)
        raise WaveIsClosed
    return Found(wave_id, secret_hash, pool, blinded_hash)


def issue_credential(
    session: Session, signers: Signers, reference: str, today: str, asked: CredentialRequest
) -> bytes:
    """The blind signature of what is asked; the invitation counts as used afterwards, for this message only.

    The same secret with the same message gives the same signature again, so a lost reply loses nothing. Give
    the signature out only once the session is committed. Raises what `find` raises, InvitationIsUnknown,
    InvitationIsOfAnotherPool, InvitationIsUsed or BlindedMessageIsInvalid.
    """
    found = find(session, reference, today, asked.secret, signers)
    digest = hashlib.sha256(asked.blinded).hexdigest()
    if found.pool is None:
        raise InvitationIsUnknown
    if found.blinded_hash not in (None, digest):
        raise InvitationIsUsed
    if found.pool != asked.pool:
        raise InvitationIsOfAnotherPool(found.pool)
    signature = signers.signer(session, reference, found.wave_id, asked.pool).sign(asked.blinded)
    if found.blinded_hash is None:
        # Two messages for one secret may arrive at once: only the first finds it unused.
        marked = {"secret": found.secret_hash, "blinded": digest}
        if not session.connection().execute(_MARK, marked).rowcount:
            raise InvitationIsUsed
    return signature


def pool_of(session: Session, reference: str, today: str, secret: str) -> str:
    """The pool of an invitation, used or not. Raises InvitationIsUnknown and what `find` raises."""
    found = find(session, reference, today, secret)
    if found.pool is None:
        raise InvitationIsUnknown
    return found.pool
