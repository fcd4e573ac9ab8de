"""Keys as earlier versions made them, in one place and split into shares: waves that have them still open."""

from collections.abc import Sequence
from dataclasses import dataclass

from survey_app.manifest.documents import SealingTerms, TrusteeTerms
from survey_app.protocol.encoding import to_base64url
from survey_app.protocol.sealing import make_sealing_key, write_sealing_key
from survey_app.protocol.share_file import write_share_file
from survey_app.protocol.trustees import commit, split


@dataclass(frozen=True)
class Trustee:
    holder: str
    passphrase: str


@dataclass(frozen=True)
class ShareFile:
    holder: str
    name: str
    text: str


def make_sealing(
    wave: str, ballot_size: int, threshold: int, trustees: Sequence[Trustee]
) -> tuple[SealingTerms, tuple[ShareFile, ...]]:
    """A sealing key's terms and a locked share file for each trustee, quick to open."""
    key = make_sealing_key()
    shares = split(key, wave=wave, threshold=threshold, trustees=len(trustees))
    terms = SealingTerms(
        public_key=to_base64url(write_sealing_key(key.public_key())),
        threshold=threshold,
        trustees=tuple(
            TrusteeTerms(share.index, trustee.holder, commit(share).share_hash)
            for share, trustee in zip(shares, trustees, strict=True)
        ),
        padded_size=ballot_size,
    )
    files = tuple(
        ShareFile(
            trustee.holder,
            f"{wave}-share-{share.index}.json",
            write_share_file(share, trustee.passphrase, scrypt_cost=2**10),
        )
        for share, trustee in zip(shares, trustees, strict=True)
    )
    return terms, files
