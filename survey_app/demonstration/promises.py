"""What an institution of the demonstration promised after its waves, and what came of it: invented."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from survey_app.diagnosis.models import Wave
from survey_app.improvement import services as improvement
from survey_app.improvement.models import ActionState


@dataclass(frozen=True, slots=True)
class Promised:
    """An action as it stands today: what, who sees to it, until when, its steps and what came of it."""

    area: str
    title: str
    owner: str
    month: int
    state: ActionState
    steps: tuple[str, ...]
    done_steps: int
    outcome: str = ""
    unit: str = ""


# After the waves of 2025 everything has ended one way or another; after those of 2026 work has just begun.
PROMISES: dict[int, tuple[Promised, ...]] = {
    2025: (
        Promised(
            "communication",
            "매월 첫 주에 기관장과 직원이 만나는 열린 대화를 엽니다.",
            "기획조정실",
            9,
            ActionState.DONE,
            ("질문함 만들기", "첫 대화 열기", "답변을 게시판에 올리기"),
            3,
            "여덟 번 열었고 질문 61건에 모두 답했습니다.",
        ),
        Promised(
            "customs",
            "보고는 한 쪽으로 줄이고, 급하지 않은 보고는 메신저로 받습니다.",
            "정책국",
            10,
            ActionState.DONE,
            ("한 쪽 보고 서식 배포", "간부 회의에서 먼저 쓰기"),
            2,
            "결재 문서 가운데 한 쪽 보고의 비율이 열 건에 두 건에서 여섯 건으로 늘었습니다.",
        ),
        Promised(
            "work_life",
            "부서마다 유연근무 신청을 대신 처리할 사람을 정합니다.",
            "운영지원과",
            12,
            ActionState.GIVEN_UP,
            ("부서별 담당 지정",),
            0,
            "전자 결재로 바꾸기로 하여 그만두었습니다. 새 과제로 이어 갑니다.",
        ),
    ),
    2026: (
        Promised(
            "work_life",
            "유연근무 신청을 전자 결재 한 번으로 끝냅니다.",
            "운영지원과",
            10,
            ActionState.UNDER_WAY,
            ("절차 고치기", "시범 부서에서 써 보기", "모든 부서로 넓히기"),
            1,
        ),
        Promised(
            "culture",
            "부서 사이 협조 요청에 사흘 안에 답하는 약속을 정합니다.",
            "기획조정실",
            11,
            ActionState.AGREED,
            ("부서장 회의에서 약속 정하기", "석 달 뒤 지켜졌는지 묻기"),
            0,
        ),
        Promised(
            "communication",
            "주간 회의를 30분으로 줄이고 결정 사항만 한 쪽으로 나눕니다.",
            "서무 담당",
            12,
            ActionState.UNDER_WAY,
            ("회의 방식 정하기", "한 달 해 보고 고치기"),
            1,
            unit="planning",
        ),
    ),
}


def promise(people: Session, wave: Wave, year: int) -> None:
    """The institution has chosen its focus areas after a wave and agreed on its actions."""
    promised = PROMISES[year]
    areas = tuple(dict.fromkeys(one.area for one in promised if not one.unit))
    improvement.choose_focus_areas(people, wave, areas, known=areas)
    for one in promised:
        fields = improvement.ActionFields(
            one.area, one.title, one.owner, date(year, one.month, 30), one.steps, one.unit
        )
        action = improvement.agree_action(people, wave, fields)
        for step in action.steps[: one.done_steps]:
            improvement.tick_step(action, step.position)
        improvement.edit_action(people, action, fields, one.state, one.outcome)
