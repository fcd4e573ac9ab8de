"""docs/signing-in.md names the limits that the code has."""

from datetime import timedelta

from config import ROOT
from survey_app.accounts import known_devices, passwords, recovery_codes, services, sessions, tries
from survey_app.door.cookies import SESSION_IDLE, SESSION_LASTS
from survey_app.trail import refusals

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def test_the_limits_of_signing_in_are_written_down_as_they_are():
    text = " ".join((ROOT / "docs" / "signing-in.md").read_text("utf-8").split())

    assert f"{SESSION_IDLE // MINUTE} minutes without a page, and {SESSION_LASTS // HOUR} hours" in text
    assert f"{known_devices.LASTS // DAY} days" in text
    assert f"{tries.TRIES_BEFORE_LOCK} wrong passwords for an account" in text
    assert f"then 2, 4 … {tries.LONGEST_LOCK // MINUTE}" in text
    assert f"{tries.TRIES_FROM_ONE_SOURCE} in a quarter of an hour" in text
    assert timedelta(minutes=15) == tries.SOURCE_WINDOW
    assert f"after {tries.TRIES_HEARD_FROM_ONE_SOURCE} only known browsers" in text
    assert f"at most {refusals.MOST_AN_HOUR} rows an hour" in text
    assert timedelta(days=7) == services.STARTING_PASSWORD_LASTS
    assert (passwords.SHORTEST_PASSWORD, recovery_codes.HOW_MANY, sessions.MOST_AT_ONCE) == (10, 10, 10)
