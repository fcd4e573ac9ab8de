"""Everything that leaves the demonstration, handed to the auditor: no small group follows from it."""

import io
import json
import re

import numpy as np
import pytest
import xlsxwriter
from pptx import Presentation
from pptx.util import Cm

from analysis.disclosure.protect.certificate import protect_cube
from analysis.released.release import GroupKind
from benchmarks.attack.__main__ import main as attack_demonstration
from benchmarks.attack.beyond import beyond_sums
from benchmarks.attack.deriving import attack
from benchmarks.attack.knowing import WHOLE, Known, Reader, Target
from benchmarks.attack.leaving import Paper, of_the_ministry, pages, reports
from benchmarks.attack.targets import copy_of, targets_of
from survey_app import schema
from survey_app.wording.labels import labels_of

HOLDER, INSTITUTIONS, WAVE = "narae", ("narae", "byeolbit"), "2026"
DRAWN = ("pdf", "hwpx", "pptx")
UNITS = (GroupKind.UNIT, GroupKind.OTHER_UNITS)


@pytest.fixture(scope="session")
def copied(demonstration, tmp_path_factory):
    """The configuration of a copy of the demonstration's data, to which an attack may do what it likes."""
    schema.load_models()
    return copy_of(demonstration, tmp_path_factory.mktemp("attacked"))


@pytest.fixture(scope="session")
def targets(copied) -> list[Target]:
    return [one for one in targets_of(copied, INSTITUTIONS) if one.release.wave == WAVE]


@pytest.fixture(scope="session")
def target(targets) -> Target:
    return next(one for one in targets if one.release.institution == HOLDER)


@pytest.fixture(scope="session")
def papers(copied, target) -> list[Paper]:
    """All pages and files of every role; every report; bundles, benchmark and public-use file."""
    return [
        *pages(copied, [HOLDER]),
        *reports(copied, [target.reference], ["xlsx"]),
        *reports(copied, [target.reference], DRAWN, has_units=False),
        *of_the_ministry(copied, formats=()),
    ]


@pytest.fixture
def small_unit(target) -> tuple[str, str]:
    """A unit that is no group of its own in the release, since it is too small: its key and its name."""
    key = next(key for key in target.units if key not in target.cube.index)
    return key, target.units[key][0]


def test_nothing_that_leaves_the_demonstration_gives_a_small_group_away(target, papers):
    reader = Reader(target)
    reader.read(papers)

    finding = attack(target, reader.known)

    assert {"page", "csv", "json", "gyeol", "zip", *DRAWN, "xlsx"} <= {paper.kind for paper in papers}
    assert reader.known.found == {}
    assert reader.known.groups == {group.key for group in target.release.groups if group.is_shown}
    assert finding.small_groups > 20
    assert finding.is_safe


def test_beyond_sums_nothing_is_told_of_hidden_units_nor_of_what_few_answered(target):
    found = beyond_sums(target, most_areas=1)

    print(
        f"\n{found.reference}: {found.hidden_units} hidden, {found.narrowest} points left, told {found.told}"
    )
    assert found.is_safe


def test_without_complementary_suppression_the_same_attacker_derives_dozens(targets):
    derived, measures = 0, 0
    for target in targets:
        bare = protect_cube(target.cube, with_secondary=False, with_intervals=False)
        everything = {*target.questionnaire.item_ids, *(area.key for area in target.questionnaire.areas)}
        finding = attack(target, Known({cell.key: everything for cell in bare.shown}))
        derived += len(finding.given_away)
        measures += len(finding.of_measures)
        assert not finding.is_safe

    assert derived >= 20
    assert measures >= 100


def _page(name: str, number: str) -> bytes:
    return f"<table><tr><th scope=row>{name}</th><td>{number}</td></tr></table>".encode()


def _figure(name: str, number: str) -> bytes:
    drawn = {"data": [{"x": [float(number)], "y": [name]}], "layout": {}}
    return f"<script data-figure-json type='application/json'>{json.dumps(drawn)}</script>".encode()


def _bar_with_a_written_name(name: str, number: str) -> bytes:
    notes = [{"xref": "paper", "x": 0, "y": 3, "text": f"  {name}"}]
    drawn = {"data": [{"x": [float(number)], "y": [3]}], "layout": {"annotations": notes}}
    return f"<script data-figure-json type='application/json'>{json.dumps(drawn)}</script>".encode()


def _xlsx(name: str, number: str) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.add_worksheet().write_row(0, 0, [name, float(number)])
    return buffer.getvalue()


