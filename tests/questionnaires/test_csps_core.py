"""The British core keeps the published items, themes and boxes, under its licence."""

import csv
import re
from pathlib import Path

import pytest
import yaml

from questionnaires.loader import BUNDLED, published
from questionnaires.model import Kind
from questionnaires.wording import PLACEHOLDER

QUESTIONNAIRE = published("csps-core", "2024")
KO, EN = QUESTIONNAIRE.texts["ko"], QUESTIONNAIRE.texts["en"]
SHARED = Path(__file__).resolve().parents[3] / "shared"
INSTRUMENT = SHARED / "instruments" / "csps_2024_core.yaml"
MEASURES = SHARED / "data" / "csps" / "csps2024_measures.csv"

# Technical guide: theme scores over these items; B17 was withdrawn in 2022.
THEMES = {
    "my_work": range(1, 6),
    "purpose": range(6, 8),
    "my_manager": range(8, 17),
    "my_team": range(18, 21),
    "learning": range(21, 25),
    "inclusion": range(25, 29),
    "resources": range(29, 35),
    "pay": range(35, 38),
    "leadership": range(38, 47),
    "engagement": range(47, 52),
    "taking_action": range(52, 54),
    "org_culture": range(54, 59),
}


def test_the_themes_hold_their_published_items():
    areas = {area.key: area.items for area in QUESTIONNAIRE.areas}
    assert areas == {key: tuple(f"B{number:02d}" for number in numbers) for key, numbers in THEMES.items()}


def test_the_engagement_index_is_over_all_five_of_its_items():
    (index,) = QUESTIONNAIRE.indices
    assert (index.items, index.minimum_answered) == (("B47", "B48", "B49", "B50", "B51"), 5)


def test_theme_scores_count_whoever_answered_any_item():
    assert {area.minimum_answered for area in QUESTIONNAIRE.culture_areas} == {1}


def test_the_wellbeing_boxes_are_the_published_ones():
    items = QUESTIONNAIRE.item_by_id
    assert [items[item].favourable for item in ("W01", "W02", "W03")] == [(7, 8, 9, 10)] * 3
    assert items["W04"].unfavourable == (6, 7, 8, 9, 10)
    assert items["W04"].is_reversed


def test_experiences_name_twelve_months_and_leave_a_way_not_to_say():
    for item_id in ("E01", "E03"):
        item = QUESTIONNAIRE.item_by_id[item_id]
        assert (item.kind, item.recall_months, item.is_sensitive) == (Kind.EXPERIENCE, 12, True)
        assert EN.scale_points[item.scale.key] == ("Yes", "Prefer not to say", "No")
        assert (item.favourable, item.unfavourable) == ((2,), (0,))


def test_the_licence_and_its_attribution_are_carried():
    assert QUESTIONNAIRE.licence == "OGL-UK-3.0"
    assert QUESTIONNAIRE.attribution == (
        "Contains public sector information licensed under the Open Government Licence v3.0."
    )
    assert "Open Government Licence v3.0" in (BUNDLED / "csps-core" / "2024" / "SOURCE.md").read_text()


def test_no_korean_particle_depends_on_the_institutions_name():
    for text in KO.items.values():
        for after in re.findall(re.escape(PLACEHOLDER) + r"(\S*)", text):
            assert after.startswith(("의", "에서", "에")), text


@pytest.mark.skipif(not INSTRUMENT.exists(), reason="needs ../shared/instruments")
def test_the_english_wording_is_the_published_one():
    original = {
        one["measure"]: one["label"]
        for one in yaml.safe_load(INSTRUMENT.read_text(encoding="utf-8"))["items"]
    }
    original |= {"E01": original["E01_yes"], "E03": original["E03_yes"]}
    for item_id, text in EN.items.items():
        assert text == re.sub(r"\[[Mm]y organisation\]", PLACEHOLDER, original[item_id])


@pytest.mark.skipif(not MEASURES.exists(), reason="needs ../shared/data/csps")
def test_every_item_has_published_results():
    with MEASURES.open(encoding="utf-8") as file:
        measures = {row["measure"] for row in csv.DictReader(file)}
    wanted = {f"{item}_yes" if item.startswith("E") else item for item in QUESTIONNAIRE.item_ids}
    assert wanted <= measures
