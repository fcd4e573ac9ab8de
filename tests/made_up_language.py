"""A language that nobody speaks, made from English, and a copy of the house to which it came as data."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import yaml
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

import config as settings

CODE = "eo"
"""A code that Babel knows, so that it can write dates; nothing else of Esperanto is used."""
NAME = "Mádé úp"
COPIED = ("survey_app", "analysis", "questionnaires", "migrations", "benchmarks", "tests")
QUESTIONNAIRE = "questionnaires/data/public-culture/2026.1"
_ACCENTS = str.maketrans("aeiouyAEIOUY", "áéíóúýÁÉÍÓÚÝ")
# What is filled in, markup and what is typed into a terminal stay as they are.
_KEPT = re.compile(r"(%\(\w+\)s|%%|\{[^{}]*\}|<[^<>]+>|&\w+;|`[^`]*`|https?://\S+|[\w.+-]+@[\w.-]+)")


def made_up(text: str) -> str:
    """The text with an accent on every vowel.

    >>> made_up("Only %(group)s people, <b>not</b> more")
    'Ónlý %(group)s péóplé, <b>nót</b> móré'
    """
    return "".join(
        part if place % 2 else part.translate(_ACCENTS) for place, part in enumerate(_KEPT.split(text))
    )


def left_over(text: str, names: frozenset[str] = frozenset()) -> set[str]:
    """The words of a text that were said in English or Korean, other than names; codes are no words.

    >>> left_over("Ónlý Unit north, 85 %; 10명", frozenset({"Unit", "north"})), left_over("móré people")
    ({'10명'}, {'people'})
    """
    words = set(re.findall(r"\w+", text)) - names
    letters = {word for word in words if re.fullmatch(r"[^\W\d_]{3,}", word)}
    return {word for word in letters if re.search("(?i)[aeiou]", word)} | {
        word for word in words if re.search("[가-힣]", word)
    }


def house_with_it(folder: Path) -> Path:
    """A copy of the house in which the language was added, and not a line of code was changed."""
    house = folder / "house"
    leave = shutil.ignore_patterns("__pycache__", "*.pyc")
    for name in COPIED:
        shutil.copytree(settings.ROOT / name, house / name, ignore=leave)
    for name in ("config.py", "pyproject.toml"):
        shutil.copy(settings.ROOT / name, house / name)
    code = {path: path.read_bytes() for path in house.rglob("*.py")}
    with (house / "questionnaires/languages.yaml").open("a", encoding="utf-8") as file:
        file.write(f"{CODE}: {NAME}\n")
    _write_catalogue(house / "survey_app/translations")
    _translate_data(house)
    _translate_questionnaire(house)
    assert code == {path: path.read_bytes() for path in house.rglob("*.py")}
    return house


def _write_catalogue(translations: Path) -> None:
    with (translations / "ko/LC_MESSAGES/messages.po").open("rb") as file:
        korean = read_po(file)
    catalogue = Catalog(CODE)
    for message in korean:
        if message.id:
            ids = message.id if isinstance(message.id, tuple) else (message.id,)
            # What Babel reads, not a person: each language has a form of its own.
            said = ("y-MM-dd",) if "CLDR" in (message.context or "") else tuple(made_up(one) for one in ids)
            catalogue.add(message.id, said if len(ids) > 1 else said[0], context=message.context)
    target = translations / CODE / "LC_MESSAGES/messages.mo"
    target.parent.mkdir(parents=True)
    with target.open("wb") as file:
        write_mo(file, catalogue)


def _translate_data(house: Path) -> None:
    for folder in ("questionnaires/words", "analysis/released/words", "survey_app/taking/words"):
        words = yaml.safe_load((house / folder / "en.yaml").read_text("utf-8"))
        periods = words.pop("recall_periods", None)
        words = _each(words)
        if periods is not None:
            # Regular expressions: what they escape stays as it is.
            words["recall_periods"] = {
                key: [
                    re.sub(
                        r"\\.|[^\\]+", lambda part: made_up(part[0]) if part[0][0] != "\\" else part[0], one
                    )
                    for one in ways
                ]
                for key, ways in periods.items()
            }
        _write(house / folder / f"{CODE}.yaml", words)
    for kit in (house / "survey_app/improvement/kits").glob("*.yaml"):
        content = yaml.safe_load(kit.read_text("utf-8"))
        _write(kit, content | {CODE: _each(content["en"])})
    texts = house / "survey_app/taking/client/texts.json"
    spoken = json.loads(texts.read_text("utf-8"))
    texts.write_text(
        json.dumps({key: one | {CODE: made_up(one["en"])} for key, one in spoken.items()}), "utf-8"
    )
    letters = house / "survey_app/diagnosis/letters"
    for name in ("invitation", "results", "promises"):
        letter = made_up((letters / f"{name}.en.txt").read_text("utf-8"))
        (letters / f"{name}.{CODE}.txt").write_text(letter, "utf-8")


def _translate_questionnaire(house: Path) -> None:
    modules = [found.parent for found in (house / "questionnaires/data").glob("*/*/module.yaml")]
    for folder in (house / QUESTIONNAIRE, *modules):
        english = yaml.safe_load((folder / "en.yaml").read_text("utf-8"))
        _write(folder / f"{CODE}.yaml", _each(english) | {"language": CODE})
    # As though this version had been published with the translation: its record is of its content.
    (house / "questionnaires/data/PUBLISHED").write_text("", "utf-8")


def _each(value: Any) -> Any:
    if isinstance(value, str):
        return made_up(value)
    if isinstance(value, dict):
        return {key: _each(one) for key, one in value.items()}
    return [_each(one) for one in value] if isinstance(value, list) else value


def _write(path: Path, content: Any) -> None:
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), "utf-8")