def _pptx(name: str, number: str) -> bytes:
    buffer, slides = io.BytesIO(), Presentation()
    slide = slides.slides.add_slide(slides.slide_layouts[6])
    table = slide.shapes.add_table(1, 2, Cm(1), Cm(1), Cm(9), Cm(2)).table
    table.cell(0, 0).text, table.cell(0, 1).text = name, number
    slides.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("ending", "written"),
    [
        ("", _page),
        ("", _figure),
        ("", _bar_with_a_written_name),
        (".csv", lambda name, number: f"{name},{number}".encode()),
        (".txt", lambda name, number: f"{name}    {number} %".encode()),
        (".txt", lambda name, number: f"{name} is at {number} this year".encode()),
        (".xlsx", _xlsx),
        (".pptx", _pptx),
    ],
)
def test_a_number_beside_a_hidden_units_name_is_noticed(target, small_unit, ending, written):
    key, name = small_unit
    reader = Reader(target)

    reader.read([Paper("anybody", f"/i/{HOLDER}/waves/{WAVE}/leaked{ending}", written(name, "61.8"))])

    assert reader.known.measures == {key: {WHOLE}}
    assert not attack(target, reader.known).is_safe


@pytest.mark.parametrize(
    "line",
    [
        "진행 중 일과 삶의 균형 · {name} · 2026-10-30까지 · 3단계 중 1단계 완료",
        "under way Work-life balance · {name} · until 2026-10-30 · 1 of 3 steps",
    ],
)
def test_how_far_a_promise_of_a_hidden_unit_has_come_is_no_result(target, small_unit, line):
    reader = Reader(target)

    reader.read([Paper("hr", f"/i/{HOLDER}/improvement.txt", line.format(name=small_unit[1]).encode())])

    assert reader.known.measures == {}


def test_participation_in_another_wave_is_no_result_of_this_one(target, small_unit):
    def found_on(wave: str) -> dict[str, str]:
        reader = Reader(target)
        name = f"/i/{target.release.institution}/waves/{wave}"
        reader.read([Paper("somebody", name, _page(small_unit[1], "61.8"))])
        return reader.known.found

    assert found_on("next") == {}
    assert set(found_on(WAVE)) == {small_unit[0]}


def test_the_page_of_a_hidden_group_draws_nothing(target, papers):
    hidden = [group.key for group in target.release.groups if not group.is_shown]
    drawn = [
        paper.name
        for paper in papers
        for key in hidden
        if paper.name.endswith(f"/{WAVE}/results/groups/{key}") and b"data-figure-json" in paper.content
    ]

    assert hidden
    assert drawn == []


def test_what_the_ministry_and_everybody_see_names_no_group_within_an_institution(target, papers):
    names = labels_of(target.release, target.questionnaire, "ko").groups
    inner = [names[group.key] for group in target.release.groups if group.kind in UNITS]
    seen = [paper for paper in papers if paper.holder == "everybody" or "/ministry/" in paper.name]
    # The office that keeps a promise is named for it, and beside no number of its people's answers.
    keeps = re.compile(r'<td data-label="담당">[^<]*</td>')
    texts = [
        keeps.sub("", paper.content.decode(errors="replace"))
        for paper in seen
        if paper.kind in ("page", "csv")
    ]

    assert len(texts) > 10
    assert [
        name for name in inner for text in texts if re.search(rf'[>",]{re.escape(name)}[<",]', text)
    ] == []


def test_no_class_of_a_public_use_file_is_small(papers):
    public_use = [paper for paper in papers if paper.name.endswith(".public-use.csv")]
    for paper in public_use:
        head, *records = (line.split(",") for line in paper.content.decode().splitlines())
        width = sum(not title.isupper() for title in head if not title[-1].isdigit())
        _, sizes = np.unique([record[:width] for record in records], axis=0, return_counts=True)
        assert sizes.min() >= 10

    assert public_use


@pytest.mark.nightly
@pytest.mark.parametrize(("wish", "is_safe"), [([], True), (["--without-complementary"], False)])
def test_the_whole_attack_on_the_whole_cast(tmp_path, monkeypatch, capsys, site, wish, is_safe):
    monkeypatch.setenv("GYEOL_DATA", str(tmp_path))
    site.run("demo", "load", data=tmp_path)

    status = attack_demonstration(["--json", *wish])

    found = json.loads(capsys.readouterr().out)
    given_away = sum(len(wave["given_away"]) for wave in found["waves"])
    assert (status == 0) is is_safe
    assert (given_away == 0) if is_safe else given_away >= 100
    assert len(found["waves"]) == 24
