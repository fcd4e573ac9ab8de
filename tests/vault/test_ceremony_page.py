"""The ceremony in the browser: shares and passphrases in, answers out, once."""

import io

import pytest

from benchmarks.open_wave import close_wave, kept_share, open_wave
from survey_app.diagnosis.models import Wave, WaveState
from survey_app.door.access import Role
from survey_app.ground import db
from survey_app.protocol.ballot import Ballot
from survey_app.protocol.client import seal_ballot
from survey_app.trustees.sealing import size_of_ballots
from survey_app.vault import services
from tests.older_waves import Trustee, make_sealing

ADDRESS = "/i/gaon/waves/2026/ceremony"
PASSPHRASES = ("첫째 위원의 긴 열쇠말 하나", "둘째 위원의 긴 열쇠말 둘둘", "셋째 위원의 긴 열쇠말 셋셋")


@pytest.fixture
def entrusted(config, databases, respondent):
    """A wave with one ballot, whose key three trustees hold."""
    rehearsal = open_wave(config, databases, [20], institution="naru")
    size = size_of_ballots(rehearsal.questionnaire, rehearsal.manifest.units)
    trustees = [Trustee(f"위원 {number}", words) for number, words in enumerate(PASSPHRASES, 1)]
    terms, files = make_sealing("gaon.2026", size, 2, trustees)
    wave = open_wave(config, databases, [20, 20], sealing=terms)
    read = respondent.fetch_terms(wave.reference)
    credential = respondent.credential_for(read, wave.codes[0].code)
    ballot = Ballot(wave.questionnaire.content_hash, "u1", {"CULT01": 2})
    respondent.deposit(read, seal_ballot(read, credential, ballot))
    return wave, files


def shares(files, passphrases=PASSPHRASES):
    """The first and the third trustee's part of the form; the second share is lost."""
    form = {}
    for number, position in enumerate((0, 2), 1):
        form[f"share-{number}"] = (io.BytesIO(files[position].text.encode()), "share.json")
        form[f"passphrase-{number}"] = passphrases[position]
    return form


def test_two_trustees_open_the_ballots_and_the_page_says_what_was_counted(
    config, databases, entrusted, signed_in_as, no_release
):
    wave, files = entrusted
    hr = signed_in_as(Role.HR)
    early = hr.post(ADDRESS, data=shares(files))
    close_wave(config, databases, wave)
    wrong = hr.post(ADDRESS, data=shares(files, PASSPHRASES[::-1]))
    without = hr.post(ADDRESS, data={})
    opened = hr.post(ADDRESS, data=shares(files))
    page = hr.get(f"{ADDRESS}?lang=en").text

    assert [answer.status_code for answer in (early, wrong, without, opened)] == [422, 422, 422, 302]
    assert "The ballots are opened" in page
    assert "delete your share files" in page
    with db.work(databases.vault) as session:
        assert services.find_opening(session, wave.reference).counted == 1
        assert services.sealed_ballots_held(session, wave.reference) == 0


def test_a_key_that_the_platform_keeps_is_destroyed_with_the_opening(
    config, databases, signed_in_as, no_release
):
    wave = open_wave(config, databases, [20, 20])
    close_wave(config, databases, wave)
    hr = signed_in_as(Role.HR)
    before = hr.get(f"{ADDRESS}?lang=en").text

    answer = hr.post(ADDRESS, data={})

    assert "The platform itself keeps the key" in before
    assert answer.status_code == 302
    after = hr.get(f"{ADDRESS}?lang=en").text
    assert "The ballots are opened" in after
    assert "delete your share files" not in after
    assert kept_share(config, databases, wave) is None


def test_after_the_ceremony_the_wave_counts_as_opened(config, databases, app, entrusted, signed_in_as):
    wave, files = entrusted
    close_wave(config, databases, wave)

    signed_in_as(Role.HR).post(ADDRESS, data=shares(files))

    with db.work(databases.people) as session:
        assert session.get_one(Wave, wave.wave_id).state in (WaveState.COUNTED, WaveState.RELEASED)


def test_an_analyst_and_a_stranger_stay_outside(config, databases, app, signed_in_as):
    open_wave(config, databases, [20, 20])

    assert signed_in_as(Role.ANALYST).get(ADDRESS).status_code == 403
    assert app.test_client().get(ADDRESS).status_code == 302
    assert signed_in_as(Role.HR, "naru").get(ADDRESS).status_code == 404
