"""A rehearsal goes the whole way, says what it is, stands in no list, and leaves nothing behind."""

from datetime import timedelta

import pytest
from msgspec.structs import replace
from sqlalchemy import select, update

from survey_app.diagnosis.letter import DEFAULTS
from survey_app.diagnosis.models import Rehearsal, Wave, WaveState
from survey_app.diagnosis.planning import (
    Basics,
    plan_wave,
    update_dates,
    update_letters,
    update_policy,
    update_units,
)
from survey_app.door.access import Role
from survey_app.ground import days, db, held_here, jobs
from survey_app.ground.rehearsal_names import LONGEST_CODE, is_own, stand_in_of
from survey_app.institutions.models import Institution
from survey_app.institutions.roster import Roster, RosterUnit
from survey_app.institutions.services import apply_roster, find_institution, list_institutions
from survey_app.invitations.errors import NobodyIsWrittenTo
from survey_app.invitations.inviting import Recipient, invite_recipients
from survey_app.manifest import documents, opening_in_parts, publication
from survey_app.manifest.publication import RehearsalIsNotSaid
from survey_app.rehearsal import services, timer
from survey_app.releases.stored import current_release
from survey_app.reporting.making.institution import build_institution_report
from survey_app.reporting.subject import open_subject
from survey_app.vault.errors import WaveIsNoRehearsal
from survey_app.vault.rehearsals import forget_rehearsal
from tests.key_ceremonies import make_key
from tests.letters import letters
from tests.open_waves import pool_keys, quick_keys, wave

__all__ = ["pool_keys", "quick_keys", "wave"]

MARK = "연습: 가상 인물"
WHAT_STAYS = {"audit_entries", "log_entries"}
UNITS = (
    RosterUnit("A", "가실", "Office A", None, 60, ("a@example.kr",)),
    RosterUnit("B", "나실", "Office B", None, 40),
    RosterUnit("C", "다실", "Office C", None, 9),
    RosterUnit("D", "라실", "Office D", None, 8),
)


@pytest.fixture
def hr(signed_in_as, databases):
    """The HR lead of a real institution whose first wave is planned to the end."""
    browser, today = signed_in_as(Role.HR), days.today()
    with db.work(databases.people) as people:
        gaon = find_institution(people, "gaon")
        apply_roster(people, gaon, Roster(UNITS))
        basics = Basics("진단", "Diagnosis", "public-culture", "2026.1")
        wave = plan_wave(people, gaon, basics, key="2026")
        update_units(wave, ["A", "B", "C", "D"])
        update_dates(wave, today, today + timedelta(days=14), [], today)
        update_letters(wave, DEFAULTS["ko"], DEFAULTS["en"])
        update_policy(wave, smallest_group=10, asks_comments=True, results_are_public=True)
    return browser


