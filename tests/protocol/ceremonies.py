"""Key ceremonies for tests, honest and otherwise: what each cheat leaves in the public record."""

import copy
import json
from collections.abc import Callable

from survey_app.protocol import ceremony
from survey_app.protocol.ceremony_messages import CeremonyTerms, make_terms, read_message
from survey_app.protocol.ceremony_part import TrusteePart, make_seed
from survey_app.protocol.encoding import from_base64url, to_base64url
from survey_app.protocol.p256 import weighted_sum

NAMES = ("HR lead", "Staff representative", "IT", "Audit", "Union", "Legal", "Board")


def empty(threshold: int = 2, trustees: int = 3, wave: str = "gaon.2026") -> ceremony.Record:
    return ceremony.Record(make_terms(wave, threshold, NAMES[:trustees]), {}, {}, {})


def posted(record: ceremony.Record, messages) -> ceremony.Record:
    """The record after messages went over the network."""
    travelled = json.loads(json.dumps(list(messages)))
    return ceremony.with_messages(record, [read_message(record.terms, one) for one in travelled])


def begin(record: ceremony.Record, index: int) -> TrusteePart:
    seen = {one: ceremony.hello_hash(hello) for one, hello in record.hellos.items()}
    return TrusteePart(record.terms, index, make_seed(), seen)


def first_visit(record: ceremony.Record, index: int) -> tuple[ceremony.Record, TrusteePart]:
    part = begin(record, index)
    record = posted(record, [part.hello()])
    return posted(record, part.deal(record)), part


def second_visit(record: ceremony.Record, part: TrusteePart) -> ceremony.Record:
    """The file is opened anew, kept with what was seen, and everything sent and confirmed."""
    part = part.having_seen(record)
    record = posted(record, part.deal(record))
    return posted(record, [part.confirm(record)])


def held(
    threshold: int = 2, trustees: int = 3, wave: str = "gaon.2026"
) -> tuple[ceremony.Record, list[TrusteePart]]:
    """A complete ceremony in two visits each."""
    record, parts = empty(threshold, trustees, wave), []
    for index in range(1, trustees + 1):
        record, part = first_visit(record, index)
        parts.append(part)
    for part in parts:
        record = second_visit(record, part)
    return record, parts


def introduced(threshold: int = 2, trustees: int = 3) -> tuple[ceremony.Record, list[TrusteePart]]:
    """Everybody has made their part and nothing else was sent."""
    record, parts = empty(threshold, trustees), []
    for index in range(1, trustees + 1):
        part = begin(empty_like(record), index)
        record = posted(record, [part.hello()])
        parts.append(part)
    return record, parts


def empty_like(record: ceremony.Record) -> ceremony.Record:
    return ceremony.Record(record.terms, {}, {}, {})


class Shifted(TrusteePart):
    """A trustee whose parts for others are off by one."""

    def _value_at(self, index: int) -> int:
        return super()._value_at(index) + (index != self.index)


def cheat(part: TrusteePart) -> Shifted:
    return Shifted(part.terms, part.index, part.seed, part.seen)


def signed(part: TrusteePart, body: dict) -> dict:
    """A message with a genuine signature over whatever stands in it."""
    return part._signed({key: body[key] for key in body if key != "signature"})


def changed(document: dict, kind: str, sender: int, change: Callable[[dict], None]) -> dict:
    """A record in which one message was changed after it was signed."""
    copied = copy.deepcopy(json.loads(json.dumps(document)))
    found = next(one for one in copied["messages"] if one["kind"] == kind and one["from"] == sender)
    change(found)
    return copied


def flip(text: str) -> str:
    """The base64url of other bytes of that length."""
    content = from_base64url(text)
    return to_base64url(content[:-1] + bytes([content[-1] ^ 1]))


