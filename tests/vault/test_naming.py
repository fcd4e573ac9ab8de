"""A merged group is called by what is in it."""

import pytest

from questionnaires.languages import Spoken
from survey_app.manifest.documents import UnitTerms
from survey_app.vault.counting.naming import name_of_others

UNITS = tuple(
    UnitTerms(code, Spoken(ko=ko, en=en), parent, 12)
    for code, ko, en, parent in (
        ("A", "감사담당관", "Audit", None),
        ("P", "정책국", "Policy", None),
        ("P1", "제도과", "System", "P"),
        ("P2", "자료분석과", "Data", "P"),
        ("S", "운영지원과", "Support", None),
        ("T", "대변인실", "Press", None),
    )
)


@pytest.mark.parametrize(
    ("members", "has_unknown", "name"),
    [
        # The audit office hangs on the root: the group is not "other units of the policy bureau".
        (
            {0, 1, 3},
            False,
            Spoken(ko="감사담당관, 정책국 직속, 자료분석과", en="Audit, Policy itself and Data"),
        ),
        ({1, 2, 3}, False, Spoken(ko="정책국", en="Policy")),
        (
            {0, 4},
            True,
            Spoken(
                ko="감사담당관, 운영지원과, 부서를 밝히지 않은 응답자",
                en="Audit and Support, and those who named no unit",
            ),
        ),
        (
            {0, 1, 3, 4, 5},
            False,
            Spoken(
                ko="감사담당관, 정책국 직속, 자료분석과 외 2개 부서",
                en="Audit, Policy itself, Data and 2 more units",
            ),
        ),
        (set(), True, Spoken(ko="부서를 밝히지 않은 응답자", en="those who named no unit")),
    ],
)
def test_it_names_the_units_that_are_in_it(members, has_unknown, name):
    assert name_of_others(members, UNITS, has_unknown) == name
