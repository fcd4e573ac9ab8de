"""What is done with bundles: sealing one, trusting a key, taking one in."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TypeVar

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.release import Release, content_hash, decode, encode
from config import Config
from questionnaires.faults import QuestionnaireIsFaulty
from questionnaires.loader import published
from survey_app import manifest as manifests
from survey_app.accounts.services import record
from survey_app.asked import QuestionnaireHasChanged, questionnaire_of
from survey_app.diagnosis.models import Programme, Wave
from survey_app.diagnosis.programmes import ProgrammeIsUnknown, get_programme, open_programme
from survey_app.exchange.bundles import (
    FORMAT,
    KEY_BYTES,
    BenchmarkStatement,
    Bundle,
    ReleaseStatement,
    seal,
    unseal,
)
from survey_app.exchange.models import ReceivedBenchmark, ReceivedRelease, TrustedKey
from survey_app.exchange.refusals import BundleIsRefused, Refusal
from survey_app.institutions.models import Institution
from survey_app.manifest import Manifest, Named, Signed
from survey_app.protocol.encoding import from_base64url, to_base64url
from survey_app.protocol.errors import ProtocolFault
from survey_app.releases import benchmarks
from survey_app.releases.models import StoredBenchmark
from survey_app.releases.received import (
    MadeElsewhere,
    ReleaseIsNotNewer,
    WaveIsOurOwn,
    take_in_release,
)
from survey_app.releases.services import NothingReleased, WaveWasReceived, stored_releases

AnyStatement = TypeVar("AnyStatement", ReleaseStatement, BenchmarkStatement)


class KeyIsMalformed(Exception):
    """What was entered is not a public key as `gyeol exchange key` prints it."""


class KeyIsKnown(Exception):
    """The key was entered before, for somebody else."""


class NotInAProgramme(Exception):
    """The wave belongs to no programme, so there is nothing to compare it in."""


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


def export_release(people: Session, vault: Session, config: Config, wave: Wave) -> bytes:
    """A bundle with the wave's newest release and its terms. It holds nothing that is not released.

    Raises NothingReleased, NotInAProgramme and WaveWasReceived.
    """
    stored = next(iter(stored_releases(people, wave)), None)
    if stored is None:
        raise NothingReleased(wave.reference)
    if stored.made_elsewhere_by is not None:
        raise WaveWasReceived(wave.reference)
    if wave.programme is None:
        raise NotInAProgramme(wave.reference)
    signed = manifests.read_signed(vault, wave.reference)
    statement = ReleaseStatement(
        format=FORMAT,
        institution=wave.institution.code,
        wave=wave.key,
        programme=wave.programme.key,
        number=stored.number,
        content_hash=stored.content_hash,
        signature=stored.signature,
        manifest_fingerprint=signed.fingerprint,
        manifest_signature=signed.signature,
        made_at=stored.made_at.isoformat(),
        reason=stored.reason,
    )
    return seal(statement, manifests.signing_key(config.signing_key), stored.document, signed.document)


def import_release(people: Session, config: Config, file: bytes, actor: str) -> ReceivedRelease:
    """The institution stands among the programme's released ones afterwards. Raises BundleIsRefused."""
    bundle = unseal(file, ReleaseStatement)
    said = bundle.statement
    trusted = _trusted(people, bundle)
    if trusted.institution is None or trusted.institution.code != said.institution:
        raise BundleIsRefused(Refusal.KEY_IS_OF_ANOTHER)
    release = _release(bundle)
    manifest = _manifest(bundle)
    programme = _programme(people, said.programme)
    _require_same_questions(programme, release, manifest, config)
    _require_large_groups(programme, release, manifest)
    made = MadeElsewhere(
        said.number,
        bundle.content,
        said.content_hash,
        said.signature,
        bundle.key,
        _moment(said.made_at),
        said.reason[:200],
    )
    try:
        wave, _stored = take_in_release(
            people, trusted.institution, programme, manifest, said.manifest_fingerprint, made
        )
    except WaveIsOurOwn as own:
        raise BundleIsRefused(Refusal.HELD_HERE) from own
    except ReleaseIsNotNewer as older:
        is_same = people.scalars(
            select(ReceivedRelease).where(ReceivedRelease.statement == bundle.signed)
        ).first()
        raise BundleIsRefused(Refusal.RECEIVED_BEFORE if is_same else Refusal.OLDER) from older
    received = ReceivedRelease(
        wave=wave,
        number=said.number,
        trusted_key=trusted,
        statement=bundle.signed,
        signature=bundle.signature,
        received_at=datetime.now(UTC),
        received_by=actor,
    )
    people.add(received)
    people.flush()
    record(
        people,
        actor,
        "import_bundle",
        f"wave:{wave.reference}",
        {"number": said.number, "hash": said.content_hash},
    )
    return received


