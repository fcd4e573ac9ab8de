"""Loads the demonstration: institutions, accounts, two waves each, their releases and the benchmark."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.answers import Answers
from analysis.simulation import Parameters, simulate_institution
from config import Config
from questionnaires.loader import published
from questionnaires.model import Questionnaire
from survey_app import db
from survey_app.access import Role
from survey_app.accounts import services as accounts
from survey_app.accounts.models import Account
from survey_app.demonstration import trial
from survey_app.demonstration.cast import COMMENTS_KO, INSTITUTIONS, CastInstitution, units_of
from survey_app.diagnosis.models import Programme, Wave, WaveState
from survey_app.institutions.models import Institution, Unit
from survey_app.manifest import Named
from survey_app.releases import services as releases
from survey_app.releases.past import PastWave, record_past_wave
from survey_app.vault.services import Comment

SEED = 20240611
PASSWORD = "gyeol-demo-2026"  # noqa: S105 - printed for everybody; the demonstration protects nothing
QUESTIONNAIRE = ("public-culture", "2026.1")
YEARS = (2025, 2026)
RESPONDENTS_PER_COMMENT = 3
CLASS_SHARES = {
    "grade": (0.10, 0.28, 0.26, 0.20, 0.11, 0.05),
    "tenure": (0.20, 0.14, 0.22, 0.26, 0.18),
    "age": (0.20, 0.33, 0.29, 0.18),
    "gender": (0.49, 0.51),
    "job_series": (0.58, 0.24, 0.08, 0.10),
}
CLASS_EFFECTS = {
    "grade": {"contract": {"": -0.1}, "grade_8_9": {"": -0.2}, "grade_5": {"": 0.2}, "grade_4_up": {"": 0.5}},
    "tenure": {"under_3": {"": 0.15}, "from_5_to_10": {"": -0.15}},
    "age": {"under_30": {"customs": -0.35, "communication": -0.2}},
    "gender": {"women": {"rights_ethics": -0.15, "work_life": -0.1}},
}
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What the demonstration holds: its released waves, oldest first, and the links of the open one."""

    institutions: tuple[tuple[str, str], ...]
    accounts: tuple[tuple[str, str], ...]
    waves: tuple[tuple[str, str, str], ...]
    links: tuple[str, ...]


class InstallationHoldsRealData(Exception):
    """Institutions that are not fictional are here; the demonstration does not mix with them."""


def load(app: Flask, config: Config, say: Say, cast: Sequence[CastInstitution] = INSTITUTIONS) -> Loaded:
    """The demonstration stands afterwards. What is there already is left as it is."""
    with app.app_context():
        databases = db.databases()
        with db.work(databases.people) as people:
            if people.scalars(select(Institution).where(Institution.is_fictional.is_(False))).first():
                raise InstallationHoldsRealData
            is_loaded = people.scalars(select(Institution)).first() is not None
        if not is_loaded:
            _load_everything(databases, config, say, cast)
            say("An open wave to try")
            trial.open_trial(config, QUESTIONNAIRE)
        with db.work(databases.people) as people:
            return _loaded(people, trial.links(config))


def _load_everything(
    databases: db.Databases, config: Config, say: Say, cast: Sequence[CastInstitution]
) -> None:
    questionnaire = published(*QUESTIONNAIRE)
    with db.work(databases.people) as people, db.work(databases.vault) as vault:
        say("Institutions, accounts and programmes")
        institutions = {one.code: _institution(people, one) for one in cast}
        programmes = {year: _programme(people, year, questionnaire) for year in YEARS}
        _accounts(people, institutions)
        people.flush()
        for year in YEARS:
            say(f"Answers of {year}")
            for one in cast:
                _wave(
                    people, vault, config, institutions[one.code], programmes[year], one, year, questionnaire
                )
    for year in YEARS:
        say(f"Benchmark and releases of {year}")
        with db.work(databases.people) as people, db.work(databases.vault) as vault:
            programme = people.scalars(select(Programme).where(Programme.key == str(year))).one()
            releases.make_benchmark(people, vault, programme, config)
            for wave in releases.opened_waves(people, programme):
                releases.make_release(people, vault, wave, config)


def _institution(people: Session, cast: CastInstitution) -> Institution:
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
    )
    people.add(programme)
    people.flush()
    return programme


def _accounts(people: Session, institutions: dict[str, Institution]) -> None:
    for email, name, role in (
        ("operator@gyeol.example", "전산 담당", Role.OPERATOR),
        ("analyst@mois.example", "행안부 분석가", Role.ANALYST),
    ):
        accounts.create_account(people, "system", email=email, name=name, role=role, password=PASSWORD)
    for code, institution in institutions.items():
        accounts.create_account(
            people,
            "system",
            email=f"hr@{code}.example",
            name=f"{institution.name_ko} 담당자",
            role=Role.HR,
            institution=institution,
            password=PASSWORD,
        )


def _wave(
    people: Session,
    vault: Session,
    config: Config,
    institution: Institution,
    programme: Programme,
    cast: CastInstitution,
    year: int,
    questionnaire: Questionnaire,
) -> None:
    answers = _answers(cast, year, questionnaire)
    number = INSTITUTIONS.index(cast)
    past = PastWave(
        key=str(year),
        title=Named(f"{year}년 조직문화 진단", f"Organisational culture {year}"),
        opens_on=date(year, 5, 11),
        closes_on=date(year, 5, 29),
    )
    draw = random.Random(SEED + number + year)  # noqa: S311 - a fixed draw of invented comments
    chosen = draw.choices(COMMENTS_KO, k=answers.respondents // RESPONDENTS_PER_COMMENT)
    comments = [Comment(question, text) for question, text in chosen]
    record_past_wave(people, vault, config, institution, programme, past, questionnaire, answers, comments)


def _answers(cast: CastInstitution, year: int, questionnaire: Questionnaire) -> Answers:
    number = INSTITUTIONS.index(cast)
    units = units_of(cast)
    is_latest = year == YEARS[-1]
    level = cast.level if is_latest else cast.before
    parameters = Parameters(
        loading=0.72,
        unit_sd=cast.unit_sd,
        institution_effects={
            area.key: level + (cast.areas.get(area.key, 0.0) if is_latest else 0.0)
            for area in questionnaire.areas
        },
        unit_effects={
            position: {area.key: effect for area in questionnaire.areas}
            for position, unit in enumerate(units)
            for bureau, effect in cast.split.items()
            if unit.code.startswith(bureau)
        },
        class_shares=CLASS_SHARES,
        class_effects=CLASS_EFFECTS,
        response_rate=0.74 - 0.02 * (number % 6),
        response_slope=0.1,
    )
    answers, _ = simulate_institution(
        questionnaire, [unit.headcount for unit in units], parameters, seed=SEED + 100 * number + year
    )
    return answers


def _loaded(people: Session, links: tuple[str, ...]) -> Loaded:
    waves = people.scalars(
        select(Wave).where(Wave.state == WaveState.RELEASED).order_by(Wave.opens_on, Wave.reference)
    ).all()
    return Loaded(
        institutions=tuple(
            (found.code, found.name_ko)
            for found in people.scalars(select(Institution).order_by(Institution.id))
        ),
        accounts=tuple(
            (found.email, found.role) for found in people.scalars(select(Account).order_by(Account.id))
        ),
        waves=tuple((wave.institution.code, wave.key, wave.state) for wave in waves),
        links=links,
    )
