"""Opening goes on beside the request that brought the key: watched, stopped, and lost without loss."""

import threading

import pytest
from sqlalchemy import func, select, update

from benchmarks.open_wave import close_wave, open_wave
from survey_app.door.access import Role
from survey_app.ground import db, held_here, leases
from survey_app.ground.jobs import Job, State
from survey_app.protocol.ballot import Ballot
from survey_app.protocol.client import seal_ballot
from survey_app.vault import opening_jobs, services
from survey_app.vault.models import GivenPart, SealedBallot
from tests.protocol.ceremonies import held
from tests.vault.test_parts import ADDRESS, part_of

CEREMONY = "/i/gaon/waves/2026/ceremony"


@pytest.fixture(scope="module")
def made():
    return held(2, 3)


@pytest.fixture
def closed(config, databases, respondent, made):
    """A closed wave with one ballot, whose key three trustees made in parts."""
    wave = open_wave(config, databases, [20, 20], ceremony=made[0])
    terms = respondent.fetch_terms(wave.reference)
    credential = respondent.credential_for(terms, wave.codes[0].code)
    ballot = Ballot(wave.questionnaire.content_hash, wave.codes[0].unit_code, {"CULT01": 2})
    respondent.deposit(terms, seal_ballot(terms, credential, ballot))
    close_wave(config, databases, wave)
    return wave


@pytest.fixture
def slow(app, monkeypatch):
    """The site does jobs as a real one does, and counting waits until the test lets it go on."""
    may_go_on = threading.Event()
    count = services.prepare_opening

    def wait_and_count(vault, wave, key, asked, progress):
        assert may_go_on.wait(30)
        progress(0, 1, "groups")
        return count(vault, wave, key, asked, progress)

    monkeypatch.setitem(app.config, "DOES_JOBS_AT_ONCE", False)
    monkeypatch.setattr(opening_jobs.services, "prepare_opening", wait_and_count)
    yield may_go_on
    may_go_on.set()
    held_here.wait()


def give(client, made, *trustees):
    return [client.post(f"{ADDRESS}/parts", json=part_of(client, made, one)).json for one in trustees]


def in_the_vault(databases):
    """Sealed ballots, parts of trustees, and whether the wave is opened."""
    with db.look(databases.vault) as vault:
        counts = [vault.scalar(select(func.count()).select_from(one)) for one in (SealedBallot, GivenPart)]
        return *counts, services.find_opening(vault, "gaon.2026") is not None


def the_job(databases):
    with db.work(databases.people) as people:
        return people.scalars(select(Job).where(Job.name == opening_jobs.OPEN)).one()


def test_the_last_part_is_answered_at_once_and_the_count_is_watched(
    databases, client, made, closed, slow, no_release, signed_in_as
):
    hr = signed_in_as(Role.HR)
    _first, last = give(client, made, 3, 1)
    asked = client.get(f"{ADDRESS}/opening.json")
    page, mine = (
        one.get(f"{path}?lang=en").text for one, path in ((client, f"{ADDRESS}/opening"), (hr, CEREMONY))
    )
    meanwhile = in_the_vault(databases)
    slow.set()
    held_here.wait()

    assert last == {"is_opened": False, "is_being_opened": True, "left": 0}
    assert (asked.status_code, asked.json["error"]) == (409, "is_being_opened")
    assert "being opened and counted" in page
    assert f"/jobs/{the_job(databases).id}.json" in mine
    assert meanwhile == (1, 1, False)
    assert in_the_vault(databases) == (0, 0, True)
    assert the_job(databases).state == State.DONE
    assert client.get(f"{ADDRESS}/opening.json").json["error"] == "is_opened"


def test_an_opening_that_is_stopped_leaves_everything_as_it_was(
    databases, client, made, closed, slow, no_release
):
    give(client, made, 3, 1)
    with db.work(databases.people) as people:
        leases.cancel(people, the_job(databases).id)
    slow.set()
    held_here.wait()

    assert the_job(databases).state == State.CANCELLED
    assert in_the_vault(databases) == (1, 1, False)
    assert opening_jobs._KEYS == {}


def test_after_a_server_that_died_the_last_trustee_is_asked_again_and_told_why(
    app, databases, client, made, closed, slow, no_release
):
    give(client, made, 3, 1)
    opening_jobs._KEYS.clear()  # the process that had the key is gone, and a worker finds its work
    with db.work(databases.people) as people:
        people.execute(update(Job).values(state=State.QUEUED, worker=None))
    with app.app_context():
        leases.run(databases.people, leases.take(databases.people, "another/1/2"))
    found = the_job(databases)
    page = client.get(f"{ADDRESS}/opening?lang=en").text
    slow.set()
    held_here.wait()

    assert (found.state, found.problem) == (State.FAILED, "KeyIsNotHere")
    assert "gives the part again" in page
    assert in_the_vault(databases) == (1, 1, False)
    (again,) = give(client, made, 1)
    held_here.wait()
    assert again["is_being_opened"]
    assert in_the_vault(databases) == (0, 0, True)


def test_an_opening_that_is_under_way_is_not_begun_again_with_another_key(
    app, databases, client, made, closed, slow, no_release
):
    give(client, made, 3, 1)
    with app.app_context():
        opening_jobs.begin("gaon.2026", object())
    slow.set()
    held_here.wait()

    assert the_job(databases).state == State.DONE
    assert in_the_vault(databases) == (0, 0, True)


def test_of_two_last_parts_at_one_moment_one_opens(databases, client, made, closed, slow, no_release):
    part = part_of(client, made, 2)
    give(client, made, 3)
    first = client.post(f"{ADDRESS}/parts", json=part_of(client, made, 1))
    second = client.post(f"{ADDRESS}/parts", json=part)
    slow.set()
    held_here.wait()

    assert first.json["is_being_opened"]
    assert (second.status_code, second.json["error"]) == (409, "is_being_opened")
    assert in_the_vault(databases) == (0, 0, True)
