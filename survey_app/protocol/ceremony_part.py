"""One trustee's own part in a key ceremony: what they keep secret, and what they send.

All secrets of a trustee follow from one seed of 32 bytes and the ceremony's terms. The seed is what the
trustee's file holds; with the public record it gives their share whenever it is needed, and without the file
nothing does.
"""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from survey_app.protocol.ceremony import (
    Record,
    complaint_message,
    fits,
    hello_hash,
    possession_message,
    share_info,
)
from survey_app.protocol.ceremony_messages import CeremonyTerms, signed_bytes
from survey_app.protocol.encoding import to_base64url
from survey_app.protocol.errors import (
    BallotCannotBeOpened,
    CeremonyDoesNotFit,
    CeremonyIsNotReady,
    MessageIsMalformed,
    TrusteeCheated,
)
from survey_app.protocol.hpke_steps import open_with_shared_point
from survey_app.protocol.p256 import ORDER, POINT_BYTES, SCALAR_BYTES, multiply, multiply_base
from survey_app.protocol.proofs import About, prove_knowledge, prove_same

SEED_BYTES = 32
_CONTEXT = b"gyeol ceremony secret v1\x00"
_SUITE = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_128_GCM)


def make_seed() -> bytes:
    """Return 32 random bytes: everything that a trustee will keep."""
    return secrets.token_bytes(SEED_BYTES)


