"""Takes a deposit in, whichever way it came: by itself, or sealed once more through a relay."""

from collections.abc import Mapping
from typing import Any

from flask import current_app

from survey_app.ground import days, db
from survey_app.ground.settings import current_config
from survey_app.manifest.publication import ManifestIsUnknown
from survey_app.protocol.errors import ProtocolFault
from survey_app.taking import ballots, refusals
from survey_app.taking.waves import Waves
from survey_app.vault import deposits
from survey_app.vault.errors import CredentialIsSpent, WaveIsClosed, WaveIsNotOpenYet

REFUSED = (ProtocolFault, WaveIsClosed, WaveIsNotOpenYet, CredentialIsSpent)


def known_waves() -> Waves:
    """The waves that this process has met."""
    found: Waves | None = current_app.extensions.get("gyeol.waves")
    if found is None:
        found = current_app.extensions["gyeol.waves"] = Waves(current_config())
    return found


def take_in(waves: Waves, wave: str, content: bytes) -> tuple[Mapping[str, Any], int]:
    """The message and the status that answer a deposit; when it is a receipt, the ballot is on disk."""
    try:
        # Whatever is sent is read before the vault is asked: somebody slow must not keep its lock meanwhile.
        credential, sealed = ballots.read_message(content)
        found = waves.get(db.vault(), wave)
        held = deposits.deposit(db.vault_to_write(), found.terms, credential, sealed, today())
    except ManifestIsUnknown:
        return refusals.message("unknown")
    except REFUSED as refused:
        return refusals.message(refusals.code_of(refused))
    db.commit_now()
    return {"receipt": held.receipt.to_message()}, 200 if held.was_held else 201


def today() -> str:
    """The day by which a wave is open or over."""
    return days.today().isoformat()
