"""The key with which ballots are hidden from the relay that carries them, and the relay in a wave's terms.

The key follows from the installation's secret and a year, so that nothing more has to be kept. All waves that
open in a year share it: what a relay sees does not tell it which wave somebody answers. A site opens what was
sealed for this year's key or the one before, for waves that go over New Year.
"""

from datetime import date
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

from config import Config, SettingIsWrong
from survey_app.ground.keyring import Purpose, derive
from survey_app.manifest.documents import RelayTerms
from survey_app.protocol.encoding import to_base64url
from survey_app.protocol.errors import RelayKeyIsUnknown
from survey_app.protocol.hpke import P256, derive_private_key
from survey_app.protocol.oblivious import KeyConfig
from survey_app.protocol.relayed import LOCAL


def relay_address(config: Config) -> str | None:
    """The relay's address as the terms carry it; None without one.

    Raises SettingIsWrong where it is none, or this site's own: a relay of one's own hides nothing.
    """
    if config.relay_url is None:
        return None
    parts = urlsplit(config.relay_url)
    try:
        is_sound = bool(parts.hostname) and parts.port != 0 and config.relay_url.isascii()
    except ValueError:
        is_sound = False
    is_secure = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOCAL)
    if not is_sound or not is_secure or "@" in parts.netloc or parts.query or parts.fragment:
        raise SettingIsWrong(
            "GYEOL_RELAY_URL must be the relay's address, such as https://relay.example.kr/ (no name, no "
            f"question mark, nothing behind #); it is {config.relay_url!r}."
        )
    if parts.netloc.lower() == urlsplit(config.base_url).netloc.lower():
        raise SettingIsWrong(
            "GYEOL_RELAY_URL must name another party's machine: a relay at this site's own address hides "
            "nothing."
        )
    return f"{parts.scheme}://{parts.netloc.lower()}{parts.path or '/'}"


def relay_terms(config: Config, opens_on: date) -> RelayTerms | None:
    """What the terms of a wave say of the relay; None where the installation has none."""
    address, year = relay_address(config), opens_on.year
    if address is None:
        return None
    public_key = P256().public_of(_key(config, year))
    return RelayTerms(address, to_base64url(KeyConfig(_number(year), public_key).encode()))


def find_key(config: Config, key_id: int, today: date) -> tuple[KeyConfig, EllipticCurvePrivateKey]:
    """The key of a number that is in use today. Raises RelayKeyIsUnknown."""
    year = next((year for year in (today.year, today.year - 1) if _number(year) == key_id), None)
    if year is None:
        raise RelayKeyIsUnknown("a key of this number is not in use")
    key = _key(config, year)
    return KeyConfig(key_id, P256().public_of(key)), key


def _key(config: Config, year: int) -> EllipticCurvePrivateKey:
    return derive_private_key(derive(config.secret_key, Purpose.RELAYED, str(year).encode()))


def _number(year: int) -> int:
    return year % 256
