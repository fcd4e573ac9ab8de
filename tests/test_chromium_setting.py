"""The setting GYEOL_CHROMIUM reaches the drawing of figures wherever it stands."""

import os

import pytest

import config as settings
from survey_app import create_app
from survey_app.drawing.chromium import ChromiumIsMissing, find_chromium


def test_a_browser_named_in_the_environment_file_is_the_one_that_draws(tmp_path, monkeypatch):
    monkeypatch.setenv("GYEOL_CHROMIUM", "chromium")  # so that what the application sets is undone again
    secrets = "\n".join(f"{name}={value}" for name, value in settings.fresh_secrets().items())
    (tmp_path / "gyeol.env").write_text(f"{secrets}\nGYEOL_CHROMIUM=no-such-browser\n", "utf-8")

    create_app(settings.read({"GYEOL_DATA": str(tmp_path)}), runs_jobs_at_once=True)

    assert os.environ["GYEOL_CHROMIUM"] == "no-such-browser"
    with pytest.raises(ChromiumIsMissing, match="no-such-browser"):
        find_chromium()
