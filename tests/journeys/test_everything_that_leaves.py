"""Everything that is shown of the demonstration, handed to the auditor: no small group follows from it."""

import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

import numpy as np
import openpyxl
import pytest

import config as settings
from analysis.disclosure.certificate import protect_cube
from analysis.disclosure.cube import Cube
from analysis.disclosure.derive import smallest_groups
from analysis.disclosure.elimination import Elimination
from analysis.release import GroupKind, Release
from questionnaires.loader import published
from survey_app import db, manifest, schema
from survey_app.access import Role
from survey_app.releases.masking import cube_of
from survey_app.releases.services import current_release, find_wave
from survey_app.vault.services import read_answers

INSTITUTIONS = ("narae", "byeolbit")
WAVE = "2026"
SMALLEST_GROUP = 10
ROOMS = ("", "/participation", "/areas", "/items", "/drivers", "/groups", "/comments", "/why-hidden")
# What stands beside a group's name and is no result of it: how many people were invited.
NO_RESULT = ("현원", "초대", "대상")
NUMBER = re.compile(r"\d")


@dataclass(frozen=True)
class Wave:
    """A released wave: what it may show, and the cube in which an attacker would look."""

    institution: str
    release: Release
    cube: Cube

    @property
    def shown(self) -> set[str]:
        return {group.key for group in self.release.groups if group.is_shown}

    @property
    def hidden(self) -> set[str]:
        return set(self.cube.index) - self.shown

    @property
    def hidden_units(self) -> dict[str, str]:
        """Names of hidden units that no shown group bears; a unit's name stands for one group alone."""
        units = (GroupKind.UNIT, GroupKind.OTHER_UNITS)
        names = self.release.names
        borne = {names[key].ko for key in self.shown}
        found = {group.key for group in self.release.groups if group.kind in units and not group.is_shown}
        return {names[key].ko: key for key in found if names[key].ko not in borne}


@pytest.fixture(scope="session")
def waves(site) -> list[Wave]:
    configuration = settings.read(site.environment)
    databases = db.connect(configuration)
    schema.load_models()
    asked = published("public-culture", "2026.1")
    found = []
    with db.Session(databases.people) as people, db.Session(databases.vault) as vault:
        for institution in INSTITUTIONS:
            release = current_release(people, find_wave(people, institution, WAVE))
            reference = f"{institution}.{WAVE}"
            answers = read_answers(vault, reference, asked)
            found.append(Wave(institution, release, cube_of(manifest.read(vault, reference), asked, answers)))
    databases.dispose()
    return found


def _rows(page) -> Iterator[tuple[str, list[str]]]:
    """Each table row's name and what stands in it as a result: hidden numbers and headcounts left out."""
    rows = page.eval_on_selector_all(
        "main table tr",
        """(rows, noResult) => rows.filter(row => row.querySelector('th[scope=row]')).map(row => {
        const titles = [...row.closest('table').querySelectorAll('thead th')].map(th => th.textContent);
        const cells = [...row.children].map((cell, at) => [titles[at] || '', cell]);
        return [row.querySelector('th[scope=row]').textContent.trim(), cells
          .filter(([title, cell]) => cell.tagName === 'TD' && !noResult.some(word => title.includes(word))
            && !cell.matches('.cell-hidden') && !cell.querySelector('.hidden-number'))
          .map(([, cell]) => cell.textContent.trim())] })""",
        list(NO_RESULT),
    )
    yield from ((name, cells) for name, cells in rows)


def _figures(page) -> Iterator[tuple[str, list]]:
    """Each label on an axis of a figure, with the values that are drawn there."""
    for text in page.eval_on_selector_all(
        "script[data-figure-json]", "scripts => scripts.map(script => script.textContent)"
    ):
        for trace in json.loads(text)["data"]:
            for along, across in (("y", "x"), ("x", "y")):
                labels = trace.get(along)
                if not isinstance(labels, list) or not all(isinstance(label, str) for label in labels):
                    continue
                values = trace.get("z") if along == "y" and trace.get("z") else trace.get(across)
                if isinstance(values, list) and len(values) == len(labels):
                    yield from zip(labels, values, strict=True)


def _numbers(value: object) -> list[float]:
    if isinstance(value, list):
        return [number for one in value for number in _numbers(one)]
    return [float(value)] if isinstance(value, int | float) and not isinstance(value, bool) else []


