"""A small questionnaire in files, which the tests break one way at a time."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from questionnaires.faults import Fault, QuestionnaireIsFaulty
from questionnaires.loader import load

STRUCTURE = """\
key: small
version: "1"
licence: Apache-2.0
attribution: Tests
scales:
  agreement: {points: [1, 2, 3, 4, 5], favourable: [4, 5], unfavourable: [1, 2], not_applicable: true}
  times: {points: [0, 1, 2], favourable: [0], unfavourable: [1, 2], not_applicable: false}
areas:
  - {key: help, items: [HELP01, HELP02]}
items:
  - {id: HELP01, kind: perception, scale: agreement}
  - {id: HELP02, kind: perception, scale: agreement, reversed: true}
  - {id: EXPE01, kind: experience, scale: times, recall_months: 3, sensitive: true}
background:
  - id: age
    classes: [young, middle, old]
    merges:
      - {into: not_young, of: [middle, old]}
comments:
  - {id: change, maximum_length: 500}
"""
KO = """\
language: ko
title: 작은 설문
introduction: 답해 주십시오.
not_applicable: 해당 없음/모름
scales:
  agreement: [전혀 아니다, 아니다, 보통이다, 그렇다, 매우 그렇다]
  times: [없음, 1회, 2회 이상]
areas:
  help: {name: 도움, description: 도움에 관한 문항입니다.}
items:
  HELP01: "{institution}에서는 서로 돕는다."
  HELP02: 나는 혼자 일한다.
  EXPE01: 최근 3개월 동안 강요를 받은 적이 있습니까?
background:
  age:
    question: 나이는?
    purpose: 세대 차이를 보는 데 씁니다.
    classes: {young: 청년, middle: 중년, old: 장년, not_young: 중년 이상}
comments:
  change: 바꾸었으면 하는 점은?
"""
EN = """\
language: en
title: A small questionnaire
introduction: Please answer.
not_applicable: Not applicable
scales:
  agreement: [Not at all, No, Neither, Yes, Very much]
  times: [Never, Once, Twice or more]
areas:
  help: {name: Help, description: About help.}
items:
  HELP01: "In {institution}, people help each other."
  HELP02: I work alone.
  EXPE01: In the past 3 months, have you been pressed?
background:
  age:
    question: Age?
    purpose: Used to see generations.
    classes: {young: Young, middle: Middle, old: Old, not_young: Middle and old}
comments:
  change: What should change?
"""


@dataclass(frozen=True)
class Draft:
    """A folder of files that can be edited and then read."""

    folder: Path

    def edit(self, file: str, old: str, new: str) -> int:
        """Replaces the first `old`; the line on which the replacement begins."""
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return text[: text.index(old)].count("\n") + 1

    def faults(self) -> tuple[Fault, ...]:
        """What reading it complains of; empty where it reads."""
        try:
            load(self.folder)
        except QuestionnaireIsFaulty as error:
            return error.faults
        return ()


def written(folder: Path) -> Draft:
    folder.mkdir(parents=True)
    files = {"questionnaire.yaml": STRUCTURE, "ko.yaml": KO, "en.yaml": EN, "SOURCE.md": "# Tests\n"}
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8")
    return Draft(folder)


@pytest.fixture
def draft(tmp_path: Path) -> Draft:
    return written(tmp_path / "small" / "1")


@pytest.fixture(scope="session")
def new_draft(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Draft]:
    """Makes a fresh folder at each call, for tests that draw many examples."""
    return lambda: written(tmp_path_factory.mktemp("drawn") / "small" / "1")
