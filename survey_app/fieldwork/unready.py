"""Why a planned wave can't be opened yet, in words that say what to do."""

from flask_babel import gettext as _

from questionnaires.faults import QuestionnaireIsFaulty
from survey_app.diagnosis.letter import LetterIsFaulty
from survey_app.diagnosis.letter_words import letter_problem
from survey_app.diagnosis.planning import PlanIsIncomplete, WaveIsFrozen
from survey_app.fieldwork.readiness import TrusteesAreNotReady, UnitsAreGone
from survey_app.ground import job_words


def why_not_ready(unready: Exception, language: str) -> str:
    """One sentence or two for one of readiness.UNREADY."""
    match unready:
        case PlanIsIncomplete():
            return str(_("Step %(step)s of the plan is not saved yet. Save it first.", step=unready.step))
        case WaveIsFrozen():
            return str(_("This wave has been opened already."))
        case LetterIsFaulty():
            where = _("The letter of step 5 can’t be sent as it is.")
            return f"{where} {letter_problem(unready)}"
        case UnitsAreGone():
            return str(
                _(
                    "Units chosen in step 3 are no longer in the roster: %(codes)s. "
                    "Look at step 3 again and save it.",
                    codes=", ".join(unready.codes),
                )
            )
        case TrusteesAreNotReady():
            return str(
                _(
                    "The trustees have not finished the key. These have something to do: %(holders)s. "
                    "Remind them, or begin anew with others.",
                    holders=", ".join(unready.waiting),
                )
            )
        case QuestionnaireIsFaulty():
            return " ".join(fault.message(language) for fault in unready.faults)
    return str(job_words.PROBLEMS[type(unready).__name__])
