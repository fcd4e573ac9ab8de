"""Every way in which an invitation is not worth a credential, said kindly and revealing nothing."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from survey_app.invitations.errors import (
    InvitationIsOfAnotherPool,
    InvitationIsUnknown,
    InvitationIsUsed,
    WaveIsClosed,
    WaveIsNotOpenYet,
)
from survey_app.protocol.errors import BlindedMessageIsInvalid


@dataclass(frozen=True, slots=True)
class Words:
    """The word for programs, the sentences for people, the status."""

    code: str
    status: int
    title: Any
    remedy: Any


_UNREADABLE = Words("malformed", 400, _l("This could not be read"), _l("Reload the page and try once more."))
_WORDS: dict[type[Exception], Words] = {
    InvitationIsUnknown: Words(
        "unknown",
        404,
        _l("This code is not known here"),
        _l(
            "Compare it with your letter or slip, letter by letter. If it fails again, ask the contact there."
        ),
    ),
    InvitationIsUsed: Words(
        "used",
        409,
        _l("This invitation has been used"),
        _l(
            "Each invitation works once. If the page in which you began is still open, go on there, also on "
            "another device or in another browser. If it is closed, nobody can open it again: nobody knows "
            "whose it was."
        ),
    ),
    InvitationIsOfAnotherPool: Words(
        "other_pool",
        409,
        _l("This invitation belongs to another group"),
        _l("Reload the page and try once more."),
    ),
    WaveIsNotOpenYet: Words(
        "not_open",
        403,
        _l("This survey has not begun yet"),
        _l("Please come back on the first day named in your letter."),
    ),
    WaveIsClosed: Words(
        "closed",
        410,
        _l("This survey is over"),
        _l("Thank you for wanting to take part. Answers can't be added any more."),
    ),
    BlindedMessageIsInvalid: Words("blinded_invalid", 400, _UNREADABLE.title, _UNREADABLE.remedy),
}


def words(refused: Exception) -> Words:
    """What to say to a respondent."""
    return _WORDS.get(type(refused), _UNREADABLE)


def message(refused: Exception) -> Any:
    """The refusal as a program gets it; another pool is named, because the invitation's owner may know it."""
    said = words(refused)
    body = {"error": said.code, "message": f"{said.title}. {said.remedy}"}
    if isinstance(refused, InvitationIsOfAnotherPool):
        body["pool"] = refused.pool
    return body, said.status
