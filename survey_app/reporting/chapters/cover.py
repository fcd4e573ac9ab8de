"""What stands on the cover: when, with what, how many, and the fingerprint of the terms."""

from analysis.released.release import Release
from analysis.released.released_values import Hidden
from questionnaires.model import Questionnaire
from survey_app.reporting.making.report import Fact
from survey_app.wording import numbers
from survey_app.wording.labels import Labels


def cover_facts(
    release: Release, questionnaire: Questionnaire, labels: Labels, is_of_a_part: bool = False
) -> tuple[Fact, ...]:
    """What stands on the cover: when, with what, how many of the institution, and the fingerprint."""
    say = labels.say
    who = release.participation
    rate = "" if isinstance(who.rate, Hidden) else f" ({numbers.percent(who.rate)})"
    people = say(f"{who.respondents:,}명{rate}", f"{who.respondents:,}{rate}")
    if is_of_a_part:
        people = say(f"기관 전체 {people}", f"{people} in the whole institution")
    return (
        Fact(say("회차", "Wave"), labels.waves.get(release.wave, release.wave)),
        Fact(say("조사 기간", "Held"), f"{release.held_from} {numbers.DASH} {release.held_until}"),
        Fact(say("응답자", "Respondents"), people),
        Fact(
            say("설문", "Questionnaire"),
            f"{questionnaire.texts[labels.language].title} {release.questionnaire_version}",
        ),
        Fact(say("진단 조건서 확인 문자", "Manifest fingerprint"), release.manifest_fingerprint),
    )
