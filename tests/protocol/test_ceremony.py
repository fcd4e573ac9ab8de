"""The key ceremony: a key that is never in one place, and whoever cheats is named."""

import itertools
import json

import pytest

from survey_app.protocol import ceremony, partials, sealing
from survey_app.protocol.ceremony_messages import make_terms, read_message
from survey_app.protocol.ceremony_part import TrusteePart, make_seed
from survey_app.protocol.encoding import from_base64url, to_base64url
from survey_app.protocol.errors import (
    BallotCannotBeOpened,
    CeremonyDoesNotFit,
    CeremonyIsNotReady,
    MessageIsMalformed,
    PartialsAreWrong,
    ProofIsWrong,
    ProtocolFault,
    TooFewShares,
    TrusteeCheated,
)
from survey_app.protocol.p256 import ORDER, multiply_base
from survey_app.protocol.proofs import PROOF_BYTES
from tests.protocol import ceremonies
from tests.protocol.ceremonies import begin, cheat, empty, first_visit, held, introduced, posted, second_visit

PASSPHRASE = "감나무 아래 서 있는 두 사람"
FINGERPRINT = "ab" * 32
SIZE = 256
BAD = ceremonies.bad_records()


@pytest.fixture(scope="module")
def made():
    return held(3, 5)


@pytest.fixture(scope="module")
def ballots(made):
    key = sealing.read_sealing_key(made[0].public_key)
    return [sealing.seal(f"ballot {number}".encode(), key, FINGERPRINT, SIZE) for number in range(8)]


def _given(record, part, points, share=None):
    share = part.share(record) if share is None else share
    return partials.make_partials(share, part.index, points, wave=record.terms.wave, fingerprint=FINGERPRINT)


def _read(record, document, points):
    known = {index: record.verification_point(index) for index in range(1, record.terms.trustees + 1)}
    return partials.read_partials(document, points, fingerprint=FINGERPRINT, verification_points=known)


@pytest.mark.parametrize(("threshold", "trustees"), [(1, 1), (2, 2), (2, 3), (3, 5), (4, 7), (7, 7)])
def test_two_visits_each_make_a_key_that_any_k_shares_fit(threshold, trustees):
    record, parts = held(threshold, trustees)
    assert record.is_complete
    shares = {part.index: part.share(record) for part in parts}
    for chosen in itertools.islice(itertools.combinations(shares, threshold), 5):
        weights = partials.lagrange_at_zero(chosen)
        secret = sum(weight * shares[index] for weight, index in zip(weights, chosen, strict=True)) % ORDER
        assert multiply_base(secret) == record.public_key
    if threshold > 1:
        fewer = list(shares)[: threshold - 1]
        secret = (
            sum(w * shares[i] for w, i in zip(partials.lagrange_at_zero(fewer), fewer, strict=True)) % ORDER
        )
        assert multiply_base(secret) != record.public_key


def test_a_record_is_read_as_it_was_written(made):
    record, _ = made
    again = ceremony.read_record(json.loads(json.dumps(record.document())))
    assert again.document() == record.document()
    assert (again.transcript, again.public_key) == (record.transcript, record.public_key)


def test_any_k_trustees_open_the_ballots_and_fewer_do_not(made, ballots):
    record, parts = made
    points = partials.points_of(ballots)
    given = [_read(record, _given(record, part, points), points) for part in parts]
    for chosen in ((0, 1, 2), (4, 2, 0), (1, 3, 4)):
        opened = partials.combine(
            [given[one] for one in chosen], points, threshold=3, recipient=record.public_key
        )
        texts = [sealing.open_sealed(one, opened, FINGERPRINT, SIZE).decode() for one in ballots]
        assert texts == [f"ballot {number}" for number in range(8)]
    with pytest.raises(TooFewShares):
        partials.combine([given[0], given[1], given[0]], points, threshold=3, recipient=record.public_key)


def test_what_trustees_are_given_says_nothing_of_the_order_or_of_anything_else(ballots):
    points = partials.points_of([*ballots, ballots[3], b"\x04" + bytes(300), b"x"])
    assert list(points) == sorted({ballot[:65] for ballot in ballots})


