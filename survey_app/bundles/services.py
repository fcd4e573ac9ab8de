"""What is done with bundles: sealing a release and taking one in; keys and benchmarks stand beside it."""

from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.released.release import Release
from config import Config
from questionnaires.faults import QuestionnaireIsFaulty
from survey_app.bundles.bundles import RELEASE_FORMAT, ReleaseStatement, seal, unsealed
from survey_app.bundles.documents import documents_of
from survey_app.bundles.keys import trusted_key
from survey_app.bundles.models import ReceivedRelease
from survey_app.bundles.refusals import BundleIsRefused, BundleRefusal
from survey_app.diagnosis.models import Wave
from survey_app.diagnosis.programme import Programme, ProgrammeIsUnknown, get_programme
from survey_app.ground.isolated import TakesTooMuch, isolated
from survey_app.manifest import documents as manifests
from survey_app.manifest import publication
from survey_app.manifest.asked import QuestionnaireHasChanged, questionnaire_of
from survey_app.manifest.documents import Manifest
from survey_app.releases.received import MadeElsewhere, ReleaseIsNotNewer, WaveIsOurOwn, take_in_release
from survey_app.releases.services import WaveWasReceived
from survey_app.releases.stored import NothingReleased, ReleaseCheck, is_older, judge, stored_releases
from survey_app.trail.audit import record


class NotInAProgramme(Exception):
    """The wave belongs to no programme, so there is nothing to compare it in."""


class SignedWithAnother(Exception):
    """Release or terms do not bear this installation's present signature: no other would take them in."""


class MadeByAnOlderVersion(Exception):
    """The signed release holds what today's rules would not let out; it has to be made again first."""


def export_release(people: Session, vault: Session, config: Config, wave: Wave) -> bytes:
    """A bundle with the wave's newest release and its terms. It holds nothing that is not released.

    Raises NothingReleased, NotInAProgramme, WaveWasReceived, MadeByAnOlderVersion and SignedWithAnother.
    """
    stored = next(iter(stored_releases(people, wave)), None)
    if stored is None:
        raise NothingReleased(wave.reference)
    if stored.made_elsewhere_by is not None:
        raise WaveWasReceived(wave.reference)
    if wave.programme is None:
        raise NotInAProgramme(wave.reference)
    if is_older(stored):
        raise MadeByAnOlderVersion(wave.reference)
    signed = publication.read_signed(vault, wave.reference)
    own = manifests.public_key(manifests.signing_key(config.signing_key))
    if signed.public_key != own or judge(stored, config, {signed.public_key}) is not ReleaseCheck.SOUND:
        raise SignedWithAnother(wave.reference)
    statement = ReleaseStatement(
        format=RELEASE_FORMAT,
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
    bundle = unsealed(file, ReleaseStatement)
    said = bundle.statement
    trusted = trusted_key(people, bundle)
    if trusted.institution is None or trusted.institution.code != said.institution:
        raise BundleIsRefused(BundleRefusal.KEY_IS_OF_ANOTHER)
    try:
        release, manifest = isolated(documents_of, bundle)
    except TakesTooMuch as fault:
        raise BundleIsRefused(BundleRefusal.TOO_LARGE) from fault
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
        raise BundleIsRefused(BundleRefusal.HELD_HERE) from own
    except ReleaseIsNotNewer as older:
        is_same = people.scalars(
            select(ReceivedRelease).where(ReceivedRelease.statement == bundle.signed)
        ).first()
        raise BundleIsRefused(BundleRefusal.RECEIVED_BEFORE if is_same else BundleRefusal.OLDER) from older
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


def _programme(people: Session, key: str) -> Programme:
    try:
        return get_programme(people, key)
    except ProgrammeIsUnknown as unknown:
        raise BundleIsRefused(BundleRefusal.PROGRAMME_IS_UNKNOWN) from unknown


def _require_same_questions(
    programme: Programme, release: Release, manifest: Manifest, config: Config
) -> None:
    asked = (manifest.questionnaire.key, manifest.questionnaire.version)
    if asked != (programme.questionnaire_key, programme.questionnaire_version):
        raise BundleIsRefused(BundleRefusal.QUESTIONNAIRE_DIFFERS)
    try:
        here = questionnaire_of(manifest.questionnaire, config)
    except (QuestionnaireHasChanged, QuestionnaireIsFaulty, msgspec.DecodeError) as fault:
        raise BundleIsRefused(BundleRefusal.QUESTIONNAIRE_DIFFERS) from fault
    if here.content_hash != release.questionnaire_hash:
        raise BundleIsRefused(BundleRefusal.QUESTIONNAIRE_DIFFERS)


def _require_large_groups(programme: Programme, release: Release, manifest: Manifest) -> None:
    proof = release.certificate
    smallest = min(proof.smallest_group, manifest.policy.smallest_group)
    if smallest < programme.smallest_group or proof.smallest_derivable_group is not None:
        raise BundleIsRefused(BundleRefusal.GROUPS_TOO_SMALL)


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError as fault:
        raise BundleIsRefused(BundleRefusal.CONTENT_DIFFERS) from fault
    return found if found.tzinfo else found.replace(tzinfo=UTC)
