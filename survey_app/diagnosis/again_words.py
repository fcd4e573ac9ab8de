"""What must be decided again in a copied plan, in words, each with the step where it is decided."""

from dataclasses import dataclass

from flask_babel import gettext as _

from survey_app.diagnosis.copying import STEP_OF, Again, UnitChanges, still_to_decide, unit_changes
from survey_app.diagnosis.models import Wave
from survey_app.diagnosis.steps import address_of
from survey_app.ground import db
from survey_app.manifest import publication
from survey_app.manifest.publication import ManifestIsUnknown


@dataclass(frozen=True, slots=True)
class ToDecide:
    """One thing to decide again: what it is, and the address of its step."""

    sentence: str
    url: str


def to_decide_again(wave: Wave) -> list[ToDecide]:
    """What of a copied plan nobody has decided again yet, in the order of its steps."""
    return [ToDecide(_sentence(one, wave), address_of(wave, STEP_OF[one])) for one in still_to_decide(wave)]


def changes_since(wave: Wave) -> UnitChanges | None:
    """How the units differ from those of the wave whose plan was copied; None where there is no such wave."""
    if wave.copied_from is None:
        return None
    try:
        return unit_changes(publication.read(db.vault(), wave.copied_from).units, wave)
    except ManifestIsUnknown:
        return None


def sentence_of_changes(changes: UnitChanges) -> str:
    """How units changed, in one line."""
    parts = (
        (_("new: %(units)s"), changes.new),
        (_("gone: %(units)s"), changes.gone),
        (_("under another unit: %(units)s"), changes.moved),
        (_("another headcount: %(units)s"), changes.resized),
    )
    return "; ".join(sentence % {"units": ", ".join(codes)} for sentence, codes in parts if codes)


def _sentence(again: Again, wave: Wave) -> str:
    match again:
        case Again.TITLE:
            return str(_("Title: an earlier wave is called the same."))
        case Again.PROGRAMME:
            return str(_("Programme: the earlier wave was in another one, or this one is in none."))
        case Again.VERSION:
            return str(
                _(
                    "Own questions: they do not fit the newest version of the questionnaire, so the earlier "
                    "version is asked. Change them, or keep it."
                )
            )
        case Again.UNITS:
            changes = changes_since(wave)
            said = "" if changes is None else sentence_of_changes(changes)
            return str(_("Units have changed since then. %(changes)s", changes=said)).strip()
        case Again.DATES:
            return str(_("Dates: first and last day, and the days of the reminders, are only proposed."))
