"""A third language costs texts and no code: the whole chain runs in one that was made up."""

import os
import subprocess
import sys
from pathlib import Path

from tests.made_up_language import house_with_it

CHAIN = Path(__file__).with_name("chain_in_a_third_language.py")


def test_survey_pages_and_reports_speak_a_language_that_came_as_data(tmp_path):
    house = house_with_it(tmp_path)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", f"tests/{CHAIN.name}"]
    environment = os.environ | {"PYTHONPATH": str(house)}

    run = subprocess.run(command, cwd=house, capture_output=True, text=True, env=environment)

    assert run.returncode == 0, run.stdout[-8000:] + run.stderr[-2000:]
