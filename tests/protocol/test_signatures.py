"""Signatures hold in their own context alone, over the very bytes that are stored."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.languages import Spoken
from survey_app.manifest import documents as manifests
from survey_app.manifest.documents import Closing, QuestionnaireTerms, UnitTerms
from survey_app.protocol.encoding import from_base64url
from survey_app.protocol.errors import SignatureIsInvalid
from survey_app.protocol.manifest_signing import canonical_json, verify_document
from survey_app.protocol.signatures import Context, sign, verify, verify_without_context

KEY = manifests.signing_key(b"k" * 32)
PUBLIC = manifests.public_key(KEY)
TEXT = st.text(st.characters(exclude_categories=["Cs"]))


@pytest.mark.parametrize("signed_as", Context)
@pytest.mark.parametrize("read_as", Context)
def test_a_signature_of_one_context_is_none_in_another(signed_as, read_as):
    signature = sign(signed_as, b"content", KEY)

    if signed_as is read_as:
        verify(read_as, b"content", signature, PUBLIC)
    else:
        with pytest.raises(SignatureIsInvalid):
            verify(read_as, b"content", signature, PUBLIC)


@pytest.mark.parametrize("context", Context)
def test_the_vectors_verify_in_their_contexts(vectors, context):
    content = vectors["manifest"]["canonical"].encode()
    key = from_base64url(vectors["manifest"]["message"]["key"])
    verify(context, content, from_base64url(vectors["signatures"][context]), key)


def test_nothing_signed_in_a_context_passes_for_a_release_of_an_older_version():
    for context in Context:
        with pytest.raises(SignatureIsInvalid):
            verify_without_context(b"content", sign(context, b"content", KEY), PUBLIC)


@pytest.mark.parametrize(("signature", "key"), [(b"", PUBLIC), (bytes(64), PUBLIC), (bytes(64), b"short")])
def test_what_is_no_signature_or_no_key_is_refused(signature, key):
    with pytest.raises(SignatureIsInvalid):
        verify(Context.DOCUMENT, b"content", signature, key)


def test_what_is_stored_is_what_is_signed_and_what_a_client_reads():
    signed = manifests.sign(Closing(1, "gaon.2026", "2026-03-31T09:00:00+09:00", 210), KEY)

    verify(Context.DOCUMENT, signed.document, signed.signature, PUBLIC)
    assert (
        verify_document(msgspec.json.decode(signed.document), signed.signature, PUBLIC) == signed.fingerprint
    )


@given(ko=TEXT, en=TEXT, code=TEXT, number=st.integers(-(2**53) + 1, 2**53 - 1))
def test_documents_stored_by_older_versions_have_the_same_bytes(ko, en, code, number):
    """They were stored as msgspec sorts and escapes, and signed as canonical JSON does."""
    terms = QuestionnaireTerms(code, ko, en)
    for document in (
        UnitTerms(code, Spoken(ko=ko, en=en), None, number),
        Closing(1, code, ko, number),
        terms,
    ):
        assert msgspec.json.encode(document, order="sorted") == canonical_json(msgspec.to_builtins(document))
