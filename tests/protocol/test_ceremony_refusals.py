"""What a key ceremony refuses beside cheats: what is no message, comes out of turn, or can't be computed."""

import json

import pytest

from survey_app.protocol import key_file, p256, proofs
from survey_app.protocol.ceremony_messages import read_message, read_terms
from survey_app.protocol.ceremony_part import TrusteePart, make_seed
from survey_app.protocol.encoding import from_base64url, to_base64url
from survey_app.protocol.errors import (
    CeremonyDoesNotFit,
    CeremonyIsNotReady,
    MessageIsMalformed,
    ProofIsWrong,
    ShareIsDamaged,
)
from survey_app.protocol.p256 import ORDER, multiply_base, weighted_sum
from survey_app.protocol.proofs import About, check_knowledge, prove_knowledge
from tests.protocol.ceremonies import begin, empty, empty_like, first_visit, held, introduced, posted, signed


class Miscounting(TrusteePart):
    """A part on a machine that computes its own value wrongly."""

    def _value_at(self, index):
        return super()._value_at(index) + (index == self.index)


class Opposite(TrusteePart):
    """A part whose number is the other one's with a minus; only who knows both can make it."""

    def _coefficients(self):
        other = TrusteePart(self.terms, 1, self.seed, {})
        return [ORDER - one for one in other._coefficients()]


def test_a_share_that_was_computed_wrongly_is_not_confirmed():
    record, parts = held()
    part = parts[0]

    with pytest.raises(CeremonyDoesNotFit, match="does not fit the key"):
        Miscounting(part.terms, part.index, part.seed, part.seen).confirm(record)


def test_parts_that_cancel_each_other_out_make_no_key():
    record, seed = empty(1, 2), make_seed()
    for part in (TrusteePart(record.terms, 1, seed, {}), Opposite(record.terms, 2, seed, {})):
        record = posted(record, [part.hello()])

    with pytest.raises(CeremonyDoesNotFit, match="cancel"):
        _ = record.public_key


def test_a_part_that_is_no_point_shows_who_sent_it_by_itself():
    record, parts = introduced()
    dealings = []
    for one in parts[0].deal(record):
        sealed = bytes(65) + from_base64url(one["sealed"])[65:]
        dealings.append(signed(parts[0], one | {"sealed": to_base64url(sealed)}))
    record = posted(record, dealings)

    record = posted(record, parts[1].complain(record))

    assert [(one.index, "can't be opened" in str(one)) for one in record.cheats()] == [(1, True)]


def test_nobody_speaks_before_their_first_message_or_complains_about_nothing():
    record, parts = introduced()
    with pytest.raises(CeremonyIsNotReady, match="has not made their part"):
        posted(empty_like(record), [parts[0]._dealing(record, 2)])
    dealt = posted(record, parts[0].deal(record))
    complaint = parts[1]._complaint(dealt, 1)

    with pytest.raises(CeremonyIsNotReady, match="nothing to complain about"):
        posted(record, [complaint])


@pytest.mark.parametrize(
    "change",
    [
        {"format": "gyeol key ceremony v9"},
        {"wave": 2026},
        {"threshold": "2"},
        {"threshold": True},
        {"threshold": 4},
        {"holders": "HR lead"},
        {"holders": ["HR lead", "", "IT"]},
        {"nonce": "AA"},
    ],
)
def test_terms_that_are_none_are_refused(change):
    with pytest.raises(MessageIsMalformed):
        read_terms(dict(empty().terms.document) | change)


def test_a_part_for_oneself_and_a_transcript_that_is_no_hash_are_no_messages():
    record, parts = held()
    confirmation = parts[0].confirm(record)
    for bad in (
        parts[0]._dealing(record, 2) | {"to": 1},
        confirmation | {"transcript": 7},
        confirmation | {"transcript": "ab"},
        confirmation | {"transcript": "XY" * 32},
    ):
        with pytest.raises(MessageIsMalformed):
            read_message(record.terms, bad)


def test_a_file_that_names_nobody_or_holds_no_texts_is_damaged():
    record, _ = first_visit(empty(), 1)
    part = begin(record, 2)
    text = key_file.write_key_file(part, "감나무 아래 서 있는 두 사람", rounds=1000)
    assert key_file.is_key_file(text)
    assert not key_file.is_key_file("{}")
    document = json.loads(text)
    del document["checksum"]
    nobody = document | {"index": 9}
    for damaged in (
        nobody | {"checksum": key_file._checksum(nobody)},
        document | {"index": 1.5, "checksum": ""},
    ):
        with pytest.raises(ShareIsDamaged):
            key_file.read_key_file(json.dumps(damaged))


def test_what_is_no_proof_proves_nothing():
    public, proof = multiply_base(7), prove_knowledge(7, About.SHARE, b"")
    check_knowledge(proof, public, About.SHARE, b"")

    for wrong in (b"", proof[:-1], bytes(64), b"\xff" * 32 + proof[32:], proof[:32] + b"\xff" * 32):
        with pytest.raises(ProofIsWrong):
            check_knowledge(wrong, public, About.SHARE, b"")
    with pytest.raises(ProofIsWrong):
        proofs.check_same(bytes(64), public, public, public, About.SHARE, b"")


@pytest.mark.parametrize("scalar", [0, ORDER, -1])
def test_a_number_outside_the_group_is_multiplied_with_nothing(scalar):
    with pytest.raises(ValueError, match="scalar"):
        multiply_base(scalar)


def test_a_sum_that_is_no_point_is_refused(monkeypatch):
    point = multiply_base(3)

    assert weighted_sum([2, 0, 1], [point, point, point]) == multiply_base(9)
    for weights in ((0, 0), (1, -1)):
        with pytest.raises(ValueError, match="infinity"):
            weighted_sum(weights, [point, point])
    # A library without the curve.
    monkeypatch.setattr(p256, "_NID", 0)
    with pytest.raises(RuntimeError, match="P-256"):
        p256._group.__wrapped__()
