"""The long work of this room: letters are sent."""

from survey_app.invitations import sending

__all__ = ["send_letters"]

send_letters = sending.send_letters
