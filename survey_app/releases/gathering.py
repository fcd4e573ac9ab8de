"""What goes into a release, read from both sides at once; the vault is let alone while it is worked out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.released.release import Release
from analysis.released.released_values import Against, Hidden, Reason, Score
from analysis.releasing.comparisons import of_kind
from analysis.releasing.composition import Composition, ReleaseTerms, compose
from analysis.releasing.group_comparisons import Earlier
from analysis.releasing.whole import with_whole_statistics
from config import Config
from questionnaires.languages import Spoken
from survey_app.diagnosis.models import Wave, WaveState
from survey_app.protocol.ballot import Comment
from survey_app.releases import benchmarks, stored
from survey_app.releases.comments.comments import Reviewed, quotations, reviewed, themes_of
from survey_app.releases.counted import CountedWave, read_counted
from survey_app.releases.earlier import earlier_wave
from survey_app.releases.public_file.masking import Progress, mask
from survey_app.vault import services as vault_services

WAVE_NAME = "wave:"


@dataclass(frozen=True, eq=False)
class Gathered:
    """Everything that a release rests on. Nothing of it is read again while the release is made."""

    wave: CountedWave
    spoiled: int
    by_weaker_mode: int
    released: Sequence[Release]
    before: CountedWave | None
    released_before: Sequence[Release]
    benchmark: benchmarks.BenchmarkDocument
    comments: Sequence[Comment]
    reviewed: Sequence[Reviewed]


def gather(people: Session, vault: Session, wave: Wave, config: Config) -> Gathered:
    """What a release of this wave rests on. Raises NothingWasOpened."""
    opening = vault_services.find_opening(vault, wave.reference)
    before = _wave_before(people, wave)
    is_here = before is not None and not stored.is_received(people, before)
    return Gathered(
        wave=read_counted(vault, wave, config),
        spoiled=opening.spoiled if opening else 0,
        by_weaker_mode=opening.sealed_by_server if opening else 0,
        released=_releases(people, wave),
        before=read_counted(vault, before, config) if before is not None and is_here else None,
        released_before=[stored.read_as_made(each) for each in stored.stored_releases(people, before)]
        if before
        else [],
        benchmark=benchmarks.newest(people, wave.programme_id),
        comments=vault_services.read_comments(vault, wave.reference),
        reviewed=reviewed(people, wave),
    )


def composed(given: Gathered, progress: Progress) -> Release:
    """The release that follows from what was gathered. It reads nothing and takes its time."""
    wave = given.wave
    released = frozenset(group.key for each in given.released for group in each.groups if group.is_shown)
    made = mask(wave.manifest, wave.questionnaire, wave.answers, progress, released=released)
    hidden = _hidden_before(given.released)
    composition = Composition(
        terms=_terms(given),
        questionnaire=wave.questionnaire,
        answers=wave.answers,
        plans=made.plans,
        names={**made.names, **_wave_names(given)},
        counted_in=made.counted_in,
        certificate=made.certificate,
        hidden_measures={
            measure: made.hidden_measures.get(measure, frozenset()) | hidden.get(measure, frozenset())
            for measure in {*made.hidden_measures, *hidden}
        },
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


def _releases(people: Session, wave: Wave) -> Sequence[Release]:
    return [stored.read_as_made(each) for each in stored.stored_releases(people, wave)]


def _terms(given: Gathered) -> ReleaseTerms:
    manifest = given.wave.manifest
    return ReleaseTerms(
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
    if given.before is None or not given.released_before:
        return None
    return earlier_wave(given.before, given.released_before, given.wave)


def _wave_names(given: Gathered) -> Mapping[str, Spoken]:
    """The titles of this wave, of the one before, and of those that it was compared with."""
    past = given.released_before[0].names if given.released_before else {}
    found = {key: name for key, name in past.items() if key.startswith(WAVE_NAME)}
    for wave in (given.before, given.wave):
        if wave is not None:
            found[f"{WAVE_NAME}{wave.key}"] = wave.manifest.title
    return found


def _hidden_before(released: Sequence[Release]) -> Mapping[str, frozenset[str]]:
    """By item and area, the groups in which a release of this wave hid it: a later one does not show it.

    So what all releases of a wave show together of an item is never more than one audit has seen.
    """
    found: dict[str, frozenset[str]] = {}
    for release in released:
        for group in release.groups:
            for measure, result in (*group.scores.items(), *group.items.items()) if group.is_shown else ():
                if isinstance(result, Hidden) and result.reason in (Reason.PROTECTED, Reason.TOO_FEW):
                    found[measure] = found.get(measure, frozenset()) | {group.key}
    return found


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
    past = given.released_before[0].trend if given.released_before else {}
    return {
        area: {**(past.get(area, {}) if _continues(score) else {}), release.wave: score.value}
        for area, score in release.whole.scores.items()
        if isinstance(score, Score)
    }


def _continues(score: Score) -> bool:
    return of_kind(score.differences, Against.PREVIOUS) is not None
