"""Wrong tries slow down whoever makes them, not the owner who was here or has a second factor."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from survey_app.accounts import passwords, recovery_codes, second_factors, services, signing_in, tries
from survey_app.accounts.models import WrongTries
from survey_app.accounts.signing_in import (
    AccountIsLocked,
    CodeIsWrong,
    PasswordIsWrong,
    SignInRefused,
    Visitor,
)
from survey_app.accounts.tries import Lane
from survey_app.door.access import Role
from survey_app.ground.keyring import keyring_of
from survey_app.trail.models import AuditEntry
from tests.accounts.browsers import shown_code

PASSWORD = "Correct-Horse-9"
STRANGER, OWNER_ELSEWHERE = Visitor("s" * 64), Visitor("o" * 64)


@pytest.fixture
def lead(people):
    """An account without a second factor."""
    made, _starting = services.create_account(
        people, "system", email="an@example.kr", name="분석", role=Role.ANALYST, password=PASSWORD
    )
    return made


@pytest.fixture
def seed(people, lead):
    """Gives the account an authenticator; the seed that it shows codes of."""
    made = second_factors.make_seed()
    lead.second_factor = second_factors.seal(keyring_of(people), lead.id, made)
    return made


def known_to(account, source="k" * 64):
    return Visitor(source, {account.id: account.device_epoch})


def code_of(seed):
    return shown_code(seed)


def another(code):
    return f"{(int(code) + 1) % 10**6:06d}"


def fail(people, account, times=tries.TRIES_BEFORE_LOCK, visitor=STRANGER):
    for _try in range(times):
        with pytest.raises(SignInRefused):
            signing_in.check_password(people, account.email, "wrong", visitor)


def test_strangers_are_slowed_down_whatever_network_they_come_from(people, lead):
    for number in range(tries.TRIES_BEFORE_LOCK):
        fail(people, lead, 1, Visitor(f"{number:064d}"))

    with pytest.raises(SignInRefused):
        signing_in.check_password(people, lead.email, PASSWORD, Visitor("z" * 64))


def test_the_owner_enters_where_they_were_before_while_strangers_are_locked_out(people, lead):
    fail(people, lead, 12)

    assert signing_in.check_password(people, lead.email, PASSWORD, known_to(lead)) is lead


def test_the_owner_enters_where_they_were_before_from_the_strangers_network_too(people, lead):
    for number in range(tries.TRIES_HEARD_FROM_ONE_SOURCE + 5):
        with pytest.raises((SignInRefused, AccountIsLocked)):
            signing_in.check_password(people, f"nobody{number}@example.kr", "x", STRANGER)

    assert signing_in.check_password(people, lead.email, PASSWORD, known_to(lead, STRANGER.source)) is lead


def test_the_owner_with_a_second_factor_enters_from_anywhere_while_strangers_are_locked_out(
    people, lead, seed
):
    fail(people, lead, 12)

    assert signing_in.check_password(people, lead.email, PASSWORD, OWNER_ELSEWHERE) is lead
    assert signing_in.check_code(people, lead, code_of(seed), OWNER_ELSEWHERE) is False


def test_the_owner_with_a_second_factor_enters_from_the_strangers_network(people, lead, seed):
    for number in range(tries.TRIES_FROM_ONE_SOURCE + 5):
        with pytest.raises((SignInRefused, AccountIsLocked)):
            signing_in.check_password(people, f"nobody{number}@example.kr", "x", STRANGER)

    assert signing_in.check_password(people, lead.email, PASSWORD, STRANGER) is lead


def test_strangers_do_not_keep_a_new_account_from_its_starting_password(people):
    new, starting = services.create_account(
        people, "system", email="new@example.kr", name="새", role=Role.ANALYST
    )
    fail(people, new, 12)

    assert signing_in.check_password(people, new.email, starting, OWNER_ELSEWHERE) is new


def test_a_stranger_learns_nothing_by_the_right_password_of_a_locked_account(people, lead):
    fail(people, lead)

    with pytest.raises(SignInRefused) as refusal:
        signing_in.check_password(people, lead.email, PASSWORD, STRANGER)
    assert type(refusal.value) is SignInRefused


def test_wrong_passwords_where_the_owner_was_before_are_counted_too(people, lead):
    fail(people, lead, visitor=known_to(lead))

    with pytest.raises(SignInRefused):
        signing_in.check_password(people, lead.email, PASSWORD, known_to(lead))
    assert signing_in.check_password(people, lead.email, PASSWORD, OWNER_ELSEWHERE) is lead


def test_whoever_signed_out_everywhere_is_known_nowhere(people, lead):
    before = known_to(lead)
    services.end_all_sessions(people, lead)
    fail(people, lead)

    with pytest.raises(SignInRefused):
        signing_in.check_password(people, lead.email, PASSWORD, before)


def test_signing_in_forgets_ones_own_wrong_tries_and_not_those_of_strangers(people, lead):
    fail(people, lead, 3)
    fail(people, lead, 3, known_to(lead))
    signing_in.welcome(people, lead, known_to(lead))

    left = {one.lane: one.failures for one in people.scalars(select(WrongTries))}
    assert left == {Lane.STRANGER.value: 3}


def test_a_lock_ends_by_itself_and_tries_of_yesterday_are_forgotten(people, lead):
    fail(people, lead)
    people.execute(update(WrongTries).values(locked_until=datetime.now(UTC) - timedelta(seconds=1)))
    people.expire_all()
    assert signing_in.check_password(people, lead.email, PASSWORD, OWNER_ELSEWHERE) is lead

    people.execute(update(WrongTries).values(last=datetime.now(UTC) - timedelta(hours=25)))
    people.expire_all()
    fail(people, lead, 1)
    assert people.get(WrongTries, (lead.id, Lane.STRANGER.value)).failures == 1


def test_many_failures_from_one_network_are_not_heard_any_more(people, lead):
    for number in range(tries.TRIES_FROM_ONE_SOURCE):
        with pytest.raises(SignInRefused):
            signing_in.check_password(people, f"nobody{number}@example.kr", "x", STRANGER)

    with pytest.raises(AccountIsLocked):
        signing_in.check_password(people, lead.email, PASSWORD, STRANGER)
    assert signing_in.check_password(people, lead.email, PASSWORD, OWNER_ELSEWHERE) is lead


def test_an_unknown_address_costs_one_hash_like_a_known_one_and_a_locked_one(people, lead, monkeypatch):
    hashed = []
    fits = passwords.fits
    monkeypatch.setattr(passwords, "fits", lambda *given: hashed.append(1) or fits(*given))

    for email in (lead.email, "nobody@example.kr"):
        for _try in range(tries.TRIES_BEFORE_LOCK + 1):
            before = len(hashed)
            with pytest.raises(SignInRefused):
                signing_in.check_password(people, email, "wrong", STRANGER)
            assert len(hashed) == before + 1


def test_a_code_works_once(people, lead, seed):
    signing_in.check_code(people, lead, code_of(seed), OWNER_ELSEWHERE)

    with pytest.raises(SignInRefused):
        signing_in.check_code(people, lead, code_of(seed), OWNER_ELSEWHERE)


def test_wrong_codes_slow_strangers_down_and_not_the_owner(people, lead, seed):
    for _try in range(tries.TRIES_BEFORE_LOCK):
        with pytest.raises(SignInRefused):
            signing_in.check_code(people, lead, another(code_of(seed)), STRANGER)

    with pytest.raises(AccountIsLocked):
        signing_in.check_code(people, lead, code_of(seed), STRANGER)
    assert signing_in.check_code(people, lead, code_of(seed), known_to(lead)) is False


def test_a_recovery_code_lets_in_once_however_it_is_typed_and_while_codes_are_slowed_down(people, lead, seed):
    first, second, *_others = recovery_codes.make(people, lead)
    for _try in range(tries.TRIES_BEFORE_LOCK):
        with pytest.raises(SignInRefused):
            signing_in.check_code(people, lead, another(code_of(seed)), STRANGER)

    assert signing_in.check_code(people, lead, first, OWNER_ELSEWHERE) is True
    assert signing_in.check_code(people, lead, f" {second.lower().replace('-', ' ')} ", STRANGER) is True
    assert recovery_codes.left(people, lead.id) == recovery_codes.HOW_MANY - 2
    with pytest.raises(AccountIsLocked):
        signing_in.check_code(people, lead, first, STRANGER)
    used = people.scalars(select(AuditEntry.details).where(AuditEntry.action == "use_recovery_code")).all()
    assert used == ['{"left": 9}', '{"left": 8}']


def test_recovery_codes_are_kept_as_hashes_and_replaced_as_a_whole(people, lead, seed, config):
    before = recovery_codes.make(people, lead)
    after = recovery_codes.make(people, lead)
    people.commit()

    stored = config.data.joinpath("people.sqlite").read_bytes()
    assert not any(code.replace("-", "").encode() in stored for code in after)
    assert not any(recovery_codes.use(people, lead, code) for code in before)
    assert recovery_codes.left(people, lead.id) == recovery_codes.HOW_MANY == len(set(after))


def test_another_persons_recovery_code_lets_nobody_in(people, lead, seed):
    other, _starting = services.create_account(
        people, "system", email="b@example.kr", name="b", role=Role.ANALYST, password=PASSWORD
    )
    code = recovery_codes.make(people, other)[0]

    assert not recovery_codes.use(people, lead, code)


def test_whoever_is_signed_in_is_asked_for_password_and_code_and_wrong_ones_are_counted(people, lead, seed):
    for _try in range(tries.TRIES_BEFORE_LOCK - 1):
        with pytest.raises(PasswordIsWrong):
            signing_in.check_again(people, lead, "wrong", code_of(seed), "k" * 64)
    with pytest.raises(CodeIsWrong):
        signing_in.check_again(people, lead, PASSWORD, another(code_of(seed)), "k" * 64)

    with pytest.raises(AccountIsLocked):
        signing_in.check_again(people, lead, PASSWORD, code_of(seed), "k" * 64)
    with pytest.raises(AccountIsLocked):
        services.change_password(people, lead, PASSWORD, "teapot gravel violin", "k" * 64)


def test_wrong_tries_of_whoever_is_signed_in_lock_nobody_out_of_signing_in(people, lead):
    for _try in range(tries.TRIES_BEFORE_LOCK):
        with pytest.raises(PasswordIsWrong):
            services.change_password(people, lead, "wrong", "teapot gravel violin", "k" * 64)

    assert signing_in.check_password(people, lead.email, PASSWORD, OWNER_ELSEWHERE) is lead


def test_a_reset_forgets_every_lock(people, lead):
    fail(people, lead)
    fail(people, lead, visitor=known_to(lead))
    services.reset_password(people, "system", lead)

    assert people.scalars(select(WrongTries)).all() == []
