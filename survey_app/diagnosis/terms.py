"""What the signed terms say of a wave: its units, its questionnaire and what may be shown."""

from config import Config
from survey_app.diagnosis.models import Wave
from survey_app.diagnosis.planning import SMALLEST_GROUP, units_of_wave
from survey_app.diagnosis.waves import questionnaire_of_wave
from survey_app.manifest.documents import (
    PolicyTerms,
    PulseTerms,
    QuestionnaireTerms,
    RehearsalTerms,
    UnitTerms,
)


def unit_terms(wave: Wave) -> tuple[UnitTerms, ...]:
    """The units as the manifest freezes them; where a parent is not asked, the next above takes its place."""
    units = units_of_wave(wave)
    parents = {unit.code: unit.parent_code for unit in wave.institution.units}
    chosen = {unit.code for unit in units}

    def parent_of(code: str) -> str | None:
        above = parents.get(code)
        while above is not None and above not in chosen:
            above = parents.get(above)
        return above

    return tuple(UnitTerms(unit.code, unit.names, parent_of(unit.code), unit.headcount) for unit in units)


def policy_terms(wave: Wave) -> PolicyTerms:
    """What may be shown of the wave, as the manifest says it."""
    return PolicyTerms(
        smallest_group=wave.smallest_group,
        smallest_group_for_comments=max(wave.smallest_group, SMALLEST_GROUP),
        asks_comments=wave.asks_comments,
        results_are_public=wave.results_are_public,
        public_use_records=wave.programme is not None and wave.programme.allows_public_use,
    )


def questionnaire_terms(wave: Wave, config: Config) -> QuestionnaireTerms:
    """Which questionnaire the wave asks, by content. Raises QuestionnaireIsFaulty."""
    found = questionnaire_of_wave(wave, config)
    pulse = PulseTerms(wave.parent.reference, wave.items_asked_again) if wave.parent is not None else None
    return QuestionnaireTerms(found.key, found.version, found.content_hash, wave.local_questions, pulse)


def rehearsal_terms(wave: Wave) -> RehearsalTerms | None:
    """That invented people answer the wave and when it is deleted; None for one that is held in earnest."""
    found = wave.rehearsal
    return None if found is None else RehearsalTerms(found.people, found.deleted_on.isoformat())
