"""A survey done elsewhere, invented: data, a mapping, and an installation to take it in."""

import base64
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result

from survey_app.cli import gyeol
from survey_app.ground import db
from tests.imports.surveys import ITEMS

MAPPING = """\
own:
  key: team-survey
  version: "1"
  title: 팀 조사
  title_en: Team survey
  areas:
    CARE: {title: 배려, title_en: Care, items: [CARE01, CARE02, CARE03, CARE04], points: [1, 2, 3, 4, 5]}
    PACE:
      title: 여유
      title_en: Pace
      items: [PACE01, PACE02, PACE03]
      points: [1, 2, 3, 4, 5]
      reversed: [PACE03]
  background:
    gender: {title: 성별, title_en: Gender, classes: {women: 여성, men: 남성}, classes_en: {women: W, men: M}}
  comments: {wish: 바라는 점}
  comments_en: {wish: What do you wish?}
missing: {no_answer: [99], not_applicable: [98]}
units: {column: TEAM, register: true}
background:
  gender: {column: SEX, values: {F: women, M: men}}
comments: {wish: WISH}
"""


def synthetic(respondents: int = 300, units: int = 6, seed: int = 3) -> np.ndarray:
    """(respondents, 7) points: two common factors, the last item reversed; the last column the unit."""
    draw = np.random.default_rng(seed)
    unit = draw.integers(0, units, respondents)
    factors = draw.normal(size=(respondents, 2)) + draw.normal(0, 0.5, (units, 2))[unit]
    loads = np.array([[0.8, 0]] * 4 + [[0, 0.7]] * 2 + [[0, -0.7]])
    latent = factors @ loads.T + draw.normal(0, 0.6, (respondents, 7))
    points = np.clip(np.rint(3 + latent), 1, 5).astype(int)
    return np.column_stack([points, unit])


def as_csv(table: np.ndarray) -> str:
    lines = ["TEAM," + ",".join(ITEMS) + ",SEX,WISH,NOTE"]
    for number, row in enumerate(table):
        wish = ('"더 많은, 시간"', "짧은 회의")[number // 10 % 2] if number % 10 == 0 else ""
        answers = ",".join(str(int(value)) for value in row[:-1])
        lines.append(f"T{row[-1]},{answers},{'FM'[number % 2]},{wish},x")
    return "\n".join(lines) + "\n"


@pytest.fixture
def run(config, monkeypatch) -> Callable[..., Result]:
    """Runs `gyeol` on the fresh installation."""
    monkeypatch.setenv("GYEOL_DATA", str(config.data))
    for name, value in (("SECRET", config.secret_key), ("SIGNING", config.signing_key)):
        monkeypatch.setenv(f"GYEOL_{name}_KEY", base64.urlsafe_b64encode(value).decode())

    def command(*arguments: object) -> Result:
        return CliRunner().invoke(gyeol, [str(argument) for argument in arguments])

    return command


@pytest.fixture
def import_wave(run, tmp_path) -> Callable[..., Any]:
    """Imports data given as text or bytes; returns the exit status and the JSON that was printed."""

    def bring(
        data: str | bytes, mapping: str = MAPPING, *more: str, name: str = "answers.csv", wave: str = "2024"
    ) -> tuple[int, dict[str, Any]]:
        (tmp_path / name).write_bytes(data.encode() if isinstance(data, str) else data)
        (tmp_path / "mapping.yaml").write_text(mapping, "utf-8")
        arguments = ["--mapping", tmp_path / "mapping.yaml", "--institution", "dala", "--wave", wave]
        new = ["--create-institution", "다라청/Dara Agency", "--kind", "central"]
        result = run("wave", "import", tmp_path / name, *arguments, *new, "--json", *more)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.exit_code, json.loads(result.stdout) if result.exit_code < 2 else {
            "said": result.output
        }

    return bring


@pytest.fixture
def table() -> np.ndarray:
    """(300, 8) the invented answers: seven items and the unit."""
    return synthetic()


@pytest.fixture
def write() -> Callable[[np.ndarray], str]:
    """Writes invented answers as a .csv file."""
    return as_csv


@pytest.fixture
def mapping() -> str:
    """The mapping that reads them."""
    return MAPPING


@pytest.fixture
def people(databases):
    """A session on the people database. Commands need no application, so neither do their tests."""
    with db.Session(databases.people, expire_on_commit=False) as session:
        yield session
