"""Makes the key of a wave without trustees: a demonstration's, which the platform keeps and can open at any
time.
"""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from config import Config
from questionnaires.model import Questionnaire
from survey_app.manifest import kept_shares
from survey_app.manifest.documents import PLATFORM, SealingTerms, TrusteeTerms, UnitTerms
from survey_app.protocol.ballot import longest_plaintext
from survey_app.protocol.encoding import to_base64url
from survey_app.protocol.sealing import make_sealing_key, padded_size, write_sealing_key
from survey_app.protocol.trustees import commit, split


def size_of_ballots(questionnaire: Questionnaire, units: Sequence[UnitTerms]) -> int:
    """The one size in bytes, padding included, of every ballot's plaintext in a wave."""
    longest_code = max((len(unit.code.encode()) for unit in units), default=0)
    return padded_size(longest_plaintext(questionnaire, longest_code))


def make_sealing_kept_here(session: Session, config: Config, wave: str, ballot_size: int) -> SealingTerms:
    """A fresh sealing key's terms, its one share kept by the platform: weaker, and labelled so."""
    key = make_sealing_key()
    (share,) = split(key, wave=wave, threshold=1, trustees=1)
    kept_shares.keep(session, config, share)
    return SealingTerms(
        public_key=to_base64url(write_sealing_key(key.public_key())),
        threshold=1,
        trustees=(TrusteeTerms(share.index, PLATFORM, commit(share).share_hash),),
        padded_size=ballot_size,
    )
