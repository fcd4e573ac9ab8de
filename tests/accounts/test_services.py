"""Accounts: who may sign in, what ends a session, what is locked and for how long."""

from datetime import UTC, datetime, timedelta

import pytest

from survey_app.accounts import services, signing_in
from survey_app.accounts.passwords import PasswordIsTooWeak
from survey_app.accounts.signing_in import SignInRefused, Visitor
from survey_app.door.access import Role
from survey_app.ground.keyring import Keyring
from survey_app.institutions.models import InstitutionKind
from survey_app.institutions.services import add_institution

PASSWORD = "Correct-Horse-9"
HERE, ELSEWHERE = Visitor("a" * 64), Visitor("b" * 64)


@pytest.fixture
def operator(people):
    account, _starting = services.create_account(
        people, "system", email="Op@Example.kr", name="운영", role=Role.OPERATOR, password=PASSWORD
    )
    return account


def test_the_right_password_finds_the_account_whatever_the_case_of_its_address(people, operator):
    assert signing_in.check_password(people, " OP@example.KR ", PASSWORD, HERE) is operator


@pytest.mark.parametrize("email", ["op@example.kr", "nobody@example.kr"])
def test_a_wrong_password_and_an_unknown_address_are_refused_alike(people, operator, email):
    with pytest.raises(SignInRefused) as refusal:
        signing_in.check_password(people, email, "wrong", HERE)

    assert str(refusal.value) == ""


def test_a_closed_account_cannot_sign_in(people, operator):
    _second(people)
    services.close_account(people, "system", operator)

    with pytest.raises(SignInRefused):
        signing_in.check_password(people, operator.email, PASSWORD, HERE)


def test_the_last_operator_cannot_be_closed(people, operator):
    with pytest.raises(services.LastOperator):
        services.close_account(people, "system", operator)


def test_a_starting_password_is_over_after_a_week(people):
    account, starting = services.create_account(
        people, "system", email="new@example.kr", name="새", role=Role.ANALYST
    )
    account.starting_password_until = datetime.now(UTC) - timedelta(seconds=1)

    with pytest.raises(SignInRefused):
        signing_in.check_password(people, account.email, starting, HERE)


def test_a_changed_password_ends_every_session(people, operator):
    before = operator.session_epoch

    services.change_password(people, operator, PASSWORD, "four words that fit badly", "a" * 64)

    assert operator.session_epoch == before + 1
    assert signing_in.check_password(people, operator.email, "four words that fit badly", HERE) is operator


@pytest.mark.parametrize("weak", ["short", "password1234", "aaaaaaaaaaaa", PASSWORD, "op@example-99"])
def test_a_weak_or_unchanged_password_is_refused(people, operator, weak):
    with pytest.raises(PasswordIsTooWeak):
        services.change_password(people, operator, PASSWORD, weak, "a" * 64)


def test_a_reset_password_must_be_changed_and_ends_every_session(people, operator):
    starting = services.reset_password(people, "system", operator)

    assert operator.starting_password_until is not None
    assert operator.session_epoch == 1
    assert signing_in.check_password(people, operator.email, starting, HERE) is operator


def test_an_address_has_one_account(people, operator):
    with pytest.raises(services.EmailIsTaken):
        services.create_account(people, "system", email="OP@example.kr", name="x", role=Role.ANALYST)


def test_an_hr_lead_has_an_institution_and_nobody_else_has_one(people):
    gaon = add_institution(
        people, code="gaon", name_ko="가온부", name_en="Gaon", kind=InstitutionKind.CENTRAL
    )

    with pytest.raises(services.InstitutionIsMissing):
        services.create_account(people, "system", email="a@example.kr", name="x", role=Role.HR)
    with pytest.raises(services.InstitutionIsMissing):
        services.create_account(
            people, "system", email="a@example.kr", name="x", role=Role.ANALYST, institution=gaon
        )


def test_a_network_address_is_kept_as_a_keyed_hash_only():
    one, other = Keyring(b"k" * 32), Keyring(b"l" * 32)
    assert services.source_of("192.0.2.1", one) != services.source_of("192.0.2.1", other)
    assert "192" not in services.source_of("192.0.2.1", one)


def test_a_home_with_a_thousand_ipv6_addresses_counts_as_one():
    keys = Keyring(b"k" * 32)
    assert services.source_of("2001:db8:1:2:3::4", keys) == services.source_of("2001:db8:1:2::5", keys)
    assert services.source_of("2001:db8:1:2::5", keys) != services.source_of("2001:db8:1:3::5", keys)


def _second(people):
    services.create_account(
        people, "system", email="second@example.kr", name="둘", role=Role.OPERATOR, password=PASSWORD
    )