def test_a_ballot_that_trustees_did_not_see_or_that_was_changed_does_not_open(made, ballots):
    record, parts = made
    points = partials.points_of(ballots[1:])
    given = [_read(record, _given(record, part, points), points) for part in parts[:3]]
    opened = partials.combine(given, points, threshold=3, recipient=record.public_key)
    for bad in (ballots[0], ballots[1][:-1] + bytes([ballots[1][-1] ^ 1])):
        with pytest.raises(BallotCannotBeOpened):
            sealing.open_sealed(bad, opened, FINGERPRINT, SIZE)
    with pytest.raises(BallotCannotBeOpened):
        sealing.open_sealed(ballots[1], opened, "cd" * 32, SIZE)


def test_one_wrong_product_among_many_is_found_and_its_trustee_named(made, ballots):
    record, parts = made
    points = partials.points_of(ballots)
    honest = _given(record, parts[1], points)
    joined = bytearray(from_base64url(honest["partials"]))
    joined[65 * 4 : 65 * 5] = multiply_base(12345)
    forged = honest | {"partials": to_base64url(bytes(joined))}
    swapped = _given(record, parts[1], points, share=parts[2].share(record))
    for bad in (forged, swapped, honest | {"index": 3}):
        # Somebody else made these up, and no trustee is named for it.
        with pytest.raises(ProofIsWrong):
            _read(record, bad, points)
    with pytest.raises(PartialsAreWrong) as named:
        _read(record, honest | {"proof": to_base64url(bytes(PROOF_BYTES))}, points)
    assert named.value.index == 2


def test_a_share_with_one_wrong_product_that_proves_what_it_can_is_found_too(made, ballots, monkeypatch):
    """The trustee knows the share, signs, and gathers honestly, but one of the products is another's."""
    record, parts = made
    points = partials.points_of(ballots)
    true, calls = partials.multiply, []

    def one_off(share, point):
        calls.append(point)
        return true(share, point) if len(calls) != 3 else true(share + 1, point)

    monkeypatch.setattr(partials, "multiply", one_off)
    forged = _given(record, parts[0], points)
    monkeypatch.undo()
    with pytest.raises(PartialsAreWrong, match="trustee 1"):
        _read(record, forged, points)


def test_parts_for_other_ballots_or_another_wave_are_refused(made, ballots):
    record, parts = made
    points = partials.points_of(ballots)
    fewer = _given(record, parts[0], points[:-1])
    other = _given(record, parts[0], points) | {"manifest": "cd" * 32}
    with pytest.raises(CeremonyDoesNotFit):
        _read(record, fewer, points)
    for bad in (other, {}, [], None, _given(record, parts[0], points) | {"index": 9}):
        with pytest.raises(MessageIsMalformed):
            _read(record, bad, points)


def test_a_wave_without_ballots_opens_too(made):
    record, parts = made
    assert _read(record, _given(record, parts[0], ()), ()).products == ()


@pytest.mark.parametrize("name", BAD)
def test_a_record_in_which_somebody_cheats_names_them(name):
    document, refusal = BAD[name]["document"], BAD[name]["refusal"]
    try:
        found = ceremony.read_record(document).cheats()[0]
    except ProtocolFault as fault:
        found = fault
    assert (f"{found.code} {found.index}" if isinstance(found, TrusteeCheated) else found.code) == refusal


def test_whoever_is_sent_a_wrong_part_does_not_confirm_and_shows_everybody_why():
    record, parts = introduced()
    for part in (cheat(parts[0]), parts[1], parts[2]):
        record = posted(record, part.deal(record))
    with pytest.raises(TrusteeCheated, match="trustee 1"):
        parts[1].confirm(record)
    record = posted(record, parts[1].complain(record))
    assert [one.index for one in record.cheats()] == [1]
    assert not record.is_complete
    # The complaint gives away one part of one share, which was wrong anyway, and nothing of the key.
    assert parts[2].complain(record)[0]["about"] == 1
    assert parts[0].complain(record) == []


