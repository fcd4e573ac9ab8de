"""What the ceremony says when a share does not open, in words for trustees."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from survey_app.door.languages import current_language
from survey_app.protocol import errors
from survey_app.vault.differing import CountedPart, OpenedFilesDiffer
from survey_app.vault.errors import OpenedFileDoesNotFit, Unfit
from survey_app.vault.services import BallotCount
from survey_app.wording.catalogue import Voice
from survey_app.wording.openings import opened_sentence

_REASONS: dict[type[errors.ProtocolFault], Any] = {
    errors.PassphraseIsWrong: _l("the passphrase does not open this file."),
    errors.ShareIsDamaged: _l("the file is damaged or is no share file. Use another copy."),
    errors.ShareIsOfAnotherWave: _l("the file belongs to another wave."),
    errors.ShareIsNotInManifest: _l("the file is not one of the shares that the signed terms name."),
    errors.TooFewShares: _l("More different shares are needed. The same share counts once."),
    errors.SharesDoNotFit: _l("These shares do not belong together."),
}

KEPT_SHARE_IS_MISSING = _l(
    "The platform keeps the key of this wave, and the key is not in its database. The ballots are unharmed. "
    "Ask your operator to run “gyeol doctor”: it says which backup or which file holds the key."
)


def explain_kept(fault: errors.ProtocolFault) -> Any:
    """Why the share that the platform keeps can't be used."""
    if isinstance(fault, errors.PassphraseIsWrong):
        return _l(
            "This installation’s secret is not the one that the key of this wave was locked with. The "
            "ballots are unharmed. Ask your operator to put the old GYEOL_SECRET_KEY back; “gyeol doctor” "
            "says more."
        )
    return _l(
        "The key that the platform keeps of this wave is damaged. The ballots are unharmed. "
        "Ask your operator to run “gyeol doctor”: it says where an unharmed copy may be."
    )


def explain(fault: errors.ProtocolFault) -> Any:
    """Why a share or a set of shares was refused."""
    return _REASONS.get(type(fault), _l("the share can't be used."))


_PARTS: dict[CountedPart, Any] = {
    CountedPart.GROUPS: _l("the counts of groups"),
    CountedPart.COMMENTS: _l("the comments"),
    CountedPart.RESPONDENTS: _l("how many ballots were counted"),
    CountedPart.SPOILED: _l("how many ballots were spoiled"),
    CountedPart.SEALED_BY_SERVER: _l("how many ballots the server had locked"),
    CountedPart.CERTIFICATE: _l("which groups are hidden, and why"),
    CountedPart.STATISTICS: _l("statistics of the whole institution"),
    CountedPart.PUBLIC_USE: _l("records for a public-use file"),
    CountedPart.OTHER: _l("names and terms"),
}
_FILES: dict[Unfit, Any] = {
    Unfit.NONE_GIVEN: _l("choose at least one file."),
    Unfit.NOT_A_FILE: _l("this is no file of opened ballots."),
    Unfit.OTHER_VERSION: _l("another version made it. Open the ballots again with this one."),
    Unfit.CHANGED: _l("it was changed on its way, or nobody signed it."),
    Unfit.OTHER_WAVE: _l("it belongs to another wave."),
    Unfit.OTHER_BALLOTS: _l("it was made from other ballots than those held here."),
    Unfit.ONE_MACHINE: _l("two of the files come from one machine, which is no second opening."),
}


def explain_differing(differ: OpenedFilesDiffer) -> list[str]:
    """In what the machines differ, without what either of them says."""
    found = [
        _(
            "The machines did not come to the same result. Nothing was taken over and no ballot is "
            "destroyed. Open the ballots once more on a clean machine, and show both files to an auditor."
        )
    ]
    for one in differ.parts:
        part, groups = _PARTS[one.part], ", ".join(one.groups)
        if groups:
            found.append(_("They differ in: %(part)s (%(groups)s)", part=part, groups=groups))
        else:
            found.append(_("They differ in: %(part)s", part=part))
    return found


def explain_file(fault: OpenedFileDoesNotFit) -> str:
    """Why what the machines opened was not taken over."""
    reason = _FILES[fault.unfit]
    return str(_("The file was not taken over, and nothing was changed: %(reason)s", reason=reason))


def how_opened(count: BallotCount | None) -> str:
    """How the ballots were opened, in the reader's language; empty where that is not known."""
    if count is None:
        return ""
    return opened_sentence(count.machines, count.letters, Voice(current_language()))
