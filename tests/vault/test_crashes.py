"""Power cuts: whatever is killed, every receipt given is in the count, and none twice (A7)."""

import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from benchmarks.open_wave import close_wave, kept_share, open_wave
from benchmarks.respondents import Tally, fetch_terms, prepare, run_load
from benchmarks.server import _children, free_port, installation, start
from survey_app.ground import db
from survey_app.protocol.ballot import Ballot
from survey_app.protocol.client import seal_ballot
from survey_app.vault import opening, services
from survey_app.vault.models import Opening, SealedBallot, StoredComment, StoredCount


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
    share = kept_share(config, databases, wave)
    with db.work(databases.vault) as session:
        return services.open_ballots(
            session, wave.reference, services.opening_key([share]), wave.questionnaire
        )


def rows(databases, model):
    with db.work(databases.vault) as session:
        return session.query(model).count()


@pytest.mark.parametrize("where", ["open_ballots", "count_opened", "store_comments", "_leaf", "forget_order"])
def test_an_opening_that_is_cut_off_changes_nothing_and_completes_when_held_again(
    config, databases, closed_wave, monkeypatch, where
):
    def stop(*_arguments, **_named):
        raise PowerCut

    with monkeypatch.context() as cut:
        cut.setattr(opening, where, stop)
        with pytest.raises(PowerCut):
            open_it(config, databases, closed_wave)
    assert [rows(databases, model) for model in (SealedBallot, StoredCount, Opening)] == [5, 0, 0]

    count = open_it(config, databases, closed_wave)

    assert (count.counted, count.spoiled) == (5, 0)
    assert [rows(databases, model) for model in (SealedBallot, StoredCount, StoredComment)] == [0, 1, 1]


def test_an_opening_held_twice_counts_once(config, databases, closed_wave):
    first = open_it(config, databases, closed_wave)

    assert open_it(config, databases, closed_wave) == first
    assert rows(databases, StoredCount) == 1


class PowerOfPostgres:
    """A PostgreSQL server of a test's own that waits for the disk and can be killed like a machine."""

    def __init__(self, programs):
        self.folder = Path(tempfile.mkdtemp(prefix="gyeol-crash-"))
        self.programs, self.port = programs, free_port()
        self.user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        if self.user:
            shutil.chown(self.folder, "postgres", "postgres")
        self._run("initdb", "-D", self.folder / "data", "-A", "trust", "-U", "gyeol")
        self.start()
        engine = create_engine(f"{self.url}/postgres", isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text("CREATE DATABASE gyeol"))
        engine.dispose()

    @property
    def url(self):
        return f"postgresql+psycopg://gyeol@127.0.0.1:{self.port}"

    def start(self):
        sockets = f"-c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder}"
        options = f"-p {self.port} {sockets} -c fsync=on -c synchronous_commit=on"
        log = self.folder / "log"
        self._run("pg_ctl", "-D", self.folder / "data", "-o", options, "-w", "-l", log, "start")

    def kill(self):
        postmaster = int((self.folder / "data/postmaster.pid").read_text().split()[0])
        everybody = [postmaster, *_children(postmaster)]
        for pid in everybody:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        while any(is_running(pid) for pid in everybody):
            time.sleep(0.05)  # until the system has stopped all of them
        # A machine that starts again has no process of that number, dead or alive.
        for left in (self.folder / "data/postmaster.pid", self.folder / f".s.PGSQL.{self.port}.lock"):
            left.unlink(missing_ok=True)

    def remove(self):
        self._run("pg_ctl", "-D", self.folder / "data", "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program, *arguments):
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": "/"}
        subprocess.run([*self.user, self.programs / program, *arguments], check=True, **quiet)


def is_running(pid):
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False


@pytest.fixture
def postgres_to_kill():
    programs = Path("/usr/lib/postgresql/15/bin")
    if not (programs / "initdb").exists():
        pytest.skip("PostgreSQL 15 is not installed")
    power = PowerOfPostgres(programs)
    yield power
    power.remove()


def load_with_cuts(folder, cuts, seconds_between, database_url=None, power=None):
    """Kills the server, or the database's if `power` is given, again and again under load.

    Returns the leaves of all receipts and of the count, the count, how many people there were, and failures.
    """
    config = installation(folder, database_url, workers=1)
    databases = db.connect(config)
    wave = open_wave(config, databases, [45 * (cuts + 1)] * 2)
    server = start(config)
    terms = fetch_terms(server.address, wave)
    respondents = prepare(wave, terms, [(code.code, code.unit_code) for code in wave.codes])
    given: list[Tally] = []
    address = server.address
    for cut in range(cuts):
        # Each cut falls on people of its own: a database that is down refuses quickly.
        own = respondents[cut::cuts]
        load = threading.Thread(
            target=lambda own=own: given.append(run_load(address, terms, own, 3, 4 * seconds_between))
        )
        load.start()
        time.sleep(seconds_between)  # the load itself is what is waited for
        if power is None:
            server.kill()
        else:
            power.kill()
        load.join()
        if power is None:
            server = start(config)
        else:
            power.start()
    # Everybody whose reply was lost sends the same again, as a browser does, and again if a server that has
    # just started refused for being busy: what is asked here is that nothing is lost, not that it is quick.
    for _again in range(5):
        given.append(run_load(server.address, terms, respondents, 3, 300))
        if not given[-1].failures:
            break
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


@pytest.mark.nightly
@pytest.mark.postgres
def test_a_database_killed_ten_times_loses_and_doubles_nothing(tmp_path, postgres_to_kill):
    url = f"{postgres_to_kill.url}/gyeol"
    outcome = load_with_cuts(tmp_path / "installation", 10, 0.25, url, postgres_to_kill)
    require_each_counted_once(outcome)
