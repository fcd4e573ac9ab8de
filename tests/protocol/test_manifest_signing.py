"""Canonical JSON, fingerprints, signatures, and terms that must be refused."""

import copy

import pytest

from survey_app.protocol import blind_rsa
from survey_app.protocol.encoding import from_base64url, to_base64url
from survey_app.protocol.errors import (
    KeyIsNotInManifest,
    ManifestIsNotCanonical,
    ManifestIsNotTheOnePinned,
    MessageIsMalformed,
    SignatureIsInvalid,
)
from survey_app.protocol.manifest_signing import canonical_json, is_pinned, sign_document, spoken_fingerprint
from survey_app.protocol.terms import read_terms


def test_canonical_json_sorts_keys_by_utf16_units_and_escapes_as_a_browser_does():
    document = {"\ufb33": 1, "😀": 2, "a": ['\u20ac\n\x0f"\\/', True, None, -3, "\u007f"]}
    assert canonical_json(document).decode() == (
        '{"a":["€\\n\\u000f\\"\\\\/",true,null,-3,"\x7f"],"😀":2,"\ufb33":1}'
    )


@pytest.mark.parametrize("value", [1.0, float("nan"), 2**53, b"x", {1: 2}, "\ud800", {"a": {3.5}}])
def test_what_two_languages_would_write_differently_is_refused(value):
    with pytest.raises(ManifestIsNotCanonical):
        canonical_json({"value": value})


def test_a_spoken_fingerprint_is_recognised_however_it_is_typed():
    fingerprint = "9a" * 32
    spoken = spoken_fingerprint(fingerprint)
    assert is_pinned(fingerprint, fingerprint.upper())
    assert is_pinned(fingerprint, spoken.lower().replace("-", " "))
    assert is_pinned("00" * 32, "OOOO-oooo-0000-0000-0000-0000-0000-0000")
    assert not is_pinned(fingerprint, spoken[:-1])
    assert not is_pinned(fingerprint, "")


def test_the_vectors_are_what_the_script_makes(maker, vectors):
    assert maker.make(vectors) == vectors


def test_terms_are_read_from_a_signed_manifest(vectors):
    served = vectors["manifest"]
    terms = read_terms(served["message"], pinned=served["spoken_fingerprint"])
    assert terms.fingerprint == served["fingerprint"]
    assert terms.unit_pools == {"A01": "hq", "A02": "hq", "B01": "field"}
    assert terms.tag.hex() == vectors["credential"]["wave_tag"]
    assert terms.padded_size == 1024


def test_a_changed_manifest_is_refused(vectors):
    message = copy.deepcopy(vectors["manifest"]["message"])
    message["manifest"]["policy"]["smallest_group"] = 3
    with pytest.raises(SignatureIsInvalid):
        read_terms(message)


def test_a_manifest_signed_by_somebody_else_is_refused_when_the_fingerprint_is_pinned(maker, vectors):
    message = copy.deepcopy(vectors["manifest"]["message"])
    message["manifest"]["policy"]["smallest_group"] = 3
    message["signature"] = to_base64url(sign_document(message["manifest"], maker.signing_key()))
    with pytest.raises(ManifestIsNotTheOnePinned):
        read_terms(message, pinned=vectors["manifest"]["fingerprint"])


def test_a_swapped_pool_key_is_refused(maker, vectors, pool_keys):
    message = copy.deepcopy(vectors["manifest"]["message"])
    other = to_base64url(blind_rsa.write_public_key(pool_keys["field"].public_key()))
    message["manifest"]["pools"][0]["spki"] = other
    message["signature"] = to_base64url(sign_document(message["manifest"], maker.signing_key()))
    with pytest.raises(KeyIsNotInManifest):
        read_terms(message)


@pytest.mark.parametrize("message", [None, [], {}, {"manifest": {}, "signature": "", "key": ""}])
def test_a_message_that_is_no_manifest_is_refused(message):
    with pytest.raises((MessageIsMalformed, SignatureIsInvalid)):
        read_terms(message)


@pytest.mark.parametrize("text", ["QQ==", "QR", "Q", "a b", "한", None, 7])
def test_base64url_has_one_spelling(text):
    with pytest.raises(MessageIsMalformed):
        from_base64url(text)