def received_releases(people: Session) -> Sequence[ReceivedRelease]:
    """Everything that came in bundles, the newest first."""
    return people.scalars(select(ReceivedRelease).order_by(ReceivedRelease.id.desc())).all()


def export_benchmark(people: Session, config: Config, programme: Programme) -> bytes:
    """A bundle with the programme's terms and its newest benchmark: distributions, no institution by name."""
    newest = people.scalars(
        select(StoredBenchmark)
        .where(StoredBenchmark.programme_id == programme.id)
        .order_by(StoredBenchmark.id.desc())
    ).first()
    asked = (programme.questionnaire_key, programme.questionnaire_version)
    made = benchmarks.newest(people, programme.id)
    statement = BenchmarkStatement(
        format=FORMAT,
        programme=programme.key,
        name=Named(programme.name_ko, programme.name_en),
        questionnaire_key=asked[0],
        questionnaire_version=asked[1],
        questionnaire_hash=published(*asked, config.questionnaire_folders).content_hash,
        smallest_group=programme.smallest_group,
        number=newest.id if newest else 0,
        measures=made.measures,
        meanings=made.meanings,
    )
    return seal(statement, manifests.signing_key(config.signing_key))


def import_benchmark(people: Session, config: Config, file: bytes, actor: str) -> Programme:
    """The programme is here with the ministry's benchmark afterwards. Raises BundleIsRefused.

    Releases made before still stand against the benchmark they were made with.
    """
    bundle = unseal(file, BenchmarkStatement)
    said = bundle.statement
    trusted = _trusted(people, bundle)
    if trusted.institution_id is not None:
        raise BundleIsRefused(Refusal.KEY_IS_OF_ANOTHER)
    asked = (said.questionnaire_key, said.questionnaire_version)
    try:
        here = published(*asked, config.questionnaire_folders)
    except QuestionnaireIsFaulty as fault:
        raise BundleIsRefused(Refusal.QUESTIONNAIRE_DIFFERS) from fault
    if here.content_hash != said.questionnaire_hash:
        raise BundleIsRefused(Refusal.QUESTIONNAIRE_DIFFERS)
    programme = _programme_of(people, said)
    last = people.scalars(
        select(ReceivedBenchmark)
        .where(ReceivedBenchmark.programme_id == programme.id)
        .order_by(ReceivedBenchmark.number.desc())
    ).first()
    if last is not None and last.number >= said.number:
        raise BundleIsRefused(Refusal.RECEIVED_BEFORE if last.number == said.number else Refusal.OLDER)
    if said.measures:
        benchmarks.store(people, programme, said.measures, said.meanings)
    people.add(
        ReceivedBenchmark(
            programme=programme,
            number=said.number,
            trusted_key_id=trusted.id,
            received_at=datetime.now(UTC),
        )
    )
    people.flush()
    details = {"number": said.number, "measures": len(said.measures)}
    record(people, actor, "import_benchmark", f"programme:{programme.key}", details)
    return programme


def _raw(key: str) -> bytes:
    try:
        raw = from_base64url("".join(key.split()))
    except (ProtocolFault, ValueError) as fault:
        raise KeyIsMalformed(key) from fault
    if len(raw) != KEY_BYTES:
        raise KeyIsMalformed(key)
    return raw


def _trusted(people: Session, bundle: Bundle[AnyStatement]) -> TrustedKey:
    found = people.scalars(select(TrustedKey).where(TrustedKey.key == bundle.key.hex())).first()
    if found is None or found.is_withdrawn:
        raise BundleIsRefused(Refusal.KEY_IS_UNKNOWN)
    return found


