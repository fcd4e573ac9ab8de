"""A release is signed in its context; those that older versions signed still count."""

import pytest

from analysis.released.release import content_hash
from survey_app.manifest import documents as manifests
from survey_app.protocol.errors import SignatureIsInvalid
from survey_app.protocol.signatures import Context, sign
from survey_app.releases.signing import sign_release, verify_release

KEY = manifests.signing_key(b"k" * 32)
PUBLIC = manifests.public_key(KEY)
DOCUMENT = b'{"format":1}'


def test_a_release_is_signed_over_its_stored_bytes_in_its_context():
    verify_release(DOCUMENT, sign_release(DOCUMENT, KEY), PUBLIC)
    assert sign_release(DOCUMENT, KEY) == KEY.sign(b"gyeol release v1\x00" + DOCUMENT)


def test_a_release_that_an_older_version_signed_over_its_bare_hash_still_counts():
    verify_release(DOCUMENT, KEY.sign(bytes.fromhex(content_hash(DOCUMENT))), PUBLIC)


def test_a_changed_release_another_key_and_another_context_are_refused():
    bare = KEY.sign(bytes.fromhex(content_hash(DOCUMENT)))
    other = manifests.public_key(manifests.signing_key(b"o" * 32))
    for document, signature, key in (
        (DOCUMENT + b" ", bare, PUBLIC),
        (DOCUMENT + b" ", sign_release(DOCUMENT, KEY), PUBLIC),
        (DOCUMENT, bare, other),
        (DOCUMENT, sign_release(DOCUMENT, KEY), other),
        (DOCUMENT, sign(Context.BUNDLE, DOCUMENT, KEY), PUBLIC),
    ):
        with pytest.raises(SignatureIsInvalid):
            verify_release(document, signature, key)
