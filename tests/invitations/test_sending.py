"""Letters and reminders: each once, with a link whose secret stays in the browser."""

import email
import logging
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.policy import default as policy

import pytest
from sqlalchemy import select, text

from benchmarks.open_wave import open_wave
from survey_app import create_app
from survey_app.fieldwork import timer
from survey_app.ground import db, jobs
from survey_app.ground.jobs import JobFailed
from survey_app.ground.mail import Refused, ServerProblem
from survey_app.invitations import returned, sending
from survey_app.invitations.errors import TooManyInvitations
from survey_app.invitations.inviting import Channel, Recipient, invite_recipients, places_left
from survey_app.invitations.models import Invitation
from tests.mail_server import MailServer, listening

UNKNOWN = "550 5.1.1 user unknown"
PUT_OFF = "451 4.7.1 try again later"


@pytest.fixture
def wave(config, databases):
    opened = open_wave(config, databases, [12, 30])
    with db.work(databases.people) as session:
        session.query(Invitation).delete()
        people = [Recipient("u1", f"Person{number}@Gaon.example") for number in range(12)]
        invite_recipients(session, opened.wave_id, opened.manifest.units, people, config.secret_key)
    return opened


@pytest.fixture
def server():
    return MailServer()


@pytest.fixture
def office(server, config, databases, wave):
    """An installation that sends through the mail server."""
    with listening(server) as address:
        connected = replace(config, mail_url=address, mail_per_minute=60_000)
        yield create_app(connected, databases, runs_jobs_at_once=True)


@pytest.fixture
def post(office, wave):
    """Sends letters or reminders, as the worker does."""

    def send(is_reminder=False, progress=jobs.no_progress):
        with office.app_context():
            return sending.send_letters(progress, wave=wave.reference, is_reminder=is_reminder)

    return send


@pytest.fixture
def again(office, wave):
    """Sends what was asked for before, as the worker does by the clock."""

    def send():
        with office.app_context():
            sending.send_letters_again(jobs.no_progress, wave=wave.reference)

    return send


def letters(config):
    files = sorted((config.data / "outbox").glob("*.eml"))
    return [email.message_from_bytes(file.read_bytes(), policy=policy) for file in files]


def send(app, wave, is_reminder=False, progress=jobs.no_progress):
    with app.app_context():
        return sending.send_letters(progress, wave=wave.reference, is_reminder=is_reminder)


def person(number):
    return f"person{number}@gaon.example"


def everybody():
    return sorted(person(number) for number in range(12))


def let_time_pass(databases):
    with db.work(databases.people) as session:
        for invitation in session.query(Invitation).filter(Invitation.next_try_at.is_not(None)):
            invitation.next_try_at = datetime.now(UTC) - timedelta(seconds=1)


def test_everybody_gets_one_letter_in_both_languages_with_a_link_of_their_own(app, config, wave):
    send(app, wave)
    send(app, wave)

    found = letters(config)
    links = {
        word
        for one in found
        for word in one.get_content().split()
        if word.startswith("http") and "#s=" in word
    }
    assert sorted(one["To"] for one in found) == everybody()
    assert len(links) == 12
    assert all("&m=" in link and "?" not in link for link in links)
    assert all("안녕하십니까" in one.get_content() and "Hello" in one.get_content() for one in found)


def test_a_reminder_goes_to_those_alone_who_have_not_taken_part(app, config, databases, wave):
    send(app, wave)
    with db.work(databases.people) as session:
        for invitation in session.query(Invitation).order_by(Invitation.recipient).limit(5):
            invitation.blinded_hash = invitation.id
        expected = {
            one.recipient for one in session.query(Invitation).filter(Invitation.blinded_hash.is_(None))
        }
    before = len(letters(config))

    send(app, wave, is_reminder=True)
    send(app, wave, is_reminder=True)

    reminded = [one["To"] for one in letters(config) if "재안내" in one["Subject"]]
    assert len(letters(config)) == before + 7
    assert set(reminded) == expected


def test_a_reminder_tells_nobody_how_many_are_missing(app, wave):
    told = []
    send(app, wave)

    outcome = send(app, wave, is_reminder=True, progress=lambda *step: told.append(step))

    assert outcome == {}
    assert set(told) == {(0, 0)}


def test_one_refused_address_stops_nobody_else(post, server, databases, wave):
    server.at_recipient[person(3)] = UNKNOWN
    server.after_data[person(7)] = "554 5.7.1 not here"

    outcome = post()
    post()

    assert server.readers == sorted(set(everybody()) - {person(3), person(7)})
    assert outcome == {"sent": 10, "put_off": 0, "refused": 2}
    with db.work(databases.people) as session:
        listed = returned.list_returned(session, wave.wave_id)
    assert [(one.unit_code, one.address, one.reason) for one in listed] == [
        ("u1", person(3), Refused.UNKNOWN),
        ("u1", person(7), Refused.REFUSED),
    ]


def test_letters_share_a_connection(post, server):
    post()

    assert (len(server.letters), server.connections) == (12, 1)


def test_a_letter_put_off_is_tried_again_later_and_then_told(post, server, databases, wave):
    server.at_recipient[person(3)] = PUT_OFF

    outcomes = [post(), post()]
    with db.work(databases.people) as session:
        early = sending.letters_asked_for(session)
    for _ in sending.PUT_OFF:
        let_time_pass(databases)
        with db.work(databases.people) as session:
            assert sending.letters_asked_for(session) == [wave.reference]
        post()

    assert outcomes[0] == {"sent": 11, "put_off": 1, "refused": 0}
    assert outcomes[1] == {"sent": 0, "put_off": 0, "refused": 0}
    assert early == []
    assert server.tried.count(person(3)) == 1 + len(sending.PUT_OFF)
    with db.work(databases.people) as session:
        assert [one.reason for one in returned.list_returned(session, wave.wave_id)] == [sending.UNREACHABLE]
        assert sending.letters_asked_for(session) == []


