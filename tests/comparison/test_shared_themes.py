"""The national report says what institutions' staff write about, where at least three share it."""

from dataclasses import replace

from analysis.released.release import Theme
from analysis.released.released_values import Count
from survey_app.comparison.services import compare
from survey_app.diagnosis.programme import get_programme
from survey_app.ground import db
from survey_app.ground.settings import current_config
from survey_app.reporting.national.national_themes import themes_chapter

MEETING = Theme("change", "회의", ("회의", "시간"), Count(20, 49), ("회의 시간", "시간 줄이기"))
OVERTIME = Theme("change", "야근", ("야근",), Count(10, 19))


def test_a_theme_of_three_institutions_is_told_and_one_of_two_is_not(compared):
    with compared.app_context(), db.look(db.databases().people) as session:
        comparison = compare(session, get_programme(session, "2026"), current_config(), "ko")
    given = iter([(MEETING, OVERTIME), (MEETING, OVERTIME), (MEETING,)])
    rows = tuple(replace(row, themes=next(given)) if row.is_released else row for row in comparison.rows)

    said = str(themes_chapter(replace(comparison, rows=rows)).blocks)

    assert "회의 시간" in said
    assert "60–147건" in said
    assert "야근" not in said
    assert not any(row.name in said for row in rows)
    assert themes_chapter(comparison).blocks == ()
