"""Power cuts: whatever is killed, every receipt given is in the count, and none twice (A7)."""

import threading
import time

import pytest

from benchmarks.open_wave import close_wave, open_wave
from benchmarks.respondents import Tally, fetch_terms, prepare, run_load
from benchmarks.server import installation, start
from survey_app import db, kept_shares
from survey_app.protocol.ballot import Ballot
from survey_app.protocol.client import seal_ballot
from survey_app.vault import opening, services
from survey_app.vault.models import Opening, Response, SealedBallot, StoredComment


class PowerCut(BaseException):
    """The machine stops here."""


@pytest.fixture
def closed_wave(config, databases, respondent):
    """A closed wave with five ballots, one of them with a comment."""
    wave = open_wave(config, databases, [20, 20])
    terms = respondent.fetch_terms(wave.reference)
    comment = {wave.questionnaire.comments[0].id: "회의가 많습니다."}
    for number, code in enumerate(wave.codes[:5]):
        ballot = Ballot(
            wave.questionnaire.content_hash,
            code.unit_code,
            {"CULT01": number + 1},
            comments=comment if number == 0 else {},
        )
        respondent.deposit(terms, seal_ballot(terms, respondent.credential_for(terms, code.code), ballot))
    close_wave(config, databases, wave)
    return wave


def open_it(config, databases, wave):
    share = kept_shares.find(config, wave.reference)
    with db.work(databases.vault) as session:
        return services.open_wave(session, wave.reference, services.opening_key([share]), wave.questionnaire)


def rows(databases, model):
    with db.work(databases.vault) as session:
        return session.query(model).count()


@pytest.mark.parametrize("where", ["open_ballots", "store", "_leaf", "forget_order"])
def test_an_opening_that_is_cut_off_changes_nothing_and_completes_when_held_again(
    config, databases, closed_wave, monkeypatch, where
):
    def stop(*_arguments, **_named):
        raise PowerCut

    with monkeypatch.context() as cut:
        cut.setattr(opening, where, stop)
        with pytest.raises(PowerCut):
            open_it(config, databases, closed_wave)
    assert [rows(databases, model) for model in (SealedBallot, Response, Opening)] == [5, 0, 0]

    count = open_it(config, databases, closed_wave)

    assert (count.counted, count.spoiled) == (5, 0)
    assert [rows(databases, model) for model in (SealedBallot, Response, StoredComment)] == [0, 5, 1]


def test_an_opening_held_twice_counts_once(config, databases, closed_wave):
    first = open_it(config, databases, closed_wave)

    assert open_it(config, databases, closed_wave) == first
    assert rows(databases, Response) == 5


def load_with_cuts(folder, cuts, seconds_between, database_url=None):
    """Kills the server again and again under load; returns leaves of receipts, and of the count."""
    config = installation(folder, database_url, workers=1)
    databases = db.connect(config)
    wave = open_wave(config, databases, [30 * (cuts + 1)] * 2)
    server = start(config)
    terms = fetch_terms(server.address, wave)
    respondents = prepare(wave, terms, [(code.code, code.unit_code) for code in wave.codes])
    given: list[Tally] = []
    address = server.address
    for _ in range(cuts):
        load = threading.Thread(
            target=lambda: given.append(run_load(address, terms, respondents, 3, 4 * seconds_between))
        )
        load.start()
        time.sleep(seconds_between)  # the load itself is what is waited for
        server.kill()
        load.join()
        server = start(config)
    # Everybody whose reply was lost sends the same again, as a browser does.
    given.append(run_load(server.address, terms, respondents, 3, 60))
    server.stop()
    close_wave(config, databases, wave)
    count = open_it(config, databases, wave)
    with db.work(databases.vault) as session:
        leaves = services.leaves_of(session, wave.reference)
    databases.dispose()
    receipts = [receipt.leaf for tally in given for receipt in tally.receipts]
    return set(receipts), leaves, count, len(respondents), sum(tally.failures for tally in given)


def require_each_counted_once(outcome):
    receipts, leaves, count, people, failures = outcome
    assert failures > 0
    assert receipts == set(leaves)
    assert len(leaves) == len(set(leaves)) == count.counted == people
    assert count.spoiled == 0


def test_a_server_killed_under_load_loses_and_doubles_nothing(tmp_path):
    require_each_counted_once(load_with_cuts(tmp_path / "installation", cuts=1, seconds_between=0.4))


@pytest.mark.nightly
def test_a_server_killed_ten_times_loses_and_doubles_nothing(tmp_path):
    require_each_counted_once(load_with_cuts(tmp_path / "installation", cuts=10, seconds_between=0.8))


@pytest.mark.nightly
@pytest.mark.postgres
def test_a_server_on_postgresql_killed_ten_times_loses_and_doubles_nothing(tmp_path, postgres_url):
    outcome = load_with_cuts(tmp_path / "installation", 10, 0.8, postgres_url)
    require_each_counted_once(outcome)