def test_a_letter_put_off_arrives_when_the_server_takes_it(post, server, databases):
    server.to_everybody = PUT_OFF
    post()
    server.to_everybody = "250 OK"
    let_time_pass(databases)

    post()

    assert server.readers == everybody()


def test_a_connection_that_breaks_in_one_letter_costs_no_other(post, server, databases):
    server.at_recipient[person(5)] = "drop"
    server.after_data[person(8)] = "drop"

    post()
    server.at_recipient.clear()
    server.after_data.clear()
    let_time_pass(databases)
    post()

    assert server.readers == everybody()


def test_nothing_is_lost_while_the_mail_server_is_away(config, databases, wave, server):
    with listening(server) as address:
        pass
    app = create_app(replace(config, mail_url=address), databases, runs_jobs_at_once=True)

    with pytest.raises(JobFailed) as failed:
        send(app, wave)

    assert str(failed.value) == ServerProblem.AWAY
    with db.work(databases.people) as session:
        assert sending.letters_asked_for(session) == [wave.reference]
        assert sending.post_of(session, wave.wave_id).waiting == 12


def test_a_server_that_refuses_all_is_told_from_wrong_addresses(post, server, databases, monkeypatch, wave):
    monkeypatch.setattr(sending, "IN_A_ROW", 5)
    server.to_everybody = "550 5.7.1 relaying denied"

    with pytest.raises(JobFailed) as failed:
        post()

    assert str(failed.value) == ServerProblem.REFUSES_ALL
    assert len(server.tried) == 5


def test_a_reminder_that_is_refused_leaves_the_same_trace_as_one_that_arrived(post, server, databases):
    post()
    server.at_recipient[person(3)] = UNKNOWN

    post(is_reminder=True)

    with db.work(databases.people) as session:
        columns = (Invitation.letters, Invitation.tries, Invitation.next_try_at, Invitation.refusal)
        assert set(session.execute(select(*columns)).all()) == {(2, 0, None, None)}
    assert len(server.letters) == 12 + 11


def test_two_workers_send_nobody_two_letters(post, server):
    workers = [threading.Thread(target=post) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert server.readers == everybody()


def test_a_letter_cut_off_before_it_was_noted_is_the_same_letter_again(post, server, databases, monkeypatch):
    with monkeypatch.context() as killed:
        killed.setattr(sending, "_note_done", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            post()
    post()
    while_it_may_be_under_way = server.readers
    let_time_pass(databases)
    post()

    assert while_it_may_be_under_way == everybody()
    assert len(server.letters) == 13
    assert len({str(letter["Message-ID"]) for letter in server.letters}) == 12


@pytest.mark.parametrize("is_reminder", [False, True])
def test_what_was_asked_for_goes_out_by_the_clock_when_the_worker_died(
    post, again, server, databases, wave, is_reminder
):
    if is_reminder:
        post()
    with pytest.raises(KeyboardInterrupt):
        post(is_reminder, progress=_dies)
    before = len(server.letters)
    with db.work(databases.people) as session:
        asked_for = sending.letters_asked_for(session)

    again()
    again()

    assert asked_for == [wave.reference]
    assert before == 12 * is_reminder + 1
    assert server.readers == sorted(everybody() * (1 + is_reminder))


def _dies(_done, _total):
    raise KeyboardInterrupt


def test_the_clock_sends_what_was_put_off(post, server, databases, wave, monkeypatch):
    started = []
    monkeypatch.setattr(timer.jobs, "start", lambda _session, *what, **how: started.append((*what, how)))
    server.at_recipient[person(3)] = PUT_OFF
    post()
    let_time_pass(databases)

    with db.work(databases.people) as session:
        timer.send_letters_again(session)

    assert started == [(sending.SEND_AGAIN, f"wave:{wave.reference}", None, {"wave": wave.reference})]


def test_nothing_that_is_written_anywhere_names_a_reader(post, server, databases, wave, caplog, capfd):
    server.at_recipient.update({person(1): UNKNOWN, person(2): PUT_OFF, person(4): "drop"})
    server.after_data[person(6)] = f"550 5.1.1 {person(6)} unknown"

    with caplog.at_level(logging.DEBUG, "survey_app"), caplog.at_level(logging.DEBUG, "gyeol"):
        post()
        let_time_pass(databases)
        post(is_reminder=True)

    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("mail.")]
    with databases.people.connect() as connection:
        kept = [
            str(connection.execute(text(f"SELECT * FROM {name}")).all()) for name in ("jobs", "audit_entries")
        ]
    assert len(server.letters) > 12
    assert not any("person" in line for line in [*ours, *capfd.readouterr(), *kept])


def test_a_unit_never_gets_more_invitations_than_it_has_people(config, databases, wave):
    with db.work(databases.people) as session:
        left = places_left(session, wave.wave_id, wave.manifest.units)
        with pytest.raises(TooManyInvitations) as many:
            invite_recipients(
                session,
                wave.wave_id,
                wave.manifest.units,
                [Recipient("u1", "x@y.example")],
                config.secret_key,
            )

    assert left == {"u1": 0, "u2": 30}
    assert (many.value.unit, many.value.left) == ("u1", 0)
    assert Channel.MAIL == "mail"
