"""The fictional institution: its units, and what its people think."""

from analysis.released.released_values import Reason

UNITS = (
    ("PLN", None, "기획조정실", "Planning and Coordination Office", 46),
    ("PLN1", "PLN", "기획예산과", "Planning and Budget Division", 24),
    ("PLN2", "PLN", "혁신행정과", "Innovation Division", 22),
    ("POL", None, "정책국", "Policy Bureau", 118),
    ("POL1", "POL", "정책총괄과", "Policy Coordination Division", 41),
    ("POL2", "POL", "지역협력과", "Regional Cooperation Division", 38),
    ("POL3", "POL", "제도개선과", "System Improvement Division", 39),
    ("SVC", None, "민원서비스국", "Citizen Service Bureau", 142),
    ("SVC1", "SVC", "민원총괄과", "Citizen Service Division", 77),
    ("SVC2", "SVC", "현장지원과", "Field Support Division", 65),
    ("DAT", None, "데이터정보과", "Data and Information Division", 31),
    ("AUD", None, "감사담당관", "Audit Office", 12),
    ("SPK", None, "대변인실", "Spokesperson's Office", 9),
    ("GEN", None, "운영지원과", "General Affairs Division", 52),
)
HIDDEN_UNITS = {"SPK": Reason.TOO_FEW, "AUD": Reason.PROTECTED}
BASE = {
    "culture": 62.4,
    "customs": 57.3,
    "rights_ethics": 70.6,
    "leadership": 59.8,
    "communication": 54.46,
    "team_activities": 63.2,
    "structure_personnel": 46.8,
    "ways_of_working": 52.1,
    "capability": 58.9,
    "growth": 55.7,
    "work_life": 67.52,
    "engagement": 61.3,
}
CHANGE = {
    "culture": 2.1,
    "customs": 6.4,
    "rights_ethics": 1.2,
    "leadership": 0.6,
    "communication": -4.8,
    "team_activities": 1.0,
    "structure_personnel": -0.4,
    "ways_of_working": 3.4,
    "capability": 0.2,
    "growth": -1.1,
    "work_life": 0.62,
    "engagement": 2.3,
}
HAPPENED = {"EXPE01": 18.0, "EXPE02": 11.0, "EXPE03": 24.0, "EXPE04": 9.0, "EXPE05": 14.0, "EXPE06": 46.0}
INVITED, RESPONDENTS = 410, 327
