"""Where somebody is sent after signing in: inside this site or nowhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.door.redirects import safe_next


@pytest.mark.parametrize(
    "where",
    [
        "//evil.kr",
        "/\\evil.kr",
        "https://evil.kr",
        "evil",
        "",
        None,
        "/a\r\nb",
        "/a\\b",
        "javascript:alert(1)",
    ],
)
def test_an_address_elsewhere_is_dropped(where):
    assert safe_next(where) is None


def test_an_address_inside_stays():
    assert safe_next("/i/gaon/units?page=2") == "/i/gaon/units?page=2"


@given(st.text(max_size=20))
def test_whatever_is_kept_begins_with_one_slash(where):
    kept = safe_next(where)

    assert kept is None or (kept.startswith("/") and not kept.startswith(("//", "/\\")))
