"""A pulse asks five items as they were: same keys, no other question, and no score of half an area."""

import pytest

from questionnaires.loader import published
from questionnaires.pulse import PulseIsFaulty, pulse_of
from questionnaires.render import minutes_to_answer, pages

QUESTIONNAIRE = published("public-culture", "2026.1")
ITEMS = ("LIFE04", "LIFE03", "LIFE02", "LIFE01", "CULT01")


def test_a_pulse_keeps_the_items_as_they_were_and_in_their_order():
    pulse = pulse_of(QUESTIONNAIRE, ITEMS)

    assert pulse.item_ids == ("CULT01", "LIFE01", "LIFE02", "LIFE03", "LIFE04")
    assert all(item == QUESTIONNAIRE.item_by_id[item.id] for item in pulse.items)
    assert pulse.texts["ko"].items["CULT01"] == QUESTIONNAIRE.texts["ko"].items["CULT01"]
    assert (pulse.background, pulse.comments) == ((), ())


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_pulse_does_not_introduce_itself_as_the_whole_questionnaire(language):
    pulse = pulse_of(QUESTIONNAIRE, ITEMS)

    assert pulse.texts[language].introduction != QUESTIONNAIRE.texts[language].introduction
    assert "8" not in pulse.texts[language].introduction


def test_only_an_area_all_of_whose_items_are_asked_is_in_full():
    areas = {area.key: area.is_in_full for area in pulse_of(QUESTIONNAIRE, ITEMS).areas}

    assert areas == {"culture": False, "work_life": True}


def test_a_pulse_has_a_content_hash_of_its_own_that_follows_from_its_items():
    one, same = pulse_of(QUESTIONNAIRE, ITEMS), pulse_of(QUESTIONNAIRE, ITEMS[::-1])
    other = pulse_of(QUESTIONNAIRE, ("CULT02", *ITEMS[:4]))

    assert one.content_hash == same.content_hash
    assert len({one.content_hash, other.content_hash, QUESTIONNAIRE.content_hash}) == 3


def test_a_pulse_fits_on_one_page_and_takes_two_minutes():
    pulse = pulse_of(QUESTIONNAIRE, ITEMS)

    assert sum(len(page.items) for page in pages(pulse)) == 5
    assert minutes_to_answer(pulse) == 2
    assert minutes_to_answer(QUESTIONNAIRE) == 8


@pytest.mark.parametrize(
    "items",
    [ITEMS[:4], (*ITEMS, "CULT02"), (*ITEMS[:4], "LIFE04"), (*ITEMS[:4], "NONE01"), (*ITEMS[:4], "EXP01")],
    ids=["four", "six", "one-twice", "unknown", "of-no-area"],
)
def test_anything_but_five_items_of_areas_is_refused(items):
    with pytest.raises(PulseIsFaulty):
        pulse_of(QUESTIONNAIRE, items)
