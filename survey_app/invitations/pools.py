"""Which units share a pool, and the pools' keys: made when the wave opens, destroyed at the close."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from survey_app.ground.keyring import Purpose, derive
from survey_app.invitations.errors import TooFewInvited
from survey_app.invitations.models import PoolKey
from survey_app.manifest.documents import PoolTerms, UnitTerms
from survey_app.protocol.blind_rsa import (
    key_id,
    make_pool_key,
    read_private_key,
    write_private_key,
    write_public_key,
)
from survey_app.protocol.encoding import to_base64url
from survey_app.protocol.signing import BlindSigner

SMALLEST_POOL_EVER = 10
_NONCE_BYTES = 12


@dataclass(slots=True)
class Pool:
    """Units whose people share one key, and how many are invited in them."""

    units: list[str] = field(default_factory=list)
    invited: int = 0

    def take(self, other: "Pool") -> None:
        self.units += other.units
        self.invited += other.invited


def plan_pools(units: Sequence[UnitTerms], smallest_pool: int = 30) -> tuple[Pool, ...]:
    """Parts an institution into pools of at least `smallest_pool` people, small units with their relatives.

    A unit that is large enough stands alone; what is too small rises to the parent, where it is put together
    with its sisters; what is left at the top joins the smallest pool. Where all of the institution is
    smaller than `smallest_pool`, there is one pool. Raises TooFewInvited below ten people.
    """
    invited = sum(unit.headcount for unit in units)
    if invited < SMALLEST_POOL_EVER:
        raise TooFewInvited(invited, SMALLEST_POOL_EVER)
    children: dict[str | None, list[UnitTerms]] = {}
    known = {unit.code for unit in units}
    for unit in units:
        children.setdefault(unit.parent if unit.parent in known else None, []).append(unit)
    pools: list[Pool] = []

    def gather(unit: UnitTerms) -> Pool:
        left = Pool([unit.code], unit.headcount)
        for child in children.get(unit.code, []):
            left.take(gather(child))
        if left.invited < smallest_pool:
            return left
        pools.append(left)
        return Pool()

    rest = Pool()
    for root in children.get(None, []):
        rest.take(gather(root))
        if rest.invited >= smallest_pool:
            pools.append(rest)
            rest = Pool()
    if rest.units:
        if pools:
            min(pools, key=lambda pool: pool.invited).take(rest)
        else:
            pools.append(rest)
    order = {unit.code: position for position, unit in enumerate(units)}
    for pool in pools:
        pool.units.sort(key=order.__getitem__)
    return tuple(sorted(pools, key=lambda pool: order[pool.units[0]]))


def make_pools(
    session: Session, wave_id: int, units: Sequence[UnitTerms], smallest_pool: int, secret_key: bytes
) -> tuple[PoolTerms, ...]:
    """Each pool of the wave has a fresh key afterwards; returns what the manifest says of them.

    Keys made for the wave before are thrown away: call it once, when the wave opens. A key takes about a
    quarter of a second. Raises TooFewInvited.
    """
    planned = plan_pools(units, smallest_pool)
    # All keys before the first word is written: what is written bars everybody else from writing.
    keys = [make_pool_key() for _ in planned]
    session.execute(delete(PoolKey).where(PoolKey.wave_id == wave_id))
    terms: list[PoolTerms] = []
    for number, (pool, private) in enumerate(zip(planned, keys, strict=True), 1):
        spki = write_public_key(private.public_key())
        name = f"pool-{number}"
        session.add(
            PoolKey(
                wave_id=wave_id,
                key=name,
                units=list(pool.units),
                spki=spki,
                locked_key=_lock(write_private_key(private), wave_id, name, secret_key),
            )
        )
        terms.append(PoolTerms(name, tuple(pool.units), pool.invited, to_base64url(spki), key_id(spki)))
    session.flush()
    return tuple(terms)


def destroy_pool_keys(session: Session, wave_id: int) -> None:
    """Nobody can issue a credential of the wave any more."""
    session.execute(update(PoolKey).where(PoolKey.wave_id == wave_id).values(locked_key=None))


def pool_of_units(session: Session, wave_id: int) -> Mapping[str, str]:
    """The pool of each unit of a wave."""
    rows = session.execute(select(PoolKey.key, PoolKey.units).where(PoolKey.wave_id == wave_id))
    return {code: key for key, units in rows for code in units}


def public_keys_of_pools(session: Session, wave_id: int) -> Mapping[str, str]:
    """The public key (as the manifest writes it) of each pool of a wave that can still sign."""
    columns = (PoolKey.key, PoolKey.spki)
    can_sign = (PoolKey.wave_id == wave_id) & PoolKey.locked_key.is_not(None)
    return {key: to_base64url(spki) for key, spki in session.execute(select(*columns).where(can_sign))}


def opens_pool_key(key: PoolKey, secret_key: bytes) -> bool:
    """Whether a pool's key was locked with this secret; a destroyed one is open to nobody and to no doubt."""
    try:
        return key.locked_key is None or bool(_unlock(key.locked_key, key.wave_id, key.key, secret_key))
    except InvalidTag:
        return False


def read_signer(session: Session, wave_id: int, pool: str, secret_key: bytes) -> BlindSigner | None:
    """The signer of a pool, or None once its key was destroyed."""
    found = session.get(PoolKey, (wave_id, pool))
    if found is None or found.locked_key is None:
        return None
    unlocked = _unlock(found.locked_key, wave_id, pool, secret_key)
    return BlindSigner(read_private_key(unlocked, is_authenticated=True))


def _lock(content: bytes, wave_id: int, pool: str, secret_key: bytes) -> bytes:
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + _cipher(secret_key).encrypt(nonce, content, _label(wave_id, pool))


def _unlock(locked: bytes, wave_id: int, pool: str, secret_key: bytes) -> bytes:
    return _cipher(secret_key).decrypt(locked[:_NONCE_BYTES], locked[_NONCE_BYTES:], _label(wave_id, pool))


def _cipher(secret_key: bytes) -> AESGCM:
    return AESGCM(derive(secret_key, Purpose.POOL_KEYS))


def _label(wave_id: int, pool: str) -> bytes:
    return f"{wave_id}/{pool}".encode()
