"""How a wave's ballots were opened, as its release says, and whether the trustees' machines did say so."""

from analysis.released.release import Opened, Release
from survey_app.protocol.encoding import from_base64url
from survey_app.protocol.opened import OpenedStatement, verify_opened
from survey_app.vault.services import BallotCount


def opened_of(count: BallotCount | None) -> Opened | None:
    """What a release says of an opening; None where it is not known how the ballots were opened."""
    if count is None or count.machines is None:
        return None
    return Opened(count.root, count.digest, count.machines)


def verify_machines(release: Release) -> None:
    """Raises SignatureIsInvalid or MessageIsMalformed unless each machine named in it signed what it says."""
    opened = release.opened
    if opened is None:
        return
    statement = OpenedStatement(
        wave=f"{release.institution}.{release.wave}",
        manifest=release.manifest_fingerprint,
        root=opened.root,
        digest=opened.digest,
        counted=release.participation.respondents,
        spoiled=release.participation.spoiled,
        sealed_by_server=release.participation.by_weaker_mode,
    )
    for machine in opened.machines:
        key, signature = from_base64url(machine.key, length=32), from_base64url(machine.signature, length=64)
        verify_opened(statement, machine.name, signature, key)
