"""docs/operations.md is typed by somebody at night: its lines run, and its lists leave nothing out."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from click.testing import CliRunner

import config as settings
from survey_app.cli import gyeol
from survey_app.ground.mail import compose, sending

TEXT = (settings.ROOT / "docs" / "operations.md").read_text("utf-8")
SOURCES = [settings.ROOT / "config.py", *sorted((settings.ROOT / "survey_app").rglob("*.py"))]
# Names under the data folder as code spells them, and the property that stands for one.
UNDER_DATA = re.compile(r"""data(?:\([a-z]+\))? / f?["']([A-Za-z0-9_.-]+)["']""")


def section(title):
    return TEXT.partition(f"\n## {title}")[2].partition("\n## ")[0]


def lines_of(title):
    """The commands of a section's first block, in order."""
    return section(title).partition("```\n")[2].partition("```")[0]


@pytest.fixture
def shell(tmp_path):
    """Runs lines as they are printed, in a folder of their own, with the commands of this environment."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GYEOL_")}
    environment |= {
        "PATH": f"{Path(sys.executable).parent}:{environment['PATH']}",
        "GYEOL_PORT": str(_free_port()),
        "GYEOL_WEB_WORKERS": "1",
    }
    return environment


def test_the_lines_of_the_install_section_lead_to_a_site_that_answers(shell, tmp_path):
    lines = lines_of("Install").replace("/srv/gyeol", str(tmp_path / "srv"))
    script, serve = lines.split("gyeol serve")
    assert serve.strip().startswith("#")

    before = subprocess.run(
        ["bash", "-euc", script], env=shell, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert before.returncode == 0, before.stdout + before.stderr
    assert "FIX" not in before.stdout
    assert "the starting password is" in before.stdout
    assert (tmp_path / "srv" / "gyeol.env").stat().st_mode & 0o777 == 0o600

    environment = {**shell, "GYEOL_DATA": str(tmp_path / "srv")}
    site = subprocess.Popen(["gyeol", "serve"], env=environment, cwd=tmp_path, stderr=subprocess.PIPE)
    try:
        assert _health(shell["GYEOL_PORT"]) == 200
    finally:
        site.terminate()
        _out, said = site.communicate(timeout=60)
    assert b"Traceback" not in said


def test_every_command_that_the_page_names_exists():
    named = set(re.findall(r"`gyeol ([a-z]+(?: [a-z]+(?:-[a-z]+)*)?)", TEXT))

    for command in sorted(named):
        told = CliRunner().invoke(gyeol, [*command.split(), "--help"])
        assert told.exit_code == 0, f"gyeol {command}: {told.output}"


def test_what_is_written_into_the_data_folder_is_backed_up_or_said_to_need_none():
    written = {name for path in SOURCES for name in UNDER_DATA.findall(path.read_text("utf-8"))}
    backup = section("Backups")

    assert {"people.sqlite", "vault.sqlite", "files", "questionnaires", "gyeol.env", "outbox"} <= written
    missing = [name for name in written - {"shares"} if f"`{name}" not in backup]
    assert missing == []


def test_what_a_running_installation_leaves_in_its_folder_is_in_the_list(app, config, databases):
    with app.app_context(), sending(config) as send:
        send(compose(config, "somebody@example.kr", "Hello", "Text"))
    (config.files / "reports").mkdir(parents=True)
    with databases.people.begin():
        left = {path.name for path in config.data.iterdir()}
    backup = section("Backups")

    assert {"people.sqlite", "vault.sqlite", "outbox", "files"} <= left
    assert [name for name in left if f"`{name}" not in backup] == []


def _health(port):
    for _attempt in range(120):
        try:
            return urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5).status
        except OSError:
            time.sleep(0.5)
    return None


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
