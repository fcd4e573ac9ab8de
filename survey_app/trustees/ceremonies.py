"""Key ceremonies of planned waves: begun by an HR lead, made by the trustees, relayed and checked here.

Nothing secret passes through: commitments, parts of shares that are sealed to other trustees, proofs.
"""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from config import Config
from survey_app.diagnosis.models import Wave
from survey_app.diagnosis.planning import require_planned
from survey_app.ground.keyring import Purpose, derive
from survey_app.manifest.ceremonies import sealing_of
from survey_app.manifest.documents import PLATFORM
from survey_app.protocol.ceremony import Record, judge, with_messages
from survey_app.protocol.ceremony_messages import (
    CeremonyTerms,
    Complaint,
    Dealing,
    Message,
    make_terms,
    read_message,
    read_terms,
)
from survey_app.protocol.encoding import to_base64url
from survey_app.protocol.errors import CeremonyDoesNotFit, MessageIsMalformed, TrusteeCheated
from survey_app.trustees.models import KeyCeremony, KeyCeremonyMessage, PreparedSealing

_SECRET_BYTES = 16


class HolderIsReserved(Exception):
    """A trustee has the name by which signed terms call the platform itself."""


class LinkIsWrong(Exception):
    """What was sent does not come from a link that this trustee was given."""


@dataclass(frozen=True, slots=True)
class Ceremony:
    """A key ceremony as it stands. `id` is its page's address, `reference` its wave's."""

    id: str
    wave_id: int
    record: Record

    @property
    def terms(self) -> CeremonyTerms:
        return self.record.terms

    @property
    def holders(self) -> tuple[str, ...]:
        """Who makes the key."""
        return self.terms.holders

    @property
    def is_complete(self) -> bool:
        return self.record.is_complete

    @property
    def begun(self) -> tuple[int, ...]:
        """Who has made their part, by index."""
        return tuple(sorted(self.record.hellos))

    @property
    def confirmed(self) -> tuple[int, ...]:
        """Who has shown that their share can be used, by index."""
        return tuple(sorted(self.record.confirmations))

    @property
    def cheats(self) -> tuple[TrusteeCheated, ...]:
        """Who was shown to have sent something wrong."""
        return self.record.cheats()

    @property
    def waiting(self) -> tuple[str, ...]:
        """Who has something to do: make their part while anybody's is missing, confirm it afterwards."""
        done = self.confirmed if self.record.is_introduced else self.begun
        return tuple(holder for index, holder in enumerate(self.holders, 1) if index not in done)


def begin(session: Session, wave: Wave, threshold: int, holders: Sequence[str]) -> Ceremony:
    """The trustees may begin to make the wave's key; what another ceremony of this wave made is void.

    Raises WaveIsFrozen, HolderIsReserved or ValueError.
    """
    require_planned(wave)
    if any(holder.casefold() == PLATFORM for holder in holders):
        raise HolderIsReserved(PLATFORM)
    terms = make_terms(wave.reference, threshold, tuple(holders))
    dismiss(session, wave)
    text = msgspec.json.encode(terms.document).decode()
    session.add(KeyCeremony(id=to_base64url(terms.nonce), wave_id=wave.id, terms=text))
    session.flush()
    return Ceremony(to_base64url(terms.nonce), wave.id, Record(terms, {}, {}, {}))


def ceremony_of(session: Session, wave: Wave) -> Ceremony | None:
    """A planned wave's key ceremony as it stands, or None where none was begun."""
    found = session.scalars(select(KeyCeremony).where(KeyCeremony.wave_id == wave.id)).first()
    return None if found is None else _read(session, found)


def ceremony_at(session: Session, ceremony: str) -> Ceremony | None:
    """The key ceremony whose page has this address, or None."""
    found = session.get(KeyCeremony, ceremony)
    return None if found is None else _read(session, found)


def secret_of(config: Config, ceremony: str, index: int) -> str:
    """What a trustee's link has behind its #: only who has it can send anything in that trustee's name."""
    key = derive(config.secret_key, Purpose.TRUSTEES, f"{ceremony} {index}".encode())
    return to_base64url(key[:_SECRET_BYTES])


@dataclass(frozen=True, slots=True)
class Sender:
    """Who says to send something: a trustee's index, and the secret of their link."""

    index: int
    secret: str

    def __repr__(self) -> str:  # a traceback must not print a secret
        return f"Sender(index={self.index})"


