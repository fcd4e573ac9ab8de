"""What goes into a release, read from both sides at once; the vault is let alone while it is worked out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.answers import Answers
from analysis.comparisons import of_kind
from analysis.composition import Composition, Earlier, Terms, compose
from analysis.release import Against, Hidden, Release, Score
from analysis.whole import with_whole_statistics
from config import Config
from questionnaires.model import Questionnaire
from survey_app import manifest as manifests
from survey_app.asked import questionnaire_of
from survey_app.diagnosis.models import Wave, WaveState
from survey_app.jobs import no_progress
from survey_app.manifest import Manifest
from survey_app.releases import benchmarks, stored
from survey_app.releases.comments import Reviewed, quotations, reviewed, themes_of
from survey_app.releases.masking import Progress, mask
from survey_app.vault import services as vault_services


@dataclass(frozen=True, eq=False)
class Opened:
    """One opened wave as the vault holds it: its signed terms, its questionnaire, its answers."""

    key: str
    manifest: Manifest
    fingerprint: str
    questionnaire: Questionnaire
    answers: Answers


@dataclass(frozen=True, eq=False)
class Gathered:
    """Everything that a release rests on. Nothing of it is read again while the release is made."""

    wave: Opened
    spoiled: int
    by_weaker_mode: int
    released: Sequence[Release]
    before: Opened | None
    released_before: Release | None
    benchmark: benchmarks.BenchmarkDocument
    comments: Sequence[vault_services.Comment]
    reviewed: Sequence[Reviewed]


def gather(people: Session, vault: Session, wave: Wave, config: Config) -> Gathered:
    """What a release of this wave rests on. Raises NothingWasOpened."""
    opening = vault_services.find_opening(vault, wave.reference)
    before = _wave_before(people, wave)
    is_here = before is not None and not stored.is_received(people, before)
    return Gathered(
        wave=_opened(vault, wave, config),
        spoiled=opening.spoiled if opening else 0,
        by_weaker_mode=opening.sealed_by_server if opening else 0,
        released=[stored.read(each) for each in stored.stored_releases(people, wave)],
        before=_opened(vault, before, config) if before is not None and is_here else None,
        released_before=stored.current_release(people, before) if before is not None else None,
        benchmark=benchmarks.newest(people, wave.programme_id),
        comments=vault_services.read_comments(vault, wave.reference),
        reviewed=reviewed(people, wave),
    )


def composed(given: Gathered, progress: Progress) -> Release:
    """The release that follows from what was gathered. It reads nothing and takes its time."""
    wave = given.wave
    released = frozenset(group.key for each in given.released for group in each.groups if group.is_shown)
    made = mask(wave.manifest, wave.questionnaire, wave.answers, progress, released=released)
    composition = Composition(
        terms=_terms(given),
        questionnaire=wave.questionnaire,
        answers=wave.answers,
        plans=made.plans,
        names=made.names,
        certificate=made.certificate,
        hidden_measures=made.hidden_measures,
        earlier=_earlier(given),
        benchmark=given.benchmark.measures,
        unlike_areas=given.benchmark.unlike_areas,
    )
    release = with_whole_statistics(compose(composition), composition)
    themes = themes_of(given.comments, wave.manifest.policy.smallest_group_for_comments)
    return msgspec.structs.replace(
        release,
        trend=_trend(given, release),
        themes=themes,
        quotations=quotations(given.reviewed, themes),
    )


def _opened(vault: Session, wave: Wave, config: Config) -> Opened:
    manifest = manifests.read(vault, wave.reference)
    questionnaire = questionnaire_of(manifest.questionnaire, config)
    answers = vault_services.read_answers(vault, wave.reference, questionnaire)
    fingerprint = manifests.read_signed(vault, wave.reference).fingerprint
    return Opened(wave.key, manifest, fingerprint, questionnaire, answers)


def _terms(given: Gathered) -> Terms:
    manifest = given.wave.manifest
    return Terms(
        institution=manifest.institution,
        wave=given.wave.key,
        programme=manifest.programme,
        manifest_fingerprint=given.wave.fingerprint,
        held_from=manifest.opens_on,
        held_until=manifest.closes_on,
        is_fictional=manifest.is_fictional,
        smallest_group=manifest.policy.smallest_group,
        invited=manifest.invited or None,
        spoiled=given.spoiled,
        by_weaker_mode=given.by_weaker_mode,
        is_pulse=manifest.questionnaire.pulse is not None,
    )


def _earlier(given: Gathered) -> Earlier | None:
    before, released = given.before, given.released_before
    if before is None or released is None:
        return None
    masked = mask(before.manifest, before.questionnaire, before.answers, no_progress, is_final=False)
    was_shown = {
        group.key: frozenset(
            measure
            for measure, found in (*group.scores.items(), *group.items.items())
            if not isinstance(found, Hidden)
        )
        for group in released.groups
        if group.is_shown
    }
    return Earlier(before.key, before.questionnaire, before.answers, masked.plans, was_shown)


def _wave_before(people: Session, wave: Wave) -> Wave | None:
    """The institution's last released wave before this one that asked the same questionnaire.

    Before a pulse is the wave whose items it asks again. No pulse is before a whole wave.
    """
    if wave.is_pulse:
        return wave.parent if wave.parent is not None and wave.parent.is_released else None
    return people.scalars(
        select(Wave)
        .where(
            Wave.institution_id == wave.institution_id,
            Wave.questionnaire_key == wave.questionnaire_key,
            Wave.closes_on < wave.opens_on,
            Wave.state == WaveState.RELEASED,
            ~Wave.pulse.has(),
        )
        .order_by(Wave.closes_on.desc())
    ).first()


def _trend(given: Gathered, release: Release) -> Mapping[str, Mapping[str, float]]:
    """Each area's score by wave: what was released before, where this wave may be compared with it."""
    past = given.released_before.trend if given.released_before is not None else {}
    return {
        area: {**(past.get(area, {}) if _continues(score) else {}), release.wave: score.value}
        for area, score in release.whole.scores.items()
        if isinstance(score, Score)
    }


def _continues(score: Score) -> bool:
    return of_kind(score.differences, Against.PREVIOUS) is not None
