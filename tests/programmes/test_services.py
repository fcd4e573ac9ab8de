"""Programmes: what an institution joined is not changed under it."""

import pytest

from survey_app.diagnosis.planning import Basics, GroupIsTooSmall, KeyIsTaken, plan_wave
from survey_app.institutions.models import InstitutionKind
from survey_app.institutions.services import add_institution
from survey_app.programmes import services

BASICS = Basics("제목", "Title", "public-culture", "2026.1")


def test_a_programme_stays_as_it_is_once_somebody_joined(people):
    fields = {
        "name_ko": "사업",
        "name_en": "P",
        "questionnaire": ("public-culture", "2026.1"),
        "smallest_group": 10,
    }
    programme = services.open_programme(people, key="p", **fields)
    fields["results_are_public"] = None
    services.edit_programme(people, programme, **{**fields, "smallest_group": 12})
    gaon = add_institution(
        people, code="gaon", name_ko="가온부", name_en="Gaon", kind=InstitutionKind.CENTRAL
    )
    plan_wave(people, gaon, BASICS, programme=programme)

    services.edit_programme(people, programme, **{**fields, "smallest_group": 12, "name_ko": "새 이름"})
    with pytest.raises(services.ProgrammeHasBegun):
        services.edit_programme(people, programme, **fields)
    with pytest.raises(KeyIsTaken):
        services.open_programme(people, key="p", **fields)
    with pytest.raises(GroupIsTooSmall):
        services.open_programme(people, key="q", **{**fields, "smallest_group": 9})
    assert programme.name_ko == "새 이름"
