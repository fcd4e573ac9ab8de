"""Passwords that are tried first are refused, whatever alphabet hides them; random words are taken."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_app.accounts.guessable import COMMON_KOREAN, EXAMPLES, Weakness, as_keys, weakness_of

OWN = ("hr@narae.example", "김경민", "narae", "나래부", "Ministry of Narae")
TRIED_FIRST = """
    1q2w3e4r5t iloveyou1234 0987654321 password123456 korea12345 samsung1234 dkssudgktpdy qwertyuiop
    1qaz2wsx3edc asdfghjkl123 1234567890 a1234567890 abcd123456 admin12345 welcome2026 qwer1234!@
    P@ssw0rd2026 gyeol12345 seoul2026!! spring2026! minji19900101 tkfkdgo1234 letmein2026 19880817kim
    zxcvbnm123 aaaaaaaaab1 mois12345! qlalfqjsgh1234 rhkswkdsla2026! eogksalsrnr1! 2026202620
    대한민국대한민국 안녕하세요여러분 비밀번호비밀번호 행정안전부2026!!
""".split()  # noqa: SIM905
OF_THE_PERSON = """
    narae12345 narae-bu-2026 나래부직원식당12 skfoqn123456 rlarudals1234 hr@narae2026 Narae!Narae!1
""".split()  # noqa: SIM905
HARD = (
    "teapot gravel violin",
    "garden-cloud-pencil",
    "산들바람 유리컵 자전거",
    "four words that fit",
    "x7Gk!mQ2pLw9",
    "tksemfqkfka dbflzjq wkwjsrj",
    "가을-단풍-길을-걷다-27",
)


@pytest.mark.parametrize("password", TRIED_FIRST)
def test_a_password_that_many_take_is_refused(password):
    assert weakness_of(password, OWN) is Weakness.TRIED_FIRST


@pytest.mark.parametrize("password", OF_THE_PERSON)
def test_a_password_built_of_the_names_of_its_owner_is_refused_as_such(password):
    assert weakness_of(password, OWN) is Weakness.OWN_NAMES


@pytest.mark.parametrize("password", HARD)
def test_words_that_have_nothing_to_do_with_each_other_are_taken(password):
    assert weakness_of(password, OWN) is None


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_that_everybody_has_read_is_refused(example):
    assert weakness_of(example.title(), OWN) is Weakness.TRIED_FIRST


@settings(deadline=None)
@given(st.sampled_from(COMMON_KOREAN), st.integers(0, 9999))
def test_a_common_korean_word_is_found_in_hangul_and_on_an_english_keyboard(word, number):
    for form in (word, as_keys(word), as_keys(word).capitalize()):
        assert weakness_of(f"{form}{number}!", ()) is Weakness.TRIED_FIRST


@settings(deadline=None)
@given(st.text(max_size=200))
def test_whatever_is_typed_gets_an_answer(password):
    assert weakness_of(password, OWN) in {None, *Weakness}
