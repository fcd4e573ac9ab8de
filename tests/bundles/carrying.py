"""How a bundle goes from one installation to another."""

import msgspec

from survey_app.bundles import keys, services
from survey_app.bundles.bundles import ReleaseStatement, seal, unseal
from survey_app.bundles.keys import public_key
from survey_app.institutions.services import find_institution
from survey_app.manifest import documents as manifests


def exported(site, code="dara"):
    with site.work() as (people, vault):
        return services.export_release(people, vault, site.config, site.find(people, code))


def trust(site, other, code="dara"):
    with site.work() as (people, _vault):
        institution = find_institution(people, code) if code else None
        keys.trust(people, public_key(other.config), institution, "system")


def take_in(site, bundle):
    with site.work() as (people, _vault):
        return services.import_release(people, site.config, bundle, "analyst@mois.example").id


def resealed(site, bundle, content=None, manifest=None, **changes):
    """The bundle with another statement or content, signed again by its own maker."""
    found = unseal(bundle, ReleaseStatement)
    content = found.content if content is None else content
    key = manifests.signing_key(site.config.signing_key)
    statement = msgspec.structs.replace(found.statement, **changes)
    if "content_hash" in changes:
        statement = msgspec.structs.replace(
            statement, signature=key.sign(bytes.fromhex(changes["content_hash"]))
        )
    return seal(statement, key, content, found.manifest if manifest is None else manifest)
