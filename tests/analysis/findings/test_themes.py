"""Comments are summed up by words that many used, never by words of a few."""

from hypothesis import given
from hypothesis import strategies as st

from analysis.findings.themes import key_terms, themes

PRAISE = [frozenset({"동료", "도움"})] * 20
WISHES = [frozenset({"회의", "시간"})] * 15


def test_a_term_stands_out_where_it_is_used_more_than_elsewhere():
    found = key_terms({"keep": PRAISE, "change": WISHES}, "change", 10)
    assert {key.term for key in found} == {"회의", "시간"}
    assert all(key.comments == 15 for key in found)


def test_a_word_of_nine_comments_is_never_named():
    rare = [frozenset({"야근", "회의"})] * 9
    found = key_terms({"keep": PRAISE, "change": [*WISHES, *rare]}, "change", 10)
    assert "야근" not in {term for key in found for term in (key.term, *key.companions)}


def test_companions_are_folded_into_one_theme():
    found = themes(key_terms({"keep": PRAISE, "change": WISHES}, "change", 10))
    assert len(found) == 1
    assert {found[0].term, *found[0].companions} == {"회의", "시간"}


def test_one_term_that_everybody_used_is_a_theme():
    assert [key.term for key in key_terms({"keep": [frozenset({"동료"})] * 12}, "keep", 10)] == ["동료"]


@given(
    st.lists(st.frozensets(st.sampled_from("가나다라마바")), max_size=60),
    st.lists(st.frozensets(st.sampled_from("가나다라마바")), max_size=60),
)
def test_every_named_term_stands_in_at_least_ten_comments(one, two):
    for key in key_terms({"keep": one, "change": two}, "keep", 10):
        for term in (key.term, *key.companions):
            assert sum(term in comment for comment in one) >= 10
