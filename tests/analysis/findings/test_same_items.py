"""Items of two questionnaires are the same by their key, and reworded ones where a person said so."""

from dataclasses import replace

import pytest

from analysis.findings.trends import WaveComparability, area_comparability, item_comparability, trend
from analysis.refusals import NotComparable
from analysis.scores.samples import Sample
from questionnaires.model import Area, Item, Kind, Questionnaire, Scale, Texts

FIVE = Scale("five", (1, 2, 3, 4, 5), (4, 5), (1, 2), False)


YES_NO = Scale("yes", (0, 1), (0,), (1,), False)


def item(key: str, comparability: str = "", recall: int | None = None, scale: Scale = FIVE) -> Item:
    return Item(
        key, Kind.PERCEPTION, scale, False, scale.favourable, scale.unfavourable, comparability or key, recall
    )


def asked(*items: Item, minimum: int = 2, version: str = "1", **texts: str) -> Questionnaire:
    area = Area("area", tuple(i.id for i in items), minimum)
    labels = {i.scale.key: tuple(map(str, i.scale.points)) for i in items}
    words = {i.id: texts.get(i.id, i.id) for i in items}
    ko = Texts("ko", "", "", {}, {}, words, labels, "", {}, {}, {}, {})
    return Questionnaire("q", version, "", "", "", items, (area,), (), (), {"ko": ko})


def test_another_recall_period_is_another_question():
    year, month = item("bullied", recall=12, scale=YES_NO), item("bullied", recall=1, scale=YES_NO)
    found = item_comparability(asked(year), asked(month), "bullied")
    assert found[0] is WaveComparability.NOT_COMPARABLE
    with pytest.raises(NotComparable, match="1 months, and asked about 12"):
        trend(Sample(100, 0.181, 1.0), Sample(100, 0.111, 1.0), found)


def test_items_are_the_same_by_their_comparability_key():
    def found(was: Item, now: Item) -> WaveComparability:
        return item_comparability(asked(was, **{was.id: "text"}), asked(now, **{now.id: "text"}), now.id)[0]

    assert found(item("old", "k1"), item("new", "k1")) is WaveComparability.SAME
    assert found(item("a", "k1"), item("a", "k2")) is WaveComparability.NOT_COMPARABLE
    assert found(item("a"), item("a", scale=YES_NO)) is WaveComparability.NOT_COMPARABLE
    other_boxes = Scale("five", (1, 2, 3, 4, 5), (5,), (1, 2), False)
    assert found(item("a"), item("a", scale=other_boxes)) is WaveComparability.FLAGGED


def test_a_reworded_item_is_comparable_only_where_a_person_decided_so():
    before, reworded = asked(item("a"), a="in time"), asked(item("a"), version="2", a="within a day")
    accepted = asked(replace(item("a"), same_meaning_as=("1",)), version="2", a="within a day")

    assert item_comparability(before, reworded, "a")[0] is WaveComparability.NOT_COMPARABLE
    assert item_comparability(before, accepted, "a")[0] is WaveComparability.SAME
    assert item_comparability(accepted, before, "a")[0] is WaveComparability.SAME
    assert item_comparability(before, asked(item("a"), a=" in\n time"), "a")[0] is WaveComparability.SAME


def test_an_area_with_two_thirds_of_its_items_is_flagged():
    a, b, c, d = (item(key) for key in "abcd")
    assert area_comparability(asked(a, b, c), asked(a, b, c), "area")[0] is WaveComparability.SAME
    assert area_comparability(asked(a, b, c), asked(a, b, d), "area")[0] is WaveComparability.FLAGGED
    assert (
        area_comparability(asked(a, b, c), asked(a, b, c, minimum=3), "area")[0] is WaveComparability.FLAGGED
    )
    assert area_comparability(asked(a, b, c), asked(a, d), "area")[0] is WaveComparability.NOT_COMPARABLE
    assert area_comparability(asked(a, b), asked(a, b), "other")[0] is WaveComparability.NOT_COMPARABLE
