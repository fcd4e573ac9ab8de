"""What became of units is guessed from code, name, parent and size; what nothing is like is not guessed."""

from questionnaires.languages import Spoken
from survey_app.manifest.documents import UnitTerms
from survey_app.manifest.unit_changes import changes
from survey_app.reorganisation.suggestions import Why, suggest


def _unit(code: str, name: str, parent: str | None, headcount: int) -> UnitTerms:
    return UnitTerms(code, Spoken(ko=name, en=name), parent, headcount)


THEN = (
    _unit("P", "기획조정실", None, 2),
    _unit("P1", "제도과", "P", 20),
    _unit("P2", "협력과", "P", 15),
    _unit("P3", "총무과", "P", 30),
    _unit("D", "디지털국", None, 1),
    _unit("D1", "디지털서비스과", "D", 40),
    _unit("D2", "보안과", "D", 12),
    _unit("D3", "청사관리과", "D", 11),
    _unit("A", "감사담당관", None, 12),
)
NOW = (
    _unit("P", "기획조정실", None, 2),
    _unit("X1", "정책협력과", "P", 34),
    _unit("P3", "운영지원과", "P", 30),
    _unit("Z", "보안과", "P", 12),
    _unit("D", "디지털혁신국", None, 1),
    _unit("D1", "디지털서비스과", "D", 22),
    _unit("Y1", "데이터과", "D", 19),
    _unit("A", "감사담당관", None, 13),
    _unit("N", "민원과", "P", 25),
)


def test_units_that_merged_split_moved_and_were_renamed_are_found():
    found = suggest(THEN, NOW)

    pairs = {(one.then, one.now): one.why for one in found}
    assert pairs == {
        ("P", "P"): Why.CODE_AND_NAME,
        ("P1", "X1"): Why.SIZES,
        ("P2", "X1"): Why.SIZES,
        ("P3", "P3"): Why.CODE,
        ("D", "D"): Why.CODE,
        ("D1", "D1"): Why.CODE_AND_NAME,
        ("D1", "Y1"): Why.SIZES,
        ("D2", "Z"): Why.NAME,
        ("D3", ""): Why.NOTHING_LIKE_IT,
        ("A", "A"): Why.CODE_AND_NAME,
    }
    told = {(one.change.value, one.then, one.now) for one in changes(THEN, NOW, [p for p in pairs if p[1]])}
    assert told == {
        ("merged", ("unit:P1", "unit:P2"), ("unit:X1",)),
        ("renamed", ("unit:P3",), ("unit:P3",)),
        ("renamed", ("unit:D",), ("unit:D",)),
        ("split", ("unit:D1",), ("unit:D1", "unit:Y1")),
        ("moved", ("unit:D2",), ("unit:Z",)),
        ("gone", ("unit:D3",), ()),
        ("new", (), ("unit:N",)),
    }


def test_units_of_one_name_are_told_apart_by_what_they_belong_to():
    then = [_unit("A", "가국", None, 1), _unit("B", "나국", None, 1)]
    then += [_unit("A1", "운영과", "A", 9), _unit("B1", "운영과", "B", 9)]
    now = [_unit("1", "가국", None, 1), _unit("2", "나국", None, 1)]
    now += [_unit("21", "운영과", "2", 9), _unit("11", "운영과", "1", 9)]

    found = {one.then: one.now for one in suggest(then, now)}

    assert found == {"A": "1", "B": "2", "A1": "11", "B1": "21"}
    assert changes(then, now, list(found.items())) == ()


def test_a_code_that_was_given_to_a_wholly_other_unit_is_not_taken_for_the_same():
    then = [_unit("A", "가국", None, 1), _unit("7", "제도과", "A", 40)]
    now = [_unit("B", "총괄본부", None, 1), _unit("7", "민원안내팀", "B", 11)]

    assert [one.now for one in suggest(then, now)] == ["", ""]
