"""What a release says of the opening, and whether the trustees' machines that it names did say so."""

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from analysis.released.release import Machine, Opened, content_hash, decode, encode
from survey_app.manifest import documents as manifests
from survey_app.protocol.encoding import to_base64url
from survey_app.protocol.errors import ProtocolFault
from survey_app.protocol.opened import OpenedStatement
from survey_app.releases import services
from survey_app.releases.opened import opened_of, verify_machines
from survey_app.releases.signing import sign_release
from survey_app.releases.stored import ReleaseCheck, judge
from survey_app.reporting.chapters.method import method_chapter
from survey_app.vault.machines import signed_by
from survey_app.vault.services import BallotCount
from survey_app.wording.catalogue import Voice
from survey_app.wording.labels import labels_of
from survey_app.wording.openings import opened_sentence
from tests.releases.test_making import wave
from tests.releases.waves import QUESTIONNAIRE

__all__ = ["wave"]

ROOT, DIGEST = "1" * 64, "2" * 64


def opened_by(release, *names: str) -> Opened:
    """As machines of these names would have signed it."""
    who = release.participation
    counts = (who.respondents, who.spoiled, who.by_weaker_mode)
    reference = f"{release.institution}.{release.wave}"
    statement = OpenedStatement(reference, release.manifest_fingerprint, ROOT, DIGEST, *counts)
    machines = (signed_by(statement, name, Ed25519PrivateKey.generate()) for name in names)
    return Opened(ROOT, DIGEST, tuple(machines))


@pytest.fixture
def stored(people, vault, config, wave):
    return services.make_release(people, vault, wave, config)


def test_a_release_whose_machines_signed_something_else_is_found_out(stored, config):
    release = decode(stored.document)

    def with_(opened: Opened):
        made = msgspec.structs.replace(release, opened=opened)
        stored.document = encode(made)
        stored.content_hash = content_hash(stored.document)
        stored.signature = sign_release(stored.document, manifests.signing_key(config.signing_key))
        return judge(stored, config)

    right = opened_by(release, "직원 대표", "감사관")
    other = msgspec.structs.replace(right, digest="3" * 64)
    renamed = msgspec.structs.replace(right.machines[0], name="HR")
    assert with_(right) is ReleaseCheck.SOUND
    assert with_(other) is ReleaseCheck.NOT_OPENED_SO
    assert with_(msgspec.structs.replace(right, machines=(renamed,))) is ReleaseCheck.NOT_OPENED_SO


def test_a_survey_done_elsewhere_says_nothing_of_an_opening(stored):
    assert decode(stored.document).opened is None
    assert opened_of(None) is None
    assert opened_of(BallotCount("w", 1, 0, 0, ROOT, DIGEST, ())) == Opened(ROOT, DIGEST)
    verify_machines(decode(stored.document))


def test_a_signed_release_of_an_unknown_version_is_told_by_its_signature_alone(stored, config):
    stored.document = b"{}"
    stored.content_hash = content_hash(stored.document)
    stored.signature = sign_release(stored.document, manifests.signing_key(config.signing_key))

    assert judge(stored, config) is ReleaseCheck.SOUND


def test_what_is_no_key_is_refused(stored):
    strange = Opened(ROOT, DIGEST, (Machine("HR", "?", to_base64url(bytes(64))),))
    with pytest.raises(ProtocolFault):
        verify_machines(msgspec.structs.replace(decode(stored.document), opened=strange))


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_report_says_how_the_ballots_were_opened_and_what_that_is_worth(stored, language):
    release = decode(stored.document)
    labels = labels_of(release, QUESTIONNAIRE, language)
    voice = Voice(language)
    weaker = {"ko": "약", "en": "weaker"}[language]

    assert opened_sentence(None, "", voice) == ""
    assert weaker in opened_sentence((), "AAAA", voice)
    for names in (("직원 대표",), ("직원 대표", "감사관")):
        opened = opened_by(release, *names)
        chapter = method_chapter(msgspec.structs.replace(release, opened=opened), labels)
        said = str(chapter)
        assert weaker not in opened_sentence(opened.machines, "AAAA", voice)
        for machine in opened.machines:
            assert machine.name in said
            assert machine.key in said
            assert machine.signature in said
        assert DIGEST in said
