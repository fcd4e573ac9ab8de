"""Reading in a roster: stored until confirmed, compared with what is there, applied without losing units."""

from datetime import timedelta

import pytest

from survey_app.institutions import services
from survey_app.institutions.models import InstitutionKind
from survey_app.institutions.roster import Roster, RosterIsFaulty, RosterUnit

HEADER = "코드,부서명,상위부서,인원,이메일\n"
FIRST = (HEADER + "A,가실,,5,\nA1,가일과,A,9,a@example.kr;b@example.kr\nB,나실,,7,\n").encode()
SECOND = (HEADER + "A,가실,,6,\nA1,가일과,A,9,b@example.kr;c@example.kr\nC,다실,A,3,\n").encode()


@pytest.fixture
def gaon(people):
    return services.add_institution(
        people, code="gaon", name_ko="가온부", name_en="Gaon", kind=InstitutionKind.CENTRAL
    )


def confirm(people, gaon, content):
    stored = services.store_roster(people, gaon, 1, "r.csv", content)
    return services.confirm_roster(people, gaon, 1, stored.id)


def test_a_code_is_taken_once(people, gaon):
    with pytest.raises(services.CodeIsTaken):
        services.add_institution(people, code="gaon", name_ko="x", name_en="x", kind=InstitutionKind.LOCAL)


def test_nothing_changes_before_a_roster_is_confirmed(people, gaon):
    stored = services.store_roster(people, gaon, 1, "r.csv", FIRST)

    assert gaon.units == []
    assert services.stored_roster(people, gaon, 1, stored.id).headcount == 21


def test_a_confirmed_roster_is_the_institutions_units(people, gaon):
    confirm(people, gaon, FIRST)

    assert [(unit.code, unit.parent_code, unit.headcount) for unit in gaon.units] == [
        ("A", None, 5),
        ("A1", "A", 9),
        ("B", None, 7),
    ]
    assert [address.email for address in gaon.units[1].addresses] == ["a@example.kr", "b@example.kr"]


def test_a_second_roster_says_what_is_added_changed_and_removed(people, gaon):
    confirm(people, gaon, FIRST)
    kept = {unit.code: unit.id for unit in gaon.units}

    changes = confirm(people, gaon, SECOND)

    assert [unit.code for unit in changes.added] == ["C"]
    assert [unit.code for unit in changes.removed] == ["B"]
    assert [(one.unit.code, [change.field for change in one.changes]) for one in changes.changed] == [
        ("A", ["headcount"]),
        ("A1", ["emails"]),
    ]
    assert {unit.code: unit.id for unit in gaon.units if unit.code in kept} == {
        "A": kept["A"],
        "A1": kept["A1"],
    }
    assert [address.email for address in gaon.units[1].addresses] == ["b@example.kr", "c@example.kr"]


def test_the_same_roster_again_changes_nothing(people, gaon):
    confirm(people, gaon, FIRST)

    assert confirm(people, gaon, FIRST).is_nothing


def test_a_faulty_roster_is_not_even_stored(people, gaon):
    with pytest.raises(RosterIsFaulty):
        services.store_roster(people, gaon, 1, "r.csv", "코드,부서명,인원\nA,,1".encode())


def test_a_stored_roster_belongs_to_one_person_one_institution_and_one_day(people, gaon):
    stored = services.store_roster(people, gaon, 1, "r.csv", FIRST)
    other = services.add_institution(
        people, code="nara", name_ko="나래처", name_en="Nara", kind=InstitutionKind.LOCAL
    )

    for institution, account in ((gaon, 2), (other, 1)):
        with pytest.raises(services.RosterIsGone):
            services.stored_roster(people, institution, account, stored.id)
    stored.stored_at -= services.STORED_FOR + timedelta(seconds=1)
    with pytest.raises(services.RosterIsGone):
        services.stored_roster(people, gaon, 1, stored.id)


def test_a_roster_that_another_version_has_read_is_uploaded_again(people, gaon):
    stored = services.store_roster(people, gaon, 1, "r.csv", FIRST)
    stored.reading = b'{"roster": {"units": []}}'

    with pytest.raises(services.RosterIsGone):
        services.stored_roster(people, gaon, 1, stored.id)


def test_a_roster_can_be_confirmed_or_discarded_once(people, gaon):
    stored = services.store_roster(people, gaon, 1, "r.csv", FIRST)
    services.discard_roster(people, gaon, 1, stored.id)
    people.flush()

    with pytest.raises(services.RosterIsGone):
        services.confirm_roster(people, gaon, 1, stored.id)


def test_a_roster_given_as_values_is_applied_too(people, gaon):
    services.apply_roster(people, gaon, Roster((RosterUnit("A", "가", "Ga", None, 12),)))

    assert services.unit_as_roster(gaon.units[0]) == RosterUnit("A", "가", "Ga", None, 12)
