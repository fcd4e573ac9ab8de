"""Examines whether the secrets in use are those that made what is kept here, and says which one is not.

Nothing here is ever mended by a fresh secret: it is the old one that opens and verifies.
"""

from collections import Counter
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Config
from survey_app.accounts import upgrading
from survey_app.diagnosis.models import Wave, WaveState
from survey_app.doctor.finding import Examined, listed
from survey_app.ground import db
from survey_app.invitations.models import Invitation, PoolKey
from survey_app.invitations.pools import opens_pool_key
from survey_app.invitations.secrets import hash_of, secret_of
from survey_app.manifest import documents as manifests
from survey_app.manifest import kept_shares, publication
from survey_app.manifest.documents import Manifest, Signed
from survey_app.manifest.publication import Published
from survey_app.protocol.errors import ProtocolFault
from survey_app.protocol.manifest_signing import fingerprint
from survey_app.releases.models import StoredRelease
from survey_app.releases.stored import ReleaseCheck, judge
from survey_app.trail import audit
from survey_app.vault.models import Opening

PUT_BACK = (
    "Put the old {name} back from where you keep the secrets; nothing is lost. "
    "Do not make a fresh one: {lost}"
)


def examine_secret_key(config: Config, databases: db.Databases) -> Examined:
    """Whether GYEOL_SECRET_KEY is the one that locked what is locked here."""
    with db.look(databases.people) as people, db.look(databases.vault) as vault:
        trail = audit.verify_audit_trail(people)
        other = {
            "second factors": upgrading.unreadable_second_factors(people),
            "the audit trail": int(trail.flaw is audit.Flaw.OTHER_KEY),
            "keys of open waves": _pool_keys_of_another(people, config),
            "open waves' invitation codes": _codes_of_another(people, config),
            "opening keys": len(_waves_whose_share_does_not_open(people, vault, config)),
        }
    found = [name if name.startswith("the ") else f"{count} {name}" for name, count in other.items() if count]
    state = f"another one than locked {', '.join(found)}" if found else "the one that this installation had"
    lost = (
        "invitations sent so far, open waves and answers that wait for their opening would be lost for good."
    )
    return Examined("GYEOL_SECRET_KEY", not found, state, PUT_BACK.format(name="GYEOL_SECRET_KEY", lost=lost))


def examine_signing_key(config: Config, databases: db.Databases) -> Examined:
    """Whether GYEOL_SIGNING_KEY is the one that signed the terms and the releases of this installation."""
    own = manifests.key_name(manifests.public_key(manifests.signing_key(config.signing_key)))
    with db.look(databases.people) as people, db.look(databases.vault) as vault:
        terms = vault.scalars(select(Published)).all()
        keys = [key for one in terms for key in publication.keys_that_signed(one)]
        of_here = select(StoredRelease).where(StoredRelease.made_elsewhere_by.is_(None))
        verdicts = Counter(judge(stored, config, set(keys)) for stored in people.scalars(of_here))
    signers = Counter(manifests.key_name(key) for key in keys)
    strange = signers.total() - signers[own] + verdicts[ReleaseCheck.OTHER_KEY]
    changed = [f"the terms of {one.wave}" for one in terms if not _is_whole(one)]
    broken = verdicts[ReleaseCheck.CHANGED] + verdicts[ReleaseCheck.NOT_OPENED_SO]
    changed += [f"{broken} releases"] if broken else []
    if strange:
        others = listed(sorted(set(signers) - {own})) or "another key"
        of = signers.total() + verdicts.total()
        state = f"{own}; but {strange} of {of} signed documents here are signed with {others}"
        lost = "terms and releases would count as not yours."
        return Examined(
            "GYEOL_SIGNING_KEY", False, state, PUT_BACK.format(name="GYEOL_SIGNING_KEY", lost=lost)
        )
    if changed:
        state = f"{own}; changed since they were signed: {listed(changed)}"
        remedy = "`gyeol release verify` names releases. Compare them with a backup, and keep both."
        return Examined("GYEOL_SIGNING_KEY", False, state, remedy)
    signed = signers.total() + verdicts.total()
    return Examined("GYEOL_SIGNING_KEY", True, f"{own}, which signed all {signed} signed documents here")


