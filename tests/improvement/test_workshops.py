"""The workshop kits: one for each area and each of the five practices, whole in both languages."""

import pytest

from questionnaires.loader import published
from survey_app.improvement.workshops import all_kits, kit_of

PRACTICES = [f"practice_{one}" for one in ("handover", "protocol", "division", "standby", "off_hours")]


def test_every_area_of_the_standard_questionnaire_and_every_practice_has_a_kit():
    areas = [area.key for area in published("public-culture", "2026.1").culture_areas]

    assert [kit.area for kit in all_kits()] == areas + PRACTICES


@pytest.mark.parametrize("kit", all_kits(), ids=lambda kit: kit.area)
def test_a_kit_is_a_meeting_of_60_to_90_minutes_and_the_same_in_both_languages(kit):
    in_korean, in_english = kit.texts["ko"], kit.texts["en"]
    assert 60 <= in_korean.minutes <= 90
    assert [stage.minutes for stage in in_korean.agenda] == [stage.minutes for stage in in_english.agenda]
    for part in ("questions", "materials", "actions"):
        korean, english = getattr(in_korean, part), getattr(in_english, part)
        assert len(korean) == len(english) >= 3
        assert all(text.strip() for text in (*korean, *english))


def test_there_is_no_kit_of_an_unknown_area():
    assert kit_of("engagement") is None