def test_a_rehearsal_goes_the_whole_way_and_leaves_nothing(hr, app, config, databases):
    assert "첫 회차 연습하기" in hr.get("/i/gaon/waves/2026").text
    before = everything(databases, config)

    hr.post("/i/gaon/waves/2026/rehearse", data={"people": "20"})
    reference, here = found(databases).reference, address(databases)
    key = found(databases).key
    hr.post(f"{here}/open", data={"confirm_word": key})

    # The invented people came by themselves, each with a credential and a sealed ballot.
    assert done(databases, "answer_rehearsal") == [{"answered": 20}]
    for page in (
        here,
        f"{here}/invitations",
        f"/take/{reference}",
        f"/waves/{reference}",
        f"/invite/{reference}",
    ):
        assert MARK in hr.get(page).text, page
    with db.look(databases.vault) as vault:
        terms = publication.read(vault, reference)
    assert (terms.rehearsal.people, terms.policy.results_are_public) == (20, False)
    assert MARK in terms.title["ko"]
    assert terms.rehearsal.deleted_on == str(found(databases).rehearsal.deleted_on)
    assert "가상 인물 20명이 스스로 응답합니다" in hr.get(f"/waves/{reference}").text

    # The one letter goes to the HR lead, with a link of a spare place.
    hr.post("/i/gaon/rehearsal/letter")
    (letter,) = letters(config)
    assert letter["To"] == "hr@gaon.example.kr"
    assert MARK in letter["Subject"]
    assert MARK in letter.get_content()
    assert f"/take/{reference}#s=" in letter.get_content()

    hr.post(f"{here}/close", data={"confirm_word": key})
    hr.post(f"{here}/ceremony")
    held_here.wait()
    assert found(databases).state == WaveState.RELEASED
    assert MARK in hr.get(f"{here}/results").text
    with app.app_context(), db.work(databases.people) as people:
        institution = found(databases).institution.code
        subject = open_subject(people, institution, key, config, "ko")
        report = build_institution_report(subject.materials, "ko")
        assert report.mark == MARK
        shown = {group.key: group.is_shown for group in subject.materials.release.units}
        # What a wave hides is hidden here, too: too few people in each of three units.
        assert shown["unit:A"]
        assert not shown.get("unit:C", False)
    subject.folder.mkdir(parents=True)
    (subject.folder / "report.pdf").write_bytes(b"%PDF")

    # It stands in no list, and what is no part of a rehearsal leads back to it.
    assert reference not in hr.get("/i/gaon/waves").text
    assert hr.get(f"/i/{institution}/waves/new").location == "/i/gaon/rehearsal"
    for letters_to_others in (f"{here}/invitations/letters", f"{here}/results/letter"):
        assert hr.post(letters_to_others).status_code == 404
    assert hr.get(f"/waves/{reference}/results").status_code == 404

    hr.post("/i/gaon/rehearsal/delete")
    assert "연습 회차가 없습니다" in hr.get("/i/gaon/rehearsal").text
    assert hr.get(f"/take/{reference}").status_code == 404
    # One more row: that a rehearsal of this institution was deleted; and the head of the log.
    assert differences(before, everything(databases, config)) == WHAT_STAYS | {"jobs", "log_heads"}
    token = key.rpartition("-")[2].encode()
    assert token not in (config.data / "vault.sqlite").read_bytes()
    traces = {
        place
        for place, values in everything(databases, config).items()
        if any(token in one for one in values)
    }
    assert traces == WHAT_STAYS


def test_real_trustees_open_what_three_people_answered_and_the_smallest_group_holds(hr, client, databases):
    hr.post("/i/gaon/waves/2026/rehearse", data={"people": "3"})
    reference, here, key = found(databases).reference, address(databases), found(databases).key
    named = {"threshold": "2", "holder-1": "Staff representative", "holder-2": "Audit"}
    hr.post(f"{here}/trustees", data=named)
    page = hr.get(f"{here}/trustees").text
    visitors = make_key(page, client)
    assert MARK in client.get(visitors[0].address).text
    hr.post(f"{here}/open", data={"confirm_word": key})
    hr.post(f"{here}/close", data={"confirm_word": key})
    for visitor in visitors:
        asked, record = opening_in_parts.read(
            client.get(f"/waves/{reference}/opening.json").data, days.today()
        )
        client.post(f"/waves/{reference}/parts", json=asked.part_of(visitor.part(), record))
    held_here.wait()

    with db.look(databases.people) as people:
        release = current_release(people, found(databases))
    assert not release.whole.is_shown
    assert [group.key for group in release.groups if group.is_shown] == []


