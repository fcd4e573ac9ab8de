"""A counted wave as the vault holds it, read once and then let alone."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from analysis.counted.document import Counted
from config import Config
from questionnaires.model import Questionnaire
from survey_app.diagnosis.models import Wave
from survey_app.manifest import publication
from survey_app.manifest.asked import questionnaire_of
from survey_app.manifest.documents import Manifest
from survey_app.vault import services as vault_services


@dataclass(frozen=True, eq=False)
class CountedWave:
    """One counted wave: its signed terms and last day, its questionnaire, and what is kept of its answers."""

    key: str
    manifest: Manifest
    fingerprint: str
    questionnaire: Questionnaire
    counted: Counted
    last_day: str


def read_counted(vault: Session, wave: Wave, config: Config) -> CountedWave:
    """The wave as it was counted. Raises NothingWasOpened."""
    manifest = publication.read(vault, wave.reference)
    questionnaire = questionnaire_of(manifest.questionnaire, config)
    counted = vault_services.read_counted(vault, wave.reference)
    fingerprint = publication.read_signed(vault, wave.reference).fingerprint
    last_day = publication.last_day(vault, wave.reference)
    return CountedWave(wave.key, manifest, fingerprint, questionnaire, counted, last_day)
