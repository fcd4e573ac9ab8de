"""Two installations that no network joins: an institution's and the ministry's."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

import config as settings
from analysis.simulation.people_of_waves import simulate_institution
from analysis.simulation.simulation_parameters import Parameters
from questionnaires.languages import Spoken
from questionnaires.loader import published
from survey_app.diagnosis.models import Wave
from survey_app.diagnosis.programme import Programme, get_programme
from survey_app.diagnosis.waves import get_wave
from survey_app.ground import db
from survey_app.institutions.models import Institution, Unit
from survey_app.programmes.services import open_programme
from survey_app.releases import services as releases
from survey_app.releases.past import PastAnswers, PastWave, record_past_wave

ASKED = ("public-culture", "2026.1")
QUESTIONNAIRE = published(*ASKED)


@dataclass(frozen=True)
class Site:
    """One installation: its settings and its databases."""

    config: settings.Config
    databases: db.Databases

    @contextmanager
    def work(self) -> Iterator[tuple[db.Session, db.Session]]:
        with db.work(self.databases.people) as people, db.work(self.databases.vault) as vault:
            yield people, vault

    def programme(self, smallest_group: int = 10) -> None:
        with self.work() as (people, _vault):
            open_programme(
                people,
                key="2026",
                name_ko="2026년 진단",
                name_en="Diagnosis 2026",
                questionnaire=ASKED,
                smallest_group=smallest_group,
            )

    def institution(self, code: str) -> None:
        with self.work() as (people, _vault):
            people.add(Institution(code=code, name_ko=code, name_en=code, kind="central"))

    def wave(self, code: str, seed: int = 1, smallest_group: int = 10) -> None:
        """A released wave of 60 people in two units."""
        with self.work() as (people, vault):
            institution = Institution(code=code, name_ko=code, name_en=code, kind="central")
            institution.units = [
                Unit(code=f"u{at}", name_ko=f"과{at}", name_en=f"Unit {at}", headcount=40, position=at)
                for at in range(2)
            ]
            people.add(institution)
            people.flush()
            answers, _truth = simulate_institution(
                QUESTIONNAIRE, [40, 40], Parameters(response_rate=0.8), seed=seed
            )
            past = PastWave(
                "2026",
                Spoken(ko="회차", en="Wave"),
                date(2026, 5, 1),
                date(2026, 5, 20),
                smallest_group=smallest_group,
            )
            programme = people.query(Programme).filter_by(key="2026").one()
            made = record_past_wave(
                people,
                vault,
                self.config,
                institution,
                past,
                PastAnswers(QUESTIONNAIRE, answers),
                programme=programme,
            )
            releases.make_release(people, vault, made, self.config)

    def find(self, people: db.Session, code: str) -> Wave:
        return get_wave(people, code, "2026")


@contextmanager
def _installation(folder: Path, source: Path) -> Iterator[Site]:
    """An installation in `folder`, its databases copied from another's, its secrets too if it has any."""
    shutil.copytree(source, folder, dirs_exist_ok=True)
    file = folder / "gyeol.env"
    if not file.exists():
        file.write_text("\n".join(f"{name}={value}" for name, value in settings.fresh_secrets().items()))
    config = settings.read({"GYEOL_DATA": str(folder)})
    site = Site(config, db.connect(config))
    yield site
    site.databases.dispose()


@pytest.fixture(scope="session")
def _home(tmp_path_factory, _migrated) -> Path:
    """A released wave takes a while to make, so it is made once and copied."""
    folder = tmp_path_factory.mktemp("home")
    with _installation(folder, _migrated) as site:
        site.programme()
        site.wave("dara")
    return folder


@pytest.fixture(scope="session")
def _comparing(tmp_path_factory, _migrated) -> Path:
    folder = tmp_path_factory.mktemp("comparing")
    with _installation(folder, _migrated) as site:
        site.programme()
        site.institution("dara")
        for seed, code in enumerate(("mada", "bada", "sada"), start=5):
            site.wave(code, seed=seed)
        with site.work() as (people, vault):
            releases.make_benchmark(people, vault, get_programme(people, "2026"), site.config)
    return folder


@pytest.fixture
def install(tmp_path, _migrated) -> Iterator[Callable[[str], Site]]:
    """Sets up a fresh installation of a name."""
    with ExitStack() as stack:
        yield lambda name: stack.enter_context(_installation(tmp_path / name, _migrated))


@pytest.fixture
def home(tmp_path, _home) -> Iterator[Site]:
    """The institution's installation, with a released wave of dara in the programme 2026."""
    with _installation(tmp_path / "home", _home) as site:
        yield site


@pytest.fixture
def ministry(install) -> Site:
    """The ministry's installation, with the programme and the institution's name."""
    site = install("ministry")
    site.programme()
    site.institution("dara")
    return site


@pytest.fixture
def comparing_ministry(tmp_path, _comparing) -> Iterator[Site]:
    """A ministry's installation with three more institutions, released there, and their benchmark."""
    with _installation(tmp_path / "comparing", _comparing) as site:
        yield site
