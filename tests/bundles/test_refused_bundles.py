"""A bundle that isn't what it says, or from whom it says, is refused with its reason."""

import zlib
from dataclasses import replace

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import func, select

from analysis.released.release import content_hash, decode, encode
from survey_app.bundles import services
from survey_app.bundles.benchmark_bundles import export_benchmark
from survey_app.bundles.bundles import (
    LARGEST_BUNDLE_BYTES,
    LARGEST_CONTENT_BYTES,
    Envelope,
    ReleaseStatement,
    seal,
    unseal,
)
from survey_app.bundles.keys import public_key, withdraw
from survey_app.bundles.models import ReceivedRelease
from survey_app.bundles.refusals import BundleIsRefused, BundleRefusal
from survey_app.diagnosis.programme import get_programme
from survey_app.manifest import documents as manifests
from survey_app.releases import services as releases
from tests.bundles.carrying import exported, resealed, take_in, trust


def refusal(site, bundle):
    with pytest.raises(BundleIsRefused) as refused:
        take_in(site, bundle)
    with site.work() as (people, _vault):
        received = people.scalar(select(func.count()).select_from(ReceivedRelease))
    return refused.value.reason, received


def test_a_bundle_of_an_unknown_key_is_refused(home, ministry):
    assert refusal(ministry, exported(home)) == (BundleRefusal.KEY_IS_UNKNOWN, 0)


def test_a_key_that_was_withdrawn_is_not_believed(home, ministry):
    trust(ministry, home)
    with ministry.work() as (people, _vault):
        withdraw(people, public_key(home.config), "system")

    assert refusal(ministry, exported(home)) == (BundleRefusal.KEY_IS_UNKNOWN, 0)


def test_a_trusted_institution_can_not_speak_for_another(home, ministry):
    ministry.institution("mada")
    trust(ministry, home, "mada")

    assert refusal(ministry, exported(home)) == (BundleRefusal.KEY_IS_OF_ANOTHER, 0)


def test_the_same_bundle_twice_and_an_older_one_are_refused(home, ministry):
    trust(ministry, home)
    first = exported(home)
    take_in(ministry, first)
    assert refusal(ministry, first) == (BundleRefusal.RECEIVED_BEFORE, 1)

    take_in(ministry, resealed(home, first, number=3))

    assert refusal(ministry, resealed(home, first, number=2)) == (BundleRefusal.OLDER, 2)


def test_results_of_a_wave_that_was_held_here_do_not_come_from_outside(home, ministry):
    trust(home, home)

    assert refusal(home, exported(home)) == (BundleRefusal.HELD_HERE, 0)


def test_any_changed_byte_is_noticed(home, ministry):
    trust(ministry, home)
    bundle = exported(home)
    envelope = msgspec.json.decode(bundle, type=Envelope)
    document = zlib.decompress(envelope.content)
    altered = document.replace(b'"lower":', b'"lower": ', 1)

    for changed, reason in (
        (
            msgspec.structs.replace(envelope, statement=envelope.statement + b" "),
            BundleRefusal.SIGNATURE_IS_WRONG,
        ),
        (msgspec.structs.replace(envelope, content=zlib.compress(altered)), BundleRefusal.CONTENT_DIFFERS),
        (msgspec.structs.replace(envelope, manifest=zlib.compress(b"{}")), BundleRefusal.CONTENT_DIFFERS),
        (msgspec.structs.replace(envelope, content=b"not packed"), BundleRefusal.NOT_A_BUNDLE),
    ):
        assert refusal(ministry, msgspec.json.encode(changed)) == (reason, 0)


def test_even_the_maker_can_not_hand_over_a_document_that_says_something_else(home, ministry):
    trust(ministry, home)
    bundle = exported(home)
    release = decode(unseal(bundle, ReleaseStatement).content)
    of_another = encode(msgspec.structs.replace(release, institution="mada"))
    derivable = encode(
        msgspec.structs.replace(
            release, certificate=msgspec.structs.replace(release.certificate, smallest_derivable_group=3)
        )
    )
    not_canonical = encode(release) + b" "

    for content, reason in (
        (of_another, BundleRefusal.CONTENT_DIFFERS),
        (not_canonical, BundleRefusal.CONTENT_DIFFERS),
        (b"[]", BundleRefusal.CONTENT_DIFFERS),
        (derivable, BundleRefusal.GROUPS_TOO_SMALL),
    ):
        forged = resealed(home, bundle, content, content_hash=content_hash(content))
        assert refusal(ministry, forged) == (reason, 0)