@dataclass(frozen=True, slots=True)
class TrusteePart:
    """A trustee's part: the ceremony, their index, their seed, and whose first messages they have seen.

    `seen` has the hash of each first message by index. Parts of shares are sent to those keys only, so a
    server that shows other keys afterwards has shown false ones before, and the trustee stops.
    """

    terms: CeremonyTerms
    index: int
    seed: bytes
    seen: Mapping[int, str]

    def __repr__(self) -> str:  # a traceback must not print a seed
        return f"TrusteePart(wave={self.terms.wave!r}, index={self.index})"

    def hello(self) -> dict[str, object]:
        """The first message: keys of this ceremony, commitments, and proof that they are one's own."""
        coefficients = self._coefficients()
        possession = prove_knowledge(
            coefficients[0], About.POSSESSION, possession_message(self.terms, self.index)
        )
        return self._signed(
            {
                "kind": "hello",
                "from": self.index,
                "signing_key": to_base64url(multiply_base(self._secret("signing"))),
                "encryption_key": to_base64url(multiply_base(self._secret("encryption"))),
                "commitments": [to_base64url(multiply_base(one)) for one in coefficients],
                "possession": to_base64url(possession),
            }
        )

    def deal(self, record: Record) -> list[dict[str, object]]:
        """Parts of the shares of all who were seen and not sent theirs. Raises CeremonyDoesNotFit.

        Once everybody has begun they count as seen: keep `having_seen` before these messages are sent.
        """
        self.require_fitting(record)
        known = record.hellos if record.is_introduced else self.seen
        return [self._dealing(record, to) for to in record.owes(self.index) if to in known]

    def having_seen(self, record: Record) -> "TrusteePart":
        """The same part that knows everybody's first message of the record, to be kept in place of the
        first.
        """
        seen = {index: hello_hash(hello) for index, hello in record.hellos.items() if index != self.index}
        return TrusteePart(self.terms, self.index, self.seed, seen)

    def share(self, record: Record) -> int:
        """One's whole share of the key, out of everybody's parts.

        Raises CeremonyDoesNotFit, CeremonyIsNotReady while somebody's part is missing, or TrusteeCheated,
        which names the first whose part is wrong: `complain` shows it to everybody.
        """
        self.require_fitting(record)
        record.require_introduced()
        if missing := record.waits_for(self.index):
            raise CeremonyIsNotReady(f"parts of trustees {', '.join(map(str, missing))} are missing")
        total = self._value_at(self.index)
        for sender in range(1, self.terms.trustees + 1):
            if sender == self.index:
                continue
            value = self._open(record, sender)
            if value is None:
                raise TrusteeCheated(sender, f"sent trustee {self.index} a wrong part")
            total += int.from_bytes(value, "big")
        return total % ORDER

    def confirm(self, record: Record) -> dict[str, object]:
        """The proof that one knows one's share, over the transcript. Raises what `share` raises."""
        share, transcript = self.share(record), record.transcript
        if multiply_base(share) != record.verification_point(self.index):
            raise CeremonyDoesNotFit("the share does not fit the key")
        proof = prove_knowledge(share, About.SHARE, bytes.fromhex(transcript))
        body = {
            "kind": "confirmation",
            "from": self.index,
            "transcript": transcript,
            "proof": to_base64url(proof),
        }
        return self._signed(body)

    def complain(self, record: Record) -> list[dict[str, object]]:
        """What shows everybody that a part sent to oneself is wrong, one message for each such part."""
        senders = [one for one, to in record.dealings if to == self.index]
        return [self._complaint(record, one) for one in senders if self._open(record, one) is None]

    def require_fitting(self, record: Record) -> None:
        """Raise CeremonyDoesNotFit unless the record is the one that this part was made in."""
        if record.terms != self.terms:
            raise CeremonyDoesNotFit("the file belongs to another key ceremony")
        own = record.hellos.get(self.index)
        if own is not None and own.commitments != tuple(multiply_base(one) for one in self._coefficients()):
            raise CeremonyDoesNotFit(
                "the part that stands here under your number is not the one in your file"
            )
        for index, seen in self.seen.items():
            if index not in record.hellos or hello_hash(record.hellos[index]) != seen:
                raise CeremonyDoesNotFit(f"the first message of trustee {index} is not the one shown before")

    def _dealing(self, record: Record, to: int) -> dict[str, object]:
        key = record.hellos[to].encryption_key
        recipient = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key)
        value = self._value_at(to).to_bytes(SCALAR_BYTES, "big")
        sealed = _SUITE.encrypt(value, recipient, info=share_info(self.terms, self.index, to))
        return self._signed(
            {
                "kind": "dealing",
                "from": self.index,
                "to": to,
                "recipient_key": to_base64url(key),
                "sealed": to_base64url(sealed),
            }
        )

    def _complaint(self, record: Record, about: int) -> dict[str, object]:
        encapsulated = record.dealings[about, self.index].sealed[:POINT_BYTES]
        secret, message = self._secret("encryption"), complaint_message(self.terms, self.index, about)
        try:
            point = multiply(secret, encapsulated)
            proof = prove_same(secret, encapsulated, About.COMPLAINT, message)
        except MessageIsMalformed:
            # No point at all was sent, which everybody sees without being shown anything.
            point, proof = multiply_base(1), bytes(64)
        body: dict[str, object] = {"kind": "complaint", "from": self.index, "about": about}
        return self._signed(body | {"point": to_base64url(point), "proof": to_base64url(proof)})

    def _open(self, record: Record, sender: int) -> bytes | None:
        """A part of the own share that was sent, or None where it is not what its sender committed to."""
        sealed = record.dealings[sender, self.index].sealed
        secret = self._secret("encryption")
        info = share_info(self.terms, sender, self.index)
        try:
            point = multiply(secret, sealed[:POINT_BYTES])
            value = open_with_shared_point(sealed, point, multiply_base(secret), info)
        except (BallotCannotBeOpened, MessageIsMalformed):
            return None
        return value if fits(record, sender, self.index, value) else None

    def _signed(self, body: dict[str, object]) -> dict[str, object]:
        signature = prove_knowledge(self._secret("signing"), About.MESSAGE, signed_bytes(self.terms, body))
        return body | {"signature": to_base64url(signature)}

    def _coefficients(self) -> list[int]:
        return [self._secret(f"coefficient {power}") for power in range(self.terms.threshold)]

    def _value_at(self, index: int) -> int:
        """The own polynomial at a trustee's index: what that trustee's share has of one's own part."""
        total = 0
        for coefficient in reversed(self._coefficients()):
            total = (total * index + coefficient) % ORDER
        return total

    def _secret(self, label: str) -> int:
        """A scalar of this ceremony out of the seed: HMAC-SHA-512, whose remainder is even to 2^-256."""
        digest = hmac.digest(self.seed, _CONTEXT + self.terms.hash + label.encode(), "sha512")
        return int.from_bytes(digest, "big") % (ORDER - 1) + 1
