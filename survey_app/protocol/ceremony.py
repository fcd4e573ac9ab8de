"""The key ceremony in public: what trustees send to make a key that is never in one place, and whether it
holds.

Joint Feldman key generation over P-256 with proofs of possession (Pedersen 1991; decision 0205). Everything
that is sent stands in one public record, which the server, each trustee and any auditor check in the same
way, here and in survey_app/trustees/client/ceremony.ts. A message that does not hold is refused with its
sender's index.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from survey_app.protocol.ceremony_messages import (
    CeremonyTerms,
    Complaint,
    Confirmation,
    Dealing,
    Hello,
    Message,
    canonical_hash,
    read_message,
    read_terms,
    signed_bytes,
)
from survey_app.protocol.errors import (
    BallotCannotBeOpened,
    CeremonyDoesNotFit,
    CeremonyIsNotReady,
    MessageIsMalformed,
    ProofIsWrong,
    TrusteeCheated,
)
from survey_app.protocol.hpke_steps import open_with_shared_point
from survey_app.protocol.p256 import ORDER, POINT_BYTES, multiply_base, weighted_sum
from survey_app.protocol.proofs import About, check_knowledge, check_same

SCHEME = "joint Feldman, P-256, v1"
_INFO = b"gyeol share message v1\x00"


@dataclass(frozen=True)
class Record:
    """All that was sent in one ceremony, checked: by sender, dealings by sender and recipient."""

    terms: CeremonyTerms
    hellos: Mapping[int, Hello]
    dealings: Mapping[tuple[int, int], Dealing]
    confirmations: Mapping[int, Confirmation]
    complaints: tuple[Complaint, ...] = ()

    @property
    def is_introduced(self) -> bool:
        """Whether everybody has made their part of the key: from here on the key is fixed."""
        return len(self.hellos) == self.terms.trustees

    @property
    def is_complete(self) -> bool:
        """Whether everybody has shown that their share can be used, and nobody complains."""
        return self.is_introduced and len(self.confirmations) == self.terms.trustees and not self.complaints

    def require_introduced(self) -> None:
        """Raise CeremonyIsNotReady unless everybody has made their part."""
        if not self.is_introduced:
            raise CeremonyIsNotReady("not everybody has made their part of the key yet")

    @cached_property
    def transcript(self) -> str:
        """SHA-256, hexadecimal, of terms and first messages: they fix key and verification points."""
        self.require_introduced()
        hellos = [dict(self.hellos[index].document) for index in sorted(self.hellos)]
        return canonical_hash({"terms": self.terms.document, "hellos": hellos})

    @cached_property
    def public_key(self) -> bytes:
        """The sealing key: the sum of everybody's first commitments."""
        self.require_introduced()
        firsts = [hello.commitments[0] for hello in self.hellos.values()]
        return _sum([1] * len(firsts), firsts)

    def verification_point(self, index: int) -> bytes:
        """The generator times the share of a trustee, out of everybody's commitments."""
        self.require_introduced()
        weights, points = [], []
        for hello in self.hellos.values():
            weights += [pow(index, power, ORDER) for power in range(self.terms.threshold)]
            points += list(hello.commitments)
        return _sum(weights, points)

    def dealt_point(self, sender: int, recipient: int) -> bytes:
        """The generator times what `sender` owes to `recipient`, out of the sender's commitments."""
        commitments = self.hellos[sender].commitments
        return _sum([pow(recipient, power, ORDER) for power in range(len(commitments))], commitments)

    def owes(self, sender: int) -> tuple[int, ...]:
        """To whom a trustee can send a part of their share now, and has not."""
        known = self.hellos if sender in self.hellos else ()
        return tuple(to for to in sorted(known) if to != sender and (sender, to) not in self.dealings)

    def waits_for(self, recipient: int) -> tuple[int, ...]:
        """Who has not sent their part of this trustee's share yet."""
        others = range(1, self.terms.trustees + 1)
        return tuple(one for one in others if one != recipient and (one, recipient) not in self.dealings)

    def cheats(self) -> tuple[TrusteeCheated, ...]:
        """Who is shown by a complaint to have cheated: the one complained about, or the one who complains."""
        return tuple(judge(self, complaint) for complaint in self.complaints)

    def document(self) -> dict[str, object]:
        """The record as it is published and kept."""
        messages: list[Message] = [self.hellos[index] for index in sorted(self.hellos)]
        messages += [self.dealings[pair] for pair in sorted(self.dealings)]
        messages += [self.confirmations[index] for index in sorted(self.confirmations)]
        messages += self.complaints
        return {"terms": self.terms.document, "messages": [dict(one.document) for one in messages]}


def read_record(document: object) -> Record:
    """Read and check a whole record.

    Raises MessageIsMalformed, CeremonyDoesNotFit, CeremonyIsNotReady or TrusteeCheated, which says whose
    message it is.
    """
    if not isinstance(document, dict) or set(document) != {"terms", "messages"}:
        raise MessageIsMalformed("this is no record of a key ceremony")
    messages = document["messages"]
    if not isinstance(messages, list):
        raise MessageIsMalformed("a record lists messages")
    terms = read_terms(document["terms"])
    return with_messages(Record(terms, {}, {}, {}), [read_message(terms, one) for one in messages])


def with_messages(record: Record, messages: Sequence[Message]) -> Record:
    """The record with more messages, each checked against it. Raises what read_record raises."""
    for message in messages:
        record = _with(record, message)
    return record


