"""What is installed is whole: the wheel, unpacked away from the sources, migrates and serves."""

import os
import subprocess
import sys
import zipfile

import pytest

import config as settings

OURS = ("survey_app", "questionnaires", "analysis", "migrations")
# What a wheel forgets first: files that no module imports, and files that were built.
NOT_CODE = (".html", ".yaml", ".mo", ".css", ".js", ".json", ".txt", ".svg", ".woff2", ".ttf", ".po")

SERVES = """
import config as settings
from survey_app import create_app, schema
from survey_app.ground import db

assert "unpacked" in settings.__file__, settings.__file__
found = settings.read()
databases = db.connect(found)
schema.migrate(databases)
client = create_app(found, databases).test_client()
front = client.get("/?lang=ko", headers={"Accept-Language": "ko"})
assert front.status_code == 200 and "조직문화".encode() in front.data, front.data[:400]
assert client.get("/health").json == {"status": "ok"}
"""


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory):
    """The wheel as an installer puts it: its files in a folder, nothing of the sources beside them."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(build, cwd=settings.ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "unpacked")
    return folder / "unpacked"


def _run(unpacked, tmp_path, *words):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GYEOL_")}
    environment |= {"PYTHONPATH": str(unpacked), "GYEOL_DATA": str(tmp_path), **settings.fresh_secrets()}
    return subprocess.run(
        [sys.executable, *words], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )


def test_the_wheel_holds_whatever_stands_beside_the_code(unpacked):
    missing = [
        str(path.relative_to(settings.ROOT))
        for room in OURS
        for path in (settings.ROOT / room).rglob("*")
        if path.suffix in NOT_CODE and not (unpacked / path.relative_to(settings.ROOT)).exists()
    ]

    assert missing == []


def test_what_the_wheel_holds_migrates_and_serves(unpacked, tmp_path):
    ran = _run(unpacked, tmp_path, "-c", SERVES)

    assert ran.returncode == 0, ran.stderr


def test_the_commands_of_the_wheel_start(unpacked, tmp_path):
    ran = _run(unpacked, tmp_path, "-m", "survey_app.cli", "--help")

    assert ran.returncode == 0, ran.stderr
    assert "Gyeol" in ran.stdout
