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


def explain(fault: errors.ProtocolFault) -> Any:
    """Why a share or a set of shares was refused."""
    return _REASONS.get(type(fault), _l("the share can't be used."))
