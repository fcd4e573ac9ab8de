"""Every way in which a ballot is not taken in: a word for programs, a sentence for people, a status."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from survey_app.vault.errors import CredentialIsSpent, WaveIsClosed, WaveIsNotOpenYet


@dataclass(frozen=True, slots=True)
class RefusalWords:
    """Status, what happened and what to do. It never says more than the sender knew."""

    status: int
    title: Any
    remedy: Any


_MALFORMED = RefusalWords(
    400,
    _l("This could not be read"),
    _l("Reload the page and send it once more. Your answers are still on your device."),
)
_FORGED = RefusalWords(
    403,
    _l("This voucher is not valid for this survey"),
    _l("Open the link in your letter again. If it goes on like this, tell the contact named there."),
)
REFUSALS = {
    "malformed": _MALFORMED,
    "wrong_size": RefusalWords(
        400,
        _l("The sealed ballot has the wrong size and was not taken in"),
        _l("Reload the page and send it once more. Your answers are still on your device."),
    ),
    "forged": _FORGED,
    "other_wave": RefusalWords(
        403,
        _l("This voucher belongs to another survey"),
        _l("Open the link in the letter for this survey."),
    ),
    "key_not_in_manifest": _FORGED,
    "not_open": RefusalWords(
        403,
        _l("This survey has not begun yet"),
        _l("Please come back on the first day named in your letter."),
    ),
    "closed": RefusalWords(
        410,
        _l("This survey is over"),
        _l("Thank you for wanting to take part. Answers can't be added any more."),
    ),
    "spent": RefusalWords(
        409,
        _l("Other answers were sent with this voucher before"),
        _l(
            "The first answers are in the count. They can't be replaced: nobody can tell which ones they are."
        ),
    ),
    "unknown": RefusalWords(
        404,
        _l("There is no such survey here"),
        _l("Check the address in your letter. Nothing about you was noted."),
    ),
    "only_ballots": RefusalWords(
        404,
        _l("Through a relay ballots alone are taken in"),
        _l("Ask this site itself for everything else."),
    ),
    "not_closed": RefusalWords(
        404,
        _l("Receipts are published after the close"),
        _l("Keep your receipt and come back once the survey is over."),
    ),
}
_CODES = {WaveIsClosed: "closed", WaveIsNotOpenYet: "not_open", CredentialIsSpent: "spent"}


def code_of(refused: Exception) -> str:
    """The word that crosses the network for a refusal."""
    code = _CODES.get(type(refused)) or getattr(refused, "code", "malformed")
    return code if code in REFUSALS else "malformed"


def status_of(code: str) -> int:
    """The HTTP status under which a refusal is answered."""
    return REFUSALS[code].status


def message(code: str) -> tuple[dict[str, str], int]:
    """The refusal as a program gets it."""
    refusal = REFUSALS[code]
    return {"error": code, "message": f"{refusal.title}. {refusal.remedy}"}, refusal.status


def notice(code: str) -> dict[str, Any]:
    """The refusal as a page shows it."""
    refusal = REFUSALS[code]
    return {"heading": str(refusal.title), "remedy": str(refusal.remedy)}
