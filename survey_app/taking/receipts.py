"""Receipts: of one respondent as a file, and of a counted wave, signed, for everybody to find theirs in."""

import base64

import msgspec
from sqlalchemy.orm import Session

from survey_app.manifest import documents as manifests
from survey_app.protocol.messages import publish_receipts
from survey_app.protocol.receipts import Receipt
from survey_app.taking.waves import PublishedWave
from survey_app.vault import services as vault_services


def receipt_file(wave: PublishedWave, receipt: Receipt) -> str:
    """A receipt as the survey's script writes it too, base64 of JSON: for those without scripts."""
    terms = {"wave": wave.manifest.wave, "manifest": wave.signed.fingerprint}
    content = {"format": "gyeol receipt v1", **terms, **receipt.to_message()}
    return base64.b64encode(msgspec.json.format(msgspec.json.encode(content))).decode()


def published_receipts(session: Session, wave: PublishedWave) -> bytes:
    """All leaves and their root, signed by the installation, as JSON. Raises NothingWasOpened."""
    reference = wave.manifest.wave
    signed = publish_receipts(
        vault_services.leaves_of(session, reference),
        wave=reference,
        manifest_fingerprint=wave.signed.fingerprint,
        key=manifests.signing_key(wave.config.signing_key),
    )
    return msgspec.json.encode(signed)
