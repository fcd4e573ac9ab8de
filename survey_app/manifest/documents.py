"""A wave's public, signed terms: the one document that both sides of the wall read.

A manifest is frozen when its wave opens: questionnaire, units, pools, thresholds, dates, public keys. It is
published in the vault's database, where `taking` and `vault` find all they may know of a wave, and
served to everybody. A second signed document, the closing, is published beside it at the close.
"""

from typing import TypeVar
from urllib.parse import urlsplit

import msgspec
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from questionnaires.languages import Spoken, as_stored
from survey_app.protocol import signatures
from survey_app.protocol.encoding import to_base64url
from survey_app.protocol.manifest_signing import canonical_json, fingerprint
from survey_app.protocol.signatures import Context

FORMAT = 1
PLATFORM = "platform"  # the holder of a key that no trustees hold
Document = TypeVar("Document", "Manifest", "Closing", "Extension")


class UnitTerms(msgspec.Struct, frozen=True):
    """A unit as frozen when the wave opens. `headcount` is how many people belong to it directly."""

    code: str
    name: Spoken
    parent: str | None
    headcount: int


class PoolTerms(msgspec.Struct, frozen=True):
    """A pool of people among whom a credential can't be told apart, and the key that signs for it.

    `spki` is the RSA public key (DER, base64url); `key_id` its SHA-256 in hexadecimal.
    """

    key: str
    units: tuple[str, ...]
    invited: int
    spki: str
    key_id: str


class TrusteeTerms(msgspec.Struct, frozen=True, omit_defaults=True):
    """A trustee's share of the sealing key: who holds it, and what it is tried against.

    That is a commitment where the key was made in one place, in hexadecimal, and where trustees made it in
    parts the generator times the share, an uncompressed point in base64url.
    """

    index: int
    holder: str
    commitment: str
    point: str = ""


class SealingTerms(msgspec.Struct, frozen=True, omit_defaults=True):
    """The key that ballots are sealed to (uncompressed P-256 point, base64url) and how it is opened.

    `scheme` says how the key was made: empty where it was made in one place, as older waves' keys and a
    demonstration's. `transcript` is the SHA-256, hexadecimal, of the public record of a key made in parts.
    """

    public_key: str
    threshold: int
    trustees: tuple[TrusteeTerms, ...]
    padded_size: int
    scheme: str = ""
    transcript: str = ""

    @property
    def is_made_in_parts(self) -> bool:
        """Whether trustees made the key in parts, so that it never was and never is in one place."""
        return self.scheme != ""

    @property
    def is_kept_by_platform(self) -> bool:
        """Whether the platform itself can open the ballots after the close: weaker, and labelled so."""
        return any(trustee.holder == PLATFORM for trustee in self.trustees)


class PolicyTerms(msgspec.Struct, frozen=True):
    """What may be shown of this wave. It can be raised before the wave opens and never changed after.

    keeps_responses_years : for how long counts and comments are kept; nobody's answers are kept at all.
    public_use_records : masked answers of single people may be published by the ministry's decision.
    """

    smallest_group: int = 10
    smallest_group_for_comments: int = 10
    background_node_minimum: int = 50
    smallest_pool: int = 30
    asks_comments: bool = True
    results_are_public: bool = False
    keeps_responses_years: int = 3
    public_use_records: bool = False


class PulseTerms(msgspec.Struct, frozen=True):
    """That five items are asked again, and after which wave (its reference)."""

    parent: str
    items: tuple[str, ...]


class QuestionnaireTerms(msgspec.Struct, frozen=True):
    """Which questionnaire is asked, by content. A pulse asks five of its items and nothing else."""

    key: str
    version: str
    content_hash: str
    local: str = ""
    pulse: PulseTerms | None = None


class LogTerms(msgspec.Struct, frozen=True):
    """The public log that holds these terms, and who watches over it.

    `key` and `witnesses` are keys as text (name+id+key, C2SP signed-note); a browser asks for the
    cosignatures of `required` of the witnesses.
    """

    origin: str
    key: str
    witnesses: tuple[str, ...]
    required: int

    @property
    def names(self) -> tuple[str, ...]:
        """The witnesses by name."""
        return tuple(witness.partition("+")[0] for witness in self.witnesses)


class UnitsBefore(msgspec.Struct, frozen=True):
    """What became of the units of the wave before: fixed before anybody answers, so no result decides it.

    wave : that wave's reference. pairs : codes of one of its units and of one of this wave's that it became,
    wholly or in part, sorted. A unit of that wave in no pair is gone, one of this wave in none is new.
    """

    wave: str
    pairs: tuple[tuple[str, str], ...]


