"""An open wave of the demonstration, with links of its own, so that anybody can answer and see it counted.

Most of its people have answered already, so that closing it and opening its ballots gives results.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Config
from questionnaires.model import Questionnaire
from survey_app.demonstration.cast import INSTITUTIONS, TRIAL_INSTITUTION, TRIAL_KEY, units_of
from survey_app.demonstration.opinions import YEARS, answers_of, comments_of
from survey_app.diagnosis.models import Wave
from survey_app.diagnosis.planning import (
    Basics,
    plan_wave,
    update_dates,
    update_letters,
    update_policy,
    update_units,
)
from survey_app.ground import days, db, jobs
from survey_app.institutions.models import Institution
from survey_app.invitations import inviting
from survey_app.invitations.inviting import LinkMaker, invite_by_code, places_left
from survey_app.invitations.models import Channel
from survey_app.invitations.participation import count_participation
from survey_app.manifest import publication
from survey_app.rehearsal import respondents

OPEN = "open_wave"
DAYS = 60
LINKS_PER_UNIT = 2
SEEN_AS = YEARS[-1] + 1
"""The year whose opinions its people hold: later than all that is released."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """Those who are to answer an open wave: the codes of their slips by unit."""

    wave: str
    codes: Mapping[str, tuple[str, ...]]


def open_trial(config: Config, questionnaire: tuple[str, str]) -> Crowd:
    """A wave is open afterwards: two people of each unit have a link, the others drew a slip.

    To be called in an app's context.
    """
    databases = db.databases()
    today = days.today()
    with db.work(databases.people) as people:
        institution = people.scalars(select(Institution).where(Institution.code == TRIAL_INSTITUTION)).one()
        basics = Basics("응답 체험", "Try answering", *questionnaire)
        wave = plan_wave(
            people, institution, basics, key=TRIAL_KEY, opens_on=today, closes_on=today + timedelta(days=DAYS)
        )
        update_units(wave, [unit.code for unit in institution.units])
        update_dates(wave, today, today + timedelta(days=DAYS), [today + timedelta(days=7)], today)
        update_letters(wave, wave.letter_ko, wave.letter_en)
        update_policy(wave, smallest_group=10, asks_comments=True, results_are_public=True)
        reference = wave.reference
    with db.work(databases.people) as people:
        jobs.start(people, OPEN, f"wave:{reference}", None, wave=reference, actor="system")
    with db.work(databases.people) as people, db.look(databases.vault) as vault:
        wave = people.scalars(select(Wave).where(Wave.reference == reference)).one()
        units = publication.read(vault, reference).units
        links = {unit.code: LINKS_PER_UNIT for unit in units if unit.headcount >= LINKS_PER_UNIT}
        invite_by_code(people, wave.id, units, Channel.LINK, links, config.secret_key)
        left = places_left(people, wave.id, units)
        invite_by_code(people, wave.id, units, Channel.SLIP, left, config.secret_key)
        slips = inviting.codes(people, wave.id, Channel.SLIP, _links_of(wave, config), config.secret_key)
        codes = {unit: tuple(slip.code for slip in slips if slip.unit_code == unit) for unit in left}
        return Crowd(reference, codes)


def answer(app: Flask, crowd: Crowd, questionnaire: Questionnaire) -> None:
    """The crowd has answered, as far as its opinions go. To be called outside an app's context."""
    cast = next(one for one in INSTITUTIONS if one.code == TRIAL_INSTITUTION)
    units = [unit.code for unit in units_of(cast)]
    answers = answers_of(cast, SEEN_AS, questionnaire)
    comments = comments_of(cast, SEEN_AS, answers.respondents)
    ballots = respondents.ballots_of(questionnaire, answers, units, comments)
    respondents.answer_wave(app, crowd.wave, ballots, crowd.codes)


def count(people: Session, crowd: Crowd) -> None:
    """The crowd's participation is on show, as the worker's timer would count it within the hour."""
    wave = people.scalars(select(Wave).where(Wave.reference == crowd.wave)).one()
    count_participation(people, wave.id, wave.smallest_group)


def _links_of(wave: Wave, config: Config) -> LinkMaker:
    return LinkMaker(config.base_url, wave.reference, wave.fingerprint or "")
