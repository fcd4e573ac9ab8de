"""What other rooms may ask of the vault: deposit, seal, open, count."""

from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from analysis.counting.answers import Answers
from questionnaires.model import Questionnaire
from survey_app.manifest import publication
from survey_app.manifest.documents import Closing, Manifest
from survey_app.protocol.ballot import Comment
from survey_app.protocol.encoding import from_base64url
from survey_app.protocol.share_file import Share
from survey_app.protocol.trustees import combine, try_share
from survey_app.vault import opening
from survey_app.vault.errors import NothingWasOpened
from survey_app.vault.models import Leaf, Opening, Response, SealedBallot, StoredComment
from survey_app.vault.records import decode, encode, layout_of
from survey_app.vault.shuffling import forget_order


@dataclass(frozen=True, slots=True)
class BallotCount:
    """What came of an opening, as published. `root` is in hexadecimal."""

    wave: str
    counted: int
    spoiled: int
    sealed_by_server: int
    root: str
    digest: str


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


def opening_key(shares: Sequence[Share]) -> EllipticCurvePrivateKey:
    """The opening key out of enough shares. Raises TooFewShares or SharesDoNotFit."""
    return combine(shares)


def prepare_opening(
    session: Session, wave: str, key: EllipticCurvePrivateKey, questionnaire: Questionnaire
) -> opening.Prepared:
    """What `open_ballots` will write; `session` only reads. Raises ManifestIsUnknown, WaveIsNotClosed."""
    return opening.prepare(session, wave, key, questionnaire)


def open_ballots(
    session: Session,
    wave: str,
    key: EllipticCurvePrivateKey,
    questionnaire: Questionnaire,
    prepared: opening.Prepared | None = None,
) -> BallotCount:
    """The wave's answers can be counted afterwards, and its sealed ballots are gone. Safe to repeat.

    Commit before you destroy a share. Raises ManifestIsUnknown, WaveIsNotClosed.
    """
    return _count(opening.open_ballots(session, wave, key, questionnaire, prepared))


def find_opening(session: Session, wave: str) -> BallotCount | None:
    """What came of a wave's opening, or None while there was none."""
    found = session.get(Opening, wave)
    return None if found is None else _count(found)


def store_responses(
    session: Session,
    wave: str,
    answers: Answers,
    questionnaire: Questionnaire,
    comments: Sequence[Comment] = (),
) -> BallotCount:
    """The answers of a survey done elsewhere stand in the vault as those of a counted wave.

    Items of the questionnaire that `answers` lacks count as not asked. No credential was spent and no
    receipt given, so there are no leaves. Raises OpenedFileDoesNotFit when the wave has an opening already.
    """
    answered = _as_opened_ballots(answers, questionnaire, comments)
    return _count(opening.write_import(session, wave, answered))


def holds(
    session: Session, wave: str, answers: Answers, questionnaire: Questionnaire, comments: Sequence[Comment]
) -> bool:
    """Whether these very answers and comments of a survey done elsewhere stand in the vault."""
    known = session.get(Opening, wave)
    return known is not None and known.digest == _as_opened_ballots(answers, questionnaire, comments).digest


def forget_import(session: Session, wave: str) -> None:
    """The answers of a survey done elsewhere are gone, as if they had never been taken in."""
    for table in (Response, StoredComment, Opening):
        session.execute(delete(table).where(table.wave == wave))


def _as_opened_ballots(
    answers: Answers, questionnaire: Questionnaire, comments: Sequence[Comment]
) -> opening.OpenedBallots:
    records = encode(answers, layout_of(questionnaire))
    words = tuple((comment.question, comment.text) for comment in comments if comment.text.strip())
    return opening.OpenedBallots(tuple(records), words, spoiled=0, sealed_by_server=0)


def read_answers(session: Session, wave: str, questionnaire: Questionnaire) -> Answers:
    """All answers of a counted wave, sorted by content. `questionnaire` is the one it asked.

    Rows lie in an order that was drawn by lot; sums in that order would differ in their last bits.
    `units` index the manifest's units. Raises NothingWasOpened and RecordDoesNotFit.
    """
    if session.get(Opening, wave) is None:
        raise NothingWasOpened(wave)
    statement = select(Response.record).where(Response.wave == wave).order_by(Response.record)
    return decode(session.scalars(statement).all(), layout_of(questionnaire))


def read_comments(session: Session, wave: str) -> tuple[Comment, ...]:
    """All comments of a counted wave, sorted by content. Raises NothingWasOpened."""
    if session.get(Opening, wave) is None:
        raise NothingWasOpened(wave)
    columns = (StoredComment.question, StoredComment.text)
    rows = session.execute(select(*columns).where(StoredComment.wave == wave).order_by(*columns))
    return tuple(Comment(question, text) for question, text in rows)


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
    )
