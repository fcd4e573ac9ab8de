"""Makes the key that ballots are sealed to and hands it, in shares, to the trustees or to the platform."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from config import Config
from questionnaires.model import Questionnaire
from survey_app.manifest import kept_shares
from survey_app.manifest.documents import PLATFORM, SealingTerms, TrusteeTerms, UnitTerms
from survey_app.protocol.ballot import longest_plaintext
from survey_app.protocol.encoding import to_base64url
from survey_app.protocol.sealing import make_sealing_key, padded_size, write_sealing_key
from survey_app.protocol.share_file import Share, open_share_file, write_share_file
from survey_app.protocol.trustees import combine, commit, split


class KeyIsNotWhole(Exception):
    """The shares that were just made do not bring the opening key back: nothing may be sealed to it."""


@dataclass(frozen=True, slots=True)
class Trustee:
    """Who will hold a share, and the passphrase they chose for it."""

    holder: str
    passphrase: str

    def __repr__(self) -> str:  # a traceback must not print a passphrase
        return f"Trustee(holder={self.holder!r})"


@dataclass(frozen=True, slots=True)
class ShareFile:
    """A share as its trustee takes it away."""

    holder: str
    name: str
    text: str


def size_of_ballots(questionnaire: Questionnaire, units: Sequence[UnitTerms]) -> int:
    """The one size in bytes, padding included, of every ballot's plaintext in a wave."""
    longest_code = max((len(unit.code.encode()) for unit in units), default=0)
    return padded_size(longest_plaintext(questionnaire, longest_code))


def make_sealing(
    wave: str, ballot_size: int, threshold: int, trustees: Sequence[Trustee], scrypt_cost: int | None = None
) -> tuple[SealingTerms, tuple[ShareFile, ...]]:
    """A fresh sealing key's terms for the manifest, and a locked file for each trustee.

    The opening key itself is gone when this returns: only `threshold` of the files bring it back. Every file
    is opened once with its passphrase before it is handed out. Raises PassphraseIsTooShort, ValueError, or
    KeyIsNotWhole where the shares would not bring the key back.
    """
    terms, shares = _split(wave, ballot_size, threshold, [trustee.holder for trustee in trustees])
    effort = {} if scrypt_cost is None else {"scrypt_cost": scrypt_cost}
    files = []
    for share, trustee in zip(shares, trustees, strict=True):
        text = write_share_file(share, trustee.passphrase, **effort)
        if open_share_file(text, trustee.passphrase) != share:
            raise KeyIsNotWhole(f"share {share.index}")
        files.append(ShareFile(trustee.holder, f"{wave}-share-{share.index}.json", text))
    return terms, tuple(files)


def make_sealing_kept_here(session: Session, config: Config, wave: str, ballot_size: int) -> SealingTerms:
    """A fresh sealing key's terms, its one share kept by the platform: weaker, and labelled so."""
    terms, shares = _split(wave, ballot_size, 1, [PLATFORM])
    kept_shares.keep(session, config, shares[0])
    return terms


def _split(
    wave: str, ballot_size: int, threshold: int, holders: Sequence[str]
) -> tuple[SealingTerms, tuple[Share, ...]]:
    key = make_sealing_key()
    shares = split(key, wave=wave, threshold=threshold, trustees=len(holders))
    if combine(shares[:threshold]).private_numbers() != key.private_numbers():
        raise KeyIsNotWhole(wave)
    terms = SealingTerms(
        public_key=to_base64url(write_sealing_key(key.public_key())),
        threshold=threshold,
        trustees=tuple(
            TrusteeTerms(share.index, holder, commit(share).share_hash)
            for share, holder in zip(shares, holders, strict=True)
        ),
        padded_size=ballot_size,
    )
    return terms, shares
