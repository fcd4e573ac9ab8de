"""What a mail server puts off is tried again, what it refuses is told, and neither stops the rest."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from survey_app import create_app
from survey_app.fieldwork import timer
from survey_app.ground import db
from survey_app.ground.jobs import JobFailed
from survey_app.ground.mail import Refused, ServerProblem
from survey_app.invitations import returned, sending
from survey_app.invitations.models import Invitation
from tests.letters import PUT_OFF, UNKNOWN, everybody, let_time_pass, person, send
from tests.mail_server import listening


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
        ((*found, reminded_on),) = set(session.execute(select(*columns, Invitation.reminded_on)).all())
    assert found == [1, 0, None, None]
    assert reminded_on is not None
    assert len(server.letters) == 12 + 11


def test_the_clock_sends_what_was_put_off(post, server, databases, wave, monkeypatch):
    started = []
    monkeypatch.setattr(timer.jobs, "start", lambda _session, *what, **how: started.append((*what, how)))
    server.at_recipient[person(3)] = PUT_OFF
    post()
    let_time_pass(databases)

    with db.work(databases.people) as session:
        timer.send_letters_again(session)

    assert started == [(sending.SEND_AGAIN, f"wave:{wave.reference}", None, {"wave": wave.reference})]
