"""What the maker of a bundle could seal into it that is not what it says: refused where it is read."""

import zlib

import msgspec
import pytest

from analysis.released.release import Machine, Opened, content_hash, decode, encode
from questionnaires.loader import published
from survey_app.bundles.benchmark_bundles import export_benchmark, import_benchmark
from survey_app.bundles.bundles import (
    LARGEST_BUNDLE_BYTES,
    BenchmarkStatement,
    Envelope,
    ReleaseStatement,
    seal,
    unseal,
)
from survey_app.bundles.documents import documents_of
from survey_app.bundles.models import TrustedKey
from survey_app.bundles.refusals import BundleIsRefused, BundleRefusal
from survey_app.diagnosis.programme import get_programme
from survey_app.manifest import documents as manifests
from survey_app.manifest.documents import Manifest
from survey_app.protocol.encoding import to_base64url
from survey_app.protocol.signatures import Context, sign
from survey_app.releases.signing import sign_release
from tests.bundles.carrying import exported, trust

replace_struct = msgspec.structs.replace


def test_documents_that_are_not_the_named_ones_are_refused(home):
    """Read here as the child reads them: each bundle is sealed, as its maker could, around something else."""
    found = unseal(exported(home), ReleaseStatement)
    terms = manifests.decode(found.manifest, Manifest)
    key = manifests.signing_key(home.config.signing_key)

    def of(**changes):
        return replace_struct(found, statement=replace_struct(found.statement, **changes))

    def with_content(content):
        named = of(content_hash=content_hash(content), signature=sign_release(content, key))
        return replace_struct(named, content=content)

    def with_terms(content):
        signature = sign(Context.DOCUMENT, content, key)
        named = of(manifest_fingerprint=content_hash(content), manifest_signature=signature)
        # The release names its wave's terms, too.
        release = replace_struct(decode(found.content), manifest_fingerprint=content_hash(content))
        document = encode(release)
        hashed = {"content_hash": content_hash(document), "signature": sign_release(document, key)}
        said = replace_struct(named.statement, **hashed)
        return replace_struct(found, statement=said, content=document, manifest=content)

    release, manifest = documents_of(found)
    assert (release.institution, manifest) == ("dara", terms)
    for changed in (
        of(number=0),
        of(wave="2031"),
        of(manifest_fingerprint="0" * 64),
        replace_struct(found, content=found.content + b" "),
        with_content(b"[]"),
        with_content(found.content + b" "),
        with_terms(b"[]"),
        with_terms(manifests.sign(replace_struct(terms, wave="dara.2031"), key).document),
        with_terms(manifests.sign(replace_struct(terms, institution="mada"), key).document),
    ):
        with pytest.raises(BundleIsRefused) as refused:
            documents_of(changed)
        assert refused.value.reason is BundleRefusal.CONTENT_DIFFERS
    machine = Machine("HR", to_base64url(manifests.public_key(key)), to_base64url(bytes(64)))
    claimed = replace_struct(decode(found.content), opened=Opened("0" * 64, "0" * 64, (machine,)))
    with pytest.raises(BundleIsRefused) as refused:
        documents_of(with_content(encode(claimed)))
    assert refused.value.reason is BundleRefusal.NOT_OPENED_SO
    for changed in (of(signature=bytes(64)), of(manifest_signature=bytes(64))):
        with pytest.raises(BundleIsRefused) as refused:
            documents_of(changed)
        assert refused.value.reason is BundleRefusal.SIGNED_WITH_ANOTHER


def test_an_envelope_that_does_not_hold_together_is_refused(home):
    """The same of what is read before: each reason by its name."""
    bundle = exported(home)
    envelope = msgspec.json.decode(bundle, type=Envelope)
    key = manifests.signing_key(home.config.signing_key)

    def signed_again(statement):
        return replace_struct(envelope, statement=statement, signature=sign(Context.BUNDLE, statement, key))

    newer = envelope.statement.replace(b'"format":2', b'"format":9')
    for changed, reason in (
        (replace_struct(envelope, bundle="another"), BundleRefusal.NOT_A_BUNDLE),
        (replace_struct(envelope, key=b"short"), BundleRefusal.NOT_A_BUNDLE),
        (signed_again(b"[]"), BundleRefusal.NOT_A_BUNDLE),
        (signed_again(newer), BundleRefusal.NEWER_FORMAT),
        (replace_struct(envelope, content=b"not packed"), BundleRefusal.NOT_A_BUNDLE),
        (replace_struct(envelope, content=zlib.compress(b"x" * 99)[:-4]), BundleRefusal.TOO_LARGE),
        (replace_struct(envelope, signature=bytes(64)), BundleRefusal.SIGNATURE_IS_WRONG),
    ):
        with pytest.raises(BundleIsRefused) as refused:
            unseal(msgspec.json.encode(changed), ReleaseStatement)
        assert refused.value.reason is reason
    for file, reason in (
        (b"{}", BundleRefusal.NOT_A_BUNDLE),
        (bytes(LARGEST_BUNDLE_BYTES + 1), BundleRefusal.TOO_LARGE),
    ):
        with pytest.raises(BundleIsRefused) as refused:
            unseal(file, ReleaseStatement)
        assert refused.value.reason is reason
    with pytest.raises(BundleIsRefused) as refused:
        unseal(bundle, BenchmarkStatement)
    assert refused.value.reason is BundleRefusal.OTHER_KIND


def test_a_benchmark_of_another_maker_age_or_questionnaire_is_refused(home, comparing_ministry):
    with comparing_ministry.work() as (people, _vault):
        bundle = export_benchmark(people, comparing_ministry.config, get_programme(people, "2026"))
    said = unseal(bundle, BenchmarkStatement).statement
    key = manifests.signing_key(comparing_ministry.config.signing_key)

    def refused(**changes):
        with home.work() as (people, _vault), pytest.raises(BundleIsRefused) as found:
            import_benchmark(people, home.config, seal(replace_struct(said, **changes), key), "system")
        return found.value.reason

    trust(home, comparing_ministry)
    assert refused() is BundleRefusal.KEY_IS_OF_ANOTHER
    with home.work() as (people, _vault):
        people.query(TrustedKey).update({TrustedKey.institution_id: None})

    assert refused(questionnaire_version="1999.1") is BundleRefusal.QUESTIONNAIRE_DIFFERS
    assert refused(questionnaire_hash="0" * 64) is BundleRefusal.QUESTIONNAIRE_DIFFERS
    core = published("csps-core", "2024")
    other = {"questionnaire_key": core.key, "questionnaire_version": core.version}
    assert refused(**other, questionnaire_hash=core.content_hash) is BundleRefusal.QUESTIONNAIRE_DIFFERS
    with home.work() as (people, _vault):
        import_benchmark(people, home.config, bundle, "system")
    assert refused() is BundleRefusal.RECEIVED_BEFORE
    assert refused(number=said.number - 1) is BundleRefusal.OLDER