def test_smaller_groups_than_the_programmes_are_refused(install, home):
    strict = install("strict")
    strict.programme(smallest_group=15)
    strict.institution("dara")
    trust(strict, home)

    assert refusal(strict, exported(home)) == (BundleRefusal.GROUPS_TOO_SMALL, 0)


def test_a_programme_that_is_not_here_is_named(install, home):
    bare = install("bare")
    bare.institution("dara")
    trust(bare, home)

    assert refusal(bare, exported(home)) == (BundleRefusal.PROGRAMME_IS_UNKNOWN, 0)


@pytest.mark.parametrize(
    "file", [b"", b"{}", b"PK\x03\x04", b"[" * 100_000, b'{"bundle":"gyeol bundle"}', b"\xff\xfe"]
)
def test_a_file_that_is_no_bundle_is_refused(ministry, file):
    assert refusal(ministry, file) == (BundleRefusal.NOT_A_BUNDLE, 0)


def test_a_bundle_that_unpacks_too_far_or_is_too_large_is_refused(home, ministry):
    trust(ministry, home)
    bundle = resealed(home, exported(home), content=bytes(LARGEST_CONTENT_BYTES + 1))
    assert refusal(ministry, bundle) == (BundleRefusal.TOO_LARGE, 0)
    assert refusal(ministry, b" " * (LARGEST_BUNDLE_BYTES + 1)) == (BundleRefusal.TOO_LARGE, 0)


def test_a_benchmark_is_not_a_release(home, ministry):
    trust(home, ministry, code=None)
    with ministry.work() as (people, _vault):
        bundle = export_benchmark(people, ministry.config, get_programme(people, "2026"))

    assert refusal(home, bundle) == (BundleRefusal.OTHER_KIND, 0)


def test_a_received_wave_is_not_released_again_here(home, ministry):
    trust(ministry, home)
    take_in(ministry, exported(home))

    with ministry.work() as (people, vault), pytest.raises(releases.WaveWasReceived):
        releases.make_release(people, vault, ministry.find(people, "dara"), ministry.config)


def test_a_signature_of_a_stranger_does_not_pass_for_a_trusted_one(home, ministry):
    trust(ministry, home)
    bundle = exported(home)
    envelope = msgspec.json.decode(bundle, type=Envelope)
    stranger = Ed25519PrivateKey.generate()
    forged = msgspec.structs.replace(envelope, signature=stranger.sign(envelope.statement))

    assert refusal(ministry, msgspec.json.encode(forged)) == (BundleRefusal.SIGNATURE_IS_WRONG, 0)


def test_a_release_that_an_earlier_key_signed_is_told_from_a_changed_one(home, ministry):
    """Both come from an installation whose signing key is another one now: nobody tampered with anything."""
    trust(ministry, home)
    found = unseal(exported(home), ReleaseStatement)
    earlier = Ed25519PrivateKey.generate()
    by_another = msgspec.structs.replace(
        found.statement, signature=earlier.sign(bytes.fromhex(found.statement.content_hash))
    )
    terms_by_another = msgspec.structs.replace(found.statement, manifest_signature=bytes(64))
    own = manifests.signing_key(home.config.signing_key)

    for statement in (by_another, terms_by_another):
        bundle = seal(statement, own, found.content, found.manifest)
        assert refusal(ministry, bundle) == (BundleRefusal.SIGNED_WITH_ANOTHER, 0)


def test_no_bundle_is_made_of_what_another_key_signed(home):
    other = replace(home.config, signing_key=b"x" * 32)

    with home.work() as (people, vault), pytest.raises(services.SignedWithAnother):
        services.export_release(people, vault, other, home.find(people, "dara"))
