"""The demonstration loads to its end, whatever happened on the way, and keeps away from real data."""

import pytest

from survey_app.demonstration.cast import INSTITUTIONS, TRIAL_INSTITUTION
from survey_app.demonstration.contents import InstallationHoldsRealData, contents, is_complete
from survey_app.demonstration.load import load
from survey_app.ground import db
from survey_app.institutions.models import InstitutionKind
from survey_app.institutions.services import add_institution

ONE = [one for one in INSTITUTIONS if one.code == TRIAL_INSTITUTION]


class PowerCut(Exception):
    """The loading is broken off."""


def _cut_at(beginning):
    def say(text):
        if text.startswith(beginning):
            raise PowerCut

    return say


def test_a_loading_that_was_broken_off_is_completed_by_the_next(app, config, databases):
    with pytest.raises(PowerCut):
        load(app, config, _cut_at("Benchmark and releases of 2026"), ONE)
    with db.work(databases.people) as people:
        assert not is_complete(people)
        assert [wave[1] for wave in contents(people, config).waves] == ["2025"]
        assert contents(people, config).links == ()

    said: list[str] = []
    load(app, config, said.append, ONE)
    with db.work(databases.people) as people:
        assert is_complete(people)
        found = contents(people, config)
    assert said[0] == "Benchmark and releases of 2026"
    assert found.institutions == (("maru", "마루위원회"),)
    assert [wave[1] for wave in found.waves] == ["2025", "2026"]
    assert all(link.startswith(f"{config.base_url}/take/maru.try#s=") for link in found.links)
    assert len(found.links) > 0


def test_an_installation_with_real_institutions_is_left_alone(databases, people):
    add_institution(people, code="real", name_ko="실제부", name_en="Real", kind=InstitutionKind.CENTRAL)
    people.commit()
    with db.work(databases.people) as session, pytest.raises(InstallationHoldsRealData):
        is_complete(session)
