"""The method page says what the code does, and the library stays light and apart from the web."""

import json
import pkgutil
import re
import subprocess
import sys

import pytest

import analysis
from analysis.released.method import METHODS, method
from docs.make_method import PAGE, page
from tests.reference.digits import HERE, measure

ITERATED = ("factor", "invariance", "REML", "partially", "SRMR", "RMSEA", "ω")


def test_the_method_page_is_what_the_docstrings_make_of_it():
    assert PAGE.read_text("utf-8") == page(), "run: python docs/make_method.py"


def test_the_stored_digits_are_those_of_today():
    stored = {
        row["statistic"]: row["digits"] for row in json.loads((HERE / "digits.json").read_text("utf-8"))
    }
    today = {row["statistic"]: row for row in measure()}
    assert set(stored) == set(today)
    for statistic, row in today.items():
        if "apart" in statistic:
            assert row["difference"] <= 1
        elif any(word in statistic for word in ITERATED):
            assert row["difference"] < 1e-5, statistic
        else:
            assert row["difference"] < 1e-9, statistic


@pytest.mark.parametrize("entry", METHODS, ids=lambda entry: entry.key)
def test_each_method_is_told_in_both_languages(entry):
    assert entry is method(entry.key)
    assert any("가" <= letter <= "힣" for letter in entry.texts["ko"])
    assert entry.texts["en"].isascii() or "α" in entry.texts["en"]


# What only the command line needs: figures of its page, tables as files.
AT_THE_EDGE = {"cli", "page", "tables", "simulated_files"}
MODULES = [
    module.name
    for module in pkgutil.walk_packages(analysis.__path__, "analysis.")
    if not module.name.startswith("analysis.disclosure.")
]


def test_the_way_through_the_library_names_every_module():
    named = re.findall(r"\b[a-z_]+\b", "".join(re.findall(r"(?m)^(?:\*| ).*", analysis.__doc__)))
    for module in MODULES:
        assert module.rpartition(".")[2] in named, module


def test_the_library_needs_nothing_of_the_web_or_of_drawing():
    heavy = ("flask", "sqlalchemy", "survey_app", "plotly", "pandas", "scipy.optimize", "scipy.stats")
    inner = [module for module in MODULES if module.rpartition(".")[2] not in AT_THE_EDGE]
    program = f"import sys, {', '.join(inner)};print([module for module in {heavy} if module in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_importing_the_library_takes_under_half_a_second():
    program = "import time; t = time.process_time(); import analysis; print(time.process_time() - t)"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert float(ran.stdout) < 0.5
