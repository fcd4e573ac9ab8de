"""Makes releases of opened waves, keeps them, and gives them to the rooms that show results."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.comparisons import of_kind
from analysis.composition import Composition, Earlier, Terms, compose
from analysis.release import Against, Hidden, Release, Score, content_hash, decode, encode
from analysis.whole import with_whole_statistics
from config import Config
from questionnaires.loader import published
from survey_app import manifest as manifests
from survey_app.accounts.services import SYSTEM, record
from survey_app.asked import questionnaire_of
from survey_app.diagnosis.models import Programme, Wave, WaveState
from survey_app.institutions.models import Institution
from survey_app.jobs import no_progress
from survey_app.manifest import Manifest
from survey_app.releases import benchmarks, comments
from survey_app.releases.masking import Progress, mask
from survey_app.releases.models import StoredRelease
from survey_app.vault import services as vault_services


class WaveIsNotOpened(Exception):
    """The wave's ballots have not been opened yet, so there is nothing to count."""


class WaveIsUnknown(Exception):
    """The institution has no wave of that key."""


class NothingReleased(Exception):
    """No release of that wave has been made."""


class WaveWasReceived(Exception):
    """The wave's answers are in another installation; only its released results are here."""


class ReleaseWasChanged(Exception):
    """A stored release does not have the hash or the signature it was stored with."""


def make_release(
    people: Session,
    vault: Session,
    wave: Wave,
    config: Config,
    progress: Progress = no_progress,
    reason: str = "",
) -> StoredRelease:
    """The wave has a new, signed release afterwards, and its state says so.

    The same answers and benchmark give the same document, bit for bit; then the newest release is
    returned and none is added. Raises WaveIsNotOpened and WaveWasReceived.
    """
    if is_received(people, wave):
        raise WaveWasReceived(wave.reference)
    acknowledge_opening(people, vault, wave)
    if wave.state not in (WaveState.OPENED, WaveState.RELEASED):
        raise WaveIsNotOpened(wave.reference)
    document = encode(_compose(people, vault, wave, config, progress))
    newest = _newest(people, wave)
    if newest is not None and newest.content_hash == content_hash(document):
        return newest
    key = manifests.signing_key(config.signing_key)
    new = StoredRelease(
        wave_id=wave.id,
        number=1 if newest is None else newest.number + 1,
        document=document,
        content_hash=content_hash(document),
        signature=key.sign(bytes.fromhex(content_hash(document))),
        made_at=datetime.now(UTC),
        reason=reason,
    )
    people.add(new)
    wave.state = WaveState.RELEASED
    people.flush()
    return new


def acknowledge_opening(people: Session, vault: Session, wave: Wave) -> None:
    """A closed wave whose ballots the trustees opened counts as opened afterwards, and the trail says so.

    The vault can't say it itself: it knows neither waves nor the trail. Safe to repeat.
    """
    if wave.state != WaveState.CLOSED:
        return
    opening = vault_services.find_opening(vault, wave.reference)
    if opening is None:
        return
    wave.state = WaveState.OPENED
    details = {"counted": opening.counted, "spoiled": opening.spoiled, "root": opening.root}
    record(people, SYSTEM, "open_ballots", f"wave:{wave.reference}", details)


def _compose(people: Session, vault: Session, wave: Wave, config: Config, progress: Progress) -> Release:
    manifest = manifests.read(vault, wave.reference)
    questionnaire = questionnaire_of(manifest.questionnaire, config)
    answers = vault_services.read_answers(vault, wave.reference, questionnaire)
    made = mask(manifest, questionnaire, answers, progress, released=_released_groups(people, wave))
    opening = vault_services.find_opening(vault, wave.reference)
    composition = Composition(
        terms=_terms(vault, wave, manifest, opening),
        questionnaire=questionnaire,
        answers=answers,
        plans=made.plans,
        names=made.names,
        certificate=made.certificate,
        hidden_measures=made.hidden_measures,
        earlier=_earlier(people, vault, wave, config),
        benchmark=benchmarks.newest(people, wave.programme_id),
    )
    release = with_whole_statistics(compose(composition), composition)
    found = comments.themes_of(vault, wave, manifest.policy.smallest_group_for_comments)
    return msgspec.structs.replace(
        release,
        trend=_trend(people, wave, release),
        themes=found,
        quotations=comments.released_quotations(people, wave, found),
    )


def _trend(people: Session, wave: Wave, release: Release) -> Mapping[str, Mapping[str, float]]:
    """Each area's score by wave: what was released before, where this wave may be compared with it."""
    before = _wave_before(people, wave)
    past = current_release(people, before).trend if before is not None else {}
    return {
        area: {**(past.get(area, {}) if _continues(score) else {}), wave.key: score.value}
        for area, score in release.whole.scores.items()
        if isinstance(score, Score)
    }


def _continues(score: Score) -> bool:
    return of_kind(score.differences, Against.PREVIOUS) is not None


def _terms(vault: Session, wave: Wave, manifest: Manifest, opening: vault_services.Count | None) -> Terms:
    return Terms(
        institution=manifest.institution,
        wave=wave.key,
        programme=manifest.programme,
        manifest_fingerprint=manifests.read_signed(vault, wave.reference).fingerprint,
        held_from=manifest.opens_on,
        held_until=manifest.closes_on,
        is_fictional=manifest.is_fictional,
        smallest_group=manifest.policy.smallest_group,
        invited=manifest.invited or None,
        spoiled=opening.spoiled if opening else 0,
        by_weaker_mode=opening.sealed_by_server if opening else 0,
    )


