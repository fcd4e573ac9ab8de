"""Public keys: our own, and those whose bundles are taken in."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Config
from survey_app.bundles.bundles import KEY_BYTES, AnyStatement, Bundle
from survey_app.bundles.models import TrustedKey
from survey_app.bundles.refusals import BundleIsRefused, BundleRefusal
from survey_app.institutions.models import Institution
from survey_app.manifest import documents as manifests
from survey_app.protocol.encoding import from_base64url, to_base64url
from survey_app.protocol.errors import ProtocolFault
from survey_app.trail.audit import record


class KeyIsMalformed(Exception):
    """What was entered is not a public key as `gyeol bundle key` prints it."""


class KeyIsKnown(Exception):
    """The key was entered before, for somebody else."""


def public_key(config: Config) -> str:
    """This installation's public key as it is entered elsewhere: 43 letters of base64url."""
    return to_base64url(manifests.public_key(manifests.signing_key(config.signing_key)))


def trust(people: Session, key: str, institution: Institution | None, actor: str) -> TrustedKey:
    """Bundles of this key are taken in afterwards: of the institution, or of the ministry without one.

    Raises KeyIsMalformed and KeyIsKnown. A key that was withdrawn is trusted again.
    """
    raw = _raw(key).hex()
    institution_id = institution.id if institution else None
    found = people.scalars(select(TrustedKey).where(TrustedKey.key == raw)).first()
    if found is not None and found.institution_id != institution_id:
        raise KeyIsKnown(key)
    if found is None:
        found = TrustedKey(key=raw, institution_id=institution_id, added_at=datetime.now(UTC))
        people.add(found)
    found.is_withdrawn = False
    people.flush()
    record(
        people, actor, "trust_key", f"key:{raw}", {"institution": institution.code if institution else None}
    )
    return found


def withdraw(people: Session, key: str, actor: str) -> None:
    """Nothing more is taken from this key; what came before stays. Raises KeyIsMalformed."""
    raw = _raw(key).hex()
    found = people.scalars(select(TrustedKey).where(TrustedKey.key == raw)).first()
    if found is None:
        raise KeyIsMalformed(key)
    found.is_withdrawn = True
    record(people, actor, "withdraw_key", f"key:{raw}")


def trusted_keys(people: Session) -> Sequence[TrustedKey]:
    """All keys that were ever entered, the newest last."""
    return people.scalars(select(TrustedKey).order_by(TrustedKey.id)).all()


def written(key: TrustedKey) -> str:
    """A trusted key as it is printed and entered."""
    return to_base64url(bytes.fromhex(key.key))


def _raw(key: str) -> bytes:
    try:
        raw = from_base64url("".join(key.split()))
    except (ProtocolFault, ValueError) as fault:
        raise KeyIsMalformed(key) from fault
    if len(raw) != KEY_BYTES:
        raise KeyIsMalformed(key)
    return raw


def trusted_key(people: Session, bundle: Bundle[AnyStatement]) -> TrustedKey:
    """The key that sealed a bundle, if it is trusted. Raises BundleIsRefused."""
    found = people.scalars(select(TrustedKey).where(TrustedKey.key == bundle.key.hex())).first()
    if found is None or found.is_withdrawn:
        raise BundleIsRefused(BundleRefusal.KEY_IS_UNKNOWN)
    return found
