"""The analyst has a programme's reports made and takes them away; nobody else does."""

import io
import zipfile
from datetime import UTC, date, datetime
from html import unescape

import pytest

from analysis.released.release import content_hash, encode
from survey_app.diagnosis.models import Wave, WaveState
from survey_app.diagnosis.programme import Programme
from survey_app.door.access import Role
from survey_app.ground import db
from survey_app.ground.jobs import Job, JobWasCancelled, State, no_progress
from survey_app.institutions.models import InstitutionKind
from survey_app.institutions.services import add_institution
from survey_app.releases.models import StoredRelease
from survey_app.reporting.making.orders import MaterialsAreMissing
from survey_app.reporting.national import programme_jobs, programmes
from tests.reporting.sample import QUESTIONNAIRE

HERE = "/ministry/comparison/2026/reports"


@pytest.fixture
def programme(databases, release):
    """A programme of two released institutions and one that is still asking."""
    document = encode(release)
    with db.work(databases.people) as session:
        found = Programme(
            key="2026",
            name_ko="2026년 진단",
            name_en="Culture 2026",
            questionnaire_key=QUESTIONNAIRE.key,
            questionnaire_version=QUESTIONNAIRE.version,
        )
        session.add(found)
        session.flush()
        for code, name in (("dasom", "다솜청"), ("narae", "나래처"), ("maru", "마루부")):
            place = add_institution(
                session, code=code, name_ko=name, name_en=code.title(), kind=InstitutionKind.CENTRAL
            )
            is_released = code != "maru"
            wave = Wave(
                institution_id=place.id,
                programme_id=found.id,
                key="2026",
                reference=f"{code}.2026",
                title_ko="2026년 진단",
                title_en="Diagnosis 2026",
                questionnaire_key=QUESTIONNAIRE.key,
                questionnaire_version=QUESTIONNAIRE.version,
                fingerprint="a" * 64,
                opens_on=date(2026, 5, 11),
                closes_on=date(2026, 5, 29),
                state=WaveState.RELEASED if is_released else WaveState.OPEN,
                made_at=datetime(2026, 5, 1, tzinfo=UTC),
            )
            session.add(wave)
            session.flush()
            if is_released:
                session.add(_stored(wave, document))
    return found


@pytest.fixture
def analyst(programme, signed_in_as):
    return signed_in_as(Role.ANALYST)


def _stored(wave, document, number=1):
    return StoredRelease(
        wave_id=wave.id,
        number=number,
        document=document,
        content_hash=content_hash(document),
        signature=b"",
        made_at=datetime(2026, 6, 1, tzinfo=UTC),
    )


def made(browser, **what):
    """The page after reports were asked for."""
    reply = browser.post(HERE, data=what, follow_redirects=True)
    assert reply.status_code == 200
    return unescape(reply.text)


def links(page):
    return [address for part in page.split('href="')[1:] if "/files/" in (address := part.split('"')[0])]


def test_the_reports_of_all_institutions_are_one_archive_that_says_what_is_missing(analyst, batches_in_place):
    page = made(analyst, kind="institutions", format="xlsx", language="ko")

    assert "002 마루부 2026.xlsx: 공개된 결과가 아직 없음" in page
    reply = analyst.get(links(page)[0], buffered=True)
    with zipfile.ZipFile(io.BytesIO(reply.data)) as archive:
        assert archive.namelist() == [
            "001 다솜청 2026.xlsx",
            "003 나래처 2026.xlsx",
            "만들지 못한 보고서.txt",
        ]


def test_the_national_report_is_made_and_taken_away(analyst, monkeypatch):
    drawn = []

    def draw(report, file_format):
        drawn.append(report)
        return b"%PDF-1.7"

    monkeypatch.setattr(programme_jobs, "draw_report", draw)
    page = made(analyst, kind="national", format="pdf", language="en")

    reply = analyst.get(links(page)[0], buffered=True)
    assert reply.data == b"%PDF-1.7"
    assert "attachment" in reply.headers["Content-Disposition"]
    assert (drawn[0].kind, drawn[0].subject) == ("national", "Culture 2026")


def test_a_batch_that_was_stopped_goes_on_with_what_is_missing(app, programme, config, batches_in_place):
    def stop_at_second(done, _total, _name):
        if done == 1:
            raise JobWasCancelled

    what = {"programme": "2026", "file_format": "xlsx", "language": "en"}
    with app.app_context():
        with pytest.raises(JobWasCancelled):
            programme_jobs.make_institution_reports(stop_at_second, **what)
        first = next(config.files.rglob("001 Dasom 2026.xlsx"))
        first.write_bytes(b"made before")
        outcome = programme_jobs.make_institution_reports(no_progress, **what)

    assert first.read_bytes() == b"made before"
    assert outcome["not_made"] == [["002 Maru 2026.xlsx", "no released results yet"]]


def test_a_release_that_was_tampered_with_is_a_reason_and_no_crash(people, programme, config, databases):
    wave = people.query(Wave).filter_by(reference="dasom.2026").one()
    people.query(StoredRelease).filter_by(wave_id=wave.id).one().content_hash = "0" * 64
    people.commit()
    orders, not_made = programmes.institution_orders(people, "2026", "xlsx", "en")
    materials_of = programmes.materials_by_order(databases.people, orders, config)
    first, second = orders

    with pytest.raises(MaterialsAreMissing, match="its stored results"):
        materials_of(first)
    assert materials_of(second).release
    assert [one.name for one in not_made] == ["002 Maru 2026.xlsx"]


def test_a_new_release_begins_an_empty_list(people, programme, config, release):
    before = programmes.open_programme_subject(people, "2026", config)
    wave = people.query(Wave).filter_by(reference="dasom.2026").one()
    people.add(_stored(wave, encode(release) + b" ", number=2))

    assert programmes.open_programme_subject(people, "2026", config).folder != before.folder


def test_nothing_but_known_reports_is_made(analyst):
    for what in (
        {"kind": "national", "format": "xlsx", "language": "ko"},
        {"kind": "units", "format": "pdf", "language": "ko"},
        {"kind": "institutions", "format": "pdf", "language": "fr"},
    ):
        assert analyst.post(HERE, data=what).status_code == 400


def test_only_finished_reports_of_known_programmes_can_be_taken_away(analyst):
    for name in ("secret.pdf", "..%2F..%2Fgyeol.env", "institutions-pdf-ko"):
        assert analyst.get(f"{HERE}/files/{name}").status_code == 404
    assert analyst.get("/ministry/comparison/1999/reports").status_code == 404


@pytest.mark.parametrize("role", [Role.HR, Role.OPERATOR])
def test_other_roles_neither_make_nor_take_a_programme_s_reports(programme, signed_in_as, role):
    browser = signed_in_as(role)

    assert browser.get(HERE).status_code == 403
    assert browser.get(f"{HERE}/files/any.pdf").status_code == 403
    what = {"kind": "national", "format": "pdf", "language": "ko"}
    assert browser.post(HERE, data=what).status_code == 403


def test_a_colleague_sees_that_reports_are_being_made_but_can_t_stop_them(analyst, databases):
    with db.work(databases.people) as session:
        session.add(running_job(started_by=10_000))

    page = analyst.get(HERE).text

    assert "/cancel" not in page


def running_job(started_by):
    """A running job of somebody."""
    return Job(
        name=programme_jobs.INSTITUTION_REPORTS,
        subject="programme-reports:2026",
        parameters={},
        state=State.RUNNING,
        worker="elsewhere/1/1",
        done_steps=1,
        total_steps=2,
        started_by=started_by,
        queued_at=datetime(2026, 6, 1, tzinfo=UTC),
    )