class RelayTerms(msgspec.Struct, frozen=True):
    """The relay that ballots travel through, and the key that hides them from it.

    `url` is the relay's address, another party's; `key_config` this site's key for it (RFC 9458, base64url).
    """

    url: str
    key_config: str


class RehearsalTerms(msgspec.Struct, frozen=True):
    """That a wave is a rehearsal: so many invented people answer by themselves, and all of it is deleted.

    Everything else holds as for any wave, the smallest group above all. `deleted_on` is the last day for it.
    """

    people: int
    deleted_on: str


class ExtensionTerms(msgspec.Struct, frozen=True):
    """That the last day may be put off once, and until which day at most."""

    latest: str


class Manifest(msgspec.Struct, frozen=True):
    """The terms of one wave. `wave` is its reference, unique in the installation and in the programme."""

    format: int
    wave: str
    institution: str
    institution_name: Spoken
    title: Spoken
    programme: str | None
    questionnaire: QuestionnaireTerms
    opens_on: str
    closes_on: str
    units: tuple[UnitTerms, ...]
    pools: tuple[PoolTerms, ...]
    sealing: SealingTerms
    policy: PolicyTerms
    contact: str
    is_fictional: bool
    log: LogTerms | None = None  # None in terms from before there was a log
    relay: RelayTerms | msgspec.UnsetType = msgspec.UNSET  # left out of terms that name none
    rehearsal: RehearsalTerms | msgspec.UnsetType = msgspec.UNSET  # left out of a wave held in earnest
    extension: ExtensionTerms | msgspec.UnsetType = msgspec.UNSET  # left out where none is announced
    units_before: UnitsBefore | msgspec.UnsetType = msgspec.UNSET  # left out where no unit became another

    @property
    def invited(self) -> int:
        return sum(unit.headcount for unit in self.units)

    @property
    def latest_day(self) -> str:
        """The last day, or that until which the terms let it be put off: after it no answer is ever taken."""
        return self.closes_on if isinstance(self.extension, msgspec.UnsetType) else self.extension.latest

    @property
    def relay_host(self) -> str:
        """The relay as a reader knows it, by host and port; empty for terms that name none."""
        return urlsplit(self.relay.url).netloc if isinstance(self.relay, RelayTerms) else ""


class Extension(msgspec.Struct, frozen=True):
    """That a wave's last day was put off, to a day that its terms allow. There is one of a wave at most."""

    format: int
    wave: str
    closes_on: str


class Closing(msgspec.Struct, frozen=True):
    """That a wave is closed, and since when. `credentials` is how many were issued, for the public count."""

    format: int
    wave: str
    closed_at: str
    credentials: int


class Signed(msgspec.Struct, frozen=True):
    """A document with the Ed25519 signature over its canonical bytes, and the key to check it with."""

    document: bytes
    fingerprint: str
    signature: bytes
    public_key: bytes


def signing_key(seed: bytes) -> Ed25519PrivateKey:
    """The installation's key for manifests and releases."""
    return Ed25519PrivateKey.from_private_bytes(seed)


def public_key(key: Ed25519PrivateKey) -> bytes:
    """The raw 32 bytes to check signatures with."""
    return key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def key_name(public: bytes) -> str:
    """The first letters of a public key as `gyeol bundle key` prints it: enough to tell two apart."""
    return f"{to_base64url(public)[:12]}…"


def sign(document: Manifest | Closing | Extension, key: Ed25519PrivateKey) -> Signed:
    """The document as canonical JSON, signed."""
    content = canonical_json(msgspec.to_builtins(document))
    signature = signatures.sign(Context.DOCUMENT, content, key)
    return Signed(content, fingerprint(content), signature, public_key(key))


def decode(content: bytes, kind: type[Document]) -> Document:
    """The document of its bytes; raises msgspec.ValidationError when it is not one."""
    return msgspec.json.decode(content, type=kind, dec_hook=as_stored)


def check(signed: Signed) -> None:
    """Raises SignatureIsInvalid unless the signature fits the document."""
    signatures.verify(Context.DOCUMENT, signed.document, signed.signature, signed.public_key)


def public_message(signed: Signed) -> bytes:
    """What is served to browsers: the document, its signature and the key, as JSON."""
    packed = {
        "manifest": msgspec.Raw(signed.document),
        "signature": to_base64url(signed.signature),
        "key": to_base64url(signed.public_key),
    }
    return msgspec.json.encode(packed)
