"""Takes a rehearsal out of the vault, whole: terms, ballots, counts, comments and receipts."""

from sqlalchemy import delete
from sqlalchemy.orm import Session

from survey_app.ground.db import VaultBase
from survey_app.manifest import publication
from survey_app.manifest.documents import RehearsalTerms
from survey_app.manifest.publication import ManifestIsUnknown
from survey_app.vault.errors import WaveIsNoRehearsal


def forget_rehearsal(session: Session, wave: str) -> None:
    """No table of the vault holds anything of the wave afterwards. Safe to repeat.

    Only the wave's own signed terms make it a rehearsal: whatever the other side of the wall says, nothing
    that was answered in earnest is deleted this way. Raises WaveIsNoRehearsal.
    """
    try:
        terms = publication.read(session, wave)
    except ManifestIsUnknown:
        return
    if not isinstance(terms.rehearsal, RehearsalTerms):
        raise WaveIsNoRehearsal(wave)
    for table in VaultBase.metadata.sorted_tables:
        if "wave" in table.c:
            session.execute(delete(table).where(table.c.wave == wave))
