"""Makes ceremony_vectors.json from fixed seeds: `python tests/protocol/make_ceremony_vectors.py`.

Proofs and sealed parts take fresh randomness, so a record that still holds is kept from the existing file.
"""

import hashlib
import json
from pathlib import Path

from survey_app.protocol import ceremony, key_file, partials, sealing
from survey_app.protocol.ceremony_messages import make_terms, read_message
from survey_app.protocol.ceremony_part import TrusteePart
from survey_app.protocol.encoding import from_base64url, to_base64url
from survey_app.protocol.errors import ProtocolFault

VECTORS = Path(__file__).parent / "ceremony_vectors.json"
PASSPHRASE = "감나무 아래 서 있는 두 사람"
FINGERPRINT = hashlib.sha256(b"a manifest").hexdigest()
PADDED_SIZE = 256
TEXTS = ("first", "둘째", "third")
# RFC 9180, A.3.1: what a receiver holds, and what comes of it.
RFC9180 = {
    "private_key": "f3ce7fdae57e1a310d87f1ebbde6f328be0a99cdbcadf4d6589cf29de4b8ffd2",
    "recipient": (
        "04fe8c19ce0905191ebc298a9245792531f26f0cece2460639e8bc39cb7f706a826a779b4cf969b8"
        "a0e539c7f62fb3d30ad6aa8f80e30f1d128aafd68a2ce72ea0"
    ),
    "encapsulated": (
        "04a92719c6195d5085104f469a8b9814d5838ff72b60501e2c4466e5e67b325ac98536d7b61a1af4"
        "b78e5b7f951c0900be863c403ce65c9bfcb9382657222d18c4"
    ),
    "shared_secret": "c0d26aeab536609a572b07695d933b589dcf363ff9d93c93adea537aeabb8cb8",
    "info": "4f6465206f6e2061204772656369616e2055726e",
    "aad": "436f756e742d30",
    "ciphertext": (
        "5ad590bb8baa577f8619db35a36311226a896e7342a6d836d8b7bcd2f20b6c7f9076ac232e3ab2523f39513434"
    ),
    "plaintext": "4265617574792069732074727574682c20747275746820626561757479",
}


def seed(index: int) -> bytes:
    return hashlib.sha256(f"trustee {index}".encode()).digest()


def make(existing: dict[str, object]) -> dict[str, object]:
    """All vectors; `existing` is the file as it was, for what can't be made again."""
    holders = ("인사 담당", "Staff representative", "IT")
    terms = make_terms("beopjecheo-2026-1", 2, holders, hashlib.sha256(b"nonce").digest()[:16])
    record, parts = _record(existing, terms)
    shares = [part.share(record) for part in parts]
    ballots = _ballots(existing, record, shares)
    points = partials.points_of(ballots)
    return {
        "rfc9180": RFC9180,
        "terms_hash": terms.hash.hex(),
        "seeds": [part.seed.hex() for part in parts],
        "record": record.document(),
        "transcript": record.transcript,
        "public_key": record.public_key.hex(),
        "verification_points": [record.verification_point(part.index).hex() for part in parts],
        "shares": [share.to_bytes(32, "big").hex() for share in shares],
        "passphrase": PASSPHRASE,
        "key_files": [_key_file(existing, part) for part in parts],
        "manifest": FINGERPRINT,
        "padded_size": PADDED_SIZE,
        "texts": list(TEXTS),
        "ballots": [to_base64url(ballot) for ballot in ballots],
        "points": [to_base64url(point) for point in points],
        "partials": [_partials(existing, record, part, shares[part.index - 1], points) for part in parts],
    }


def _record(existing, terms):
    try:
        record = ceremony.read_record(existing["record"])
        if record.terms == terms and record.is_complete:
            parts = [TrusteePart(terms, index, seed(index), _seen(record, index)) for index in (1, 2, 3)]
            for part in parts:
                part.confirm(record)
            return record, parts
    except (KeyError, TypeError, ProtocolFault):
        pass
    record = ceremony.Record(terms, {}, {}, {})
    parts = []
    for index in (1, 2, 3):
        part = TrusteePart(terms, index, seed(index), _seen(record, index))
        parts.append(part)
        record = _posted(record, [part.hello()])
        record = _posted(record, part.deal(record))
    for part in parts:
        record = _posted(record, part.deal(record))
        record = _posted(record, [part.confirm(record)])
    return record, parts


def _seen(record, index):
    return {one: ceremony.hello_hash(hello) for one, hello in record.hellos.items() if one < index}


def _posted(record, messages):
    return ceremony.with_messages(record, [read_message(record.terms, one) for one in messages])


def _key_file(existing, part):
    try:
        text = existing["key_files"][part.index - 1]
        if key_file.read_key_file(text).open(PASSPHRASE) == part:
            return text
    except (KeyError, TypeError, ProtocolFault):
        pass
    return key_file.write_key_file(part, PASSPHRASE, rounds=1000)


def _ballots(existing, record, shares):
    try:
        ballots = [from_base64url(text) for text in existing["ballots"]]
        points = partials.points_of(ballots)
        given = [
            partials.Partials(index, tuple(partials.multiply(share, point) for point in points))
            for index, share in enumerate(shares[:2], 1)
        ]
        opened = partials.combine(given, points, threshold=2, recipient=record.public_key)
        texts = [sealing.open_sealed(one, opened, FINGERPRINT, PADDED_SIZE).decode() for one in ballots]
        if texts == list(TEXTS):
            return ballots
    except (KeyError, TypeError, ProtocolFault):
        pass
    key = sealing.read_sealing_key(record.public_key)
    return [sealing.seal(text.encode(), key, FINGERPRINT, PADDED_SIZE) for text in TEXTS]


def _partials(existing, record, part, share, points):
    wanted = {part.index: record.verification_point(part.index)}
    try:
        known = existing["partials"][part.index - 1]
        partials.read_partials(known, points, fingerprint=FINGERPRINT, verification_points=wanted)
        return known
    except (KeyError, TypeError, ProtocolFault):
        return partials.make_partials(
            share, part.index, points, wave=record.terms.wave, fingerprint=FINGERPRINT
        )


if __name__ == "__main__":
    stored = json.loads(VECTORS.read_text()) if VECTORS.exists() else {}
    VECTORS.write_text(json.dumps(make(stored), ensure_ascii=False, indent=1) + "\n")
