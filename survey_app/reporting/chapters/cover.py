"""What stands on the cover: when, with what, how many, and the fingerprint of the terms."""

from analysis.released.release import Release
from analysis.released.released_values import Hidden
from questionnaires.model import Questionnaire
from survey_app.reporting.making.report import Fact
from survey_app.wording import numbers
from survey_app.wording.dates import spoken_days
from survey_app.wording.labels import Labels


def cover_facts(
    release: Release, questionnaire: Questionnaire, labels: Labels, is_of_a_part: bool = False
) -> tuple[Fact, ...]:
    """What stands on the cover: when, with what, how many of the institution, and the fingerprint."""
    say = labels.say
    who = release.participation
    rate = "" if isinstance(who.rate, Hidden) else f" ({numbers.percent(who.rate)})"
    people = say("%(respondents)s%(rate)s", respondents=f"{who.respondents:,}", rate=rate)
    if is_of_a_part:
        people = say("%(people)s in the whole institution", people=people)
    return (
        Fact(say("Wave"), labels.waves.get(release.wave, release.wave)),
        Fact(say("Held"), spoken_days(release.held_from, release.held_until, labels)),
        Fact(say("Respondents"), people),
        Fact(
            say("Questionnaire"),
            f"{questionnaire.texts[labels.language].title} {release.questionnaire_version}",
        ),
        Fact(say("Manifest fingerprint"), release.manifest_fingerprint),
    )
