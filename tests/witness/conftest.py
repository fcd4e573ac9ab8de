"""A log that is really served, and witnesses that look at it."""

import dataclasses
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import delete
from werkzeug.serving import make_server

from config import Config
from survey_app import create_app
from survey_app.cli import gyeol
from survey_app.ground import db
from survey_app.log import services
from survey_app.log.keys import origin_of, public_key_of_log
from survey_app.log.models import LogCosignature, LogEntry, LogHead
from survey_app.protocol.log_entries import terms_entry


def entry(number: int, of: str = "") -> bytes:
    return terms_entry(f"gaon.{number}", f"{of}{number}")


def rewrite(config: Config, databases: db.Databases, entries: list[bytes]) -> None:
    """The log holds other entries than it did, as somebody with the database and the key could make it."""
    with databases.people.begin() as connection:
        for trigger in ("changed", "deleted"):
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS log_entries_are_never_{trigger}")
        for table in (LogEntry, LogHead, LogCosignature):
            connection.execute(delete(table))
    add(config, databases, entries)


def add(config: Config, databases: db.Databases, entries: list[bytes]) -> None:
    with db.work(databases.people) as people:
        services.begin(people, config)
        for one in entries:
            services.append(people, config, one)


@dataclass
class Witness:
    """A witness in a folder of its own, driven by its command."""

    folder: Path

    def do(self, *words: str, answer: str | None = None) -> Result:
        name, *options = words
        return CliRunner().invoke(gyeol, ["witness", name, str(self.folder), *options], input=answer)


@pytest.fixture
def config(config, tmp_path) -> Config:
    return dataclasses.replace(config, base_url="http://localhost:8000")


@pytest.fixture
def served(config, databases) -> Iterator[Callable[..., str]]:
    """The address of the log, which is served with the settings that the test has by then."""
    running = []

    def serve(settings: Config = config) -> str:
        application = create_app(settings, databases, runs_jobs_at_once=True)
        server = make_server("127.0.0.1", 0, application, threaded=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        running.append((server, thread))
        return f"http://127.0.0.1:{server.server_port}/log"

    yield serve
    for server, thread in running:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def witness(config, databases, served, tmp_path) -> Witness:
    """A witness of a log of three entries, which names it."""
    add(config, databases, [entry(1), entry(2)])
    made = Witness(tmp_path / "witness")
    key = public_key_of_log(config, origin_of(config)).text
    # The address is known once it is served, and it is served once the witness's key is known.
    made.do("init", "--log", "http://127.0.0.1:1/log", "--key", key, "--name", "union.example.kr")
    settings = dataclasses.replace(config, witnesses=made.do("show", "--json").output.split('"')[3])
    address = served(settings)
    file = made.folder / "key.json"
    file.write_text(file.read_text().replace("http://127.0.0.1:1/log", address))
    return made
