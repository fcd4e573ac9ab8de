"""Opens a closed wave's ballots once: shuffled, checked, parted from credentials, counted, and destroyed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select, text
from sqlalchemy.orm import Session

from questionnaires.model import Questionnaire
from survey_app.ground.jobs import no_progress
from survey_app.manifest import publication
from survey_app.manifest.documents import Manifest
from survey_app.protocol.ballot import Ballot, check, decode
from survey_app.protocol.errors import BallotCannotBeOpened, BallotHasWrongSize, BallotIsMalformed
from survey_app.protocol.receipts import Receipt, ReceiptTree, hash_ballot
from survey_app.protocol.sealing import OpeningKey, open_sealed
from survey_app.vault.counting.ballots import CountedBallots, OpenedBallots, count_opened
from survey_app.vault.counting.masking import Progress
from survey_app.vault.errors import OpenedFileDoesNotFit, WaveIsNotClosed
from survey_app.vault.models import Leaf, Opening, SealedBallot, StoredComment, StoredCount
from survey_app.vault.records import encode_ballot, layout_of
from survey_app.vault.shuffling import forget_order, random_id, shuffled

Opens = Callable[[bytes], bytes]
"""What is in a sealed ballot, for whoever can open it. Raises one of `_SPOILED`."""
BY_SERVER = b"[]"
"""No machine of the trustees' own."""
_SPOILED = (BallotCannotBeOpened, BallotHasWrongSize, BallotIsMalformed)


@dataclass(frozen=True, slots=True)
class HeldBallot:
    """A sealed ballot as the vault holds it: what the credential certifies, and the ciphertext."""

    nullifier: bytes
    pool: str
    ballot: bytes

    @property
    def leaf(self) -> bytes:
        return Receipt(self.nullifier, hash_ballot(self.ballot)).leaf


@dataclass(frozen=True, slots=True)
class Prepared:
    """Ballots of a closed wave that were opened and counted beside the vault, and which ones they were."""

    held: frozenset[HeldBallot]
    counted: CountedBallots


def open_held(
    held: Iterable[HeldBallot],
    key: OpeningKey,
    fingerprint: str,
    manifest: Manifest,
    questionnaire: Questionnaire,
) -> OpenedBallots:
    """What is in some ballots, opened with the key. It stays in memory; see `parted`."""

    def opens(sealed: bytes) -> bytes:
        return open_sealed(sealed, key, fingerprint, manifest.sealing.padded_size)

    return parted(held, opens, manifest, questionnaire)


def parted(
    held: Iterable[HeldBallot], opens: Opens, manifest: Manifest, questionnaire: Questionnaire
) -> OpenedBallots:
    """Shuffles ballots, opens and checks them, and parts the comments from the answers. Touches no database.

    A ballot that can't be opened or does not fit the questionnaire is counted as spoiled. A unit that does
    not belong to the credential's pool counts as not stated.
    """
    units = _units_by_pool(manifest)
    layout = layout_of(questionnaire)
    records: list[bytes] = []
    comments: list[tuple[str, str]] = []
    spoiled = sealed_by_server = 0
    for sealed in shuffled(held):
        ballot = _read(sealed.ballot, opens, questionnaire)
        if ballot is None:
            spoiled += 1
            continue
        records.append(encode_ballot(ballot, units.get(sealed.pool, {}).get(ballot.unit, -1), layout))
        if manifest.policy.asks_comments:
            comments += [(question, words) for question, words in ballot.comments.items() if words.strip()]
        sealed_by_server += ballot.mode == "server"
    return OpenedBallots(tuple(records), tuple(shuffled(comments)), spoiled, sealed_by_server)


def prepare(
    session: Session,
    wave: str,
    key: OpeningKey,
    questionnaire: Questionnaire,
    progress: Progress = no_progress,
) -> Prepared:
    """What `open_ballots` will write, worked out before anything is locked: counting takes its time.

    Raises ManifestIsUnknown and WaveIsNotClosed.
    """
    if publication.read_closing(session, wave) is None:
        raise WaveIsNotClosed(wave)
    signed, manifest, held = (
        publication.read_signed(session, wave),
        publication.read(session, wave),
        _held(session, wave),
    )
    opened = open_held(held, key, signed.fingerprint, manifest, questionnaire)
    counted = count_opened(opened, manifest, signed.fingerprint, questionnaire, progress=progress)
    return Prepared(frozenset(held), counted)


def open_ballots(
    session: Session,
    wave: str,
    key: OpeningKey,
    questionnaire: Questionnaire,
    prepared: Prepared | None = None,
) -> Opening:
    """The wave is counted in the vault and its sealed ballots are gone, all in this one transaction.

    A wave that was opened before is left as it is. What was prepared is used if it is of exactly the ballots
    held. Raises ManifestIsUnknown and WaveIsNotClosed.
    """
    known = session.get(Opening, wave)
    if known is not None:
        return known
    signed = publication.read_signed(session, wave)
    manifest = publication.read(session, wave)
    held = lock_and_read(session, wave)
    if prepared is not None and prepared.held == frozenset(held):
        return write(session, wave, prepared.counted)
    opened = open_held(held, key, signed.fingerprint, manifest, questionnaire)
    return write(session, wave, count_opened(opened, manifest, signed.fingerprint, questionnaire))


