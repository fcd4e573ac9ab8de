"""The weaker way of keeping an opening key: one share, held by the platform and locked with its secret.

For demonstrations and for institutions that name no trustees. Waves kept so are labelled wherever they
are shown.
"""

import base64
import hashlib
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from config import Config
from survey_app.protocol.share_file import Share, open_share_file, write_share_file

HOLDER = "platform"
_SCRYPT_COST = 2**10  # the passphrase is 256 random bits; stretching would add nothing


def keep(config: Config, share: Share) -> None:
    """The share of a wave's opening key lies in the data folder afterwards, readable with the secret only."""
    path = _path(config, share.wave)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.write_text(
        write_share_file(share, _passphrase(config, share.wave), scrypt_cost=_SCRYPT_COST), "utf-8"
    )
    path.chmod(0o600)


def find(config: Config, wave: str) -> Share | None:
    """The share that the platform keeps of a wave, or None. Raises PassphraseIsWrong under another secret."""
    path = _path(config, wave)
    if not path.is_file():
        return None
    return open_share_file(path.read_text("utf-8"), _passphrase(config, wave))


def destroy(config: Config, wave: str) -> None:
    """The platform keeps no share of the wave afterwards."""
    _path(config, wave).unlink(missing_ok=True)


def _path(config: Config, wave: str) -> Path:
    return config.data / "shares" / f"{hashlib.sha256(wave.encode()).hexdigest()[:32]}.json"


def _passphrase(config: Config, wave: str) -> str:
    info = b"gyeol kept share v1\x00" + wave.encode()
    key = HKDF(hashes.SHA256(), 32, salt=None, info=info).derive(config.secret_key)
    return base64.b32encode(key).decode()
