"""Makes vectors.json from fixed keys and fixed randomness: `python tests/protocol/make_vectors.py`.

The HPKE library takes no randomness from outside, so a sealed ballot that still opens to the right
plaintext is kept from the existing file.
"""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, derive_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from survey_app.protocol import blind_rsa, hpke, manifest_signing, oblivious, relayed, sealing
from survey_app.protocol.ballot import Ballot, encode
from survey_app.protocol.binary_http import BinaryRequest, write_request
from survey_app.protocol.checkpoints import Checkpoint, cosign, sign_checkpoint
from survey_app.protocol.credential import Credential, make_token, wave_tag
from survey_app.protocol.encoding import from_base64url, to_base64url
from survey_app.protocol.errors import ProtocolFault
from survey_app.protocol.log_entries import closing_entry, first_entry, script_entry, terms_entry
from survey_app.protocol.log_tree import consistency_proof, inclusion_proof, leaf_hash, root_of
from survey_app.protocol.messages import Deposit, publish_receipts
from survey_app.protocol.notes import NoteKey, NoteKeyKind, SignedNote, public_note_key
from survey_app.protocol.oblivious import KeyConfig
from survey_app.protocol.receipts import Receipt, ReceiptTree, hash_ballot
from survey_app.protocol.share_file import Share
from survey_app.protocol.signatures import Context, sign
from survey_app.protocol.signing import BlindSigner
from survey_app.protocol.tiles import write_bundle
from survey_app.protocol.trustees import commit, sealing_key_id

HERE = Path(__file__).parent
VECTORS = HERE / "vectors.json"
WAVE = "beopjecheo-2026-1"
PADDED_SIZE = 1024
ORIGIN = "gyeol.example.kr/log"
WITNESSES = ("union.example.kr", "감사원.example.kr")
MOMENT = 1_772_409_600
HOST, RELAY = "gyeol.example.kr", "https://relay.example.kr/"


