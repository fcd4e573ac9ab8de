"""Korean particles follow the sound before them."""

import pytest

from survey_app.wording.particles import final_consonant, with_particle


@pytest.mark.parametrize(
    ("word", "particle", "expected"),
    [
        ("소통", "은", "소통은"),
        ("의전", "이", "의전이"),
        ("회의", "은", "회의는"),
        ("리더십", "을", "리더십을"),
        ("보고", "를", "보고를"),
        ("서울", "으로", "서울로"),
        ("부산", "으로", "부산으로"),
        ("제주", "로", "제주로"),
        ("소통", "과", "소통과"),
        ("회의", "와", "회의와"),
        ("17%", "으로", "17%로"),
        ("3%p", "이", "3%p가"),
        ("소통(17%)", "이", "소통(17%)이"),
        ("‘갑질’", "은", "‘갑질’은"),
    ],
)
def test_a_particle_fits_the_end_of_the_word(word, particle, expected):
    assert with_particle(word, particle) == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("0", "0이"),
        ("1", "1이"),
        ("2", "2가"),
        ("3", "3이"),
        ("4", "4가"),
        ("5", "5가"),
        ("6", "6이"),
        ("7", "7이"),
        ("8", "8이"),
        ("9", "9가"),
        ("10", "10이"),
        ("12", "12가"),
        ("100", "100이"),
        ("2,000", "2,000이"),
        ("30,000", "30,000이"),
        ("7.5", "7.5가"),
    ],
)
def test_a_number_is_read_in_korean(number, expected):
    assert with_particle(number, "이") == expected


def test_a_final_rieul_takes_the_short_direction_also_in_digits():
    assert with_particle("1", "으로") == "1로"
    assert with_particle("3", "으로") == "3으로"
    assert with_particle("10", "으로") == "10으로"


@pytest.mark.parametrize(("word", "expected"), [("PDF", 0), ("URL", 8), ("team", 16), ("HWPX", 0), ("", 0)])
def test_latin_letters_are_read_by_their_names(word, expected):
    assert final_consonant(word) == expected


def test_an_unknown_particle_is_refused():
    with pytest.raises(KeyError):
        with_particle("소통", "에게")
