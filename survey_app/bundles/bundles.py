"""A bundle: one signed file that is carried from one installation to another by hand."""

import zlib
from typing import Generic, TypeVar

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from analysis.institutions.same_meaning import SameMeaning
from analysis.releasing.comparisons import MeasureBenchmark
from questionnaires.languages import Spoken, as_stored
from survey_app.bundles.refusals import BundleIsRefused, BundleRefusal
from survey_app.ground.isolated import TakesTooMuch, isolated
from survey_app.manifest import documents as manifests
from survey_app.protocol.errors import SignatureIsInvalid
from survey_app.protocol.signatures import Context, sign, verify

BENCHMARK_FORMAT = 1
# Since releases are signed with a context: older versions would take that for another's signature, and say
# of a newer format that they have to be brought up to date.
RELEASE_FORMAT = 2
LARGEST_BUNDLE_BYTES = 16 * 1024 * 1024
LARGEST_CONTENT_BYTES = 64 * 1024 * 1024
KEY_BYTES = 32


class ReleaseStatement(msgspec.Struct, frozen=True, tag="release", forbid_unknown_fields=True):
    """What an institution says of a release it hands on: which it is, and the hashes of what goes with it.

    `signature` is that of the stored release; `manifest_signature` that of the wave's terms.
    """

    format: int
    institution: str
    wave: str
    programme: str
    number: int
    content_hash: str
    signature: bytes
    manifest_fingerprint: str
    manifest_signature: bytes
    made_at: str
    reason: str = ""


class BenchmarkStatement(msgspec.Struct, frozen=True, tag="benchmark", forbid_unknown_fields=True):
    """What the ministry says of a programme: its terms, and the distributions over institutions.

    `number` rises with every benchmark of the programme; 0 and no measures before the first. `meanings`
    says by area whether its items mean the same in all institutions; empty where that was not examined.
    """

    format: int
    programme: str
    name: Spoken
    questionnaire_key: str
    questionnaire_version: str
    questionnaire_hash: str
    smallest_group: int
    number: int
    measures: dict[str, MeasureBenchmark]
    meanings: dict[str, SameMeaning] = {}


Statement = ReleaseStatement | BenchmarkStatement
READABLE_FORMATS: dict[type, set[int]] = {
    ReleaseStatement: {1, RELEASE_FORMAT},
    BenchmarkStatement: {BENCHMARK_FORMAT},
}
AnyStatement = TypeVar("AnyStatement", ReleaseStatement, BenchmarkStatement)


class Envelope(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file: a statement, its signature and key, and the documents that it names by their hashes.

    `content` is the release and `manifest` the wave's terms, both packed with zlib; empty for a benchmark.
    """

    bundle: str
    statement: bytes
    signature: bytes
    key: bytes
    content: bytes = b""
    manifest: bytes = b""


class Bundle(msgspec.Struct, Generic[AnyStatement], frozen=True):
    """A bundle whose signature fits its key. Whether the key is trusted is the next question."""

    statement: AnyStatement
    signed: bytes
    signature: bytes
    key: bytes
    content: bytes
    manifest: bytes


NAME = "gyeol bundle"


def seal(statement: Statement, key: Ed25519PrivateKey, content: bytes = b"", manifest: bytes = b"") -> bytes:
    """The bundle's bytes. The same statement and documents give the same bytes."""
    signed = msgspec.json.encode(statement, order="sorted")
    envelope = Envelope(
        NAME,
        signed,
        sign(Context.BUNDLE, signed, key),
        manifests.public_key(key),
        zlib.compress(content, 9) if content else b"",
        zlib.compress(manifest, 9) if manifest else b"",
    )
    return msgspec.json.encode(envelope, order="sorted")


def unseal(file: bytes, kind: type[AnyStatement]) -> Bundle[AnyStatement]:
    """The bundle in a file. Raises BundleIsRefused; nothing in it has been believed yet but the signature."""
    if len(file) > LARGEST_BUNDLE_BYTES:
        raise BundleIsRefused(BundleRefusal.TOO_LARGE)
    try:
        envelope = msgspec.json.decode(file, type=Envelope)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise BundleIsRefused(BundleRefusal.NOT_A_BUNDLE) from fault
    if envelope.bundle != NAME or len(envelope.key) != KEY_BYTES:
        raise BundleIsRefused(BundleRefusal.NOT_A_BUNDLE)
    try:
        verify(Context.BUNDLE, envelope.statement, envelope.signature, envelope.key)
    except SignatureIsInvalid as fault:
        raise BundleIsRefused(BundleRefusal.SIGNATURE_IS_WRONG) from fault
    try:
        statement = msgspec.json.decode(envelope.statement, type=Statement, dec_hook=as_stored)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise BundleIsRefused(BundleRefusal.NOT_A_BUNDLE) from fault
    if statement.format not in READABLE_FORMATS[type(statement)]:
        raise BundleIsRefused(BundleRefusal.NEWER_FORMAT)
    if not isinstance(statement, kind):
        raise BundleIsRefused(BundleRefusal.OTHER_KIND)
    return Bundle(
        statement,
        envelope.statement,
        envelope.signature,
        envelope.key,
        _unpacked(envelope.content),
        _unpacked(envelope.manifest),
    )


def unsealed(file: bytes, kind: type[AnyStatement]) -> Bundle[AnyStatement]:
    """The same, unpacked in a process with limits: anybody can make a file that carries its own key."""
    try:
        return isolated(unseal, file, kind)
    except TakesTooMuch as fault:
        raise BundleIsRefused(BundleRefusal.TOO_LARGE) from fault


def _unpacked(packed: bytes) -> bytes:
    if not packed:
        return b""
    unpacker = zlib.decompressobj()
    try:
        content = unpacker.decompress(packed, LARGEST_CONTENT_BYTES)
    except zlib.error as fault:
        raise BundleIsRefused(BundleRefusal.NOT_A_BUNDLE) from fault
    if not unpacker.eof:
        raise BundleIsRefused(BundleRefusal.TOO_LARGE)
    return content
