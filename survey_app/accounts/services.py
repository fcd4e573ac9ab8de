"""What is done with accounts: opening and closing them, passwords, second factors, sessions."""

import ipaddress
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionnaires.languages import FIRST
from survey_app.accounts import passwords, recovery_codes, second_factors, signing_in, tries
from survey_app.accounts.guessable import Weakness
from survey_app.accounts.models import Account, SignInRules
from survey_app.accounts.passwords import PasswordIsTooWeak
from survey_app.accounts.sessions import end_one_of, end_sessions_of
from survey_app.accounts.signing_in import SignInRefused, find_account
from survey_app.door.access import Role
from survey_app.ground.addresses import read_address
from survey_app.ground.keyring import Keyring, Purpose, keyring_of
from survey_app.institutions.models import Institution
from survey_app.trail.audit import record

STARTING_PASSWORD_LASTS = timedelta(days=7)


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
    """The account is signed in nowhere any more, and no browser is known to it."""
    end_sessions_of(session, account)
    account.device_epoch += 1
    record(session, account.email, "sign_out_everywhere", f"account:{account.email}")


def change_password(session: Session, account: Account, old: str, new: str, source: str) -> None:
    """Every session of the account ends.

    Raises PasswordIsWrong (the old one), AccountIsLocked or PasswordIsTooWeak.
    """
    signing_in.check_password_again(session, account, old, source)
    passwords.require_strong(new, _own_words(session, account))
    if passwords.fits(account.password_hash, new):
        raise PasswordIsTooWeak(Weakness.UNCHANGED)
    account.password_hash = passwords.make_hash(new)
    account.starting_password_until = None
    end_sessions_of(session, account)
    record(session, account.email, "change_password", f"account:{account.email}")


def set_second_factor(session: Session, account: Account, seed: str, code: str) -> Sequence[str]:
    """The account asks for a code from now on; its sessions end. Returns new recovery codes, shown once.

    Raises SignInRefused when the code doesn't fit the seed.
    """
    step = second_factors.step_of_code(seed, code, 0)
    if step is None:
        raise SignInRefused
    is_another = account.second_factor is not None
    account.second_factor = second_factors.seal(keyring_of(session), account.id, seed)
    account.second_factor_step = step
    end_sessions_of(session, account)
    what = "replace_second_factor" if is_another else "set_second_factor"
    record(session, account.email, what, f"account:{account.email}")
    return recovery_codes.make(session, account)


def remove_second_factor(session: Session, account: Account, actor: str) -> None:
    """The account asks for no code any more; its recovery codes and sessions end."""
    account.second_factor, account.second_factor_step = None, 0
    recovery_codes.destroy(session, account)
    end_sessions_of(session, account)
    record(session, actor, "remove_second_factor", f"account:{account.email}")


def remake_recovery_codes(session: Session, account: Account) -> Sequence[str]:
    """Ten new recovery codes, to be shown once; those from before work no longer."""
    record(session, account.email, "remake_recovery_codes", f"account:{account.email}")
    return recovery_codes.make(session, account)


def create_account(
    session: Session,
    actor: str,
    *,
    email: str,
    name: str,
    role: Role,
    institution: Institution | None = None,
    language: str = FIRST,
    password: str | None = None,
    password_hash: str | None = None,
) -> tuple[Account, str]:
    """A new account and its starting password, which must be changed within a week.

    With `password` (demonstrations) that one stays; many accounts of one password may share its hash.
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
        role=role,
        institution_id=institution.id if institution else None,
        password_hash=password_hash or passwords.make_hash(starting),
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
    tries.forget(session, account.id)
    record(session, actor, "reset_password", f"account:{account.email}")
    return starting


def close_account(session: Session, actor: str, account: Account) -> None:
    """Nobody can sign in with it, and its sessions end. Raises LastOperator."""
    others = select(Account.id).where(
        Account.role == Role.OPERATOR, Account.is_active, Account.id != account.id
    )
    if account.role == Role.OPERATOR and session.scalar(others.limit(1)) is None:
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
    """Whether a second factor is demanded of everybody: it is, until an operator decides otherwise."""
    rules = session.get(SignInRules, 1)
    return rules is None or rules.needs_second_factor


def list_accounts(session: Session) -> Sequence[Account]:
    """All accounts by role and address."""
    return session.scalars(select(Account).order_by(Account.role, Account.email)).all()


def _own_words(session: Session, account: Account) -> tuple[str, ...]:
    found = session.get(Institution, account.institution_id) if account.institution_id else None
    institution = (found.code, found.name_ko, found.name_en) if found else ()
    return (account.email, account.name, *institution)
