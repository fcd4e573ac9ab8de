"""Loads the demonstration: institutions, accounts, two waves each, their releases and the benchmark."""

from collections.abc import Callable, Sequence
from datetime import date

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Config
from questionnaires.languages import Spoken
from questionnaires.loader import published
from questionnaires.model import Questionnaire
from survey_app.accounts import passwords
from survey_app.accounts import services as accounts
from survey_app.demonstration import trial
from survey_app.demonstration.cast import (
    INSTITUTIONS,
    KEEP_PROMISES,
    PULSE_INSTITUTION,
    CastInstitution,
    units_of,
)
from survey_app.demonstration.contents import PASSWORD, trial_wave
from survey_app.demonstration.opinions import YEARS, answers_of, comments_of
from survey_app.demonstration.practices import publish_examples
from survey_app.demonstration.promises import promise
from survey_app.demonstration.pulse import ask_again, is_asked_again
from survey_app.diagnosis.models import WaveState
from survey_app.diagnosis.programme import Programme
from survey_app.door.access import Role
from survey_app.ground import db
from survey_app.institutions.models import Institution, Unit
from survey_app.protocol.ballot import Comment
from survey_app.releases import services as releases
from survey_app.releases.past import PastAnswers, PastWave, record_past_wave

QUESTIONNAIRE = ("public-culture", "2026.1")
YEAR_OF_PUBLIC_USE = YEARS[0]
"""Of the two programmes the first says that masked answers may be published, the second that none is kept."""
Tell = Callable[[str], None]


def load(app: Flask, config: Config, tell: Tell, cast: Sequence[CastInstitution] = INSTITUTIONS) -> None:
    """The demonstration stands afterwards; where an earlier loading was broken off, it goes on."""
    questionnaire = published(*QUESTIONNAIRE)
    crowd = None
    with app.app_context():
        databases = db.databases()
        with db.work(databases.people) as people, db.work(databases.vault) as vault:
            if people.scalars(select(Institution)).first() is None:
                _record(people, vault, config, tell, cast, questionnaire)
        for year in YEARS:
            with db.work(databases.people) as people, db.look(databases.vault) as vault:
                _release(people, vault, config, tell, year)
        with db.work(databases.people) as people, db.work(databases.vault) as vault:
            if PULSE_INSTITUTION in {one.code for one in cast} and not is_asked_again(people):
                tell("A pulse: five items asked again")
                ask_again(people, vault, config, questionnaire)
        with db.work(databases.people) as people:
            is_tried = trial_wave(people) is not None
        if not is_tried:
            tell("An open wave to try, which some have answered already")
            crowd = trial.open_trial(config, QUESTIONNAIRE)
    if crowd:
        trial.answer(app, crowd, questionnaire)
        with app.app_context(), db.work(db.databases().people) as people:
            trial.count(people, crowd)


def _record(
    people: Session,
    vault: Session,
    config: Config,
    tell: Tell,
    cast: Sequence[CastInstitution],
    questionnaire: Questionnaire,
) -> None:
    tell("Institutions, accounts and programmes")
    institutions = {one.code: add_cast(people, one) for one in cast}
    programmes = {year: _programme(people, year, questionnaire) for year in YEARS}
    _accounts(people, institutions)
    publish_examples(people)
    people.flush()
    for year in YEARS:
        tell(f"Answers of {year}")
        for one in cast:
            _wave(
                people,
                vault,
                config,
                institutions[one.code],
                one,
                year,
                programme=programmes[year],
                questionnaire=questionnaire,
            )


def _release(people: Session, vault: Session, config: Config, tell: Tell, year: int) -> None:
    programme = people.scalars(select(Programme).where(Programme.key == str(year))).one()
    waiting = [wave for wave in releases.counted_waves(people, programme) if wave.state != WaveState.RELEASED]
    if not waiting:
        return
    tell(f"Benchmark and releases of {year}")
    releases.make_benchmark(people, vault, programme, config)
    for wave in waiting:
        releases.make_release(people, vault, wave, config)


def add_cast(people: Session, cast: CastInstitution) -> Institution:
    """An institution of the demonstration stands in the database afterwards, with its units."""
    institution = Institution(
        code=cast.code,
        name_ko=cast.ko,
        name_en=cast.en,
        kind=cast.kind,
        contact=f"culture@{cast.code}.example",
        is_fictional=True,
    )
    institution.units = [
        Unit(
            code=unit.code,
            name_ko=unit.ko,
            name_en=unit.en,
            parent_code=unit.parent,
            headcount=unit.headcount,
            position=position,
        )
        for position, unit in enumerate(units_of(cast))
    ]
    people.add(institution)
    people.flush()
    return institution


def _programme(people: Session, year: int, questionnaire: Questionnaire) -> Programme:
    programme = Programme(
        key=str(year),
        name_ko=f"{year}년 조직문화 진단",
        name_en=f"Organisational culture {year}",
        questionnaire_key=questionnaire.key,
        questionnaire_version=questionnaire.version,
        position=year,
        allows_public_use=year == YEAR_OF_PUBLIC_USE,
    )
    people.add(programme)
    people.flush()
    return programme


def _accounts(people: Session, institutions: dict[str, Institution]) -> None:
    # A hash is slow by design, and everybody of the demonstration has the password that it prints.
    one_hash = passwords.make_hash(PASSWORD)
    for email, name, role in (
        ("operator@gyeol.example", "전산 담당", Role.OPERATOR),
        ("analyst@mois.example", "행안부 분석가", Role.ANALYST),
    ):
        accounts.create_account(
            people,
            "system",
            email=email,
            name=name,
            role=role,
            password=PASSWORD,
            password_hash=one_hash,
        )
    # Whoever tries the demonstration signs in with the line that it printed, and nothing else.
    accounts.set_rules(people, "system", needs_second_factor=False)
    for code, institution in institutions.items():
        accounts.create_account(
            people,
            "system",
            email=f"hr@{code}.example",
            name=f"{institution.name_ko} 담당자",
            role=Role.HR,
            institution=institution,
            password=PASSWORD,
            password_hash=one_hash,
        )


def _wave(
    people: Session,
    vault: Session,
    config: Config,
    institution: Institution,
    cast: CastInstitution,
    year: int,
    *,
    programme: Programme,
    questionnaire: Questionnaire,
) -> None:
    answers = answers_of(cast, year, questionnaire)
    past = PastWave(
        key=str(year),
        title=Spoken(ko=f"{year}년 조직문화 진단", en=f"Organisational culture {year}"),
        opens_on=date(year, 5, 11),
        closes_on=date(year, 5, 29),
        results_are_public=cast.code in KEEP_PROMISES,
        public_use_records=year == YEAR_OF_PUBLIC_USE,
    )
    comments = [Comment(question, text) for question, text in comments_of(cast, year, answers.respondents)]
    given = PastAnswers(questionnaire, answers, comments)
    wave = record_past_wave(people, vault, config, institution, past, given, programme=programme)
    if cast.code in KEEP_PROMISES:
        promise(people, wave, year)
