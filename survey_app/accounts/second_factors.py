"""Second factors: codes of an authenticator (TOTP, RFC 6238), whose seeds are kept encrypted.

A seed in the database is of use to nobody without the installation's secret: not in a backup, not to whoever
reads the table. It is bound to its account, so that a row's seed can't be set into another row.
"""

import base64
import os
import secrets
from datetime import UTC, datetime

import pyotp
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from survey_app.accounts.models import Account
from survey_app.ground.keyring import Keyring, Purpose

CODE_SECONDS = 30
SEALED = "v1:"
_NONCE_BYTES = 12


class SeedIsUnreadable(Exception):
    """The seed was encrypted under another GYEOL_SECRET_KEY than the one in use."""


def make_seed() -> str:
    """A new TOTP seed, 160 random bits in base32."""
    return pyotp.random_base32()


def address_for_authenticator(seed: str, email: str) -> str:
    """The otpauth address that an authenticator reads from a QR code."""
    return pyotp.TOTP(seed).provisioning_uri(name=email, issuer_name="Gyeol")


def step_of_code(seed: str, code: str, after_step: int) -> int | None:
    """The present time step if the code is its code and the step is later than `after_step`; else None.

    A code counts for its own thirty seconds and no longer: whoever reads one over a shoulder has no time.
    """
    step = int(datetime.now(UTC).timestamp()) // CODE_SECONDS
    expected = pyotp.TOTP(seed).generate_otp(step)
    fits = secrets.compare_digest(expected.encode(), code.replace(" ", "").encode())
    return step if fits and step > after_step else None


def seal(keys: Keyring, account_id: int, seed: str) -> str:
    """The seed as it is kept: AES-256-GCM, bound to the account."""
    nonce = os.urandom(_NONCE_BYTES)
    locked = _cipher(keys).encrypt(nonce, seed.encode(), _label(account_id))
    return SEALED + base64.b64encode(nonce + locked).decode()


def seed_of(keys: Keyring, account: Account) -> str | None:
    """The seed of an account's authenticator, or None when there is none. Raises SeedIsUnreadable."""
    if account.second_factor is None:
        return None
    if not account.second_factor.startswith(SEALED):
        return account.second_factor  # from before seeds were encrypted, until `gyeol migrate`
    return unseal(keys, account.id, account.second_factor)


def unseal(keys: Keyring, account_id: int, sealed: str) -> str:
    """The seed that was sealed for an account. Raises SeedIsUnreadable."""
    kept = base64.b64decode(sealed.removeprefix(SEALED))
    try:
        seed = _cipher(keys).decrypt(kept[:_NONCE_BYTES], kept[_NONCE_BYTES:], _label(account_id))
    except InvalidTag as wrong:
        raise SeedIsUnreadable from wrong
    return seed.decode()


def is_in_clear(account: Account) -> bool:
    """Whether the account has a seed that nobody encrypted yet."""
    return account.second_factor is not None and not account.second_factor.startswith(SEALED)


def _cipher(keys: Keyring) -> AESGCM:
    return AESGCM(keys.key(Purpose.SECOND_FACTORS))


def _label(account_id: int) -> bytes:
    return f"account:{account_id}".encode()
