"""Sealed ballots of a whole institution, made without a database, and what a machine makes of them.

`python -m tests.sealed_answers SEALED KEY` opens a file of them as the trustees' machine does and says the
digest: so the same ballots can be counted by another process, another Python, another processor.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Engine

from analysis.counting.answers import CLASS_NOT_GIVEN, LARGEST_POINT, NOT_APPLICABLE, Answers
from analysis.simulation.people_of_waves import simulate_institution
from benchmarks.counting import invented_terms
from questionnaires.content import document
from questionnaires.languages import Spoken
from questionnaires.loader import published
from questionnaires.model import Questionnaire
from survey_app.ground import db
from survey_app.manifest import documents as manifests
from survey_app.manifest import publication
from survey_app.manifest.documents import (
    FORMAT,
    Closing,
    Manifest,
    PolicyTerms,
    PoolTerms,
    Signed,
    UnitTerms,
)
from survey_app.protocol.ballot import NOT_APPLICABLE as DOES_NOT_APPLY
from survey_app.protocol.ballot import Answer, Ballot, encode
from survey_app.protocol.blind_rsa import key_id, make_pool_key, write_public_key
from survey_app.protocol.encoding import to_base64url
from survey_app.protocol.sealing import make_sealing_key, read_opening_key, seal, write_sealing_key
from survey_app.vault import exporting
from survey_app.vault.counting.ballots import CountedBallots, count_opened
from survey_app.vault.models import SealedBallot
from survey_app.vault.opening import HeldBallot, open_held

POOL = "pool-1"
COMMENTS = ("보고서를 줄입시다.", "Fewer meetings.", "결재 단계를 줄이면 좋겠습니다.")


@dataclass(frozen=True, eq=False)
class SealedAnswers:
    """A closed wave of an institution that does not exist; `key` is what its trustees would put together."""

    manifest: Manifest
    signed: Signed
    questionnaire: Questionnaire
    key: EllipticCurvePrivateKey
    held: tuple[HeldBallot, ...]

    def as_file(self, held: Sequence[HeldBallot] | None = None) -> bytes:
        """The ballots, in this or another order, as they leave for the trustees' machine."""
        return msgspec.json.encode(
            {
                "format": exporting.SEALED_FORMAT,
                "manifest": msgspec.Raw(manifests.public_message(self.signed)),
                "questionnaire": msgspec.Raw(msgspec.json.encode(document(self.questionnaire))),
                "ballots": [
                    (to_base64url(one.nullifier), one.pool, to_base64url(one.ballot))
                    for one in (self.held if held is None else held)
                ],
            }
        )


def sealed_answers(headcounts: Sequence[int], *, seed: int, public_use: bool = False) -> SealedAnswers:
    """Answers of people in as many units as there are headcounts; the first unit holds the others."""
    questionnaire = published("public-culture", "2026.1")
    answers, _ = simulate_institution(questionnaire, list(headcounts), seed=seed)
    key, signer, pool_key = make_sealing_key(), Ed25519PrivateKey.generate(), make_pool_key()
    units = tuple(
        UnitTerms(f"u{at}", Spoken(ko=f"{at}과", en=f"Division {at}"), None if at == 0 else "u0", size)
        for at, size in enumerate(headcounts)
    )
    spki = write_public_key(pool_key.public_key())
    codes = tuple(unit.code for unit in units)
    pool = PoolTerms(POOL, codes, sum(headcounts), to_base64url(spki), key_id(spki))
    terms = invented_terms(questionnaire, units, pool)
    point = to_base64url(write_sealing_key(key.public_key()))
    manifest = msgspec.structs.replace(
        terms,
        sealing=msgspec.structs.replace(terms.sealing, public_key=point),
        policy=PolicyTerms(public_use_records=public_use),
    )
    signed = manifests.sign(manifest, signer)
    held = tuple(
        HeldBallot(
            sha256(f"{seed} {at}".encode()).digest(),
            POOL,
            seal(
                encode(_ballot(questionnaire, answers, codes, at)),
                key.public_key(),
                signed.fingerprint,
                manifest.sealing.padded_size,
            ),
        )
        for at in range(answers.respondents)
    )
    return SealedAnswers(manifest, signed, questionnaire, key, held)


def hold(engine: Engine, made: SealedAnswers) -> str:
    """A vault holds the ballots after the close; returns the wave's reference."""
    signer, wave = manifests.signing_key(b"k" * 32), made.manifest.wave
    with db.work(engine) as vault:
        publication.publish(vault, made.manifest, signer)
        publication.publish_closing(vault, Closing(FORMAT, wave, "2026-05-21", len(made.held)), signer)
        vault.add_all(
            SealedBallot(
                wave=wave,
                nullifier=one.nullifier,
                pool=one.pool,
                token=bytes(80),
                signature=bytes(384),
                ballot=one.ballot,
            )
            for one in made.held
        )
    return wave


def _ballot(questionnaire: Questionnaire, answers: Answers, codes: Sequence[str], at: int) -> Ballot:
    def answer(code: int) -> Answer:
        if code <= LARGEST_POINT:
            return code
        return DOES_NOT_APPLY if code == NOT_APPLICABLE else None

    given = zip(answers.items, answers.codes[at].tolist(), strict=True)
    classes = {question.id: question.classes for question in questionnaire.background}
    background = {
        question: classes[question][column[at]]
        for question, column in answers.background.items()
        if column[at] != CLASS_NOT_GIVEN
    }
    comments = {questionnaire.comments[0].id: COMMENTS[at % len(COMMENTS)]} if at % 4 == 0 else {}
    return Ballot(
        questionnaire.content_hash,
        codes[answers.units[at]] if answers.units[at] >= 0 else "",
        {item: answer(code) for item, code in given},
        background,
        comments,
    )


def counted(content: bytes, key: EllipticCurvePrivateKey) -> CountedBallots:
    """What the trustees' machine counts of a file of sealed ballots."""
    exported = exporting.read_sealed_file(content)
    terms = (exported.manifest, exported.fingerprint, exported.questionnaire)
    opened = open_held(exported.held, key, terms[1], terms[0], terms[2])
    return count_opened(opened, *terms)


def main(sealed: str, key: str) -> None:
    found = counted(Path(sealed).read_bytes(), read_opening_key(bytes.fromhex(Path(key).read_text())))
    print(found.digest.hex())
    if len(sys.argv) > 3:
        Path(sys.argv[3]).write_bytes(found.document)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
