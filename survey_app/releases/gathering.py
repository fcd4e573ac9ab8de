"""What goes into a release, read from both sides at once; the vault is let alone while it is worked out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.released.release import Opened, Release
from analysis.released.released_values import Against, Score
from analysis.released.reorganised import BEFORE, Reorganised
from analysis.releasing.comparisons import of_kind
from analysis.releasing.composition import Composition, compose
from analysis.releasing.former_units import Pairs
from analysis.releasing.group_comparisons import Earlier
from config import Config
from questionnaires.languages import Spoken
from survey_app.diagnosis.models import Wave, WaveState
from survey_app.manifest.documents import UnitsBefore
from survey_app.manifest.unit_changes import changes
from survey_app.protocol.ballot import Comment
from survey_app.releases import benchmarks, stored
from survey_app.releases.comments.comments import reviewed
from survey_app.releases.comments.theming import quotations, themes_of
from survey_app.releases.counted import CountedWave, read_counted
from survey_app.releases.earlier import earlier_wave
from survey_app.releases.opened import opened_of
from survey_app.vault import services as vault_services
from survey_app.vault.counting.waves import terms_of

WAVE_NAME = "wave:"


@dataclass(frozen=True, eq=False)
class Gathered:
    """Everything that a release rests on. Nothing of it is read again while the release is made."""

    wave: CountedWave
    spoiled: int
    by_weaker_mode: int
    opened: Opened | None
    before: CountedWave | None
    released_before: Sequence[Release]
    benchmark: benchmarks.BenchmarkDocument
    comments: Sequence[Comment]
    reviewed: Sequence[Comment]


def gather(people: Session, vault: Session, wave: Wave, config: Config) -> Gathered:
    """What a release of this wave rests on. Raises NothingWasOpened."""
    opening = vault_services.find_opening(vault, wave.reference)
    before = _wave_before(people, wave)
    # Received in a bundle, or over its time: then there is nothing to compare with.
    is_here = before is not None and vault_services.find_counted(vault, before.reference) is not None
    return Gathered(
        wave=read_counted(vault, wave, config),
        spoiled=opening.spoiled if opening else 0,
        by_weaker_mode=opening.sealed_by_server if opening else 0,
        opened=opened_of(opening),
        before=read_counted(vault, before, config) if before is not None and is_here else None,
        released_before=[stored.read_as_made(each) for each in stored.stored_releases(people, before)]
        if before
        else [],
        benchmark=benchmarks.newest(people, wave.programme_id),
        comments=vault_services.read_comments(vault, wave.reference),
        reviewed=reviewed(people, wave),
    )


def composed(given: Gathered) -> Release:
    """The release that follows from what was gathered. It reads nothing."""
    wave, earlier = given.wave, _earlier(given)
    reorganised = _reorganised(given) if earlier is not None else ()
    release = compose(
        Composition(
            terms=replace(
                terms_of(wave.manifest, wave.fingerprint, given.spoiled, given.by_weaker_mode),
                held_until=wave.last_day,
            ),
            questionnaire=wave.questionnaire,
            counted=wave.counted,
            names={**_wave_names(given), **_names_before(given, earlier, reorganised)},
            earlier=earlier,
            benchmark=given.benchmark.measures,
            unlike_areas=given.benchmark.unlike_areas,
            reorganisation=reorganised,
        )
    )
    themes = themes_of(
        given.comments,
        wave.manifest.policy.smallest_group_for_comments,
        given.released_before[0].themes if given.released_before else (),
    )
    return msgspec.structs.replace(
        release,
        trend=_trend(given, release),
        themes=themes,
        quotations=quotations(given.reviewed, themes),
        opened=given.opened,
    )


def _earlier(given: Gathered) -> Earlier | None:
    before = given.before
    if before is None or not given.released_before:
        return None
    return earlier_wave(
        before.key, before.questionnaire, before.counted, given.wave.counted, _pairs_with(before, given.wave)
    )


def _pairs_with(before: CountedWave, wave: CountedWave) -> Pairs | None:
    """What the signed terms say became of the units of that wave; None where they say nothing of it."""
    said = wave.manifest.units_before
    return said.pairs if isinstance(said, UnitsBefore) and said.wave == before.manifest.wave else None


def _reorganised(given: Gathered) -> tuple[Reorganised, ...]:
    """What became of the units of the wave before, where the terms say so."""
    before = given.before
    pairs = _pairs_with(before, given.wave) if before is not None else None
    if before is None or pairs is None:
        return ()
    return changes(before.manifest.units, given.wave.manifest.units, pairs)


def _names_before(
    given: Gathered, earlier: Earlier | None, reorganised: Sequence[Reorganised]
) -> Mapping[str, Spoken]:
    """What units and groups of the wave before were called then, where the release speaks of them."""
    if given.before is None or earlier is None:
        return {}
    known = {**given.before.counted.names}
    known |= {f"unit:{unit.code}": unit.name for unit in given.before.manifest.units}
    spoken_of = {key for one in reorganised for key in one.then}
    for groups in earlier.compared_with.values():
        spoken_of |= {*groups.added, *groups.less}
    return {f"{BEFORE}{key}": known[key] for key in sorted(spoken_of) if key in known}


def _wave_names(given: Gathered) -> Mapping[str, Spoken]:
    """The titles of this wave, of the one before, and of those that it was compared with."""
    past = given.released_before[0].names if given.released_before else {}
    found = {key: name for key, name in past.items() if key.startswith(WAVE_NAME)}
    for wave in (given.before, given.wave):
        if wave is not None:
            found[f"{WAVE_NAME}{wave.key}"] = wave.manifest.title
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