def _read(page, wave: Wave) -> tuple[set[str], list[str]]:
    """The keys of groups of which a result was seen, and what was seen beside a hidden unit's name."""
    base, seen, leaks = f"/i/{wave.institution}/waves/{WAVE}/results", set(), []
    waiting = [base + room for room in ROOMS]
    waiting += [f"{base}/areas/{area}" for area in list(wave.release.whole.scores)[:2]]
    questions = {key.partition(":")[0] for key in wave.shown if not key.startswith(("all", "unit", "other"))}
    waiting += [f"{base}/groups?by={question}" for question in sorted(questions)]
    for path in waiting:
        assert page.goto(path, wait_until="domcontentloaded").status == 200, path
        for link in page.eval_on_selector_all(
            "a[href*='/results/groups/']", "links => links.map(a => a.href)"
        ):
            seen.add(_key(link))
        for name, cells in _rows(page):
            if name in wave.hidden_units and any(NUMBER.search(cell) for cell in cells):
                leaks.append(f"{path}: {name}: {cells}")
        for label, value in _figures(page):
            if label.strip() in wave.hidden_units and _numbers(value):
                leaks.append(f"{path}: figure: {label}: {value}")
    return seen, leaks


def _key(link: str) -> str:
    return unquote(link.split("/results/groups/")[1].partition("?")[0])


def _workbook_groups(content: bytes) -> set[str]:
    """The keys of groups beside which a number stands in a workbook of an institution's report."""
    found = set()
    for sheet in openpyxl.load_workbook(io.BytesIO(content), read_only=True):
        titles: tuple = ()
        for row in sheet.iter_rows(values_only=True):
            titles = titles or row
            if "집단 키" not in titles:
                break
            at = titles.index("집단 키")
            results = [
                value
                for title, value in zip(titles, row, strict=False)
                if isinstance(value, int | float) and title not in NO_RESULT
            ]
            if results:
                found.add(row[at])
    return found


def _derived(wave: Wave, shown: set[str]) -> list:
    mask = np.array([cell.key not in shown for cell in wave.cube.cells])
    return smallest_groups(wave.cube.problem, mask, SMALLEST_GROUP)


def test_nothing_that_leaves_the_demonstration_gives_a_small_group_away(site, signed_in, opened, waves):
    for wave in waves:
        page = signed_in(Role.HR, wave.institution)
        seen, leaks = _read(page, wave)
        assert leaks == []
        assert seen
        for key in sorted(wave.hidden)[:40]:
            address = f"/i/{wave.institution}/waves/{WAVE}/results/groups/{key}"
            answer = page.request.get(address)
            assert answer.status in (200, 404), address
            assert "data-figure-json" not in answer.text(), address

        assert seen <= wave.shown
        assert _derived(wave, seen | {"all"}) == []
        assert _derived(wave, wave.shown) == []


def test_the_workbook_holds_numbers_of_shown_groups_alone(site, waves, tmp_path):
    wave = waves[0]
    target = tmp_path / "report.xlsx"
    where = ("--institution", wave.institution, "--wave", WAVE)
    site.run("report", "build", *where, "--format", "xlsx", "--output", target)

    found = _workbook_groups(target.read_bytes())

    assert len(found) > 10
    assert found <= wave.shown
    assert _derived(wave, found) == []


def test_the_ministrys_pages_name_no_group_within_an_institution(signed_in, waves):
    page = signed_in(Role.ANALYST)
    inner = {
        wave.release.names[group.key].ko
        for wave in waves
        for group in wave.release.groups
        if group.kind in (GroupKind.UNIT, GroupKind.OTHER_UNITS)
    }
    base = f"/ministry/comparison/{WAVE}"
    pages = ("", "/participation", "/areas/communication", "/heat-map", "/movers", "/tables.csv")
    texts = [page.request.get(base + one).text() for one in pages]

    assert [name for name in inner for text in texts if f">{name}<" in text or f'"{name}"' in text] == []


def test_the_public_page_shows_the_institution_alone(opened, waves):
    page = opened()
    for wave in waves:
        answer = page.goto(f"/waves/{wave.institution}.{WAVE}/results")
        names = {wave.release.names[key].ko for key in wave.release.names if key not in ("all",)}
        shown = [name for name, cells in _rows(page) if name in names and any(map(NUMBER.search, cells))]
        assert answer.status in (200, 404)
        assert shown == []


def test_without_complementary_suppression_the_same_auditor_derives_dozens(waves):
    derived = 0
    for wave in waves:
        bare = protect_cube(wave.cube, with_secondary=False, with_intervals=False)
        reduced = Elimination(wave.cube.problem, bare.protection.hidden, lambda: True)
        derived += len(reduced.groups_under(SMALLEST_GROUP, lambda: True))

    assert derived >= 24
