"""Recounts a counted wave: each leaf belongs to a credential that verifies under a pinned key."""

from dataclasses import dataclass

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.manifest import documents as manifests
from survey_app.manifest import publication
from survey_app.protocol.credential import Credential, nullifier_of
from survey_app.protocol.errors import ProtocolFault
from survey_app.protocol.receipts import Receipt, ReceiptTree
from survey_app.protocol.terms import read_terms
from survey_app.vault.errors import NothingWasOpened
from survey_app.vault.models import Leaf, Opening


@dataclass(frozen=True, slots=True)
class Audit:
    """What a recount found. `forged` leaves have no credential that verifies."""

    ballots: int
    credentials: int
    forged: int
    is_root_right: bool
    is_count_right: bool

    @property
    def is_in_order(self) -> bool:
        return (
            self.forged == 0
            and self.is_root_right
            and self.is_count_right
            and self.ballots <= self.credentials
        )


def audit(session: Session, wave: str) -> Audit:
    """Recounts a wave from what the vault keeps after its opening. Raises NothingWasOpened."""
    opening = session.get(Opening, wave)
    if opening is None:
        raise NothingWasOpened(wave)
    signed = publication.read_signed(session, wave)
    terms = read_terms(msgspec.json.decode(manifests.public_message(signed)))
    leaves = session.scalars(select(Leaf).where(Leaf.wave == wave)).all()
    forged = 0
    for leaf in leaves:
        try:
            Credential(leaf.token, leaf.signature, leaf.pool).verify(terms.pool_key(leaf.pool), terms.tag)
        except ProtocolFault:
            forged += 1
            continue
        forged += Receipt(nullifier_of(leaf.token), leaf.ballot_hash).leaf != leaf.leaf
    closing = publication.read_closing(session, wave)
    return Audit(
        ballots=len(leaves),
        credentials=closing.credentials if closing else 0,
        forged=forged,
        is_root_right=ReceiptTree(leaf.leaf for leaf in leaves).root == opening.root,
        is_count_right=len(leaves) == opening.counted + opening.spoiled,
    )
