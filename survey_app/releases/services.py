"""Makes releases of counted waves, keeps them, and gives them to the rooms that show results."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.released.release import Release, content_hash, encode
from config import Config
from questionnaires.loader import published
from survey_app.diagnosis.models import Wave, WaveState
from survey_app.diagnosis.programme import Programme
from survey_app.ground.jobs import no_progress
from survey_app.log import recording
from survey_app.manifest import documents as manifests
from survey_app.releases import benchmarks
from survey_app.releases.comments.reading import read_comments
from survey_app.releases.counted import read_counted
from survey_app.releases.gathering import Gathered, composed, gather
from survey_app.releases.logged import record_count
from survey_app.releases.models import StoredRelease
from survey_app.releases.signing import sign_release
from survey_app.releases.stored import current_release, is_received, newest
from survey_app.trail.audit import SYSTEM, record
from survey_app.vault import errors as vault_errors
from survey_app.vault import services as vault_services

Tell = Callable[[int, int, str], None]


class WaveIsNotCounted(Exception):
    """The wave's ballots have not been opened yet, so there is nothing to count."""


class CountIsGone(Exception):
    """The wave's counts were deleted when the time of its signed terms was over; its releases stay."""


class WaveWasReceived(Exception):
    """The wave's answers are in another installation; only its released results are here."""


def make_release(
    people: Session,
    vault: Session,
    wave: Wave,
    config: Config,
    reason: str = "",
) -> StoredRelease:
    """The wave has a new, signed release afterwards, and its state says so.

    The same answers and benchmark give the same document, bit for bit; then the newest release is
    returned and none is added. Raises WaveIsNotCounted and WaveWasReceived.
    """
    acknowledge_opening(people, vault, wave, config)
    return release_gathered(people, wave, gathered(people, vault, wave, config), config, reason)


def gathered(people: Session, vault: Session, wave: Wave, config: Config) -> Gathered:
    """What the wave's release rests on, so that the vault can be let alone while it is worked out.

    Raises WaveIsNotCounted, WaveWasReceived and CountIsGone.
    """
    if is_received(people, wave):
        raise WaveWasReceived(wave.reference)
    if wave.state not in (WaveState.COUNTED, WaveState.RELEASED):
        raise WaveIsNotCounted(wave.reference)
    try:
        return gather(people, vault, wave, config)
    except vault_errors.NothingWasOpened as gone:
        raise CountIsGone(wave.reference) from gone


def release_gathered(
    people: Session,
    wave: Wave,
    found: Gathered,
    config: Config,
    reason: str = "",
) -> StoredRelease:
    """As `make_release`, from what was gathered before. A person may read the wave's comments afterwards."""
    release = composed(found)
    if len(found.comments) >= found.wave.manifest.policy.smallest_group_for_comments:
        read_comments(people, wave, found.comments, release.themes)
    document = encode(release)
    before = newest(people, wave)
    if before is not None and before.content_hash == content_hash(document):
        return before
    key = manifests.signing_key(config.signing_key)
    new = StoredRelease(
        wave_id=wave.id,
        number=1 if before is None else before.number + 1,
        document=document,
        content_hash=content_hash(document),
        signature=sign_release(document, key),
        made_at=datetime.now(UTC),
        reason=reason,
    )
    people.add(new)
    wave.state = WaveState.RELEASED
    people.flush()
    recording.record_release(people, config, wave.reference, new.number, new.content_hash)
    return new


def may_be_made(vault: Session, wave: Wave) -> bool:
    """Whether a release of the wave can be made: its ballots are opened, on the site or elsewhere."""
    if wave.state == WaveState.CLOSED:
        return vault_services.find_opening(vault, wave.reference) is not None
    return wave.state in (WaveState.COUNTED, WaveState.RELEASED)


def is_counted_here(vault: Session, wave: Wave) -> bool:
    """Whether the wave's counts are in this vault: not in another's, and not past their time."""
    return vault_services.find_counted(vault, wave.reference) is not None


def acknowledge_opening(people: Session, vault: Session, wave: Wave, config: Config) -> None:
    """A closed wave whose ballots the trustees opened is a counted one afterwards, and trail and log say so.

    The vault can't say it itself: it knows neither waves nor the trail. Safe to repeat.
    """
    if wave.state != WaveState.CLOSED:
        return
    opening = vault_services.find_opening(vault, wave.reference)
    if opening is None:
        return
    wave.state = WaveState.COUNTED
    details = {"counted": opening.counted, "spoiled": opening.spoiled, "root": opening.root}
    record(people, SYSTEM, "open_ballots", f"wave:{wave.reference}", details)
    record_count(people, config, opening)


def make_benchmark(
    people: Session, vault: Session, programme: Programme, config: Config, progress: Tell = no_progress
) -> int:
    """The programme's benchmark rests on all its counted waves afterwards. Returns how many there are."""
    waves = counted_waves(people, programme)
    contributions = []
    for position, wave in enumerate(waves):
        progress(position, len(waves), wave.reference)
        if not is_counted_here(vault, wave):
            # In another vault, or past its time: what was released of it is here all the same.
            contributions.append(benchmarks.contribution_of_release(current_release(people, wave)))
            continue
        found = read_counted(vault, wave, config)
        smallest = max(programme.smallest_group, found.manifest.policy.smallest_group)
        contributions.append(benchmarks.contribution(found.questionnaire, found.counted, smallest))
    if contributions:
        asked = published(
            programme.questionnaire_key, programme.questionnaire_version, config.questionnaire_folders
        )
        benchmarks.store(
            people,
            programme,
            benchmarks.measure(asked, contributions, programme.smallest_group),
            benchmarks.examine(asked, contributions),
        )
    return len(waves)


def counted_waves(people: Session, programme: Programme) -> Sequence[Wave]:
    """The programme's waves whose ballots are opened, in the order of their references."""
    return people.scalars(
        select(Wave)
        .where(Wave.programme_id == programme.id, Wave.state.in_([WaveState.COUNTED, WaveState.RELEASED]))
        .order_by(Wave.reference)
    ).all()


def released_in_programme(people: Session, programme: Programme) -> Sequence[tuple[Wave, Release]]:
    """The programme's released waves with their newest releases, by institution code."""
    waves = [wave for wave in counted_waves(people, programme) if wave.is_released]
    return [(wave, current_release(people, wave)) for wave in waves]
