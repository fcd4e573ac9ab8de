"""The same ballots give the same bytes, whichever machine counts them: so two machines can be compared."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import config as settings
from survey_app import schema
from survey_app.ground import db
from survey_app.protocol.sealing import write_opening_key
from survey_app.vault import services
from tests.sealed_answers import counted, hold, sealed_answers

WITHOUT_AVX = {
    "NPY_DISABLE_CPU_FEATURES": "AVX2 FMA3 AVX512F AVX512CD AVX512_SKX",
    "OPENBLAS_CORETYPE": "Prescott",
    "OPENBLAS_NUM_THREADS": "1",
}
MACHINES = {
    "one thread": {"OPENBLAS_NUM_THREADS": "1"},
    "two threads": {"OPENBLAS_NUM_THREADS": "2"},
    "Haswell": {"OPENBLAS_CORETYPE": "Haswell"},
    "SkylakeX": {"OPENBLAS_CORETYPE": "SkylakeX"},
    "Prescott": {"OPENBLAS_CORETYPE": "Prescott"},
    "without AVX": WITHOUT_AVX,
    "another order of sets": {"PYTHONHASHSEED": "7"},
}
TINY, SMALL = [4, 14, 13], [12, 60, 50, 40]
LARGE = {
    "units of all sizes": ([20, 120, 90, 80, 60, 45, 30, 12, 9], 2),
    "many units": ([40, *[90] * 8, *[40] * 8, *[15] * 6], 3),
    "hardly anybody": ([10, 30, 25], 4),
}
# Of other versions of Python, whichever stands beside this one with the same packages.
PYTHONS = ("python3.11", "python3.12", "python3.13", "python3.14")
PACKAGES = "import numpy, scipy, msgspec, cryptography, highspy, sqlalchemy, click, yaml, flask_babel"


def digest_of(folder: Path, made, *, held=None, python=sys.executable, **surroundings) -> str:
    """The digest that a process of its own comes to, with another processor, Python or order of ballots."""
    sealed, key = folder / "sealed.json", folder / "key"
    sealed.write_bytes(made.as_file(held))
    key.write_text(write_opening_key(made.key).hex())
    ran = subprocess.run(
        [python, "-m", "tests.sealed_answers", sealed, key],
        cwd=settings.ROOT,
        env={**os.environ, **surroundings},
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.strip()


def test_another_order_and_another_processor_change_no_byte(tmp_path):
    made = sealed_answers(SMALL, seed=1)
    here = counted(made.as_file(), made.key).digest.hex()

    assert digest_of(tmp_path, made, held=made.held[::-1], **WITHOUT_AVX) == here


@pytest.mark.postgres
def test_sqlite_and_postgresql_give_the_same_bytes(databases, postgres_url, tmp_path):
    made = sealed_answers(TINY, seed=5)
    chosen = settings.read(
        {"GYEOL_DATA": str(tmp_path), "GYEOL_VAULT_URL": postgres_url, **settings.fresh_secrets()}
    )
    postgres = db.connect(chosen)
    schema.load_models()
    schema.VAULT.metadata.create_all(postgres.vault)

    first, second = (_prepared(engine, made) for engine in (databases.vault, postgres.vault))
    postgres.dispose()

    assert first == second == counted(made.as_file(), made.key).digest


def _prepared(engine, made) -> bytes:
    wave = hold(engine, made)
    with db.look(engine) as vault:
        return services.prepare_opening(vault, wave, made.key, made.questionnaire).counted.digest


@pytest.fixture(scope="module", params=LARGE.values(), ids=LARGE)
def large(request):
    """A larger institution, and the digest that this process comes to."""
    headcounts, seed = request.param
    made = sealed_answers(headcounts, seed=seed, public_use=True)
    return made, counted(made.as_file(), made.key).digest.hex()


@pytest.mark.nightly
@pytest.mark.parametrize("machine", MACHINES.values(), ids=MACHINES)
def test_whatever_the_processor_does_the_bytes_are_the_same(large, machine, tmp_path):
    made, here = large

    assert digest_of(tmp_path, made, held=made.held[::-1], **machine) == here


@pytest.mark.nightly
def test_another_python_gives_the_same_bytes(large, tmp_path):
    made, here = large
    others = _other_pythons()
    if not others:
        pytest.skip("no other Python on this machine has the packages")

    assert {digest_of(tmp_path, made, python=other) for other in others} == {here}


def _other_pythons() -> list[str]:
    """Interpreters of other versions that have the packages; GYEOL_OTHER_PYTHONS may name more, by `:`."""
    own = f"python{sys.version_info.major}.{sys.version_info.minor}"
    named = os.environ.get("GYEOL_OTHER_PYTHONS", "").split(":")
    found = [shutil.which(name) for name in PYTHONS if name != own] + [one for one in named if one]
    return [one for one in found if one and _has_packages(one)]


def _has_packages(python: str) -> bool:
    ran = subprocess.run([python, "-c", PACKAGES], cwd=settings.ROOT, capture_output=True)
    return ran.returncode == 0