def bad_records() -> dict[str, dict]:
    """Records in which somebody cheats, and how both sides must refuse or judge them."""
    record, parts = held()
    document = record.document()
    bad: dict[str, dict] = {}

    def add(name: str, found: object, refusal: str) -> None:
        bad[name] = {"document": json.loads(json.dumps(found)), "refusal": refusal}

    flipped = changed(document, "hello", 2, lambda one: one.update(possession=flip(one["possession"])))
    add("a proof of possession was changed", flipped, "trustee_cheated 2")
    add("a first message was signed by nobody", _other_key(document), "trustee_cheated 2")
    add("a rogue key cancels the others' parts", _rogue(parts), "trustee_cheated 3")
    sealed = changed(document, "dealing", 1, lambda one: one.update(sealed=flip(one["sealed"])))
    add("a dealing was changed on its way", sealed, "trustee_cheated 1")
    proof = changed(document, "confirmation", 3, lambda one: one.update(proof=flip(one["proof"])))
    add("a confirmation was changed", proof, "trustee_cheated 3")
    add("a share is confirmed that is not known", _unknown_share(record, parts[2]), "trustee_cheated 3")
    add("another transcript is confirmed", _other_transcript(record, parts[1]), "trustee_cheated 2")
    add("a first message is replaced", _twice(document), "ceremony_does_not_fit")
    add("a part was sent to a key that is not there", _false_key(parts), "ceremony_does_not_fit")
    add("a wrong part is complained about", _complained(right=False), "trustee_cheated 1")
    add("a right part is complained about", _complained(right=True), "trustee_cheated 2")
    add("what can't be opened is complained about", _unopened(), "trustee_cheated 1")
    add("a complaint shows nothing", _empty_complaint(), "trustee_cheated 2")
    return bad


def _other_key(document: dict) -> dict:
    key = next(one["encryption_key"] for one in document["messages"] if one.get("from") == 1)
    return changed(document, "hello", 2, lambda one: one.update(signing_key=key))


def _rogue(parts: list[TrusteePart]) -> dict:
    """The last one commits to what makes the sum their own key, and can't know the number behind it."""
    record = posted(
        empty_like(ceremony.Record(parts[0].terms, {}, {}, {})), [parts[0].hello(), parts[1].hello()]
    )
    rogue = parts[2].hello()
    own = from_base64url(rogue["commitments"][0])
    others = [record.hellos[index].commitments[0] for index in (1, 2)]
    rogue["commitments"][0] = to_base64url(weighted_sum([1, -1, -1], [own, *others]))
    document = record.document()
    document["messages"].append(signed(parts[2], rogue))
    return document


def _without(record: ceremony.Record, sender: int) -> dict:
    document = record.document()
    document["messages"] = [
        one for one in document["messages"] if (one["kind"], one["from"]) != ("confirmation", sender)
    ]
    return document


def _unknown_share(record: ceremony.Record, part: TrusteePart) -> dict:
    document = _without(record, part.index)
    true = part.confirm(record)
    document["messages"].append(signed(part, true | {"proof": flip(true["proof"])}))
    return document


def _other_transcript(record: ceremony.Record, part: TrusteePart) -> dict:
    document = _without(record, part.index)
    document["messages"].append(signed(part, part.confirm(record) | {"transcript": "ab" * 32}))
    return document


def _twice(document: dict) -> dict:
    copied = json.loads(json.dumps(document))
    copied["messages"].append(copied["messages"][0])
    return copied


def _false_key(parts: list[TrusteePart]) -> dict:
    """What trustee 2 sent to a key that a server made up for trustee 1 stands beside the true one."""
    terms = parts[0].terms
    false = posted(
        empty_like(ceremony.Record(terms, {}, {}, {})), [TrusteePart(terms, 1, make_seed(), {}).hello()]
    )
    hello = parts[1].hello()
    dealing = parts[1]._dealing(posted(false, [hello]), 1)
    return {"terms": dict(terms.document), "messages": [parts[0].hello(), hello, dealing]}


def _complained(*, right: bool) -> dict:
    record, parts = introduced()
    dealer = parts[0] if right else cheat(parts[0])
    record = posted(record, dealer.deal(record))
    complaint = parts[1]._complaint(record, 1) if right else parts[1].complain(record)[0]
    return posted(record, [complaint]).document()


def _unopened() -> dict:
    record, parts = introduced()
    dealings = [signed(parts[0], one | {"sealed": flip(one["sealed"])}) for one in parts[0].deal(record)]
    record = posted(record, dealings)
    return posted(record, parts[1].complain(record)).document()


def _empty_complaint() -> dict:
    record, parts = introduced()
    record = posted(record, parts[0].deal(record))
    complaint = parts[1]._complaint(record, 1)
    return posted(record, [signed(parts[1], complaint | {"proof": flip(complaint["proof"])})]).document()


def terms_of_five() -> CeremonyTerms:
    return make_terms("beopjecheo-2026-1", 3, NAMES[:5])
