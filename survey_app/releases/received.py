"""Takes in a release that was made elsewhere: the wave stands released here, without its answers."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.diagnosis.models import Wave, WaveState
from survey_app.diagnosis.programme import Programme
from survey_app.institutions.models import Institution
from survey_app.manifest.documents import Manifest
from survey_app.releases.models import StoredRelease


class WaveIsOurOwn(Exception):
    """The wave was held in this installation, so its release can't come from another one."""


class ReleaseIsNotNewer(Exception):
    """This release, or a later one of the wave, was taken in before."""


@dataclass(frozen=True, slots=True)
class MadeElsewhere:
    """A release as it was stored where it was made. `maker` is the raw Ed25519 key that signed it."""

    number: int
    document: bytes
    content_hash: str
    signature: bytes
    maker: bytes
    made_at: datetime
    reason: str


def take_in_release(
    people: Session,
    institution: Institution,
    programme: Programme,
    manifest: Manifest,
    fingerprint: str,
    made: MadeElsewhere,
) -> tuple[Wave, StoredRelease]:
    """The wave is among the programme's released ones afterwards, with this release as its newest.

    Whether signature and content are to be trusted is the caller's question. Raises WaveIsOurOwn and
    ReleaseIsNotNewer.
    """
    key = manifest.wave.removeprefix(f"{institution.code}.")
    wave = people.scalars(select(Wave).where(Wave.institution_id == institution.id, Wave.key == key)).first()
    if wave is None:
        wave = _received_wave(people, institution, programme, key, manifest, fingerprint)
    else:
        _require_newer(people, wave, made)
    stored = StoredRelease(
        wave_id=wave.id,
        number=made.number,
        document=made.document,
        content_hash=made.content_hash,
        signature=made.signature,
        made_at=made.made_at,
        reason=made.reason,
        made_elsewhere_by=made.maker.hex(),
    )
    people.add(stored)
    people.flush()
    return wave, stored


def _require_newer(people: Session, wave: Wave, made: MadeElsewhere) -> None:
    before = people.scalars(
        select(StoredRelease).where(StoredRelease.wave_id == wave.id).order_by(StoredRelease.number.desc())
    ).first()
    if before is None or before.made_elsewhere_by is None:
        raise WaveIsOurOwn(wave.reference)
    if before.number >= made.number:
        raise ReleaseIsNotNewer(wave.reference)


def _received_wave(
    people: Session,
    institution: Institution,
    programme: Programme,
    key: str,
    manifest: Manifest,
    fingerprint: str,
) -> Wave:
    wave = Wave(
        institution_id=institution.id,
        programme_id=programme.id,
        key=key,
        reference=manifest.wave,
        title_ko=manifest.title["ko"],
        title_en=manifest.title["en"],
        questionnaire_key=manifest.questionnaire.key,
        questionnaire_version=manifest.questionnaire.version,
        local_questions=manifest.questionnaire.local,
        opens_on=date.fromisoformat(manifest.opens_on),
        closes_on=date.fromisoformat(manifest.closes_on),
        smallest_group=manifest.policy.smallest_group,
        state=WaveState.RELEASED,
        fingerprint=fingerprint,
        is_imported=True,
        made_at=datetime.now(UTC),
    )
    people.add(wave)
    people.flush()
    return wave
