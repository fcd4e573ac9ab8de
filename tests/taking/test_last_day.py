"""The signed last day binds: after it nothing is issued or taken in, closed or not."""

from datetime import date, timedelta

import pytest

from survey_app.ground import days, db
from survey_app.protocol.ballot import Ballot
from survey_app.protocol.client import begin_credential, seal_ballot
from survey_app.protocol.errors import ServerRefused
from survey_app.vault.models import SealedBallot
from tests.taking.plain_pages import redeemed


def ballot_of(wave, unit, answer=4):
    return Ballot(wave.questionnaire.content_hash, unit, {"CULT01": answer})


def held(databases):
    with db.work(databases.vault) as session:
        return session.query(SealedBallot).count()


@pytest.fixture
def last_day(wave):
    return date.fromisoformat(wave.manifest.closes_on)


@pytest.fixture
def the_day_after(monkeypatch, last_day):
    """Lets the day after the last one come, without anybody closing the wave."""
    return lambda: monkeypatch.setattr(days, "today", lambda: last_day + timedelta(days=1))


def refusal(call, *arguments):
    with pytest.raises(ServerRefused) as refused:
        call(*arguments)
    return refused.value.code


def test_on_the_last_day_answers_are_taken(monkeypatch, wave, respondent, databases, last_day):
    monkeypatch.setattr(days, "today", lambda: last_day)
    terms, code = respondent.fetch_terms(wave.reference), wave.codes[0]
    credential = respondent.credential_for(terms, code.code)

    respondent.deposit(terms, seal_ballot(terms, credential, ballot_of(wave, code.unit_code)))

    assert held(databases) == 1


def test_after_it_no_credential_is_issued_and_no_ballot_taken(wave, respondent, databases, the_day_after):
    terms, code = respondent.fetch_terms(wave.reference), wave.codes[0]
    credential = respondent.credential_for(terms, code.code)
    late = seal_ballot(terms, credential, ballot_of(wave, code.unit_code))
    the_day_after()

    assert refusal(respondent.deposit, terms, late) == "closed"
    pending = begin_credential(terms, "pool-1")
    assert refusal(respondent.fetch_credential, terms, wave.codes[1].code, pending) == "closed"
    assert held(databases) == 0


def test_a_ballot_that_arrived_in_time_is_confirmed_afterwards(wave, respondent, databases, the_day_after):
    terms, code = respondent.fetch_terms(wave.reference), wave.codes[0]
    ballot = seal_ballot(terms, respondent.credential_for(terms, code.code), ballot_of(wave, code.unit_code))
    receipt = respondent.deposit(terms, ballot)
    the_day_after()

    assert respondent.deposit(terms, ballot) == receipt
    assert held(databases) == 1


def test_without_a_script_nothing_is_taken_either(wave, client, databases, the_day_after):
    fields = redeemed(client, wave, wave.codes[0].code)
    form = client.post(f"/take/{wave.reference}/paper", data=fields)
    assert form.status_code == 200
    the_day_after()

    sent = client.post(f"/take/{wave.reference}/paper/answers", data=fields | {"CULT01": "4"})
    opened = client.post(f"/take/{wave.reference}/paper", data=fields)
    late = client.post(f"/invite/{wave.reference}", data={"code": wave.codes[1].code})

    assert [answer.status_code for answer in (sent, opened, late)] == [410] * 3
    assert held(databases) == 0


@pytest.mark.parametrize(
    ("language", "over", "being_closed"),
    [
        ("ko", "마감된 설문입니다", "마지막 날이 지나 이제 답변을 받지 않습니다."),
        ("en", "This survey is over", "The last day is over and no answer is taken any more."),
    ],
)
def test_the_pages_say_that_it_is_over(wave, client, the_day_after, language, over, being_closed):
    client.get(f"/take/{wave.reference}?lang={language}")
    the_day_after()

    survey = client.get(f"/take/{wave.reference}?lang={language}")
    code = client.get(f"/invite/{wave.reference}?lang={language}")
    about = client.get(f"/waves/{wave.reference}?lang={language}")

    assert (survey.status_code, code.status_code, about.status_code) == (410, 410, 200)
    assert over in survey.text
    assert over in code.text
    assert being_closed in about.text
