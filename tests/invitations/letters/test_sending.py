"""Letters and reminders: each once, with a link whose secret stays in the browser."""

import logging
import threading
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from survey_app.diagnosis.models import Reminder, Wave
from survey_app.diagnosis.reminders import proposed_reminder
from survey_app.ground import days, db, jobs
from survey_app.invitations import sending
from survey_app.invitations.errors import TooManyInvitations
from survey_app.invitations.inviting import Channel, Recipient, invite_recipients, places_left
from survey_app.invitations.models import Invitation
from survey_app.protocol.manifest_signing import spoken_fingerprint
from tests.letters import (
    PUT_OFF,
    UNKNOWN,
    everybody,
    let_a_reminder_be_due,
    let_time_pass,
    letters,
    person,
    send,
)


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


def test_each_reminder_goes_out_once_in_its_own_words_and_leaves_all_alike(app, config, databases, wave):
    send(app, wave)
    first, second = (days.today() - timedelta(days=ago) for ago in (2, 1))
    with app.app_context():
        let_a_reminder_be_due(wave.reference, first)
        sending.send_letters(jobs.no_progress, wave=wave.reference, is_reminder=True)
    with db.work(databases.people) as session:
        for invitation in session.query(Invitation).order_by(Invitation.recipient).limit(5):
            invitation.blinded_hash = invitation.id
        found = session.query(Wave).one()
        last = proposed_reminder(second)
        last.subject_ko, last.subject_en, last.text_ko = "내일 마감합니다", "Last day", "끝 {link}"
        found.reminders.append(last)
    for _twice in range(2):
        with app.app_context():
            sending.send_letters(jobs.no_progress, wave=wave.reference, is_reminder=True)

    sent = letters(config)
    assert [
        sum(word in one["Subject"] for one in sent) for word in ("재안내", "내일 마감합니다 / Last day")
    ] == [12, 7]
    assert all("끝 http" in one.get_content() for one in sent if "내일" in one["Subject"])
    with db.work(databases.people) as session:
        # Nobody can read from a row whether its person had taken part before the last reminder.
        assert set(session.execute(select(Invitation.letters, Invitation.reminded_on)).all()) == {(1, second)}
        assert all(one.was_sent for one in session.query(Reminder))


def test_a_reminder_tells_nobody_how_many_are_missing(app, wave):
    told = []
    send(app, wave)

    outcome = send(app, wave, is_reminder=True, progress=lambda *step: told.append(step))

    assert outcome == {}
    assert set(told) == {(0, 0)}


def test_letters_share_a_connection(post, server):
    post()

    assert (len(server.letters), server.connections) == (12, 1)


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


def test_a_letter_in_an_institutions_own_words_has_the_check_letters_all_the_same(
    app, config, databases, wave
):
    with db.work(databases.people) as session:
        found = session.get_one(Wave, wave.wave_id)
        found.letter_ko, found.letter_en = "여기에서: {link}", "Here: {link}"
    send(app, wave)

    spoken = spoken_fingerprint(wave.fingerprint)
    content = letters(config)[0].get_content()
    assert f"진단 조건서 확인 문자(모두에게 같습니다): {spoken}" in content
    assert f"the same for everybody: {spoken}" in content