def _release(bundle: Bundle[ReleaseStatement]) -> Release:
    """The release in a bundle, canonical and signed, and the one that the statement names."""
    said = bundle.statement
    if content_hash(bundle.content) != said.content_hash or said.number < 1:
        raise BundleIsRefused(Refusal.CONTENT_DIFFERS)
    try:
        key = Ed25519PublicKey.from_public_bytes(bundle.key)
        key.verify(said.signature, bytes.fromhex(said.content_hash))
        release = decode(bundle.content)
        whole = release.whole
    except (InvalidSignature, msgspec.DecodeError, ValueError, KeyError, RecursionError) as fault:
        raise BundleIsRefused(Refusal.CONTENT_DIFFERS) from fault
    names = (release.institution, release.wave, release.programme, release.manifest_fingerprint)
    if names != (said.institution, said.wave, said.programme, said.manifest_fingerprint):
        raise BundleIsRefused(Refusal.CONTENT_DIFFERS)
    if encode(release) != bundle.content or whole.parent is not None:
        raise BundleIsRefused(Refusal.CONTENT_DIFFERS)
    return release


def _manifest(bundle: Bundle[ReleaseStatement]) -> Manifest:
    """The wave's terms in a bundle, signed by the same key."""
    said = bundle.statement
    try:
        signed = Signed(bundle.manifest, content_hash(bundle.manifest), said.manifest_signature, bundle.key)
        manifests.check(signed)
        manifest = manifests.decode(bundle.manifest, Manifest)
    except (ProtocolFault, msgspec.DecodeError, ValueError, RecursionError) as fault:
        raise BundleIsRefused(Refusal.CONTENT_DIFFERS) from fault
    if signed.fingerprint != said.manifest_fingerprint:
        raise BundleIsRefused(Refusal.CONTENT_DIFFERS)
    if manifest.wave != f"{said.institution}.{said.wave}" or manifest.institution != said.institution:
        raise BundleIsRefused(Refusal.CONTENT_DIFFERS)
    return manifest


def _programme(people: Session, key: str) -> Programme:
    try:
        return get_programme(people, key)
    except ProgrammeIsUnknown as unknown:
        raise BundleIsRefused(Refusal.PROGRAMME_IS_UNKNOWN) from unknown


def _programme_of(people: Session, said: BenchmarkStatement) -> Programme:
    """The programme as the ministry has it; opened here when it is new."""
    asked = (said.questionnaire_key, said.questionnaire_version)
    try:
        found = get_programme(people, said.programme)
    except ProgrammeIsUnknown:
        return open_programme(
            people,
            key=said.programme,
            name_ko=said.name.ko,
            name_en=said.name.en,
            questionnaire=asked,
            smallest_group=said.smallest_group,
        )
    if (found.questionnaire_key, found.questionnaire_version) != asked:
        raise BundleIsRefused(Refusal.QUESTIONNAIRE_DIFFERS)
    return found


def _require_same_questions(
    programme: Programme, release: Release, manifest: Manifest, config: Config
) -> None:
    asked = (manifest.questionnaire.key, manifest.questionnaire.version)
    if asked != (programme.questionnaire_key, programme.questionnaire_version):
        raise BundleIsRefused(Refusal.QUESTIONNAIRE_DIFFERS)
    try:
        here = questionnaire_of(manifest.questionnaire, config)
    except (QuestionnaireHasChanged, QuestionnaireIsFaulty, msgspec.DecodeError) as fault:
        raise BundleIsRefused(Refusal.QUESTIONNAIRE_DIFFERS) from fault
    if here.content_hash != release.questionnaire_hash:
        raise BundleIsRefused(Refusal.QUESTIONNAIRE_DIFFERS)


def _require_large_groups(programme: Programme, release: Release, manifest: Manifest) -> None:
    proof = release.certificate
    smallest = min(proof.smallest_group, manifest.policy.smallest_group)
    if smallest < programme.smallest_group or proof.smallest_derivable_group is not None:
        raise BundleIsRefused(Refusal.GROUPS_TOO_SMALL)


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError as fault:
        raise BundleIsRefused(Refusal.CONTENT_DIFFERS) from fault
    return found if found.tzinfo else found.replace(tzinfo=UTC)