def examine_trail(databases: db.Databases) -> Iterator[Examined]:
    """Whether the audit trail is whole; under another secret nothing can be said of it."""
    with db.look(databases.people) as people:
        verdict = audit.verify_audit_trail(people)
    if verdict.flaw is not audit.Flaw.OTHER_KEY:
        state = f"{verdict.entries} entries, {verdict.flaw or 'whole'}"
        remedy = "Run `gyeol audit verify` and compare with a backup."
        yield Examined("audit trail", verdict.is_whole, state, remedy)


def examine_kept_shares(config: Config, databases: db.Databases) -> Examined:
    """Whether the opening key of every wave without trustees that waits lies here, and opens."""
    with db.look(databases.people) as people, db.look(databases.vault) as vault:
        waiting = _waiting(vault)
        missing = [one.wave for one in waiting if not kept_shares.is_kept(people, one)]
        closed = _waves_whose_share_does_not_open(people, vault, config)
    files = kept_shares.left_files(config)
    if missing:
        where = f" Files of an earlier version lie in {kept_shares.folder_of_files(config)}." if files else ""
        remedy = (
            f"Its answers wait unharmed, but only this key opens them.{where} Run `gyeol migrate` on every "
            "machine of this installation: an earlier version kept it in GYEOL_DATA/shares of the one whose "
            "worker opened the wave. Or take the rows of the table kept_shares from a backup of the people "
            "database made since the wave was opened. Keep every backup until it is found."
        )
        return Examined("opening keys", False, f"the key of {listed(missing)} is not here", remedy)
    if closed:
        remedy = PUT_BACK.format(name="GYEOL_SECRET_KEY", lost="the answers would never be opened.")
        return Examined("opening keys", False, f"the key of {listed(closed)} does not open", remedy)
    if files:
        state = f"{len(files)} files of an earlier version in {kept_shares.folder_of_files(config)}"
        remedy = "Run `gyeol migrate`: it takes them over. A file that stays does not open with this secret."
        return Examined("opening keys", False, state, remedy)
    return Examined("opening keys", True, f"{len(waiting)} waves without trustees wait for their opening")


def _waiting(vault: Session) -> list[Manifest]:
    """The signed terms of waves whose key the platform keeps and whose ballots are not opened."""
    opened = select(Opening.wave)
    documents = vault.scalars(select(Published.document).where(Published.wave.not_in(opened)))
    found = (manifests.decode(document, Manifest) for document in documents)
    return [manifest for manifest in found if manifest.sealing.is_kept_by_platform]


def _waves_whose_share_does_not_open(people: Session, vault: Session, config: Config) -> list[str]:
    refused = []
    for manifest in _waiting(vault):
        try:
            kept_shares.find(people, config, manifest)
        except ProtocolFault:
            refused.append(manifest.wave)
    return refused


def _pool_keys_of_another(people: Session, config: Config) -> int:
    keys = people.scalars(select(PoolKey).where(PoolKey.locked_key.is_not(None)))
    return sum(not opens_pool_key(key, config.secret_key) for key in keys)


def _codes_of_another(people: Session, config: Config) -> int:
    """Of each open wave one code is derived again; all of a wave were derived with one secret."""
    others = 0
    for wave in people.scalars(select(Wave.id).where(Wave.state == WaveState.OPEN)):
        columns = select(Invitation.id, Invitation.secret_hash).where(Invitation.wave_id == wave)
        one = people.execute(columns.limit(1)).first()
        if one is not None and hash_of(secret_of(config.secret_key, one.id)) != one.secret_hash:
            others += 1
    return others


def _is_whole(published: Published) -> bool:
    signed = Signed(published.document, published.fingerprint, published.signature, published.public_key)
    try:
        manifests.check(signed)
    except ProtocolFault:
        return False
    return fingerprint(published.document) == published.fingerprint