def fixed(label: str, length: int = 32) -> bytes:
    """Bytes that look random and are always the same."""
    blocks = range(-(-length // 32))
    return b"".join(hashlib.sha256(f"{label} {block}".encode()).digest() for block in blocks)[:length]


def signing_key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(fixed("manifest key"))


def pool_keys() -> dict[str, blind_rsa.rsa.RSAPrivateKey]:
    stored = json.loads((HERE / "test_keys.json").read_text())["pools"]
    return {pool: blind_rsa.read_private_key(from_base64url(key)) for pool, key in stored.items()}


def opening_key():
    return derive_private_key(int.from_bytes(fixed("opening key"), "big"), SECP256R1())


def manifest() -> dict[str, object]:
    pools = []
    for pool, key in pool_keys().items():
        spki = blind_rsa.write_public_key(key.public_key())
        pools.append(
            {
                "key": pool,
                "units": ["A01", "A02"] if pool == "hq" else ["B01"],
                "invited": 60,
                "spki": to_base64url(spki),
                "key_id": blind_rsa.key_id(spki),
            }
        )
    point = sealing.write_sealing_key(opening_key().public_key())
    shares = [Share(WAVE, sealing_key_id(point), i, 2, 3, fixed(f"share {i}")) for i in (1, 2, 3)]
    return {
        "format": 1,
        "wave": WAVE,
        "institution": "beopjecheo",
        "title": {"ko": '2026년 조직문화 진단 "결"', "en": "Culture diagnosis 2026\t𝒢"},
        "programme": None,
        "questionnaire": {
            "key": "core",
            "version": "1",
            "content_hash": fixed("questionnaire").hex(),
            "local": "",
        },
        "opens_on": "2026-03-02",
        "closes_on": "2026-03-20",
        "units": [
            {
                "code": code,
                "name": {"ko": f"부서 {code}", "en": f"Unit {code}"},
                "parent": None,
                "headcount": people,
            }
            for code, people in (("A01", 40), ("A02", 20), ("B01", 60))
        ],
        "pools": pools,
        "sealing": {
            "public_key": to_base64url(point),
            "threshold": 2,
            "trustees": [
                {
                    "index": share.index,
                    "holder": f"trustee {share.index}",
                    "commitment": commit(share).share_hash,
                }
                for share in shares
            ],
            "padded_size": PADDED_SIZE,
        },
        "policy": {"smallest_group": 10, "smallest_pool": 30, "asks_comments": True},
        "is_fictional": True,
        "log": {
            "origin": ORIGIN,
            "key": log_vkey().text,
            "witnesses": [witness_vkey(name).text for name in WITNESSES],
            "required": 1,
        },
    }


def log_key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(fixed("log key"))


def log_vkey() -> NoteKey:
    return public_note_key(ORIGIN, NoteKeyKind.ED25519, log_key())


def witness_key(name: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(fixed(f"witness {name}"))


def witness_vkey(name: str) -> NoteKey:
    return public_note_key(name, NoteKeyKind.COSIGNATURE, witness_key(name))


def inclusion(
    message: dict, entries: list[bytes], cosigners: Sequence[str] = WITNESSES[:1]
) -> dict[str, object]:
    """The message that shows a manifest's message in a log of these entries, behind the first."""
    fingerprint = manifest_signing.fingerprint(manifest_signing.canonical_json(message["manifest"]))
    first = first_entry(log_vkey(), signing_key().public_key().public_bytes_raw())
    own = terms_entry(message["manifest"]["wave"], fingerprint)
    everything = [first, *entries, own, script_entry("survey.js", "sha384-AAAA")]
    leaves = [leaf_hash(entry) for entry in everything]
    checkpoint = Checkpoint(ORIGIN, len(leaves), root_of(leaves))
    lines = [cosign(checkpoint.text, name, witness_key(name), MOMENT) for name in cosigners]
    note = SignedNote(checkpoint.text, (sign_checkpoint(checkpoint, log_key()), *lines))
    index = everything.index(own)
    return {
        "first": {
            "document": json.loads(first),
            "signature": to_base64url(sign(Context.DOCUMENT, first, signing_key())),
            "proof": [to_base64url(step) for step in inclusion_proof(leaves, 0)],
        },
        "index": index,
        "proof": [to_base64url(step) for step in inclusion_proof(leaves, index)],
        "checkpoint": str(note),
    }


def log(message: dict) -> dict[str, object]:
    """A log of eight entries, and what its files and proofs are."""
    others = [terms_entry(f"other.{number}", fixed(f"terms {number}").hex()) for number in range(4)]
    shown = inclusion(message, [*others, closing_entry("other.0", "2026-01-31")])
    first = manifest_signing.canonical_json(shown["first"]["document"])
    own = terms_entry(
        WAVE, manifest_signing.fingerprint(manifest_signing.canonical_json(message["manifest"]))
    )
    script = script_entry("survey.js", "sha384-AAAA")
    entries = [first, *others, closing_entry("other.0", "2026-01-31"), own, script]
    leaves = [leaf_hash(entry) for entry in entries]
    return {
        "entries": [entry.decode() for entry in entries],
        "leaves": [leaf.hex() for leaf in leaves],
        "roots": [root_of(leaves[:size]).hex() for size in range(len(leaves) + 1)],
        "consistency_from_3": [step.hex() for step in consistency_proof(leaves, 3)],
        "bundle": to_base64url(write_bundle(entries)),
        "key": log_vkey().text,
        "witnesses": {name: witness_vkey(name).text for name in WITNESSES},
        "inclusion": shown,
    }


def make(existing: dict[str, object]) -> dict[str, object]:
    """All vectors; `existing` is the file as it was, for the one part that can't be made again."""
    terms = manifest()
    content = manifest_signing.canonical_json(terms)
    fingerprint = manifest_signing.fingerprint(content)
    tag = wave_tag(fingerprint)
    key = pool_keys()["hq"]
    prepared = blind_rsa.prepare(make_token(tag, random=fixed("token")), prefix=fixed("prefix"))
    inverse = int.from_bytes(fixed("inverse", 380), "big")
    salt = fixed("salt", 48)
    blinded = blind_rsa.blind(key.public_key(), prepared, salt=salt, inverse=inverse)
    blind_signature = BlindSigner(key).sign(blinded.message)
    signature = blind_rsa.finalize(key.public_key(), prepared, blind_signature, blinded.inverse)
    credential = Credential(prepared, signature, "hq")
    plaintext = encode(
        Ballot(
            questionnaire=fixed("questionnaire").hex(),
            unit="A01",
            answers={"Q1": 5, "Q2": "na", "Q3": None},
            background={"tenure": "5-10"},
            comments={"C1": '회의가 "너무" 길어요.\n짧게! 😀'},
        )
    )
    sealed = _sealed(existing, plaintext, fingerprint)
    receipt = Receipt(credential.nullifier, hash_ballot(sealed))
    leaves = [receipt.leaf, *(fixed(f"leaf {number}") for number in range(6))]
    tree = ReceiptTree(leaves)
    published = publish_receipts(leaves, wave=WAVE, manifest_fingerprint=fingerprint, key=signing_key())
    message = {
        "manifest": terms,
        "signature": to_base64url(manifest_signing.sign_document(terms, signing_key())),
        "key": to_base64url(signing_key().public_key().public_bytes_raw()),
    }
    return {
        "manifest": {
            "message": message,
            "canonical": content.decode(),
            "fingerprint": fingerprint,
            "spoken_fingerprint": manifest_signing.spoken_fingerprint(fingerprint),
        },
        "signatures": {str(one): to_base64url(sign(one, content, signing_key())) for one in Context},
        "credential": {
            "pool": "hq",
            "wave_tag": tag.hex(),
            "prefix": fixed("prefix").hex(),
            "token_random": fixed("token").hex(),
            "salt": salt.hex(),
            "inverse": blinded.inverse.hex(),
            "prepared": prepared.hex(),
            "blinded": to_base64url(blinded.message),
            "blind_signature": to_base64url(blind_signature),
            "signature": to_base64url(signature),
            "nullifier": credential.nullifier.hex(),
        },
        "ballot": {
            "opening_key": sealing.write_opening_key(opening_key()).hex(),
            "plaintext": plaintext.decode(),
            "sealed": to_base64url(sealed),
        },
        "log": log(message),
        "relay": relayed_messages(Deposit(credential, sealed)),
        "receipts": {
            "receipt": receipt.to_message(),
            "leaf": receipt.leaf.hex(),
            "published": published,
            "proof": [
                {"hash": to_base64url(step.hash), "is_left": step.is_left}
                for step in tree.proof(receipt.leaf).steps
            ],
            "empty_root": ReceiptTree([]).root.hex(),
        },
    }


def relayed_messages(given: Deposit) -> dict[str, object]:
    """A deposit and its receipt as they travel through a relay."""
    deposit = json.dumps(given.to_message(), separators=(",", ":"))
    key, ephemeral = (hpke.derive_private_key(fixed(name)) for name in ("gateway", "ephemeral"))
    config = KeyConfig(7, hpke.P256().public_of(key))
    to = ("POST", "https", HOST, f"/take/{WAVE}/ballots", (("content-type", relayed.JSON),))
    request = write_request(BinaryRequest(*to, deposit.encode()), relayed.request_size(PADDED_SIZE))
    message, exchange = oblivious.encapsulate(config, request, ephemeral=ephemeral)
    reply = relayed.write_reply(201, json.dumps({"receipt": given.receipt.to_message()}).encode())
    return {
        "gateway_seed": fixed("gateway").hex(),
        "ephemeral_seed": fixed("ephemeral").hex(),
        "terms": {"url": RELAY, "key_config": to_base64url(config.encode())},
        "host": HOST,
        "path": to[3],
        "deposit": deposit,
        "request": to_base64url(request),
        "encapsulated_request": to_base64url(message),
        "response": to_base64url(reply),
        "response_nonce": fixed("response nonce", 16).hex(),
        "encapsulated_response": to_base64url(exchange.seal(reply, nonce=fixed("response nonce", 16))),
    }


def _sealed(existing: dict[str, object], plaintext: bytes, fingerprint: str) -> bytes:
    try:
        sealed = from_base64url(existing["ballot"]["sealed"])
        if sealing.open_sealed(sealed, opening_key(), fingerprint, PADDED_SIZE) == plaintext:
            return sealed
    except (KeyError, TypeError, ProtocolFault):
        pass
    return sealing.seal(plaintext, opening_key().public_key(), fingerprint, PADDED_SIZE)


if __name__ == "__main__":
    stored = json.loads(VECTORS.read_text()) if VECTORS.exists() else {}
    VECTORS.write_text(json.dumps(make(stored), ensure_ascii=False, indent=1) + "\n")
