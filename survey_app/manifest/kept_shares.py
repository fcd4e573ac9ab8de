"""The weaker way of keeping an opening key: one share, held by the platform and locked with its secret.

For demonstrations and for institutions that name no trustees. Waves kept so are labelled wherever they
are shown. The locked share lies in the people database, beside the pools' keys: whatever machine serves
the ceremony finds it there, and every backup of that database holds it. The sealed ballots lie in the
other database, so that neither opens anything alone.
"""

import base64
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, String, Text, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from config import Config
from survey_app.ground import db
from survey_app.ground.keyring import Purpose, derive
from survey_app.ground.logs import LEFT
from survey_app.manifest.documents import PLATFORM, Manifest
from survey_app.protocol.errors import PassphraseIsWrong, ProtocolFault, ShareIsNotInManifest
from survey_app.protocol.share_file import Share, open_share_file, read_share_file, write_share_file
from survey_app.protocol.trustees import commit

_SCRYPT_COST = 2**10  # the passphrase is 256 random bits; stretching would add nothing


class KeptShare(db.PeopleBase):
    """A share that the platform keeps of a wave's opening key, until the wave's ballots are opened."""

    __tablename__ = "kept_shares"

    wave: Mapped[str] = mapped_column(String(120), primary_key=True, comment="the wave's public reference")
    # Part of the key: a second attempt to open a wave never writes over the share of a published one.
    commitment: Mapped[str] = mapped_column(
        String(64), primary_key=True, comment="what the manifest says of the share, hexadecimal"
    )
    locked: Mapped[str] = mapped_column(Text, comment="share file, JSON, under the installation's secret")


@dataclass(frozen=True, slots=True)
class LeftFile:
    """A file of an earlier version that could not be taken over, and why."""

    path: Path
    is_of_another_secret: bool


def keep(session: Session, config: Config, share: Share) -> None:
    """The share of a wave's opening key lies in the database afterwards, readable with the secret only."""
    text = write_share_file(share, _passphrase(config, share.wave), scrypt_cost=_SCRYPT_COST)
    session.merge(KeptShare(wave=share.wave, commitment=commit(share).share_hash, locked=text))
    session.flush()


def is_kept(session: Session, manifest: Manifest) -> bool:
    """Whether the share that the wave's signed terms name lies here, readable or not."""
    return _kept(session, manifest) is not None


def find(session: Session, config: Config, manifest: Manifest) -> Share | None:
    """The share that the platform keeps of a wave, or None.

    Raises PassphraseIsWrong under another secret, ShareIsDamaged or ShareIsNotInManifest.
    """
    kept = _kept(session, manifest)
    if kept is None:
        return None
    share = open_share_file(kept.locked, _passphrase(config, manifest.wave))
    if commit(share).share_hash != kept.commitment:
        raise ShareIsNotInManifest(f"the share kept of {manifest.wave} is not the one its terms name")
    return share


def destroy(session: Session, wave: str) -> None:
    """The platform keeps no share of the wave afterwards."""
    session.execute(delete(KeptShare).where(KeptShare.wave == wave))


def waves(session: Session) -> list[str]:
    """References of the waves of which a share is kept."""
    return sorted(set(session.scalars(select(KeptShare.wave))))


def folder_of_files(config: Config) -> Path:
    """Where earlier versions kept their shares, one file a wave."""
    return config.data / "shares"


def take_over_files(config: Config, people: Engine) -> list[LeftFile]:
    """Shares that lay in files lie in the database afterwards, and their files are gone.

    Returns the files that this installation's secret does not open or that are no shares: they are left
    where they are. Safe to repeat, and on every machine.
    """
    left: list[LeftFile] = []
    taken: list[Path] = []
    with db.work(people) as session:
        for path in sorted(folder_of_files(config).glob("*.json")):
            try:
                text = path.read_text("utf-8")
                locked = read_share_file(text)
                share = locked.open(_passphrase(config, locked.wave))
            except (ProtocolFault, OSError, UnicodeDecodeError) as fault:
                left.append(LeftFile(path, isinstance(fault, PassphraseIsWrong)))
                continue
            commitment = commit(share).share_hash
            session.merge(KeptShare(wave=share.wave, commitment=commitment, locked=text))
            taken.append(path)
    # Only once the shares are on disk in the database.
    for path in taken:
        path.unlink(missing_ok=True)
    if taken and not left:
        _remove_if_empty(folder_of_files(config))
    for one in left:
        LEFT.warning("%s was not taken over: run `gyeol doctor`", one.path)
    return left


def left_files(config: Config) -> list[Path]:
    """Files that were not taken over yet."""
    return sorted(folder_of_files(config).glob("*.json"))


def _remove_if_empty(folder: Path) -> None:
    if not any(folder.iterdir()):
        folder.rmdir()


def _kept(session: Session, manifest: Manifest) -> KeptShare | None:
    named = (trustee for trustee in manifest.sealing.trustees if trustee.holder == PLATFORM)
    found = (session.get(KeptShare, (manifest.wave, trustee.commitment)) for trustee in named)
    return next((one for one in found if one is not None), None)


def _passphrase(config: Config, wave: str) -> str:
    return base64.b32encode(derive(config.secret_key, Purpose.KEPT_SHARES, wave.encode())).decode()
