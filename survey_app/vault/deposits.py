"""Takes a sealed ballot in, once for each credential, and tells nobody when."""

from dataclasses import dataclass

from sqlalchemy import Table, bindparam, select
from sqlalchemy.dialects.postgresql import insert as insert_on_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_on_sqlite
from sqlalchemy.orm import Session

from survey_app.manifest.publication import Published, last_day
from survey_app.protocol.credential import Credential
from survey_app.protocol.receipts import Receipt, hash_ballot
from survey_app.protocol.sealing import require_size
from survey_app.protocol.terms import Terms
from survey_app.vault.errors import CredentialIsSpent, WaveIsClosed, WaveIsNotOpenYet
from survey_app.vault.models import Leaf, SealedBallot

BALLOTS = SealedBallot.__table__
assert isinstance(BALLOTS, Table)
_ADD = {
    "sqlite": insert_on_sqlite(BALLOTS).on_conflict_do_nothing(),
    "postgresql": insert_on_postgresql(BALLOTS).on_conflict_do_nothing(),
}

_MANIFESTS = Published.__table__
_EXTENSION = select(_MANIFESTS.c.extension).where(_MANIFESTS.c.wave == bindparam("reference"))
_CLOSING = select(_MANIFESTS.c.closing).where(_MANIFESTS.c.wave == bindparam("reference"))


@dataclass(frozen=True, slots=True)
class Deposited:
    """What came of a deposit: the receipt, and whether the ballot was held already."""

    receipt: Receipt
    was_held: bool


def deposit(session: Session, terms: Terms, credential: Credential, sealed: bytes, today: str) -> Deposited:
    """The ballot is held afterwards, under the credential's nullifier, and the caller gives out the receipt
    only once that is committed.

    The same ballot again gives the same receipt, also after the last day. `today` is an ISO date.
    Raises KeyIsNotInManifest, CredentialIsOfAnotherWave, CredentialIsForged, BallotHasWrongSize,
    WaveIsNotOpenYet, WaveIsClosed, and CredentialIsSpent when the credential was used for another ballot.
    """
    credential.verify(terms.pool_key(credential.pool), terms.tag)
    require_size(sealed, terms.padded_size)
    if today < str(terms.document["opens_on"]):
        raise WaveIsNotOpenYet(terms.wave)
    receipt = Receipt(credential.nullifier, hash_ballot(sealed))
    if today > str(terms.document["closes_on"]) and today > _last_day(session, terms):
        # The signed last day binds whether or not anybody has come to publish the closing.
        if _is_held(session, terms.wave, credential.nullifier, sealed, receipt):
            return Deposited(receipt, was_held=True)
        raise WaveIsClosed(terms.wave)
    held = {
        "wave": terms.wave,
        "nullifier": credential.nullifier,
        "pool": credential.pool,
        "token": credential.prepared,
        "signature": credential.signature,
        "ballot": sealed,
    }
    connection = session.connection()
    added = connection.execute(_ADD[connection.dialect.name], held)
    # Looked at after the insert, so that an opening, which waits for this transaction, finds what it took in.
    closing = connection.scalar(_CLOSING, {"reference": terms.wave})
    was_added = bool(added.rowcount)
    if closing is not None:
        session.rollback()
    if was_added and closing is None:
        return Deposited(receipt, was_held=False)
    if _is_held(session, terms.wave, credential.nullifier, sealed, receipt):
        return Deposited(receipt, was_held=True)
    if closing is not None:
        raise WaveIsClosed(terms.wave)
    raise CredentialIsSpent(terms.wave, _first_receipt(session, terms.wave, credential.nullifier))


def _last_day(session: Session, terms: Terms) -> str:
    """The last day as it was put off; the terms themselves say how far at most."""
    announced = terms.document.get("extension")
    if not isinstance(announced, dict) or session.scalar(_EXTENSION, {"reference": terms.wave}) is None:
        return str(terms.document["closes_on"])
    return min(last_day(session, terms.wave), str(announced["latest"]))


def _first_receipt(session: Session, wave: str, nullifier: bytes) -> Receipt:
    first = select(SealedBallot.ballot).where(SealedBallot.wave == wave, SealedBallot.nullifier == nullifier)
    return Receipt(nullifier, hash_ballot(session.execute(first).scalar_one()))


def _is_held(session: Session, wave: str, nullifier: bytes, sealed: bytes, receipt: Receipt) -> bool:
    """Whether this very ballot waits for its opening, or was in it."""
    known = session.scalar(
        select(SealedBallot.ballot).where(SealedBallot.wave == wave, SealedBallot.nullifier == nullifier)
    )
    if known is not None:
        return bool(known == sealed)
    return session.get(Leaf, (wave, receipt.leaf)) is not None
