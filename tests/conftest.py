"""What every test may use: an installation of its own, both databases migrated, nothing on the network."""

import fcntl
import gc
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import create_engine, text
from werkzeug.routing import Rule

import config as settings
from survey_app import create_app, schema
from survey_app.accounts import passwords
from survey_app.accounts.models import SignInRules
from survey_app.accounts.services import create_account
from survey_app.accounts.signing_in import find_account
from survey_app.door.access import Role
from survey_app.ground import db
from survey_app.institutions.models import InstitutionKind
from survey_app.institutions.services import add_institution, find_institution
from tests.order import pytest_collection_modifyitems, pytest_xdist_make_scheduler

__all__ = ["pytest_collection_modifyitems", "pytest_xdist_make_scheduler"]

# How fast the machine is today is no property of the code.
hypothesis.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis.load_profile("any machine")

# Tests start dozens of processes. Where bytecode must not lie beside the sources, each would compile the
# product and all it stands on, which takes longer than most tests: it lies in the environment's folder then.
if sys.dont_write_bytecode:
    sys.dont_write_bytecode = False
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.pycache_prefix = os.environ["PYTHONPYCACHEPREFIX"] = str(Path(sys.prefix) / "bytecode")

POSTGRES = Path("/usr/lib/postgresql/15/bin")
SHARED = settings.ROOT.parent / "shared"


