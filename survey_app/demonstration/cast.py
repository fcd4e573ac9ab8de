"""Who appears in the demonstration: institutions, units, opinions. All of it is invented."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from survey_app.institutions.models import InstitutionKind


@dataclass(frozen=True, slots=True)
class CastUnit:
    """A unit: a bureau at the top, or a division below one."""

    code: str
    ko: str
    en: str
    parent: str | None
    headcount: int


@dataclass(frozen=True, slots=True)
class CastInstitution:
    """An institution. `level` and `areas` shift its people's opinions in 2026, `before` those of 2025.

    By bureau, `split` shifts opinions in both years, and `response` says how many take part.
    """

    code: str
    ko: str
    en: str
    kind: InstitutionKind
    people: int
    level: float = 0.0
    areas: Mapping[str, float] = field(default_factory=dict)
    before: float = 0.0
    unit_sd: float = 0.22
    split: Mapping[str, float] = field(default_factory=dict)
    response: Mapping[str, float] = field(default_factory=dict)


INSTITUTIONS = (
    CastInstitution(
        "gaon", "가온부", "Ministry of Gaon", InstitutionKind.CENTRAL, 640, 0.15, {"work_life": -0.35}, 0.0
    ),
    CastInstitution(
        "narae", "나래처", "Agency of Narae", InstitutionKind.CENTRAL, 300, 0.45, {"communication": 0.3}, -0.1
    ),
    CastInstitution(
        "dasom", "다솜청", "Office of Dasom", InstitutionKind.CENTRAL, 220, -0.3, {"customs": -0.4}, -0.25
    ),
    CastInstitution("maru", "마루위원회", "Maru Commission", InstitutionKind.CENTRAL, 130, 0.1, {}, 0.1),
    CastInstitution(
        "haneul",
        "하늘특별시",
        "Metropolis of Haneul",
        InstitutionKind.METROPOLITAN,
        420,
        -0.05,
        {"leadership": 0.2},
        0.0,
    ),
    CastInstitution(
        "byeolbit",
        "별빛도",
        "Province of Byeolbit",
        InstitutionKind.METROPOLITAN,
        260,
        0.0,
        {},
        0.0,
        unit_sd=0.1,
        split={"planning": 0.9, "works": -0.9},
        response={"planning": 0.95, "works": 0.35},
    ),
    CastInstitution(
        "saebyeok",
        "새벽광역시",
        "City of Saebyeok",
        InstitutionKind.METROPOLITAN,
        200,
        0.2,
        {"growth": -0.2},
        0.15,
    ),
    CastInstitution(
        "solgil", "솔길군", "County of Solgil", InstitutionKind.LOCAL, 140, 0.05, {}, 0.05, unit_sd=0.03
    ),
    CastInstitution(
        "mulgyeol",
        "물결시",
        "Town of Mulgyeol",
        InstitutionKind.LOCAL,
        180,
        -0.2,
        {"ways_of_working": -0.2},
        -0.2,
    ),
    CastInstitution(
        "deulkkot",
        "들꽃구",
        "District of Deulkkot",
        InstitutionKind.LOCAL,
        150,
        0.1,
        {"team_activities": 0.3},
        0.0,
    ),
    CastInstitution(
        "onnuri",
        "온누리공단",
        "Onnuri Corporation",
        InstitutionKind.PUBLIC_BODY,
        210,
        -0.1,
        {"structure_personnel": -0.3},
        -0.1,
    ),
    CastInstitution(
        "chorok",
        "초록연구원",
        "Chorok Institute",
        InstitutionKind.PUBLIC_BODY,
        110,
        0.25,
        {"capability": 0.3},
        0.2,
    ),
)

TRIAL_INSTITUTION = "maru"
TRIAL_KEY = "try"
PULSE_INSTITUTION = "narae"
KEEP_PROMISES = frozenset({"gaon", "narae"})
"""Those who make their results public and say what they do about them."""
SMALL_CAST = frozenset({"narae", "dasom", "maru", "byeolbit", "deulkkot", "chorok"})
"""Those who appear where a part of the demonstration is enough."""

BUREAUS = (
    ("planning", "기획조정실", "Planning and Coordination", ("정책기획과", "예산담당관", "혁신행정담당관")),
    ("policy", "정책국", "Policy Bureau", ("제도과", "협력과", "자료분석과")),
    ("services", "민원서비스국", "Public Services Bureau", ("민원총괄과", "현장지원과", "디지털서비스과")),
    ("works", "사업국", "Works Bureau", ("사업총괄과", "시설과", "안전관리과")),
    ("support", "운영지원과", "General Affairs", ()),
    ("audit", "감사담당관", "Audit Office", ()),
)
ENGLISH_DIVISIONS = {
    "정책기획과": "Policy Planning",
    "예산담당관": "Budget",
    "혁신행정담당관": "Innovation",
    "제도과": "Institutions",
    "협력과": "Cooperation",
    "자료분석과": "Data Analysis",
    "민원총괄과": "Civil Affairs",
    "현장지원과": "Field Support",
    "디지털서비스과": "Digital Services",
    "사업총괄과": "Works Management",
    "시설과": "Facilities",
    "안전관리과": "Safety",
}
# What part of an institution's people works in each division, or in a bureau without any.
SHARES = {
    "planning": (0.08, 0.05, 0.05),
    "policy": (0.10, 0.08, 0.06),
    "services": (0.13, 0.11, 0.07),
    "works": (0.08, 0.07, 0.04),
    "support": (0.06,),
    "audit": (0.02,),
}


def units_of(institution: CastInstitution) -> tuple[CastUnit, ...]:
    """The units, parents before children. Very small ones are among them, as in life."""
    units: list[CastUnit] = []
    for code, ko, en, divisions in BUREAUS:
        shares = SHARES[code]
        own = round(institution.people * shares[0]) if not divisions else 0
        units.append(CastUnit(code, ko, en, None, max(own, 3 if not divisions else 0)))
        for number, (division, share) in enumerate(zip(divisions, shares, strict=bool(divisions)), 1):
            headcount = max(round(institution.people * share), 4)
            units.append(CastUnit(f"{code}-{number}", division, ENGLISH_DIVISIONS[division], code, headcount))
    return tuple(units)
