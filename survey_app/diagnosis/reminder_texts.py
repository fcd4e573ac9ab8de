"""What a planned reminder says."""

from questionnaires.languages import Spoken
from survey_app.diagnosis.letter import require_sound, require_sound_subject
from survey_app.diagnosis.models import Reminder
from survey_app.diagnosis.planning import require_planned


def update_reminder(reminder: Reminder, subjects: Spoken, texts: Spoken) -> None:
    """Step 5: what a planned reminder says. Raises WaveIsFrozen or LetterIsFaulty."""
    require_planned(reminder.wave)
    for subject in subjects.values():
        require_sound_subject(subject)
    for text in texts.values():
        require_sound(text)
    reminder.subject_ko, reminder.subject_en = subjects["ko"].strip(), subjects["en"].strip()
    reminder.text_ko, reminder.text_en = texts["ko"].strip() + "\n", texts["en"].strip() + "\n"