def test_nobody_calls_answers_in_earnest_a_rehearsal_or_writes_to_anybody_from_one(
    hr, config, databases, app
):
    with app.app_context(), db.work(databases.people) as people:
        plan = people.scalars(select(Wave)).one()
        wave = services.plan_rehearsal(people, plan, 3, days.today())
        with pytest.raises(services.RehearsalExists):
            services.plan_rehearsal(people, plan, 3, days.today())
        with pytest.raises(services.WaveIsARehearsal):
            services.require_rehearsable(people, wave)
        with pytest.raises(NobodyIsWrittenTo):
            invite_recipients(people, wave.id, (), [Recipient("A", "a@example.kr")], config.secret_key)
        assert [one.code for one in list_institutions(people)] == ["gaon"]
        assert wave.programme is None
        # With three people nothing can be shown, and the wave may be opened all the same.
        assert sum(unit.headcount for unit in wave.institution.units) == 13
        assert not any(unit.addresses for unit in wave.institution.units)


def test_only_signed_terms_make_a_wave_a_rehearsal(config, databases, wave):
    """Whatever the people's side says: a wave in earnest is deleted by nobody, and names say what it is."""
    key = documents.signing_key(config.signing_key)
    with db.work(databases.vault) as vault:
        terms = publication.read(vault, wave.reference)
        with pytest.raises(WaveIsNoRehearsal):
            forget_rehearsal(vault, wave.reference)
        assert publication.is_published(vault, wave.reference)
        said = documents.RehearsalTerms(3, "2026-12-31")
        for lie in (
            replace(terms, wave="gaon.2027", rehearsal=said),
            replace(terms, wave="gaon~rehearsal.2027"),
        ):
            with pytest.raises(RehearsalIsNotSaid):
                publication.publish(vault, lie, key)


def test_the_clock_deletes_a_rehearsal_and_lets_the_invented_come(hr, databases, app):
    hr.post("/i/gaon/waves/2026/rehearse", data={"people": "3"})
    with app.app_context():
        with db.work(databases.people) as people:
            timer.delete_old_rehearsals(people)
            timer.let_the_invented_answer(people)
        assert found(databases).rehearsal.people == 3
        with db.work(databases.people) as people:
            people.execute(update(Rehearsal).values(deleted_on=days.today() - timedelta(days=1)))
        with db.work(databases.people) as people:
            timer.delete_old_rehearsals(people)
    with db.look(databases.people) as people:
        assert people.scalars(select(Institution.code)).all() == ["gaon"]
        assert people.scalars(select(Wave.key)).all() == ["2026"]


def test_a_stand_in_is_told_apart_by_its_code_alone():
    long = "a" * LONGEST_CODE
    assert len(stand_in_of(long)) == len(stand_in_of("a" * 31)) == LONGEST_CODE
    assert stand_in_of(long) != stand_in_of("a" * 39)
    assert is_own(stand_in_of("gaon"), "gaon")
    assert is_own("gaon", "gaon")
    assert not is_own(stand_in_of("gaon"), "narae")
    assert not is_own("gaon", None)


def found(databases):
    with db.look(databases.people) as people:
        wave = people.scalars(select(Wave).join(Rehearsal, Rehearsal.wave_id == Wave.id)).one()
        assert wave.rehearsal
        assert wave.institution
        return wave


def address(databases):
    institution, _, key = found(databases).reference.partition(".")
    return f"/i/{institution}/waves/{key}"


def done(databases, name):
    with db.look(databases.people) as people:
        work = people.scalars(
            select(jobs.Job).where(jobs.Job.name == name, jobs.Job.state == jobs.State.DONE)
        )
        return [one.outcome for one in work]


def everything(databases, config):
    """What lies in each table of both databases and in the files, by its place."""
    lying = {}
    for engine in (databases.people, databases.vault):
        with engine.connect() as connection:
            tables = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").all()
            for (table,) in tables:
                rows = connection.exec_driver_sql(f'SELECT * FROM "{table}"').all()
                lying[table] = [repr(row).encode() for row in rows]
    lying["files"] = [str(path).encode() for path in config.files.rglob("*") if path.is_file()]
    return lying


def differences(before, after):
    return {place for place in after if len(before.get(place, ())) != len(after[place])}