def accept(
    session: Session, config: Config, ceremony: Ceremony, sender: Sender, documents: Sequence[object]
) -> Ceremony:
    """A trustee's messages stand in the record, if all of them hold; the same ones again change nothing.

    With the last confirmation the wave is sealed with this key. Raises LinkIsWrong, WaveIsFrozen,
    MessageIsMalformed, CeremonyDoesNotFit, CeremonyIsNotReady or TrusteeCheated.
    """
    wave = session.get_one(Wave, ceremony.wave_id)
    require_planned(wave)
    if not 1 <= sender.index <= ceremony.terms.trustees or not hmac.compare_digest(
        sender.secret.encode(), secret_of(config, ceremony.id, sender.index).encode()
    ):
        raise LinkIsWrong(ceremony.id)
    new = [one for one in _messages(ceremony, documents) if not _is_known(session, ceremony, one)]
    if any(message.sender != sender.index for message in new):
        raise MessageIsMalformed("a trustee sends nothing in another's name")
    record = with_messages(ceremony.record, new)
    _require_evidence(record, new)
    for message in new:
        body = msgspec.json.encode(message.document).decode()
        session.add(KeyCeremonyMessage(ceremony=ceremony.id, name=_name(message), body=body))
    if record.is_complete:
        # The size of ballots is put in when the wave opens: the plan may still change.
        wave.sealing = msgspec.json.encode(sealing_of(record, 0)).decode()
    session.flush()
    return Ceremony(ceremony.id, ceremony.wave_id, record)


def dismiss(session: Session, wave: Wave) -> None:
    """Whatever trustees made of the wave's key is void, and nothing of it is left. Raises WaveIsFrozen."""
    require_planned(wave)
    wave.sealing = ""
    session.execute(delete(PreparedSealing).where(PreparedSealing.wave_id == wave.id))
    ids = select(KeyCeremony.id).where(KeyCeremony.wave_id == wave.id)
    session.execute(delete(KeyCeremonyMessage).where(KeyCeremonyMessage.ceremony.in_(ids)))
    session.execute(delete(KeyCeremony).where(KeyCeremony.wave_id == wave.id))


def was_made_in_one_place(session: Session, wave: Wave) -> bool:
    """Whether an earlier version made shares of a key for this wave: it opens with a new key only."""
    return session.get(PreparedSealing, wave.id) is not None


def _read(session: Session, found: KeyCeremony) -> Ceremony:
    terms = read_terms(msgspec.json.decode(found.terms))
    rows = session.execute(
        select(KeyCeremonyMessage.name, KeyCeremonyMessage.body).where(
            KeyCeremonyMessage.ceremony == found.id
        )
    )
    # A record is read in the order of its steps, whatever order a database gives its rows in.
    steps = ("hello", "dealing", "confirmation", "complaint")
    sent = sorted(rows, key=lambda row: (steps.index(row.name.partition("-")[0]), row.name))
    messages = [read_message(terms, msgspec.json.decode(row.body)) for row in sent]
    return Ceremony(found.id, found.wave_id, with_messages(Record(terms, {}, {}, {}), messages))


def _messages(ceremony: Ceremony, documents: Sequence[object]) -> list[Message]:
    return [read_message(ceremony.terms, document) for document in documents]


def _is_known(session: Session, ceremony: Ceremony, message: Message) -> bool:
    """Whether this very message stands there already. Raises CeremonyDoesNotFit where another one does."""
    found = session.get(KeyCeremonyMessage, (ceremony.id, _name(message)))
    if found is None:
        return False
    if msgspec.json.decode(found.body) != message.document:
        raise CeremonyDoesNotFit("a trustee's message stands here already and can't be replaced")
    return True


def _require_evidence(record: Record, new: Sequence[Message]) -> None:
    """Nobody stops a ceremony with a complaint that shows nothing: it is refused, and its sender named."""
    for message in new:
        if isinstance(message, Complaint) and (verdict := judge(record, message)).index == message.sender:
            raise verdict


def _name(message: Message) -> str:
    kind = type(message).__name__.lower()
    match message:
        case Dealing():
            return f"{kind}-{message.sender}-{message.recipient}"
        case Complaint():
            return f"{kind}-{message.sender}-{message.about}"
    return f"{kind}-{message.sender}"
