"""Which promises everybody may read: whose, and who sees to them."""

from sqlalchemy.orm import Session

from survey_app.diagnosis.models import Wave
from survey_app.ground import days
from survey_app.improvement.models import Action, PublicPromises
from survey_app.improvement.services import actions_of, released_waves
from survey_app.institutions.models import Institution
from survey_app.releases.comments.redaction import found_by_rules


def names_a_person(owner: str) -> bool:
    """Whether who sees to an action reads like a person's name, by the rules that comments are read with.

    >>> [names_a_person(owner) for owner in ("김철수 과장", "운영지원과 이영희 주무관", "박 팀장님")]
    [True, True, True]
    >>> [names_a_person(owner) for owner in ("운영지원과장", "정책국", "기획조정실 서무 담당", "감사과 과장")]
    [False, False, False, False]
    """
    return any(passage.kind == "name" for passage in found_by_rules(owner))


def are_public(session: Session, institution: Institution) -> bool:
    """Whether everybody may read what the institution promised: it says so, or its results are public."""
    return is_opened(session, institution) or newest_public_wave(session, institution) is not None


def is_opened(session: Session, institution: Institution) -> bool:
    """Whether the institution itself shows its promises to everybody."""
    return session.get(PublicPromises, institution.id) is not None


def newest_public_wave(session: Session, institution: Institution) -> Wave | None:
    """The newest whole wave whose results everybody may read."""
    waves = released_waves(session, institution)
    return next((wave for wave in waves if wave.results_are_public), None)


def open_promises(session: Session, institution: Institution) -> None:
    """Everybody may read the institution's promises from today on."""
    if not is_opened(session, institution):
        session.add(PublicPromises(institution_id=institution.id, opened_on=days.today()))


def close_promises(session: Session, institution: Institution) -> None:
    """The institution shows them no longer of its own accord."""
    found = session.get(PublicPromises, institution.id)
    if found is not None:
        session.delete(found)


def promises_for_everybody(session: Session, institution: Institution) -> list[Action]:
    """All promises of the institution as a whole: still to do first, then what has ended, newest first."""
    of_all = [action for action in actions_of(session, institution) if action.unit_code is None]
    ended = [action for action in reversed(of_all) if not action.is_still_to_do]
    return [*(action for action in of_all if action.is_still_to_do), *ended]