def _with(record: Record, message: Message) -> Record:
    hellos, dealings = dict(record.hellos), dict(record.dealings)
    confirmations, complaints = dict(record.confirmations), record.complaints
    match message:
        case Hello():
            _require_new(message.sender not in hellos)
            check_hello(record.terms, message)
            hellos[message.sender] = message
        case Dealing():
            _require_new((message.sender, message.recipient) not in dealings)
            _check_dealing(record, message)
            dealings[message.sender, message.recipient] = message
        case Confirmation():
            _require_new(message.sender not in confirmations)
            _check_confirmation(record, message)
            confirmations[message.sender] = message
        case _:  # a complaint: there is no other message
            _check_signature(record, message)
            _require(record, (message.about, message.sender))
            complaints = (*complaints, message)
    return Record(record.terms, hellos, dealings, confirmations, complaints)


def check_hello(terms: CeremonyTerms, hello: Hello) -> None:
    """Raise TrusteeCheated unless a first message is signed by its own key and its first coefficient is
    known.
    """
    try:
        signed = signed_bytes(terms, hello.document)
        check_knowledge(hello.signature, hello.signing_key, About.MESSAGE, signed)
        check_knowledge(
            hello.possession, hello.commitments[0], About.POSSESSION, possession_message(terms, hello.sender)
        )
    except ProofIsWrong as fault:
        raise TrusteeCheated(hello.sender, "the first message does not hold") from fault


def possession_message(terms: CeremonyTerms, sender: int) -> bytes:
    """What a proof of possession is bound to, so that nobody can hand in another's part as their own."""
    return terms.hash + bytes([sender])


def share_info(terms: CeremonyTerms, sender: int, recipient: int) -> bytes:
    """HPKE's info of a part of a share on its way between two trustees."""
    return _INFO + terms.hash + bytes([sender, recipient])


def judge(record: Record, complaint: Complaint) -> TrusteeCheated:
    """Who cheated, for everybody to see: the dealing is opened with the point that the complaint reveals."""
    dealing = record.dealings[complaint.about, complaint.sender]
    recipient = record.hellos[complaint.sender].encryption_key
    message = complaint_message(record.terms, complaint.sender, complaint.about)
    encapsulated = dealing.sealed[:POINT_BYTES]
    try:
        check_same(complaint.proof, recipient, encapsulated, complaint.point, About.COMPLAINT, message)
    except (ProofIsWrong, MessageIsMalformed):
        if _is_point(encapsulated):
            return TrusteeCheated(complaint.sender, "complains without showing anything")
        return TrusteeCheated(complaint.about, f"sent trustee {complaint.sender} what can't be opened")
    info = share_info(record.terms, complaint.about, complaint.sender)
    try:
        value = open_with_shared_point(dealing.sealed, complaint.point, recipient, info)
    except BallotCannotBeOpened:
        return TrusteeCheated(complaint.about, f"sent trustee {complaint.sender} what can't be opened")
    if fits(record, complaint.about, complaint.sender, value):
        return TrusteeCheated(
            complaint.sender, f"complains about trustee {complaint.about}, whose part is right"
        )
    return TrusteeCheated(complaint.about, f"sent trustee {complaint.sender} a wrong part")


def complaint_message(terms: CeremonyTerms, sender: int, about: int) -> bytes:
    """What the proof of a complaint is bound to."""
    return terms.hash + bytes([sender, about])


def fits(record: Record, sender: int, recipient: int, value: bytes) -> bool:
    """Whether an opened part of a share is what its sender's commitments say."""
    number = int.from_bytes(value, "big")
    return 0 < number < ORDER and multiply_base(number) == record.dealt_point(sender, recipient)


def _check_dealing(record: Record, dealing: Dealing) -> None:
    _check_signature(record, dealing)
    recipient = record.hellos.get(dealing.recipient)
    if recipient is None or recipient.encryption_key != dealing.recipient_key:
        raise CeremonyDoesNotFit(
            f"trustee {dealing.sender} was shown another key of trustee {dealing.recipient} than stands here"
        )


def _check_confirmation(record: Record, confirmation: Confirmation) -> None:
    _check_signature(record, confirmation)
    if confirmation.transcript != record.transcript:
        raise TrusteeCheated(confirmation.sender, "confirms other first messages than those that stand here")
    try:
        check_knowledge(
            confirmation.proof,
            record.verification_point(confirmation.sender),
            About.SHARE,
            bytes.fromhex(confirmation.transcript),
        )
    except ProofIsWrong as fault:
        raise TrusteeCheated(confirmation.sender, "does not know the share they confirm") from fault


def _check_signature(record: Record, message: Message) -> None:
    hello = record.hellos.get(message.sender)
    if hello is None:
        raise CeremonyIsNotReady(f"trustee {message.sender} has not made their part of the key yet")
    try:
        signed = signed_bytes(record.terms, message.document)
        check_knowledge(message.signature, hello.signing_key, About.MESSAGE, signed)
    except ProofIsWrong as fault:
        raise TrusteeCheated(message.sender, "a message is not signed by its sender's key") from fault


def _require(record: Record, pair: tuple[int, int]) -> None:
    if pair not in record.dealings:
        raise CeremonyIsNotReady(f"trustee {pair[0]} has sent trustee {pair[1]} nothing to complain about")


def _require_new(is_new: bool) -> None:
    if not is_new:
        raise CeremonyDoesNotFit("a trustee's message stands here already and can't be replaced")


def _is_point(content: bytes) -> bool:
    try:
        weighted_sum([1], [content])
    except MessageIsMalformed:
        return False
    return True


def _sum(weights: Sequence[int], points: Sequence[bytes]) -> bytes:
    try:
        return weighted_sum(weights, points)
    except ValueError as fault:
        raise CeremonyDoesNotFit("the trustees' parts cancel each other out") from fault


def hello_hash(hello: Hello) -> str:
    """SHA-256, hexadecimal, of a first message as a trustee has seen it."""
    return canonical_hash(hello.document)
