"""Programmes: what the ministry offers institutions to join, and how they take part."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.diagnosis.models import Wave, WaveState
from survey_app.diagnosis.planning import SMALLEST_GROUP, GroupIsTooSmall, KeyIsTaken
from survey_app.diagnosis.programme import Programme


class ProgrammeHasBegun(Exception):
    """An institution has opened a wave in the programme: its questionnaire and smallest group stay."""


def open_programme(
    session: Session,
    *,
    key: str,
    name_ko: str,
    name_en: str,
    questionnaire: tuple[str, str],
    smallest_group: int = SMALLEST_GROUP,
    results_are_public: bool | None = None,
    allows_public_use: bool = False,
) -> Programme:
    """A programme that institutions can join. Raises KeyIsTaken or GroupIsTooSmall."""
    if session.scalars(select(Programme).where(Programme.key == key)).first() is not None:
        raise KeyIsTaken(key)
    _require_large_enough(smallest_group)
    last = session.scalar(select(func.max(Programme.position)))
    programme = Programme(
        key=key,
        name_ko=name_ko,
        name_en=name_en,
        questionnaire_key=questionnaire[0],
        questionnaire_version=questionnaire[1],
        smallest_group=smallest_group,
        results_are_public=results_are_public,
        allows_public_use=allows_public_use,
        position=0 if last is None else last + 1,
    )
    session.add(programme)
    session.flush()
    return programme


def edit_programme(
    session: Session,
    programme: Programme,
    *,
    name_ko: str,
    name_en: str,
    questionnaire: tuple[str, str],
    smallest_group: int,
    results_are_public: bool | None,
    allows_public_use: bool = False,
) -> None:
    """Names may always change, the rest until somebody joined. Raises ProgrammeHasBegun, GroupIsTooSmall."""
    before = (
        programme.questionnaire_key,
        programme.questionnaire_version,
        programme.smallest_group,
        programme.results_are_public,
        programme.allows_public_use,
    )
    after = (*questionnaire, smallest_group, results_are_public, allows_public_use)
    if after != before and waves_of(session, programme):
        raise ProgrammeHasBegun(programme.key)
    _require_large_enough(smallest_group)
    programme.name_ko, programme.name_en = name_ko, name_en
    programme.questionnaire_key, programme.questionnaire_version = questionnaire
    programme.smallest_group, programme.results_are_public = smallest_group, results_are_public
    programme.allows_public_use = allows_public_use


def waves_of(session: Session, programme: Programme) -> Sequence[Wave]:
    """The waves of all institutions that joined, by the institution's name."""
    found = session.scalars(select(Wave).where(Wave.programme_id == programme.id)).all()
    return sorted(found, key=lambda wave: wave.institution.name_ko)


def is_watched(wave: Wave) -> bool:
    """Whether there is participation to show of a wave."""
    return wave.state != WaveState.PLANNED and not wave.is_imported


def _require_large_enough(smallest_group: int) -> None:
    if smallest_group < SMALLEST_GROUP:
        raise GroupIsTooSmall(SMALLEST_GROUP)
