"""The words by which offices call the columns of a roster."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

import yaml


class Column(StrEnum):
    """The columns of a roster."""

    CODE = "code"
    NAME_KO = "name_ko"
    NAME_EN = "name_en"
    PARENT = "parent"
    HEADCOUNT = "headcount"
    EMAILS = "emails"
    LEVEL = "level"
    PERSON = "person"


WORDS: Mapping[str, Any] = yaml.safe_load(
    Path(__file__).with_name("roster_words.yaml").read_text(encoding="utf-8")
)
LEVELS = WORDS["levels"]
SPLITS = frozenset(WORDS["splits"].split())
BY_KEY = {key: Column(column) for column, keys in WORDS["headers"].items() for key in keys.split()}
RANK = {key: rank for rank, keys in enumerate(WORDS["counts"]) for key in keys.split()}
LEVEL = {key: depth for depth, keys in enumerate(LEVELS) for key in keys.split()}
LOOSE = frozenset(WORDS["loose_names"].split())
LOOSE_PERSONS = frozenset(WORDS["loose_persons"].split())
DIRECT = 0
