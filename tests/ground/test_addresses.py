"""Addresses: what a mail server would refuse or garble is refused where it is typed."""

import pytest

from survey_app.ground.addresses import WORDS, AddressIsWrong, AddressProblem, read_address


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("hong@x.kr", "hong@x.kr"),
        (" Hong.Gildong@Gaon.GO.KR ", "hong.gildong@gaon.go.kr"),
        ("hong+survey@x.kr", "hong+survey@x.kr"),
        ("ｈｏｎｇ＠ｘ．ｋｒ", "hong@x.kr"),
        ("hong@한국.kr", "hong@xn--3e0b707e.kr"),
        ("hong@mail.local", "hong@mail.local"),
        ("hr@gaon.example", "hr@gaon.example"),
    ],
)
def test_an_address_is_read_as_it_goes_to_a_mail_server(typed, read):
    assert read_address(typed) == read


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", AddressProblem.NO_SIGN),
        ("-", AddressProblem.NO_SIGN),
        ("홍길동", AddressProblem.NO_SIGN),
        ("@x.kr", AddressProblem.NO_SIGN),
        ("hong@", AddressProblem.NO_SIGN),
        ("홍길동 <hong@x.kr>", AddressProblem.SEVERAL),
        ("a@x.kr,b@x.kr", AddressProblem.SEVERAL),
        ("a@b@x.kr", AddressProblem.SEVERAL),
        ("홍길동@x.kr", AddressProblem.NAME),
        ("a..b@x.kr", AddressProblem.NAME),
        (".a@x.kr", AddressProblem.NAME),
        ("a\u200bb@x.kr", AddressProblem.NAME),
        ("hong@x.kr.", AddressProblem.DOMAIN),
        ("hong@x..kr", AddressProblem.DOMAIN),
        ("hong@mail", AddressProblem.DOMAIN),
        ("hong@-x.kr", AddressProblem.DOMAIN),
        ("hong@x_y.kr", AddressProblem.DOMAIN),
        ("hong@[192.0.2.1]", AddressProblem.DOMAIN),
        ("a" * 65 + "@x.kr", AddressProblem.LONG),
        ("a@" + "b." * 130 + "kr", AddressProblem.LONG),
    ],
)
def test_what_a_mail_server_would_refuse_is_refused_with_its_reason(typed, problem):
    with pytest.raises(AddressIsWrong) as wrong:
        read_address(typed)

    assert wrong.value.problem is problem


def test_every_reason_has_its_words():
    assert set(WORDS) == set(AddressProblem)
