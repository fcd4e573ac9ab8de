"""What goes into the log, and when: each function is called in the transaction that does what it records."""

from sqlalchemy.orm import Session

from config import Config
from survey_app.door.assets import ASSETS, AssetsNotBuilt
from survey_app.log import services
from survey_app.manifest import publication
from survey_app.manifest.documents import Closing, Extension
from survey_app.protocol.log_entries import (
    closing_entry,
    extension_entry,
    receipts_entry,
    release_entry,
    script_entry,
    terms_entry,
)

SCRIPTS_OF_RESPONDENTS = ("survey.js", "receipt.js")


def record_terms(people: Session, config: Config, wave: str, fingerprint: str) -> int:
    """A wave's terms stand in the log; returns their place."""
    return services.append(people, config, terms_entry(wave, fingerprint))


def record_closing(people: Session, config: Config, closing: Closing) -> int:
    """A wave's close stands in the log. How many took part is published with the count, not here."""
    return services.append(people, config, closing_entry(closing.wave, closing.closed_at))


def record_extension(people: Session, config: Config, extension: Extension) -> int:
    """That a wave's last day was put off stands in the log."""
    return services.append(people, config, extension_entry(extension.wave, extension.closes_on))


def record_receipts(people: Session, config: Config, wave: str, root: str, counts: tuple[int, int]) -> int:
    """The root over a wave's receipts stands in the log; `counts` are ballots counted and spoiled."""
    return services.append(people, config, receipts_entry(wave, root, *counts))


def record_release(people: Session, config: Config, wave: str, number: int, content_hash: str) -> int:
    """That a wave has this release stands in the log."""
    return services.append(people, config, release_entry(wave, number, content_hash))


def record_scripts(people: Session, config: Config) -> int:
    """The digests of the scripts that respondents load now stand in the log; returns how many were new."""
    before = services.size_of(people)
    try:
        built = ASSETS.by_name
    except AssetsNotBuilt:
        return 0
    for name in SCRIPTS_OF_RESPONDENTS:
        if name in built:
            services.append(people, config, script_entry(name, built[name].integrity))
    return services.size_of(people) - before


def record_published(people: Session, vault: Session, config: Config, wave: str) -> None:
    """A wave's terms and, if it is closed, its closing stand in the log. Nothing where neither is here."""
    try:
        signed, closing = publication.read_signed(vault, wave), publication.read_closing(vault, wave)
    except publication.ManifestIsUnknown:
        return
    record_terms(people, config, wave, signed.fingerprint)
    if (extension := publication.read_extension(vault, wave)) is not None:
        record_extension(people, config, extension)
    if closing is not None:
        record_closing(people, config, closing)
