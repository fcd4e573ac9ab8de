"""The long work of this room: a wave is opened and closed, and its letters are sent."""

from survey_app.invitations import opening, sending
from survey_app.jobs import job

__all__ = ["close_wave", "open_wave", "send_letters"]

open_wave = job(opening.OPEN)(opening.open_wave)
close_wave = job(opening.CLOSE)(opening.close_wave)
send_letters = sending.send_letters
