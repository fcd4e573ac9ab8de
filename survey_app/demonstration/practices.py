"""Good practice that the ministry of the demonstration has published: invented, like its institutions."""

from datetime import date

from sqlalchemy.orm import Session

from survey_app.improvement import practices
from survey_app.improvement.practices import PracticeFields

EXAMPLES: tuple[tuple[date, PracticeFields], ...] = (
    (
        date(2025, 11, 20),
        PracticeFields(
            area="communication",
            institution="나래처",
            title_ko="건의마다 2주 안에 답하기",
            text_ko=(
                "직원이 올린 건의에 2주 안에 답하기로 하고, "
                "받아들이지 못한 건의에도 이유를 적어 게시판에 올렸습니다.\n\n"
                "첫 반년 동안 건의 61건에 모두 답했고, 그 가운데 19건을 받아들였습니다. "
                "답이 돌아온다는 것을 알게 되자 건의가 두 배로 늘었습니다.\n\n"
                "답할 사람을 부서마다 미리 정해 두어야 기한을 지킬 수 있습니다."
            ),
            title_en="An answer to every suggestion within two weeks",
            text_en=(
                "Every suggestion of staff is answered within two weeks. Where one is not taken up, the "
                "reason is published, too.\n\n"
                "In the first half-year all 61 suggestions were answered and 19 taken up. Once staff saw "
                "that answers come, suggestions doubled.\n\n"
                "Name in each unit who answers before you begin, or the two weeks will not hold."
            ),
        ),
    ),
    (
        date(2025, 12, 4),
        PracticeFields(
            area="work_life",
            title_ko="휴가 신청서에서 사유란 없애기",
            text_ko=(
                "휴가 신청서에서 사유를 적는 칸을 없애고, 하루 이하의 휴가는 "
                "신청과 함께 승인되게 했습니다.\n\n"
                "한 해 동안 쓴 휴가가 한 사람에 이틀 늘었고, 팀마다 달랐던 "
                "쓰기 쉬운 정도도 비슷해졌습니다.\n\n"
                "간부가 먼저 쓰고, 자리를 비우는 동안 "
                "일을 대신할 사람을 팀마다 미리 정해 두어야 합니다."
            ),
            title_en="No more reasons on the form for leave",
            text_en=(
                "The form for leave no longer asks for a reason, and leave of up to a day is approved as "
                "it is asked for.\n\n"
                "Over a year people took two days more each, and teams came to differ less in how easy "
                "it is.\n\n"
                "Those who lead have to take leave first, and each team has to settle beforehand who "
                "stands in."
            ),
        ),
    ),
)


def publish_examples(people: Session) -> None:
    """Institutions find something to read beside two of their areas."""
    for published_on, fields in EXAMPLES:
        practices.publish_practice(people, fields, published_on)
