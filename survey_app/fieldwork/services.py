"""Opens a wave and closes it: keys made, terms signed and published, people invited; and the end of it."""

from collections.abc import Mapping
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Config
from survey_app.diagnosis import terms
from survey_app.diagnosis.models import Wave, WaveState
from survey_app.diagnosis.planning import units_of_wave
from survey_app.diagnosis.stations import mark_closed, mark_open
from survey_app.diagnosis.waves import questionnaire_of_wave
from survey_app.fieldwork.readiness import UNREADY, require_ready
from survey_app.ground import days, db
from survey_app.ground.jobs import JobFailed, Progress, start, tell_without_stopping
from survey_app.ground.settings import current_config
from survey_app.invitations.ending import end_invitations
from survey_app.invitations.errors import TooFewInvited
from survey_app.invitations.inviting import Recipient, invite_recipients
from survey_app.invitations.participation import count_participation, issued_credentials
from survey_app.invitations.pools import destroy_pool_keys, make_pools, public_keys_of_pools
from survey_app.log import recording
from survey_app.log.services import LogIsOfAnotherKey, terms_of_log
from survey_app.manifest import ceremonies as published_ceremonies
from survey_app.manifest import documents as manifests
from survey_app.manifest import kept_shares, publication
from survey_app.manifest.documents import (
    Closing,
    ExtensionTerms,
    Manifest,
    PoolTerms,
    SealingTerms,
    UnitTerms,
)
from survey_app.manifest.relaying import relay_terms
from survey_app.reorganisation.services import units_before
from survey_app.trail.audit import record
from survey_app.trustees.ceremonies import ceremony_of
from survey_app.trustees.sealing import make_sealing_kept_here, size_of_ballots

OPEN, CLOSE, FORGET_ORDER, ANSWER = "open_wave", "close_wave", "forget_order", "answer_rehearsal"


def open_wave(progress: Progress, *, wave: str, actor: str) -> Mapping[str, Any]:
    """The wave is open under signed terms, and everybody with an address is invited. Safe to repeat.

    Keys are stored first, the terms published second, the wave marked last: wherever the work is
    interrupted, doing it again ends in the same place.
    """
    databases, config = db.databases(), current_config()
    if not _is_published(wave):
        progress(0, 3, "keys")
        with db.work(databases.people) as people:
            found = _wave(people, wave)
            manifest = _frozen_terms(people, found, config)
            ceremony = ceremony_of(people, found)
        progress(1, 3, "publish")
        with db.work(databases.vault) as vault:
            publication.publish(vault, manifest, manifests.signing_key(config.signing_key))
            if ceremony is not None:
                # What gives trustees their shares, with their files, lies beside the terms from now on.
                published_ceremonies.publish(vault, wave, ceremony.record)
    # The terms are published: from here on the wave opens, whoever asked to stop.
    tell_without_stopping(progress, 2, 3, "invite")
    with db.look(databases.vault) as vault:
        signed = publication.read_signed(vault, wave)
        published = publication.read(vault, wave)
    with db.work(databases.people) as people:
        found = _wave(people, wave)
        if found.state == WaveState.PLANNED:
            _require_keys(people, found, published)
            mark_open(found, signed.fingerprint)
            invited = _invite_known_addresses(people, found, published, config)
            count_participation(people, found.id, published.policy.smallest_group)
            details = {"fingerprint": signed.fingerprint, "invited_by_mail": invited}
            record(people, actor, "open_wave", f"wave:{wave}", details)
            # No letter is written before the terms stand in the public log, which takes this same commit.
            recording.record_terms(people, config, wave, signed.fingerprint)
            if found.rehearsal is not None:
                # The invented people come by themselves; their room is above and known by its work's name.
                start(people, ANSWER, f"wave:{wave}", None, wave=wave)
    tell_without_stopping(progress, 3, 3)
    return {"fingerprint": signed.fingerprint}


