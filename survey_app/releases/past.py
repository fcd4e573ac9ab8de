"""Takes in a wave whose answers were collected elsewhere: counted, ready for a release, no row kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.counting.answers import Answers
from config import Config
from questionnaires.languages import Spoken
from questionnaires.model import Questionnaire
from survey_app.diagnosis.models import Pulse, Wave, WaveState
from survey_app.diagnosis.programme import Programme
from survey_app.institutions.models import Institution
from survey_app.log.recording import record_terms
from survey_app.manifest import documents as manifests
from survey_app.manifest import publication
from survey_app.manifest.documents import (
    FORMAT,
    Manifest,
    PolicyTerms,
    PulseTerms,
    QuestionnaireTerms,
    SealingTerms,
    UnitsBefore,
    UnitTerms,
)
from survey_app.protocol.ballot import Comment
from survey_app.vault import services as vault_services
from survey_app.vault.counting.ballots import CountedBallots, count_import

NO_SEALING = SealingTerms(public_key="", threshold=0, trustees=(), padded_size=0)


class WaveExists(Exception):
    """The institution has a wave of that key already."""


@dataclass(frozen=True, slots=True)
class PastWave:
    """What is known of a wave held elsewhere. units_before : what became of the units of the one before."""

    key: str
    title: Spoken
    opens_on: date
    closes_on: date
    smallest_group: int = 10
    background_node_minimum: int = 50
    results_are_public: bool = False
    public_use_records: bool = False
    units_before: UnitsBefore | None = None


@dataclass(frozen=True, eq=False, slots=True)
class PastAnswers:
    """What was asked there and what was answered. `answers.units` index the institution's units."""

    questionnaire: Questionnaire
    answers: Answers
    comments: Sequence[Comment] = ()


def record_past_wave(
    people: Session,
    vault: Session,
    config: Config,
    institution: Institution,
    past: PastWave,
    given: PastAnswers,
    *,
    programme: Programme | None = None,
    parent: Wave | None = None,
) -> Wave:
    """The wave is counted afterwards: its terms are signed and its counts are in the vault; no row is kept.

    No credential was spent and no ballot was sealed, and the manifest says so by naming no pool and no
    trustee. With a parent it is a pulse of that wave, and asked the questionnaire of that pulse. Raises
    WaveExists.
    """
    questionnaire = given.questionnaire
    reference = f"{institution.code}.{past.key}"
    with people.no_autoflush:
        # Nothing is written before all is counted: counting takes its time, and whoever writes bars others.
        if people.query(Wave).filter_by(reference=reference).first() is not None:
            raise WaveExists(reference)
        manifest = _manifest(reference, institution, programme, past, questionnaire, parent)
        signing_key = manifests.signing_key(config.signing_key)
        counted = _counted(given, manifest, manifests.sign(manifest, signing_key).fingerprint)
    _forget_cut_off(vault, reference)
    signed = publication.publish(vault, manifest, signing_key)
    wave = Wave(
        institution_id=institution.id,
        programme_id=programme.id if programme else None,
        key=past.key,
        reference=reference,
        title_ko=past.title["ko"],
        title_en=past.title["en"],
        questionnaire_key=questionnaire.key,
        questionnaire_version=questionnaire.version,
        opens_on=past.opens_on,
        closes_on=past.closes_on,
        smallest_group=past.smallest_group,
        results_are_public=past.results_are_public,
        state=WaveState.COUNTED,
        fingerprint=signed.fingerprint,
        is_imported=True,
        made_at=datetime.now(UTC),
    )
    if parent is not None:
        wave.pulse = Pulse(parent=parent, items=list(questionnaire.item_ids))
    people.add(wave)
    people.flush()
    record_terms(people, config, reference, signed.fingerprint)
    vault_services.store_import(vault, reference, counted)
    return wave


def is_past_wave_of(people: Session, vault: Session, reference: str, given: PastAnswers) -> bool:
    """Whether the wave of that reference is a survey done elsewhere with these very answers.

    They are counted again by the terms of the wave: the same answers give the same counts.
    """
    wave = people.scalars(select(Wave).where(Wave.reference == reference)).first()
    if wave is None or not wave.is_imported:
        return False
    signed, manifest = publication.read_signed(vault, reference), publication.read(vault, reference)
    return vault_services.holds(vault, reference, _counted(given, manifest, signed.fingerprint))


def _counted(given: PastAnswers, manifest: Manifest, fingerprint: str) -> CountedBallots:
    return count_import(given.answers, given.comments, manifest, fingerprint, given.questionnaire)


def _forget_cut_off(vault: Session, reference: str) -> None:
    """Nothing is left of an earlier try that was killed when only the vault had kept it."""
    try:
        terms = publication.read(vault, reference)
    except publication.ManifestIsUnknown:
        return
    # No pool: nobody could have answered it here, so nobody's ballot or receipt is among what goes.
    if not terms.pools:
        vault_services.forget_import(vault, reference)
        publication.withdraw(vault, reference)


def _manifest(
    reference: str,
    institution: Institution,
    programme: Programme | None,
    past: PastWave,
    questionnaire: Questionnaire,
    parent: Wave | None,
) -> Manifest:
    pulse = PulseTerms(parent.reference, tuple(questionnaire.item_ids)) if parent is not None else None
    return Manifest(
        format=FORMAT,
        wave=reference,
        institution=institution.code,
        institution_name=institution.names,
        title=past.title,
        programme=programme.key if programme else None,
        questionnaire=QuestionnaireTerms(
            questionnaire.key, questionnaire.version, questionnaire.content_hash, pulse=pulse
        ),
        opens_on=past.opens_on.isoformat(),
        closes_on=past.closes_on.isoformat(),
        units=tuple(
            UnitTerms(unit.code, unit.names, unit.parent_code, unit.headcount) for unit in institution.units
        ),
        pools=(),
        sealing=NO_SEALING,
        policy=PolicyTerms(
            smallest_group=past.smallest_group,
            background_node_minimum=past.background_node_minimum,
            results_are_public=past.results_are_public,
            public_use_records=past.public_use_records,
        ),
        contact=institution.contact,
        is_fictional=institution.is_fictional,
        units_before=past.units_before or msgspec.UNSET,
    )