@pytest.fixture(scope="session")
def built_once(request, tmp_path_factory) -> Callable[[str, Callable[[Path], None]], Path]:
    """A folder that all processes of a run read: the first fills it, the others wait. Nobody changes it."""
    own = tmp_path_factory.getbasetemp()
    # Asked of this run, not of the environment: a run that a test starts is no process of that test's run,
    # and would share its folder with all runs there ever were, whatever they had migrated.
    shared = own.parent if hasattr(request.config, "workerinput") else own

    def build(name: str, fill: Callable[[Path], None]) -> Path:
        folder, begun = shared / name, shared / f"{name}-begun"
        with (shared / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not folder.exists():
                shutil.rmtree(begun, ignore_errors=True)
                begun.mkdir()
                fill(begun)
                begun.rename(folder)
        return folder

    return build


@pytest.fixture(scope="session")
def _migrated(built_once) -> Path:
    """A folder with both SQLite databases migrated, to copy from: migrating takes longer than copying."""
    return built_once("migrated", _migrate)


def _migrate(folder: Path) -> None:
    databases = db.connect(_config(folder))
    schema.load_models()
    # The models' tables are those of the migrations: tests/structure/test_migrations.py holds that.
    for side, engine in ((schema.PEOPLE, databases.people), (schema.VAULT, databases.vault)):
        side.metadata.create_all(engine)
    # Here a password is enough; tests/accounts/test_second_factor_demanded.py has it as it is installed.
    with db.work(databases.people) as people:
        people.add(SignInRules(id=1, needs_second_factor=False))
    databases.dispose()


@pytest.fixture
def config(tmp_path, _migrated) -> settings.Config:
    """The settings of a fresh installation in a folder of its own."""
    for name in ("people.sqlite", "vault.sqlite"):
        shutil.copy(_migrated / name, tmp_path / name)
    return _config(tmp_path)


def _config(folder: Path, **others: str) -> settings.Config:
    return settings.read({"GYEOL_DATA": str(folder), **settings.fresh_secrets(), **others})


@pytest.fixture
def databases(config) -> Iterator[db.Databases]:
    """Both engines of the fresh installation."""
    found = db.connect(config)
    yield found
    found.dispose()


@pytest.fixture
def app(config, databases):
    """The whole application on the fresh installation; jobs are done in place."""
    application = create_app(config, databases, runs_jobs_at_once=True)
    application.testing = True
    return application


@pytest.fixture
def client(app):
    """Somebody who is not signed in. CSRF is off here and on in the journeys."""
    app.config["WTF_CSRF_ENABLED"] = False
    return app.test_client()


def pytest_collection_finish() -> None:
    """What stands now stays to the end: no collection of garbage looks through it again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _compiled_once(built_once) -> None:
    """Each test makes an application of its own: all have the same templates and addresses to compile."""
    kept = FileSystemBytecodeCache(str(built_once("templates", lambda _empty: None)))
    Flask.jinja_options = Flask.jinja_options | {"bytecode_cache": kept}
    compile_builder, builders = Rule._compile_builder, {}

    def find_builder(rule, append_unknown=True):
        key = (rule.rule, str(rule._trace), str(rule.defaults), append_unknown)
        if key not in builders:
            builders[key] = compile_builder(rule, append_unknown)
        return builders[key]

    Rule._compile_builder = find_builder


@pytest.fixture(scope="session", autouse=True)
def _cheap_passwords() -> None:
    """Hashing costs what it costs in production; the tests sign in a thousand times."""
    passwords._HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture
def signed_in_as(app, databases):
    """Signs in somebody of a role - an HR lead of the institution `gaon` - and returns their client."""

    def sign_in(role: Role, institution: str = "gaon"):
        app.config["WTF_CSRF_ENABLED"] = False
        email, password = f"{role.value}@{institution}.example.kr", "Correct-Horse-9"
        with db.work(databases.people) as session:
            place = find_institution(session, institution) if role is Role.HR else None
            if role is Role.HR and place is None:
                place = add_institution(
                    session, code=institution, name_ko="가온부", name_en="Gaon", kind=InstitutionKind.CENTRAL
                )
            if find_account(session, email) is None:
                create_account(
                    session,
                    "system",
                    email=email,
                    name=role.value,
                    role=role,
                    institution=place,
                    password=password,
                )
        browser = app.test_client()
        browser.post("/sign-in", data={"email": email, "password": password})
        return browser

    return sign_in


@pytest.fixture
def people(app, databases):
    """A session on the people database, in an application context; the test commits."""
    with app.app_context(), db.Session(databases.people, expire_on_commit=False) as session:
        yield session


@pytest.fixture
def vault(databases):
    """A session on the vault; the test commits."""
    with db.Session(databases.vault, expire_on_commit=False) as session:
        yield session


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[str]:
    """The address of a PostgreSQL server of the tests' own, on a free port, in a folder that goes away."""
    if not (POSTGRES / "initdb").exists():
        pytest.skip("PostgreSQL 15 is not installed")
    folder = Path(tempfile.mkdtemp(prefix="gyeol-postgres-"))
    as_postgres = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
    if as_postgres:
        shutil.chown(folder, "postgres", "postgres")
    port = _free_port()
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
    run = {"check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": "/"}
    subprocess.run(
        [*as_postgres, POSTGRES / "initdb", "-D", folder / "data", "-A", "trust", "-U", "gyeol"], **run
    )
    start = [POSTGRES / "pg_ctl", "-D", folder / "data", "-o", options, "-w", "-l", folder / "log", "start"]
    subprocess.run([*as_postgres, *start], **run)
    yield f"postgresql+psycopg://gyeol@127.0.0.1:{port}"
    subprocess.run(
        [*as_postgres, POSTGRES / "pg_ctl", "-D", folder / "data", "-m", "immediate", "stop"], **run
    )
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def make_postgres(postgres_cluster) -> Callable[[], str]:
    """Makes an empty PostgreSQL database and gives its address."""

    def make() -> str:
        name = "t" + secrets.token_hex(6)
        server = create_engine(f"{postgres_cluster}/postgres", isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        server.dispose()
        return f"{postgres_cluster}/{name}"

    return make


@pytest.fixture
def postgres_url(make_postgres) -> str:
    """The address of an empty PostgreSQL database for one test."""
    return make_postgres()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def playwright_driver() -> Iterator[Any]:
    """Playwright, started once in a process: it does not bear a second one beside it."""
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def shared() -> Path:
    """Reference data beside the project; tests that need them are skipped without."""
    if not SHARED.is_dir():
        pytest.skip("the reference data are not beside the project")
    return SHARED
