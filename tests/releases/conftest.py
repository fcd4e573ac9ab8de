"""A survey done elsewhere, invented, is the quickest way to a wave that can be released."""

import pytest

from survey_app.diagnosis.programme import Programme
from tests.imports.conftest import import_wave, run, table, write
from tests.releases.waves import QUESTIONNAIRE, add_institution_of_three, add_past_wave

__all__ = ["import_wave", "run", "table", "write"]

WISHES = [f"회의 시간을 줄이면 좋겠습니다 {number}" for number in range(12)]
NAMING = "김민수 과장님께 010-1234-5678로 연락, 탁소라가 압니다. 총무과장도 알아요."


@pytest.fixture
def programme(people):
    made = Programme(
        key="2026",
        name_ko="사업",
        name_en="Programme",
        questionnaire_key=QUESTIONNAIRE.key,
        questionnaire_version=QUESTIONNAIRE.version,
    )
    people.add(made)
    people.flush()
    return made


@pytest.fixture
def commented(people, vault, config, programme):
    """A counted wave of `gaon` with thirteen comments, which nobody and nothing has read."""
    gaon = add_institution_of_three(people, "gaon")
    return add_past_wave(people, vault, config, gaon, programme, wishes=[*WISHES, NAMING])
