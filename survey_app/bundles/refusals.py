"""Why a bundle is refused, and what to do about it."""

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l


class BundleRefusal(StrEnum):
    """Why a bundle is not taken in. Nothing is changed then."""

    TOO_LARGE = "too_large"
    NOT_A_BUNDLE = "not_a_bundle"
    NEWER_FORMAT = "newer_format"
    OTHER_KIND = "other_kind"
    SIGNATURE_IS_WRONG = "signature_is_wrong"
    KEY_IS_UNKNOWN = "key_is_unknown"
    KEY_IS_OF_ANOTHER = "key_is_of_another"
    CONTENT_DIFFERS = "content_differs"
    SIGNED_WITH_ANOTHER = "signed_with_another"
    NOT_OPENED_SO = "not_opened_so"
    PROGRAMME_IS_UNKNOWN = "programme_is_unknown"
    QUESTIONNAIRE_DIFFERS = "questionnaire_differs"
    GROUPS_TOO_SMALL = "groups_too_small"
    RECEIVED_BEFORE = "received_before"
    OLDER = "older"
    HELD_HERE = "held_here"


class BundleIsRefused(Exception):
    """The bundle is not taken in; `reason` says why."""

    def __init__(self, reason: BundleRefusal) -> None:
        super().__init__(reason.value)
        self.reason = reason


# In English for the terminal; pages translate them.
SENTENCES: dict[BundleRefusal, Any] = {
    BundleRefusal.TOO_LARGE: _l("The file is larger than a bundle can be. Ask for a new one."),
    BundleRefusal.NOT_A_BUNDLE: _l("The file is not a bundle, or was damaged on its way. Copy it again."),
    BundleRefusal.NEWER_FORMAT: _l(
        "The bundle is from a newer version. Bring this installation up to date first."
    ),
    BundleRefusal.OTHER_KIND: _l(
        "The bundle holds something else. Releases go to the ministry, benchmarks to institutions."
    ),
    BundleRefusal.SIGNATURE_IS_WRONG: _l("The signature does not fit the content. Ask for the bundle again."),
    BundleRefusal.KEY_IS_UNKNOWN: _l(
        "The key is not trusted here. Compare it by telephone, then ask the operator to enter it."
    ),
    BundleRefusal.KEY_IS_OF_ANOTHER: _l(
        "The key that signed belongs to another institution. Nothing was taken in."
    ),
    BundleRefusal.CONTENT_DIFFERS: _l(
        "The content is not what the signature is for. Ask for the bundle again."
    ),
    BundleRefusal.NOT_OPENED_SO: _l(
        "The release in it names machines of the trustees that did not sign what it says. Show it to an "
        "auditor."
    ),
    BundleRefusal.SIGNED_WITH_ANOTHER: _l(
        "The release in it was signed with another key than the bundle: the key of the installation that "
        "sent it has changed. Ask its operator to run “gyeol doctor”."
    ),
    BundleRefusal.PROGRAMME_IS_UNKNOWN: _l(
        "There is no such programme here. Open it first, with the same key."
    ),
    BundleRefusal.QUESTIONNAIRE_DIFFERS: _l(
        "The wave asked another questionnaire than the programme, or one that is not here."
    ),
    BundleRefusal.GROUPS_TOO_SMALL: _l("The release shows smaller groups than the programme allows."),
    BundleRefusal.RECEIVED_BEFORE: _l("This bundle was taken in before. Nothing was changed."),
    BundleRefusal.OLDER: _l("A newer release than this one was taken in before. Nothing was changed."),
    BundleRefusal.HELD_HERE: _l(
        "The wave was held in this installation; its results can't come from outside."
    ),
}
