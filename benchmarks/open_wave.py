"""Sets up an institution with an open wave and codes to take part with, as benchmarks and tests need them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import msgspec
from sqlalchemy.orm import Session

from config import Config
from questionnaires.languages import Spoken
from questionnaires.loader import published
from questionnaires.model import Questionnaire
from survey_app.diagnosis.models import Wave, WaveState
from survey_app.ground import db
from survey_app.institutions.models import Institution, Unit
from survey_app.invitations import inviting
from survey_app.invitations.ending import end_invitations
from survey_app.invitations.inviting import Code, LinkMaker, invite_by_code
from survey_app.invitations.models import Channel
from survey_app.invitations.pools import make_pools
from survey_app.log.recording import record_terms
from survey_app.log.services import terms_of_log
from survey_app.manifest import ceremonies as published_ceremonies
from survey_app.manifest import documents as manifests
from survey_app.manifest import kept_shares, publication
from survey_app.manifest.documents import (
    FORMAT,
    Closing,
    ExtensionTerms,
    Manifest,
    PolicyTerms,
    QuestionnaireTerms,
    SealingTerms,
    UnitTerms,
)
from survey_app.manifest.relaying import relay_terms
from survey_app.protocol.ceremony import Record
from survey_app.protocol.share_file import Share
from survey_app.trustees.sealing import make_sealing_kept_here, size_of_ballots

QUESTIONNAIRE = ("public-culture", "2026.1")


@dataclass(frozen=True, slots=True)
class OpenWave:
    """A wave that takes answers, and the codes that were handed out for it, by unit."""

    wave_id: int
    manifest: Manifest
    fingerprint: str
    questionnaire: Questionnaire
    codes: tuple[Code, ...]

    @property
    def reference(self) -> str:
        return self.manifest.wave


def open_wave(
    config: Config,
    databases: db.Databases,
    people: Sequence[int],
    sealing: SealingTerms | None = None,
    channel: Channel = Channel.SLIP,
    institution: str = "gaon",
    *,
    ceremony: Record | None = None,
    latest: str | None = None,
) -> OpenWave:
    """An institution with one unit for each number of people, invited by code.

    The platform keeps the key, unless `sealing` or a trustees' `ceremony` says otherwise. With `latest` the
    terms announce that the last day may be put off until then.
    """
    questionnaire = published(*QUESTIONNAIRE)
    units = tuple(
        UnitTerms(f"u{number}", Spoken(ko=f"{number}과", en=f"Division {number}"), None, size)
        for number, size in enumerate(people, 1)
    )
    with db.work(databases.people) as session:
        wave = _store(session, institution, units, questionnaire)
        pools = make_pools(session, wave.id, units, 30, config.secret_key)
        size = size_of_ballots(questionnaire, units)
        if ceremony is not None:
            sealing = published_ceremonies.sealing_of(ceremony, size)
        terms = sealing or make_sealing_kept_here(session, config, wave.reference, size)
        log = terms_of_log(session, config)
    manifest = Manifest(
        format=FORMAT,
        wave=wave.reference,
        institution=institution,
        institution_name=Spoken(ko="가온부", en="Ministry of Gaon"),
        title=Spoken(ko="2026년 조직문화 진단", en="Diagnosis 2026"),
        programme=None,
        questionnaire=QuestionnaireTerms(*QUESTIONNAIRE, questionnaire.content_hash),
        opens_on=wave.opens_on.isoformat(),
        closes_on=wave.closes_on.isoformat(),
        units=units,
        pools=pools,
        sealing=terms,
        policy=PolicyTerms(),
        contact="culture@gaon.example",
        is_fictional=True,
        log=log,
        relay=relay_terms(config, wave.opens_on) or msgspec.UNSET,
        extension=msgspec.UNSET if latest is None else ExtensionTerms(latest),
    )
    with db.work(databases.vault) as session:
        signed = publication.publish(session, manifest, manifests.signing_key(config.signing_key))
        if ceremony is not None:
            published_ceremonies.publish(session, manifest.wave, ceremony)
    with db.work(databases.people) as session:
        found = session.get_one(Wave, wave.id)
        found.state, found.fingerprint = WaveState.OPEN, signed.fingerprint
        found.extends_until = None if latest is None else date.fromisoformat(latest)
        counts = {unit.code: unit.headcount for unit in units}
        invite_by_code(session, wave.id, units, channel, counts, config.secret_key)
        link = LinkMaker(config.base_url, wave.reference, signed.fingerprint)
        record_terms(session, config, wave.reference, signed.fingerprint)
        codes = inviting.codes(session, wave.id, channel, link, config.secret_key)
    return OpenWave(wave.id, manifest, signed.fingerprint, questionnaire, tuple(codes))


def close_wave(config: Config, databases: db.Databases, wave: OpenWave) -> int:
    """The wave takes no more answers; returns how many credentials were issued."""
    with db.work(databases.people) as session:
        session.get_one(Wave, wave.wave_id).state = WaveState.CLOSED
        issued = end_invitations(session, wave.wave_id, wave.manifest.policy.smallest_group)
    today = datetime.now(UTC).date().isoformat()
    with db.work(databases.vault) as session:
        key = manifests.signing_key(config.signing_key)
        publication.publish_closing(session, Closing(FORMAT, wave.reference, today, issued), key)
    return issued


def kept_share(config: Config, databases: db.Databases, wave: OpenWave) -> Share | None:
    """The share that the platform keeps of the wave's opening key, if there is one."""
    with db.work(databases.people) as session:
        return kept_shares.find(session, config, wave.manifest)


def _store(
    session: Session, institution: str, units: Sequence[UnitTerms], questionnaire: Questionnaire
) -> Wave:
    owner = Institution(code=institution, name_ko="가온부", name_en="Ministry of Gaon", kind="central")
    owner.units = [
        Unit(
            code=unit.code,
            name_ko=unit.name["ko"],
            name_en=unit.name["en"],
            parent_code=unit.parent,
            headcount=unit.headcount,
            position=position,
        )
        for position, unit in enumerate(units)
    ]
    today = date.today()  # noqa: DTZ011 - the server compares with Korea's day, which is today or tomorrow
    wave = Wave(
        institution=owner,
        key="2026",
        reference=f"{institution}.2026",
        title_ko="2026년 조직문화 진단",
        title_en="Diagnosis 2026",
        questionnaire_key=questionnaire.key,
        questionnaire_version=questionnaire.version,
        opens_on=today - timedelta(days=1),
        closes_on=today + timedelta(days=14),
        state=WaveState.PLANNED,
        made_at=datetime.now(UTC),
    )
    session.add(wave)
    session.flush()
    return wave
