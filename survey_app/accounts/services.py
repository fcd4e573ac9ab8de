"""What is done with accounts: signing in, passwords, second factors, inviting and ending."""

import ipaddress
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.access import Role
from survey_app.accounts import passwords, second_factors
from survey_app.accounts.audit import SYSTEM, AuditVerdict, record, verify_audit_trail
from survey_app.accounts.guessable import Weakness
from survey_app.accounts.models import Account, SignInFailures, SignInRules
from survey_app.accounts.passwords import PasswordIsTooWeak
from survey_app.accounts.sessions import end_one_of, end_sessions_of, load_account
from survey_app.addresses import read_address
from survey_app.institutions.models import Institution
from survey_app.keyring import Keyring, Purpose, keyring_of

__all__ = [
    "SYSTEM",
    "AuditVerdict",
    "PasswordIsTooWeak",
    "load_account",
    "record",
    "verify_audit_trail",
]

TRIES_BEFORE_LOCK = 5
LONGEST_LOCK = timedelta(minutes=30)
TRIES_FROM_ONE_SOURCE = 30
SOURCE_WINDOW = timedelta(minutes=15)
STARTING_PASSWORD_LASTS = timedelta(days=7)


class SignInRefused(Exception):
    """The address, the password or the code is wrong, or the account is closed. It never says which."""


class AccountIsLocked(Exception):
    """Too many wrong tries; `until` says when the next one is heard."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until.isoformat())
        self.until = until


class EmailIsTaken(Exception):
    """There is an account with this e-mail address already."""


class InstitutionIsMissing(Exception):
    """An HR lead needs an institution, and nobody else has one."""


class LastOperator(Exception):
    """The last active operator can't be closed: nobody could open an account again."""


