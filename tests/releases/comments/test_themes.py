"""Themes read like what people say, name nobody, and are set beside those of the wave before."""

from analysis.released.release import Theme
from analysis.released.released_values import Count, Hidden, Reason
from survey_app.protocol.ballot import Comment
from survey_app.releases.comments.theming import themes_of
from survey_app.wording.themes import theme_change, theme_name

LEAST = 10
MEETINGS = [Comment("change", f"회의 시간을 줄이고 자료를 미리 공유했으면 합니다. {at}") for at in range(12)]
NAMING = [Comment("change", f"탁소라가 야근을 시킵니다. 김민수 팀장도 그렇습니다. {at}") for at in range(15)]
RARE = [Comment("change", f"주차 공간을 늘려 주세요. {at}") for at in range(LEAST - 1)]


def test_a_theme_is_called_as_people_say_it_and_by_nobodys_name():
    themes = themes_of([*MEETINGS, *NAMING, *RARE], LEAST)
    assert "시간 줄이기, 자료 공유, 회의 시간" in {theme_name(theme) for theme in themes}
    said = " ".join(word for theme in themes for word in (*theme.terms, *theme.phrases))
    assert "야근" in said
    assert not any(word in said for word in ("소라", "민수", "주차", "공간"))


def test_a_theme_stands_beside_what_was_released_of_it_before():
    earlier = (
        Theme("change", "시간", ("시간", "회의"), Count(20, 49)),
        Theme("keep", "동료", ("동료",), Count(10, 19)),
    )
    by_term = {
        term: theme for theme in themes_of([*MEETINGS, *NAMING], LEAST, earlier) for term in theme.terms
    }
    assert by_term["회의"].before == Count(20, 49)
    assert by_term["야근"].before == Hidden(Reason.TOO_FEW)
    assert theme_change(by_term["회의"], "en") == "Fewer than in the last wave (20–49)"
    assert theme_change(by_term["야근"], "en") == "No theme in the last wave"
    assert theme_change(themes_of(MEETINGS, LEAST)[0], "en") == ""


def test_exact_numbers_change_by_a_quarter_at_least():
    def said(now: int, before: int) -> str:
        theme = Theme("change", "회의", ("회의",), Count(now, now), (), Count(before, before))
        return theme_change(theme, "en").partition(" ")[0]

    assert [said(120, 110), said(150, 110), said(110, 150)] == ["About", "More", "Fewer"]
