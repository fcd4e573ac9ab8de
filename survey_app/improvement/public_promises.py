"""Which promises everybody may read: whose, and who sees to them."""

import re

from sqlalchemy.orm import Session

from survey_app.diagnosis.models import Wave
from survey_app.ground import days
from survey_app.improvement.models import Action, PublicPromises
from survey_app.improvement.services import actions_of, released_waves
from survey_app.institutions.models import Institution

_FAMILY_NAMES = (
    "김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차주우구민진나지엄채원천방공현함변염여추"
    "도소석선설마길연위표명기반왕금옥육인맹제모탁국어은편용"
)
_TITLES = (
    "과장|국장|팀장|실장|부장|차장|계장|반장|단장|처장|소장|원장|청장|대리|주임|주무관|사무관|서기관|이사관|주사|연구관|연구사"
    "|위원|이사|담당|담당자|선생님?|박사|씨"
)
# Three letters, set apart from a title: joined to it, as in 운영지원과장, it is a function.
_NAME = rf"[{_FAMILY_NAMES}][가-힣][가-힣](?<![과국실팀부처관단원장소청반회])"
_WITH_TITLE = re.compile(rf"(?:^|[\s(,·/]){_NAME}\s+(?:{_TITLES})님?(?![가-힣])")
_ALONE = re.compile(rf"^{_NAME}님?$")


def names_a_person(owner: str) -> bool:
    """Whether who sees to an action reads like a person's name rather than an office or a function.

    >>> [names_a_person(owner) for owner in ("김철수 과장", "운영지원과 이영희 주무관", "홍길동")]
    [True, True, True]
    >>> [names_a_person(owner) for owner in ("운영지원과장", "정책국", "기획조정실 서무 담당", "감사과 과장")]
    [False, False, False, False]
    """
    return bool(_WITH_TITLE.search(owner.strip()) or _ALONE.match(owner.strip()))


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
