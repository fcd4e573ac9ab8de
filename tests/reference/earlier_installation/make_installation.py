"""Makes the dumps beside this file with the code of commit 6964588, whose tables later migrations change.

    git worktree add /tmp/earlier 6964588
    cd /tmp/earlier && PYTHONPATH=. python <this file> <folder of the dumps>

Three institutions: gaon has an open wave and one ballot in it, maru a closed one, dara a released one and its
bundle. Keys are random, so another run gives other bytes; the secrets are those of the test.
"""

import base64
import gzip
import sqlite3
import sys
import tempfile
from datetime import date
from pathlib import Path

from survey_app.access import Role
from survey_app.exchange.services import export_release
from survey_app.programmes.models import Programme

import config as settings
from analysis.simulation import Parameters, simulate_institution
from benchmarks import open_wave as opening
from questionnaires.loader import published
from survey_app import create_app, db, schema
from survey_app.accounts.services import create_account
from survey_app.institutions.models import Institution, Unit
from survey_app.manifest import Named
from survey_app.programmes.services import open_programme
from survey_app.protocol.ballot import Ballot
from survey_app.protocol.client import ProtocolClient, seal_ballot
from survey_app.releases import services as releases
from survey_app.releases.past import PastWave, record_past_wave

ASKED = ("public-culture", "2026.1")
PASSWORD = "earlier-2026-gyeol"


def make(folder: Path, target: Path) -> None:
    """The dumps of both databases and a bundle lie in `target` afterwards."""
    secrets = {
        "GYEOL_SECRET_KEY": base64.urlsafe_b64encode(b"s" * 32).decode(),
        "GYEOL_SIGNING_KEY": base64.urlsafe_b64encode(b"k" * 32).decode(),
    }
    config = settings.read({"GYEOL_DATA": str(folder), "GYEOL_BASE_URL": "http://localhost", **secrets})
    databases = db.connect(config)
    schema.load_models()
    schema.migrate(databases)
    stays_open = opening._store

    def until_the_end_of_the_century(*arguments):
        wave = stays_open(*arguments)
        wave.opens_on, wave.closes_on = date(2026, 5, 1), date(2099, 12, 31)
        return wave

    opening._store = until_the_end_of_the_century
    gaon = opening.open_wave(config, databases, [20, 20], institution="gaon")
    answer(create_app(config), gaon)
    opening.close_wave(config, databases, opening.open_wave(config, databases, [20, 20], institution="maru"))
    with db.work(databases.people) as people, db.work(databases.vault) as vault:
        release(people, vault, config)
        bundle = export_release(people, vault, config, releases.find_wave(people, "dara", "2026"))
        hr = people.query(Institution).filter_by(code="dara").one()
        for email, role, institution in (
            ("hr@dara.example", Role.HR, hr),
            ("operator@gyeol.example", Role.OPERATOR, None),
        ):
            create_account(
                people,
                "system",
                email=email,
                name=email,
                role=role,
                institution=institution,
                password=PASSWORD,
            )
    databases.dispose()
    for name in ("people", "vault"):
        with sqlite3.connect(folder / f"{name}.sqlite") as database:
            dump = "\n".join(database.iterdump()).encode()
            (target / f"{name}.sql.gz").write_bytes(gzip.compress(dump, mtime=0))
    (target / "dara.gyeol").write_bytes(bundle)


def answer(app, wave) -> None:
    """The first of the wave's people has answered."""
    client = app.test_client()

    def transport(method, path, body):
        response = client.open(path, method=method, data=body, content_type="application/json")
        return response.status_code, response.data

    respondent = ProtocolClient(transport)
    terms = respondent.fetch_terms(wave.reference)
    credential = respondent.credential_for(terms, wave.codes[0].code)
    ballot = Ballot(wave.questionnaire.content_hash, "u1", {"CULT01": 4}, {}, {})
    respondent.deposit(terms, seal_ballot(terms, credential, ballot))


def release(people, vault, config) -> None:
    """Sixty people of two units answered elsewhere, and their results are released."""
    open_programme(
        people,
        key="2026",
        name_ko="2026년 진단",
        name_en="Diagnosis 2026",
        questionnaire=ASKED,
        smallest_group=10,
    )
    dara = Institution(code="dara", name_ko="다라", name_en="Dara", kind="central")
    dara.units = [
        Unit(code=f"u{at}", name_ko=f"과{at}", name_en=f"Unit {at}", headcount=40, position=at)
        for at in range(2)
    ]
    people.add(dara)
    people.flush()
    questionnaire = published(*ASKED)
    answers, _truth = simulate_institution(questionnaire, [40, 40], Parameters(response_rate=0.8), seed=1)
    past = PastWave("2026", Named("회차", "Wave"), date(2026, 5, 1), date(2026, 5, 20))
    programme = people.query(Programme).filter_by(key="2026").one()
    made = record_past_wave(people, vault, config, dara, programme, past, questionnaire, answers)
    releases.make_release(people, vault, made, config)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        make(Path(place), Path(sys.argv[1]))