def source_of(address: str, keys: Keyring) -> str:
    """A network address as a keyed hash, so that it is counted and not kept; of IPv6 the network (/64)."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        network = address
    else:
        network = (
            str(ipaddress.ip_network((parsed, 64), strict=False)) if parsed.version == 6 else str(parsed)
        )
    return keys.mac(Purpose.NETWORK_ADDRESSES, network.encode())


def require_not_throttled(session: Session, source: str) -> None:
    """Raises AccountIsLocked when too many tries from this address failed in the last quarter of an hour."""
    found = session.get(SignInFailures, source)
    if found is None:
        return
    until = found.since + SOURCE_WINDOW
    if found.failures >= TRIES_FROM_ONE_SOURCE and until > datetime.now(UTC):
        raise AccountIsLocked(until)


def check_password(session: Session, email: str, password: str, source: str) -> Account:
    """The account whose password this is; failures are counted.

    Raises AccountIsLocked where the source failed too often, else SignInRefused: a locked account is refused
    as one that isn't there, since whoever asks may want to know which addresses have one.
    """
    require_not_throttled(session, source)
    account = find_account(session, email)
    is_right = passwords.fits(account.password_hash if account else None, password)
    if account is None or _locked_until(account):
        _count_failure(session, None, source)
        raise SignInRefused
    if not is_right or not account.is_active or _starting_password_is_over(account):
        _count_failure(session, account, source)
        raise SignInRefused
    if passwords.needs_new_hash(account.password_hash):
        account.password_hash = passwords.make_hash(password)
    return account


def check_code(session: Session, account: Account, code: str, source: str) -> None:
    """Afterwards the code is used up. Raises SignInRefused or AccountIsLocked."""
    require_not_throttled(session, source)
    if until := _locked_until(account):
        raise AccountIsLocked(until)
    seed = second_factors.seed_of(keyring_of(session), account)
    step = second_factors.step_of_code(seed, code, account.second_factor_step) if seed else None
    if step is None:
        _count_failure(session, account, source)
        raise SignInRefused
    account.second_factor_step = step


def welcome(session: Session, account: Account) -> None:
    """Notes that somebody signed in; wrong tries are forgotten."""
    account.failed_sign_ins, account.locked_until = 0, None
    record(session, account.email, "sign_in", f"account:{account.email}")


def farewell(session: Session, account: Account) -> None:
    """Notes that somebody signed out."""
    record(session, account.email, "sign_out", f"account:{account.email}")


def end_one_session(session: Session, account: Account, session_id: int) -> bool:
    """One session of an account is over, wherever its browser is; False when it has no such session."""
    is_over = end_one_of(session, account.id, session_id)
    if is_over:
        record(session, account.email, "end_session", f"account:{account.email}")
    return is_over


def end_all_sessions(session: Session, account: Account) -> None:
    """The account is signed in nowhere any more."""
    end_sessions_of(session, account)
    record(session, account.email, "sign_out_everywhere", f"account:{account.email}")


def change_password(session: Session, account: Account, old: str, new: str) -> None:
    """Every session of the account ends. Raises SignInRefused (old one wrong) or PasswordIsTooWeak."""
    if not passwords.fits(account.password_hash, old):
        raise SignInRefused
    passwords.require_strong(new, _own_words(session, account))
    if passwords.fits(account.password_hash, new):
        raise PasswordIsTooWeak(Weakness.UNCHANGED)
    account.password_hash = passwords.make_hash(new)
    account.starting_password_until = None
    end_sessions_of(session, account)
    record(session, account.email, "change_password", f"account:{account.email}")


def set_second_factor(session: Session, account: Account, secret: str, code: str) -> None:
    """The account asks for a code from now on, and its sessions end.

    Raises SignInRefused when the code doesn't fit the secret.
    """
    step = second_factors.step_of_code(secret, code, 0)
    if step is None:
        raise SignInRefused
    account.second_factor = second_factors.seal(keyring_of(session), account.id, secret)
    account.second_factor_step = step
    end_sessions_of(session, account)
    record(session, account.email, "set_second_factor", f"account:{account.email}")


def remove_second_factor(session: Session, account: Account, actor: str) -> None:
    """The account asks for no code any more, and its sessions end."""
    account.second_factor, account.second_factor_step = None, 0
    end_sessions_of(session, account)
    record(session, actor, "remove_second_factor", f"account:{account.email}")


def create_account(
    session: Session,
    actor: str,
    *,
    email: str,
    name: str,
    role: Role,
    institution: Institution | None = None,
    language: str = "ko",
    password: str | None = None,
) -> tuple[Account, str]:
    """A new account and its starting password, which must be changed within a week.

    With `password` (demonstrations) that one stays.
    Raises AddressIsWrong, EmailIsTaken or InstitutionIsMissing.
    """
    plain = read_address(email)
    if find_account(session, plain) is not None:
        raise EmailIsTaken(plain)
    if (role is Role.HR) != (institution is not None):
        raise InstitutionIsMissing
    starting = password or passwords.make_starting_password()
    account = Account(
        email=plain,
        name=name.strip(),
        role=role.value,
        institution_id=institution.id if institution else None,
        password_hash=passwords.make_hash(starting),
        starting_password_until=None if password else datetime.now(UTC) + STARTING_PASSWORD_LASTS,
        language=language,
    )
    session.add(account)
    session.flush()
    details = {"role": role.value, "institution": institution.code if institution else None}
    record(session, actor, "create_account", f"account:{plain}", details)
    return account, starting


def reset_password(session: Session, actor: str, account: Account) -> str:
    """A new starting password; the old one, every session and every lock end."""
    starting = passwords.make_starting_password()
    account.password_hash = passwords.make_hash(starting)
    account.starting_password_until = datetime.now(UTC) + STARTING_PASSWORD_LASTS
    end_sessions_of(session, account)
    account.failed_sign_ins, account.locked_until = 0, None
    record(session, actor, "reset_password", f"account:{account.email}")
    return starting


def close_account(session: Session, actor: str, account: Account) -> None:
    """Nobody can sign in with it, and its sessions end. Raises LastOperator."""
    others = select(Account.id).where(
        Account.role == Role.OPERATOR.value, Account.is_active, Account.id != account.id
    )
    if account.role == Role.OPERATOR.value and session.scalar(others.limit(1)) is None:
        raise LastOperator
    account.is_active = False
    end_sessions_of(session, account)
    record(session, actor, "close_account", f"account:{account.email}")


def reopen_account(session: Session, actor: str, account: Account) -> None:
    """The account can sign in again."""
    account.is_active = True
    record(session, actor, "reopen_account", f"account:{account.email}")


def set_rules(session: Session, actor: str, *, needs_second_factor: bool) -> SignInRules:
    """What is asked of everybody from their next page on."""
    rules = session.get(SignInRules, 1)
    if rules is None:
        rules = SignInRules(id=1)
        session.add(rules)
    rules.needs_second_factor = needs_second_factor
    record(session, actor, "set_sign_in_rules", "rules", {"needs_second_factor": needs_second_factor})
    return rules


def asks_everybody_for_a_code(session: Session) -> bool:
    """Whether the operator demands a second factor of everybody."""
    rules = session.get(SignInRules, 1)
    return rules is not None and rules.needs_second_factor


def find_account(session: Session, email: str) -> Account | None:
    """The account of an e-mail address, whatever its case."""
    return session.scalars(select(Account).where(Account.email == email.strip().lower())).first()


def list_accounts(session: Session) -> Sequence[Account]:
    """All accounts by role and address."""
    return session.scalars(select(Account).order_by(Account.role, Account.email)).all()


def _own_words(session: Session, account: Account) -> tuple[str, ...]:
    found = session.get(Institution, account.institution_id) if account.institution_id else None
    institution = (found.code, found.name_ko, found.name_en) if found else ()
    return (account.email, account.name, *institution)


def _locked_until(account: Account) -> datetime | None:
    until = account.locked_until
    return until if until is not None and until > datetime.now(UTC) else None


def _starting_password_is_over(account: Account) -> bool:
    return account.starting_password_until is not None and account.starting_password_until < datetime.now(UTC)


def _count_failure(session: Session, account: Account | None, source: str) -> None:
    now = datetime.now(UTC)
    counted = session.get(SignInFailures, source)
    if counted is None:
        counted = SignInFailures(source=source, failures=0, since=now)
        session.add(counted)
    if counted.since + SOURCE_WINDOW < now:
        counted.failures, counted.since = 0, now
    counted.failures += 1
    if account is None:
        return
    # Counted by the database, so that tries side by side are all counted.
    account.failed_sign_ins = Account.failed_sign_ins + 1
    session.flush()
    session.refresh(account, ["failed_sign_ins"])
    beyond = account.failed_sign_ins - TRIES_BEFORE_LOCK
    if beyond >= 0:
        account.locked_until = now + min(timedelta(minutes=2 ** min(beyond, 10)), LONGEST_LOCK)
        record(session, SYSTEM, "lock_account", f"account:{account.email}")
