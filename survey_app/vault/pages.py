"""What the ceremony says when a share does not open, in words for trustees."""

from typing import Any

from flask_babel import lazy_gettext as _l

from survey_app.protocol import errors

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
