"""What other rooms may ask of the vault: deposit, seal, open, count."""

from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from analysis.counted.document import Counted, decode
from analysis.released.release import Machine
from questionnaires.model import Questionnaire
from survey_app.ground.jobs import no_progress
from survey_app.manifest import publication
from survey_app.manifest.documents import Closing, Manifest
from survey_app.protocol.ballot import Comment
from survey_app.protocol.encoding import from_base64url
from survey_app.protocol.manifest_signing import spoken_fingerprint
from survey_app.protocol.sealing import OpeningKey
from survey_app.protocol.share_file import Share
from survey_app.protocol.trustees import combine, try_share
from survey_app.vault import opening
from survey_app.vault.counting.ballots import CountedBallots
from survey_app.vault.counting.masking import Progress
from survey_app.vault.errors import NothingWasOpened
from survey_app.vault.machines import read_machines
from survey_app.vault.models import Leaf, Opening, SealedBallot, StoredComment, StoredCount
from survey_app.vault.shuffling import forget_order


@dataclass(frozen=True, slots=True)
class BallotCount:
    """What came of an opening, as published. `root` and `digest` are in hexadecimal.

    machines : of the trustees that opened, with their signatures; empty where the server did, None where that
    is not known.
    """

    wave: str
    counted: int
    spoiled: int
    sealed_by_server: int
    root: str
    digest: str
    machines: tuple[Machine, ...] | None = None

    @property
    def letters(self) -> str:
        """Check letters of the digest, to compare aloud."""
        return spoken_fingerprint(self.digest)


def seal(session: Session, closing: Closing, key: Ed25519PrivateKey) -> None:
    """No ballot is taken in any more, and nothing says in which order they came. Safe to repeat."""
    publication.publish_closing(session, closing, key)
    forget_order(session)


def sealed_ballots_held(session: Session, wave: str) -> int:
    """How many sealed ballots of a wave wait for its opening."""
    return session.scalar(select(func.count()).where(SealedBallot.wave == wave)) or 0


def read_share(manifest: Manifest, text: str, passphrase: str) -> Share:
    """A trustee's share out of its file, compared with the manifest.

    Raises ShareIsDamaged, ShareIsOfAnotherWave, PassphraseIsWrong or ShareIsNotInManifest.
    """
    return try_share(
        text,
        passphrase,
        wave=manifest.wave,
        sealing_key=from_base64url(manifest.sealing.public_key),
        commitments={trustee.index: trustee.commitment for trustee in manifest.sealing.trustees},
    )


def opening_key(shares: Sequence[Share]) -> OpeningKey:
    """The opening key of an older wave out of enough shares. Raises TooFewShares or SharesDoNotFit."""
    return combine(shares)


def prepare_opening(
    session: Session,
    wave: str,
    key: OpeningKey,
    questionnaire: Questionnaire,
    progress: Progress = no_progress,
) -> opening.Prepared:
    """What `open_ballots` will write; `session` only reads. Raises ManifestIsUnknown, WaveIsNotClosed."""
    return opening.prepare(session, wave, key, questionnaire, progress)


def open_ballots(
    session: Session,
    wave: str,
    key: OpeningKey,
    questionnaire: Questionnaire,
    prepared: opening.Prepared | None = None,
) -> BallotCount:
    """The wave is counted afterwards, and its sealed ballots are gone. Safe to repeat.

    Commit before you destroy a share. Raises ManifestIsUnknown, WaveIsNotClosed.
    """
    return _count(opening.open_ballots(session, wave, key, questionnaire, prepared))


def find_opening(session: Session, wave: str) -> BallotCount | None:
    """What came of a wave's opening, or None while there was none."""
    found = session.get(Opening, wave)
    return None if found is None else _count(found)


def store_import(session: Session, wave: str, counted: CountedBallots) -> BallotCount:
    """A survey done elsewhere is a counted wave in the vault; `count_import` counts it, before this.

    No credential was spent and no receipt given, so there are no leaves. Raises OpenedFileDoesNotFit when the
    wave has an opening already.
    """
    return _count(opening.write_import(session, wave, counted))


def holds(session: Session, wave: str, counted: CountedBallots) -> bool:
    """Whether the vault holds these very counts and comments of the wave."""
    known = session.get(Opening, wave)
    return known is not None and known.digest == counted.digest


def forget_import(session: Session, wave: str) -> None:
    """The counts of a survey done elsewhere are gone, as if they had never been taken in."""
    for table in (StoredCount, StoredComment, Opening):
        session.execute(delete(table).where(table.wave == wave))


def read_counted(session: Session, wave: str) -> Counted:
    """What is kept of a counted wave's answers. Raises NothingWasOpened, also when its time is over."""
    found = find_counted(session, wave)
    if found is None:
        raise NothingWasOpened(wave)
    return found


def find_counted(session: Session, wave: str) -> Counted | None:
    """The same, or None before the opening and after the years that the signed terms name."""
    document = session.scalar(select(StoredCount.document).where(StoredCount.wave == wave))
    return None if document is None else decode(document)


def read_comments(session: Session, wave: str) -> tuple[Comment, ...]:
    """All comments of a counted wave, sorted by content. Raises NothingWasOpened."""
    if session.get(Opening, wave) is None:
        raise NothingWasOpened(wave)
    columns = (StoredComment.question, StoredComment.text)
    rows = session.execute(select(*columns).where(StoredComment.wave == wave).order_by(*columns))
    return tuple(Comment(question, text) for question, text in rows)


def has_comments(session: Session, wave: str) -> bool:
    """Whether the vault holds any comment of the wave."""
    return session.scalar(select(StoredComment.id).where(StoredComment.wave == wave).limit(1)) is not None


def leaves_of(session: Session, wave: str) -> tuple[bytes, ...]:
    """The leaves of the published receipts, sorted. Raises NothingWasOpened."""
    if session.get(Opening, wave) is None:
        raise NothingWasOpened(wave)
    return tuple(session.scalars(select(Leaf.leaf).where(Leaf.wave == wave).order_by(Leaf.leaf)))


def _count(found: Opening) -> BallotCount:
    return BallotCount(
        found.wave,
        found.counted,
        found.spoiled,
        found.sealed_by_server,
        found.root.hex(),
        found.digest.hex(),
        read_machines(found.machines),
    )