def test_nobody_confirms_before_everything_is_there():
    record, part = first_visit(empty(), 1)
    with pytest.raises(CeremonyIsNotReady):
        part.confirm(record)
    with pytest.raises(CeremonyIsNotReady):
        _ = record.transcript
    record, second = first_visit(record, 2)
    record, third = first_visit(record, 3)
    # Whoever comes back out of turn gives what they owe, and is told whose part is missing.
    record = posted(record, third.deal(record))
    assert record.waits_for(3) == (1, 2)
    with pytest.raises(CeremonyIsNotReady, match="1, 2"):
        third.confirm(record)
    record = second_visit(second_visit(record, part), second)
    assert posted(record, [third.confirm(record)]).is_complete


def test_a_server_that_shows_other_keys_later_is_found_out():
    """It had trustee 3 send parts to a key of its own, and puts the true one in its place afterwards."""
    honest, _ = first_visit(empty(), 1)
    false = posted(ceremonies.empty_like(honest), [TrusteePart(honest.terms, 1, make_seed(), {}).hello()])
    third = begin(false, 3)
    assert third.deal(posted(false, [third.hello()]))
    shown = posted(honest, [third.hello()])
    for step in (third.deal, third.share, third.confirm):
        with pytest.raises(CeremonyDoesNotFit, match="trustee 1"):
            step(shown)


def test_a_part_goes_only_to_keys_that_the_file_knows():
    """Until everybody has begun, whoever comes later waits: a key the file doesn't know could be a false
    one.
    """
    record, first = first_visit(empty(), 1)
    record, second = first_visit(record, 2)
    assert first.deal(record) == []
    assert second.deal(record) == []
    record, _third = first_visit(record, 3)
    assert {one["to"] for one in first.deal(record)} == {2, 3}
    # The file that is kept from then on refuses any other first messages.
    completed = first.having_seen(record)
    hellos = [record.hellos[index].document for index in (1, 2)]
    stranger = posted(
        ceremonies.empty_like(record), [*hellos, TrusteePart(record.terms, 3, make_seed(), {}).hello()]
    )
    assert len(first.deal(stranger)) == 2
    with pytest.raises(CeremonyDoesNotFit, match="trustee 3"):
        completed.deal(stranger)


def test_a_part_that_somebody_else_made_under_the_own_number_is_noticed():
    record, part = first_visit(empty(), 1)
    stolen = posted(ceremonies.empty_like(record), [TrusteePart(record.terms, 1, make_seed(), {}).hello()])
    with pytest.raises(CeremonyDoesNotFit, match="your file"):
        part.deal(stolen)
    with pytest.raises(CeremonyDoesNotFit, match="another key ceremony"):
        part.deal(empty())


@pytest.mark.parametrize(("threshold", "trustees"), [(0, 3), (4, 3), (2, 8), (1, 0)])
def test_impossible_terms_are_refused(threshold, trustees):
    with pytest.raises(ValueError, match="threshold"):
        make_terms("w", threshold, tuple("abcdefghij"[:trustees]))


def test_messages_are_exactly_their_fields():
    record, part = first_visit(empty(), 1)
    hello = part.hello()
    for bad in (
        {},
        [],
        "x",
        hello | {"more": 1},
        {key: hello[key] for key in hello if key != "possession"},
        hello | {"from": 4},
        hello | {"from": True},
        hello | {"commitments": hello["commitments"][:1]},
        hello | {"commitments": [*hello["commitments"][:1], "AA"]},
        hello | {"encryption_key": to_base64url(b"\x04" + bytes(64))},
        hello | {"kind": "word"},
    ):
        with pytest.raises(MessageIsMalformed):
            read_message(record.terms, bad)
    for bad in (
        {},
        [],
        {"terms": {}, "messages": []},
        {"terms": dict(record.terms.document), "messages": {}},
    ):
        with pytest.raises(MessageIsMalformed):
            ceremony.read_record(bad)
