"""Everybody who was invited is told once that the results are out, whoever took part."""

import re
from collections import Counter
from contextlib import nullcontext

import pytest

from survey_app.diagnosis.models import Wave, WaveState
from survey_app.door.access import Role
from survey_app.ground import db, mail
from survey_app.invitations import announcing, timer
from survey_app.invitations.models import Channel, Invitation, ResultsPost
from tests.letters import letters, person

HERE = "/i/gaon/waves/2026/results/letter"
PROPOSED = {f"text_{code}": announcing.DEFAULTS[code] for code in ("ko", "en")}


@pytest.fixture
def hr(signed_in_as, databases, wave):
    """An HR lead whose wave has public results; twelve were invited by letter, half of them took part."""
    browser = signed_in_as(Role.HR)
    with db.work(databases.people) as session:
        found = session.get_one(Wave, wave.wave_id)
        found.state, found.results_are_public = WaveState.RELEASED, True
        for number, invitation in enumerate(session.query(Invitation).limit(12)):
            invitation.channel, invitation.recipient = Channel.MAIL, person(number)
            invitation.blinded_hash = "0" * 64 if number % 2 else None
    return browser


def form_of(page):
    return dict(re.findall(r'<textarea name="(text_..)" hidden>(.*?)</textarea>', page, re.DOTALL))


def test_the_letter_is_looked_through_and_goes_to_everybody_once(hr, config, databases):
    assert f'href="{HERE}"' in hr.get("/home").text
    lacking = hr.post(HERE, data={**PROPOSED, "text_ko": "끝났습니다.", "step": "preview"})
    assert lacking.status_code == 422
    preview = hr.post(f"{HERE}?lang=en", data={**PROPOSED, "step": "preview"}).text
    assert "This goes to 12 people" in preview
    assert letters(config) == []

    assert hr.post(HERE, data={**form_of(preview), "step": "send"}).status_code == 302

    sent = letters(config)
    assert Counter(letter["To"] for letter in sent) == {person(number): 1 for number in range(12)}
    assert len({letter.get_content() for letter in sent}) == 1
    assert "/waves/gaon.2026/results?lang=ko" in sent[0].get_content()
    assert "How the letters stand" in hr.get(f"{HERE}?lang=en").text
    assert f'href="{HERE}"' not in hr.get("/home").text
    hr.post(HERE, data={**form_of(preview), "step": "send"})
    hr.post(f"{HERE}/go-on")
    assert len(letters(config)) == 12


def test_each_letter_has_an_outcome_of_its_own_and_what_was_left_is_sent_once(
    hr, app, databases, monkeypatch
):
    taken, away = Counter(), [person(7)]

    def send(letter):
        if letter["To"] == person(3):
            raise mail.LetterRefused(mail.Refused.UNKNOWN)
        if letter["To"] == person(5):
            raise mail.LetterDelayed
        if letter["To"] in away:
            away.clear()
            raise mail.MailServerFails(mail.ServerProblem.AWAY)
        taken[letter["To"]] += 1

    monkeypatch.setattr(mail, "sending", lambda _config: nullcontext(send))
    hr.post(HERE, data={**PROPOSED, "step": "send"})
    assert "does not answer" in hr.get(f"{HERE}?lang=en").text

    with app.app_context(), db.work(databases.people) as session:
        timer.send_results_letters_again(session)

    assert taken == {person(number): 1 for number in range(12) if number not in (3, 5)}
    with db.work(databases.people) as session:
        posts = session.query(ResultsPost).all()
        assert Counter(post.refusal for post in posts) == {None: 11, "unknown": 1}
        assert [post.tries for post in posts if not post.is_sent and not post.refusal] == [1]


def test_results_that_stay_inside_are_announced_to_nobody(hr, config, databases, wave):
    with db.work(databases.people) as session:
        session.get_one(Wave, wave.wave_id).results_are_public = False

    assert "There is no public page to point to" in hr.get(f"{HERE}?lang=en").text
    assert hr.post(HERE, data={**PROPOSED, "step": "send"}).status_code == 404
    assert letters(config) == []


def test_where_results_stay_inside_the_letter_leads_to_the_promises_that_are_shown(
    hr, config, databases, wave
):
    with db.work(databases.people) as session:
        session.get_one(Wave, wave.wave_id).results_are_public = False
    hr.post("/i/gaon/improvement/public", data={"show": "1"})

    assert "After “{title}”" in hr.get(f"{HERE}?lang=en").text
    hr.post(HERE, data={**PROPOSED, "step": "send"})

    assert "/promises/gaon?lang=ko" in letters(config)[0].get_content()