def _earlier(people: Session, vault: Session, wave: Wave, config: Config) -> Earlier | None:
    before = _wave_before(people, wave)
    if before is None or is_received(people, before):
        return None
    manifest = manifests.read(vault, before.reference)
    questionnaire = questionnaire_of(manifest.questionnaire, config)
    answers = vault_services.read_answers(vault, before.reference, questionnaire)
    masked = mask(manifest, questionnaire, answers, no_progress, is_final=False)
    was_shown = {
        group.key: frozenset(
            measure
            for measure, found in (*group.scores.items(), *group.items.items())
            if not isinstance(found, Hidden)
        )
        for group in current_release(people, before).groups
        if group.is_shown
    }
    return Earlier(before.key, questionnaire, answers, masked.plans, was_shown)


def _released_groups(people: Session, wave: Wave) -> frozenset[str]:
    """Keys of the groups that any release of the wave shows."""
    releases = [decode(stored.document) for stored in stored_releases(people, wave)]
    return frozenset(group.key for release in releases for group in release.groups if group.is_shown)


def _wave_before(people: Session, wave: Wave) -> Wave | None:
    """The institution's last released wave before this one that asked the same questionnaire."""
    return people.scalars(
        select(Wave)
        .where(
            Wave.institution_id == wave.institution_id,
            Wave.questionnaire_key == wave.questionnaire_key,
            Wave.closes_on < wave.opens_on,
            Wave.state == WaveState.RELEASED,
        )
        .order_by(Wave.closes_on.desc())
    ).first()


def make_benchmark(
    people: Session, vault: Session, programme: Programme, config: Config, progress: Progress = no_progress
) -> int:
    """The programme's benchmark rests on all its opened waves afterwards. Returns how many there are."""
    waves = opened_waves(people, programme)
    contributions = []
    for position, wave in enumerate(waves):
        progress(position, len(waves), wave.reference)
        if is_received(people, wave):
            contributions.append(benchmarks.contribution_of_release(current_release(people, wave)))
            continue
        manifest = manifests.read(vault, wave.reference)
        questionnaire = questionnaire_of(manifest.questionnaire, config)
        answers = vault_services.read_answers(vault, wave.reference, questionnaire)
        contributions.append(benchmarks.contribution(questionnaire, answers))
    if contributions:
        asked = published(
            programme.questionnaire_key, programme.questionnaire_version, config.questionnaire_folders
        )
        benchmarks.store(
            people, programme, benchmarks.measure(asked, contributions, programme.smallest_group)
        )
    return len(waves)


def is_received(people: Session, wave: Wave) -> bool:
    """Whether the wave's results came in a bundle, so that its answers are not here."""
    newest = _newest(people, wave)
    return newest is not None and newest.made_elsewhere_by is not None


def opened_waves(people: Session, programme: Programme) -> Sequence[Wave]:
    """The programme's waves whose ballots are opened, in the order of their references."""
    return people.scalars(
        select(Wave)
        .where(Wave.programme_id == programme.id, Wave.state.in_([WaveState.OPENED, WaveState.RELEASED]))
        .order_by(Wave.reference)
    ).all()


def find_wave(people: Session, institution: str, key: str) -> Wave:
    """The wave of that institution and key. Raises WaveIsUnknown."""
    found = people.scalars(
        select(Wave).join(Institution).where(Institution.code == institution, Wave.key == key)
    ).first()
    if found is None:
        raise WaveIsUnknown(f"{institution} {key}")
    return found


def current_release(people: Session, wave: Wave) -> Release:
    """The newest release of a wave, checked against its hash. Raises NothingReleased or ReleaseWasChanged."""
    newest = _newest(people, wave)
    if newest is None:
        raise NothingReleased(wave.reference)
    if content_hash(newest.document) != newest.content_hash:
        raise ReleaseWasChanged(wave.reference)
    return decode(newest.document)


def stored_releases(people: Session, wave: Wave) -> Sequence[StoredRelease]:
    """All releases of a wave, newest first."""
    return people.scalars(
        select(StoredRelease).where(StoredRelease.wave_id == wave.id).order_by(StoredRelease.number.desc())
    ).all()


def released_in_programme(people: Session, programme: Programme) -> Sequence[tuple[Wave, Release]]:
    """The programme's released waves with their newest releases, by institution code."""
    waves = [wave for wave in opened_waves(people, programme) if wave.is_released]
    return [(wave, current_release(people, wave)) for wave in waves]


def verify(stored: StoredRelease, config: Config) -> None:
    """Raises ReleaseWasChanged unless document, hash and signature belong together."""
    own = manifests.public_key(manifests.signing_key(config.signing_key))
    maker = bytes.fromhex(stored.made_elsewhere_by) if stored.made_elsewhere_by else own
    if content_hash(stored.document) != stored.content_hash:
        raise ReleaseWasChanged(stored.content_hash)
    try:
        key = Ed25519PublicKey.from_public_bytes(maker)
        key.verify(stored.signature, bytes.fromhex(stored.content_hash))
    except (InvalidSignature, ValueError) as fault:
        raise ReleaseWasChanged(stored.content_hash) from fault


def _newest(people: Session, wave: Wave) -> StoredRelease | None:
    return people.scalars(
        select(StoredRelease).where(StoredRelease.wave_id == wave.id).order_by(StoredRelease.number.desc())
    ).first()
