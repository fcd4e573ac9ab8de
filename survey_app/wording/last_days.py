"""The last day of a wave as it is said everywhere: with the extension that was announced, if one was."""

from survey_app.wording.catalogue import Voice
from survey_app.wording.dates import spoken_day


def last_day_said(closes_on: str, latest: str | None, language: str) -> str:
    """The last day, and until when it may still be put off; `latest` is None where it can't be any more."""
    voice = Voice(language)
    if latest is None or latest <= closes_on:
        return spoken_day(closes_on, voice)
    return voice.say(
        "%(day)s (may be extended once, until %(latest)s at most)",
        day=spoken_day(closes_on, voice),
        latest=spoken_day(latest, voice),
    )
