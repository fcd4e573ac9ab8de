"""How a day is written for people: in Korean as officials do, 2026. 12. 14.(월), in each language its way.

Files, addresses and columns keep ISO 8601 (2026-12-14); what a person reads does not.
"""

from datetime import date

from babel.dates import format_date

from survey_app.wording.catalogue import Voice


def spoken_day(day: date | str, voice: Voice) -> str:
    """A day, given as such or as ISO 8601, with its weekday."""
    found = date.fromisoformat(day) if isinstance(day, str) else day
    return format_date(found, voice.say_as("how a date is written (CLDR)", "EEE d MMM y"), voice.language)


def spoken_days(first: date | str, last: date | str, voice: Voice) -> str:
    """The days from one to another, both included."""
    return f"{spoken_day(first, voice)} ~ {spoken_day(last, voice)}"
