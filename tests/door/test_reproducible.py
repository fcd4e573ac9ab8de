"""Anybody can build the survey page's scripts again and compare their digests with those served."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
WHAT_THE_BUILD_READS = ("build.mjs", "package.json", "tsconfig.json", "questionnaires", "survey_app")


def build(folder: Path, node: str) -> dict:
    """The manifest of a build of the sources copied into a folder."""
    folder.mkdir(parents=True)
    for name in WHAT_THE_BUILD_READS:
        source = PROJECT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("dist", "__pycache__"))
        else:
            shutil.copy(source, folder)
    (folder / "node_modules").symlink_to(PROJECT / "node_modules")
    environment = {**os.environ, "GYEOL_PYTHON": sys.executable}
    subprocess.run([node, "build.mjs"], cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL)
    return json.loads((folder / "survey_app/static/dist/manifest.json").read_text())


@pytest.mark.nightly
def test_two_builds_in_two_folders_give_the_same_bytes(tmp_path):
    own = PROJECT / ".venv/bin/node"
    node = str(own) if own.exists() else shutil.which("node")
    if node is None or not (PROJECT / "node_modules/esbuild").is_dir():
        pytest.skip("the browser's packages are not installed: npm ci")

    here, elsewhere = build(tmp_path / "here", node), build(tmp_path / "some/where/else", node)

    assert here["survey.js"]["integrity"].startswith("sha384-")
    assert here == elsewhere
