"""The long work of this room: invented people answer a rehearsal, and a rehearsal is deleted."""

from collections.abc import Mapping
from contextvars import Context
from typing import Any

from flask import current_app
from sqlalchemy import select

from survey_app.diagnosis.models import Rehearsal, Wave
from survey_app.fieldwork.services import ANSWER
from survey_app.ground import days, db
from survey_app.ground.jobs import JobFailed, Progress, job, tell_without_stopping
from survey_app.ground.settings import current_config
from survey_app.institutions.services import get_institution
from survey_app.manifest import publication
from survey_app.manifest.asked import questionnaire_of
from survey_app.protocol.errors import ServerRefused, TermsAreNotWitnessed
from survey_app.rehearsal import deleting
from survey_app.rehearsal.deleting import WorkIsUnderWay
from survey_app.rehearsal.invented import ballots_of_invented
from survey_app.rehearsal.respondents import answer_wave
from survey_app.rehearsal.services import find_rehearsal, invite_invented
from survey_app.trail.audit import record
from survey_app.vault.errors import WaveIsNoRehearsal
from survey_app.vault.rehearsals import forget_rehearsal
from survey_app.vault.shuffling import compact

DELETE, CLOSED = "delete_rehearsal", "closed"


@job(ANSWER)
def answer_rehearsal(progress: Progress, *, wave: str) -> Mapping[str, Any]:
    """Every invented person has answered, by credential and sealed ballot as staff do. Safe to repeat.

    Whoever was given a credential when the work was cut off has lost it, like somebody whose browser dies.
    """
    databases, config = db.databases(), current_config()
    with db.look(databases.vault) as vault:
        manifest = publication.read(vault, wave)
    with db.work(databases.people) as people:
        rehearsal = people.scalars(select(Rehearsal).join(Wave).where(Wave.reference == wave)).one()
        if not rehearsal.wave.takes_answers(days.today()):
            raise JobFailed("WaveIsNotOpen")
        codes = invite_invented(people, rehearsal, manifest.units, config)
        answering, everybody = dict(rehearsal.answering), rehearsal.people
    asked = questionnaire_of(manifest.questionnaire, config)
    ballots = ballots_of_invented(asked, answering, wave, manifest.policy.asks_comments)
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - as Flask has it

    def tell(answered: int) -> None:
        progress(answered, everybody)

    try:
        # In a context of their own, as on a served site: nothing of this work is known to their requests.
        Context().run(answer_wave, app, wave, ballots, codes, tell)
    except TermsAreNotWitnessed as unseen:
        raise JobFailed("not_witnessed_yet") from unseen
    except ServerRefused as refused:
        if refused.code != CLOSED:  # those who came after the close are as late as staff would be
            raise
    tell_without_stopping(progress, everybody, everybody)
    return {"answered": everybody}


@job(DELETE)
def delete_rehearsal(progress: Progress, *, institution: str, actor: str) -> Mapping[str, Any]:
    """Nothing of the institution's rehearsal is left but its lines in the trail and the public log.

    Safe to repeat. The vault first: where the work is cut off the people's side still knows what to delete.
    """
    databases, config = db.databases(), current_config()
    with db.work(databases.people) as people:
        found = find_rehearsal(people, get_institution(people, institution))
        if found is None:
            return {}
        reference = found.wave.reference
        try:
            deleting.require_idle(people, reference)
        except WorkIsUnderWay as busy:
            raise JobFailed("work_is_under_way") from busy
    progress(0, 3, "delete_ballots")
    try:
        with db.work(databases.vault) as vault:
            forget_rehearsal(vault, reference)
    except WaveIsNoRehearsal as earnest:
        raise JobFailed("not_a_rehearsal") from earnest
    compact(databases.vault)  # nor in the free pages of its file
    # Half of it is gone: from here on the rest goes, too, whoever asked to stop.
    tell_without_stopping(progress, 1, 3, "delete_files")
    deleting.delete_files(config, reference)
    tell_without_stopping(progress, 2, 3, "delete_rest")
    with db.work(databases.people) as people:
        found = find_rehearsal(people, get_institution(people, institution))
        if found is not None:
            deleting.delete_from_people(people, found)
            record(people, actor, "delete_rehearsal", f"wave:{reference}")
    tell_without_stopping(progress, 3, 3)
    return {}
