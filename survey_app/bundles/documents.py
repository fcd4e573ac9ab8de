"""What a bundle carries: a release and its wave's terms, each signed, and each the one that is named."""

import msgspec

from analysis.released.release import Release, content_hash, decode, encode
from survey_app.bundles.bundles import Bundle, ReleaseStatement
from survey_app.bundles.refusals import BundleIsRefused, BundleRefusal
from survey_app.ground.isolated import prepare
from survey_app.manifest import documents as manifests
from survey_app.manifest.documents import Manifest, Signed
from survey_app.protocol.errors import ProtocolFault, SignatureIsInvalid
from survey_app.releases.opened import verify_machines
from survey_app.releases.signing import verify_release

prepare(__name__)


def documents_of(bundle: Bundle[ReleaseStatement]) -> tuple[Release, Manifest]:
    """The release and the wave's terms in a bundle. Raises BundleIsRefused."""
    return _release(bundle), _manifest(bundle)


def _release(bundle: Bundle[ReleaseStatement]) -> Release:
    """The release in a bundle, canonical and signed, and the one that the statement names."""
    said = bundle.statement
    if content_hash(bundle.content) != said.content_hash or said.number < 1:
        raise BundleIsRefused(BundleRefusal.CONTENT_DIFFERS)
    try:
        verify_release(bundle.content, said.signature, bundle.key)
    except SignatureIsInvalid as fault:
        # The content is what the bundle's own signature vouches for, so nobody changed it on the way.
        raise BundleIsRefused(BundleRefusal.SIGNED_WITH_ANOTHER) from fault
    try:
        release = decode(bundle.content)
        whole = release.whole
    except (msgspec.DecodeError, ValueError, KeyError, RecursionError) as fault:
        raise BundleIsRefused(BundleRefusal.CONTENT_DIFFERS) from fault
    names = (release.institution, release.wave, release.programme, release.manifest_fingerprint)
    if names != (said.institution, said.wave, said.programme, said.manifest_fingerprint):
        raise BundleIsRefused(BundleRefusal.CONTENT_DIFFERS)
    if encode(release) != bundle.content or whole.parent is not None:
        raise BundleIsRefused(BundleRefusal.CONTENT_DIFFERS)
    try:
        verify_machines(release)
    except ProtocolFault as fault:
        raise BundleIsRefused(BundleRefusal.NOT_OPENED_SO) from fault
    return release


def _manifest(bundle: Bundle[ReleaseStatement]) -> Manifest:
    """The wave's terms in a bundle, signed by the same key."""
    said = bundle.statement
    signed = Signed(bundle.manifest, content_hash(bundle.manifest), said.manifest_signature, bundle.key)
    if signed.fingerprint != said.manifest_fingerprint:
        raise BundleIsRefused(BundleRefusal.CONTENT_DIFFERS)
    try:
        manifests.check(signed)
        manifest = manifests.decode(bundle.manifest, Manifest)
    except SignatureIsInvalid as fault:
        raise BundleIsRefused(BundleRefusal.SIGNED_WITH_ANOTHER) from fault
    except (ProtocolFault, msgspec.DecodeError, ValueError, RecursionError) as fault:
        raise BundleIsRefused(BundleRefusal.CONTENT_DIFFERS) from fault
    if manifest.wave != f"{said.institution}.{said.wave}" or manifest.institution != said.institution:
        raise BundleIsRefused(BundleRefusal.CONTENT_DIFFERS)
    return manifest
