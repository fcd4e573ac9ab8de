"""An open wave of the demonstration, with links of its own, so that anybody can answer and see it counted."""

from datetime import timedelta

from sqlalchemy import select

from config import Config
from survey_app import days, db, jobs
from survey_app import manifest as manifests
from survey_app.demonstration.cast import TRIAL_INSTITUTION
from survey_app.diagnosis import services as diagnosis
from survey_app.diagnosis.models import Wave
from survey_app.institutions.models import Institution
from survey_app.invitations import services as invitations
from survey_app.invitations.models import Channel

KEY = "try"
OPEN = "open_wave"
DAYS = 60
LINKS_PER_UNIT = 2


def open_trial(config: Config, questionnaire: tuple[str, str]) -> None:
    """A wave is open afterwards and two people of each unit have a link. To be called in an app's context."""
    databases = db.databases()
    today = days.today()
    with db.work(databases.people) as people:
        institution = people.scalars(select(Institution).where(Institution.code == TRIAL_INSTITUTION)).one()
        basics = diagnosis.Basics("응답 체험", "Try answering", *questionnaire)
        wave = diagnosis.plan_wave(
            people, institution, basics, key=KEY, opens_on=today, closes_on=today + timedelta(days=DAYS)
        )
        diagnosis.update_units(wave, [unit.code for unit in institution.units])
        diagnosis.update_dates(wave, today, today + timedelta(days=DAYS), 7, today)
        diagnosis.update_letters(wave, wave.letter_ko, wave.letter_en)
        diagnosis.update_policy(wave, smallest_group=10, asks_comments=True, results_are_public=True)
        reference = wave.reference
    with db.work(databases.people) as people:
        jobs.start(people, OPEN, f"wave:{reference}", None, wave=reference, actor="system")
    with db.work(databases.people) as people, db.work(databases.vault) as vault:
        wave = people.scalars(select(Wave).where(Wave.reference == reference)).one()
        units = manifests.read(vault, reference).units
        counts = {unit.code: LINKS_PER_UNIT for unit in units if unit.headcount >= LINKS_PER_UNIT}
        invitations.invite_by_code(people, wave.id, units, Channel.LINK, counts, config.secret_key)


def links(config: Config) -> tuple[str, ...]:
    """The links of the open wave; empty when there is none."""
    with db.work(db.databases().people) as people:
        reference = f"{TRIAL_INSTITUTION}.{KEY}"
        wave = people.scalars(select(Wave).where(Wave.reference == reference)).first()
        if wave is None or not wave.is_open or wave.fingerprint is None:
            return ()
        maker = invitations.LinkMaker(config.base_url, reference, wave.fingerprint)
        made = invitations.codes(people, wave.id, Channel.LINK, maker, config.secret_key)
        return tuple(code.link for code in made)