def lock_and_read(session: Session, wave: str) -> tuple[HeldBallot, ...]:
    """All ballots of a closed wave; no deposit is under way afterwards. Raises WaveIsNotClosed."""
    if session.get_bind().dialect.name == "postgresql":
        # Waits for deposits that saw the wave open, so that every receipt given is in the count.
        session.execute(text("LOCK TABLE sealed_ballots IN ACCESS EXCLUSIVE MODE"))
    if publication.read_closing(session, wave) is None:
        raise WaveIsNotClosed(wave)
    return _held(session, wave)


def _held(session: Session, wave: str) -> tuple[HeldBallot, ...]:
    columns = (SealedBallot.nullifier, SealedBallot.pool, SealedBallot.ballot)
    rows = session.execute(select(*columns).where(SealedBallot.wave == wave))
    return tuple(HeldBallot(nullifier, pool, ballot) for nullifier, pool, ballot in rows)


def write(
    session: Session,
    wave: str,
    counted: CountedBallots,
    *,
    are_ballots: bool = True,
    machines: bytes = BY_SERVER,
) -> Opening:
    """What was counted, comments and leaves are written and the sealed ballots deleted, once.

    machines : of the trustees that opened, with their signatures (`machines`); none where the server did.
    Raises OpenedFileDoesNotFit when not every ballot held is accounted for.
    """
    columns = (SealedBallot.pool, SealedBallot.token, SealedBallot.signature)
    rows = session.execute(
        select(SealedBallot.nullifier, SealedBallot.ballot, *columns).where(SealedBallot.wave == wave)
    ).all()
    if are_ballots and len(rows) != counted.respondents + counted.spoiled:
        raise OpenedFileDoesNotFit(f"{len(rows)} ballots are held here")
    leaves = [_leaf(wave, *row) for row in rows]
    session.execute(insert(StoredCount), [{"wave": wave, "document": counted.document}])
    store_comments(session, wave, counted.comments)
    if leaves:
        session.execute(insert(Leaf), sorted(leaves, key=lambda leaf: leaf["leaf"]))
    opening = Opening(
        wave=wave,
        root=ReceiptTree(leaf["leaf"] for leaf in leaves).root,
        counted=counted.respondents,
        spoiled=counted.spoiled,
        sealed_by_server=counted.sealed_by_server,
        digest=counted.digest,
        machines=machines if are_ballots else None,
    )
    session.add(opening)
    session.flush()
    if are_ballots:
        session.execute(delete(SealedBallot).where(SealedBallot.wave == wave))
        forget_order(session)
    return opening


def write_import(session: Session, wave: str, counted: CountedBallots) -> Opening:
    """A survey that never was ballots is counted in the vault, and has no leaves.

    Raises OpenedFileDoesNotFit when the wave has an opening, or ballots waiting for one.
    """
    waiting = select(SealedBallot.nullifier).where(SealedBallot.wave == wave).limit(1)
    if session.get(Opening, wave) is not None or session.scalar(waiting) is not None:
        raise OpenedFileDoesNotFit(f"the wave {wave} has answers or ballots of its own")
    return write(session, wave, counted, are_ballots=False)


def store_comments(session: Session, wave: str, comments: Sequence[tuple[str, str]]) -> None:
    """Comments stand in the vault under random ids, written in a random order."""
    words = [
        {"wave": wave, "id": random_id(), "question": question, "text": written}
        for question, written in shuffled(comments)
    ]
    # One statement: whatever a database notes down beside a row is the same for all of them.
    if words:
        session.execute(insert(StoredComment), words)


def _leaf(
    wave: str, nullifier: bytes, ballot: bytes, pool: str, token: bytes, signature: bytes
) -> dict[str, Any]:
    ballot_hash = hash_ballot(ballot)
    return {
        "wave": wave,
        "leaf": Receipt(nullifier, ballot_hash).leaf,
        "pool": pool,
        "token": token,
        "signature": signature,
        "ballot_hash": ballot_hash,
    }


def _units_by_pool(manifest: Manifest) -> Mapping[str, Mapping[str, int]]:
    position = {unit.code: index for index, unit in enumerate(manifest.units)}
    return {pool.key: {code: position[code] for code in pool.units} for pool in manifest.pools}


def _read(sealed: bytes, opens: Opens, questionnaire: Questionnaire) -> Ballot | None:
    try:
        ballot = decode(opens(sealed))
    except _SPOILED:
        return None
    return None if check(ballot, questionnaire) else ballot