def close_wave(progress: Progress, *, wave: str, actor: str) -> Mapping[str, Any]:
    """No credential is issued and no answer taken any more; participation is final. Safe to repeat."""
    databases, config = db.databases(), current_config()
    progress(0, 2, "end_keys")
    with db.work(databases.people) as people:
        found = _wave(people, wave)
        if found.state == WaveState.OPEN:
            # Marked first: what would be issued from here on is refused and not counted.
            mark_closed(found)
            people.flush()
            issued = end_invitations(people, found.id, found.smallest_group)
            record(people, actor, "close_wave", f"wave:{wave}", {"credentials": issued})
        elif found.state == WaveState.PLANNED:
            raise JobFailed("not_open")
        destroy_pool_keys(people, found.id)
        issued = issued_credentials(people, found.id)
    # The keys are gone: from here on the wave closes, whoever asked to stop.
    tell_without_stopping(progress, 1, 2, "publish_closing")
    closing = Closing(manifests.FORMAT, wave, days.today().isoformat(), issued)
    with db.work(databases.vault) as vault:
        publication.publish_closing(vault, closing, manifests.signing_key(config.signing_key))
    with db.look(databases.vault) as vault:
        published = publication.read_closing(vault, wave)
    with db.work(databases.people) as people:
        recording.record_closing(people, config, published or closing)
        # The vault's own work, known by its name only: this room never reaches the vault.
        start(people, FORGET_ORDER, f"wave:{wave}", None)
    tell_without_stopping(progress, 2, 2)
    return {"credentials": issued}


def _frozen_terms(people: Session, wave: Wave, config: Config) -> Manifest:
    try:
        require_ready(people, wave, config, days.today())
    except UNREADY as unready:
        raise JobFailed(type(unready).__name__) from unready
    units, policy = terms.unit_terms(wave), terms.policy_terms(wave)
    try:
        pools = make_pools(people, wave.id, units, policy.smallest_pool, config.secret_key)
    except TooFewInvited as few:
        raise JobFailed(type(few).__name__) from few
    sealing = _sealing(people, wave, units, config)
    try:
        log = terms_of_log(people, config)
    except LogIsOfAnotherKey as other:
        raise JobFailed(type(other).__name__) from other
    manifest = _manifest(wave, units, pools, sealing, config)
    before = units_before(people, wave) or msgspec.UNSET
    return msgspec.structs.replace(manifest, log=log, units_before=before)


def _require_keys(people: Session, wave: Wave, published: Manifest) -> None:
    """The keys that the signed terms name lie here, or nobody could answer and no answer be opened.

    They do unless the people database was put back to a day before the terms were published.
    """
    pools = {pool.key: pool.spki for pool in published.pools}
    is_sealed_for_nobody = published.sealing.is_kept_by_platform and not kept_shares.is_kept(
        people, published
    )
    if is_sealed_for_nobody or public_keys_of_pools(people, wave.id) != pools:
        raise JobFailed("KeysAreGone")


def _sealing(people: Session, wave: Wave, units: tuple[UnitTerms, ...], config: Config) -> SealingTerms:
    size = size_of_ballots(questionnaire_of_wave(wave, config), units)
    if wave.sealing:
        # The trustees' key was made while the plan could still change, so the size is put in now.
        return msgspec.structs.replace(msgspec.json.decode(wave.sealing, type=SealingTerms), padded_size=size)
    return make_sealing_kept_here(people, config, wave.reference, size)


def _manifest(
    wave: Wave,
    units: tuple[UnitTerms, ...],
    pools: tuple[PoolTerms, ...],
    sealing: SealingTerms,
    config: Config,
) -> Manifest:
    institution = wave.institution
    return Manifest(
        format=manifests.FORMAT,
        wave=wave.reference,
        institution=institution.code,
        institution_name=institution.names,
        title=wave.titles,
        programme=wave.programme.key if wave.programme else None,
        questionnaire=terms.questionnaire_terms(wave, config),
        opens_on=wave.opens_on.isoformat(),
        closes_on=wave.closes_on.isoformat(),
        units=units,
        pools=pools,
        sealing=sealing,
        policy=terms.policy_terms(wave),
        contact=institution.contact,
        is_fictional=institution.is_fictional,
        relay=relay_terms(config, wave.opens_on) or msgspec.UNSET,
        rehearsal=terms.rehearsal_terms(wave) or msgspec.UNSET,
        extension=msgspec.UNSET if wave.latest_day is None else ExtensionTerms(wave.latest_day),
    )


def _invite_known_addresses(people: Session, wave: Wave, manifest: Manifest, config: Config) -> int:
    recipients = [
        Recipient(unit.code, address.email) for unit in units_of_wave(wave) for address in unit.addresses
    ]
    return invite_recipients(people, wave.id, manifest.units, recipients, config.secret_key)


def _is_published(reference: str) -> bool:
    with db.look(db.databases().vault) as vault:
        return publication.is_published(vault, reference)


def _wave(people: Session, reference: str) -> Wave:
    return people.scalars(select(Wave).where(Wave.reference == reference)).one()
