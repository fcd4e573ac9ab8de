"""A counted wave as the vault holds it, read once and then let alone."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from analysis.counting.answers import Answers
from config import Config
from questionnaires.model import Questionnaire
from survey_app.diagnosis.models import Wave
from survey_app.manifest import publication
from survey_app.manifest.asked import questionnaire_of
from survey_app.manifest.documents import Manifest
from survey_app.vault import services as vault_services


@dataclass(frozen=True, eq=False)
class CountedWave:
    """One counted wave: its signed terms, its questionnaire, its answers."""

    key: str
    manifest: Manifest
    fingerprint: str
    questionnaire: Questionnaire
    answers: Answers


def read_counted(vault: Session, wave: Wave, config: Config) -> CountedWave:
    """The wave as it was counted. Raises NothingWasOpened."""
    manifest = publication.read(vault, wave.reference)
    questionnaire = questionnaire_of(manifest.questionnaire, config)
    answers = vault_services.read_answers(vault, wave.reference, questionnaire)
    fingerprint = publication.read_signed(vault, wave.reference).fingerprint
    return CountedWave(wave.key, manifest, fingerprint, questionnaire, answers)
