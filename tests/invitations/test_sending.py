"""Letters and reminders: each once, with a link whose secret stays in the browser."""

import email
from email.policy import default as policy

import pytest

from benchmarks.open_wave import open_wave
from survey_app import db, jobs
from survey_app.invitations import sending
from survey_app.invitations.errors import TooManyInvitations
from survey_app.invitations.inviting import Channel, Recipient, invite_recipients, places_left
from survey_app.invitations.models import Invitation


@pytest.fixture
def wave(config, databases):
    opened = open_wave(config, databases, [12, 30])
    with db.work(databases.people) as session:
        session.query(Invitation).delete()
        people = [Recipient("u1", f"Person{number}@Gaon.example") for number in range(12)]
        invite_recipients(session, opened.wave_id, opened.manifest.units, people, config.secret_key)
    return opened


def letters(config):
    files = sorted((config.data / "outbox").glob("*.eml"))
    return [email.message_from_bytes(file.read_bytes(), policy=policy) for file in files]


def send(app, wave, is_reminder=False, progress=jobs.no_progress):
    with app.app_context():
        return sending.send_letters(progress, wave=wave.reference, is_reminder=is_reminder)


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
    assert sorted(one["To"] for one in found) == sorted(
        f"person{number}@gaon.example" for number in range(12)
    )
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

    reminded = [one["To"] for one in letters(config) if "다시 알림" in one["Subject"]]
    assert len(letters(config)) == before + 7
    assert set(reminded) == expected


def test_a_reminder_tells_nobody_how_many_are_missing(app, wave):
    told = []
    send(app, wave)

    outcome = send(app, wave, is_reminder=True, progress=lambda *step: told.append(step))

    assert (outcome, told) == ({}, [])


def test_a_letter_that_could_not_be_sent_is_sent_next_time(app, config, databases, wave, monkeypatch):
    calls = iter([OSError("mail server away")])

    def sometimes(_config):
        def fail(_letter):
            raise next(calls)

        return fail

    with monkeypatch.context() as broken:
        broken.setattr(sending, "sender", sometimes)
        with pytest.raises(OSError, match="away"):
            send(app, wave)

    send(app, wave)

    assert len(letters(config)) == 12


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
