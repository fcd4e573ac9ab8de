"""What the ceremony page's script says, by the words that it knows: {name} is filled in by the script."""

from flask_babel import lazy_gettext as _l

_SENTENCES = {
    "begun": _l("Part made"),
    "not_begun": _l("Part not made yet"),
    "confirmed": _l("Checked and confirmed"),
    "not_confirmed": _l("Not confirmed yet"),
    "waiting_for": _l("Still to come: {names}"),
    "cheated": _l(
        "What trustee {index} ({name}) sent is wrong, as everybody can check. The key can't be made "
        "like this."
    ),
    "file_saved": _l(
        "Your file was saved. Look where it is, keep a copy elsewhere, then hand in your part below."
    ),
    "begun_thanks": _l(
        "Your part is in. Come back with your file and passphrase when everybody has made theirs."
    ),
    "checking": _l("Your file is opened, and everybody’s parts are checked."),
    "stay_or_come_again": _l(
        "Your own messages are in, but somebody who comes before you has not confirmed yet. Leave "
        "this page open, or come "
        "once more. Your file was saved anew: keep the new one in place of the old one."
    ),
    "confirmed_thanks": _l(
        "Confirmed: your share can be used from where it is kept. Your file was saved anew: keep the "
        "new one in place of "
        "the old one. Compare the check letters with the others."
    ),
    "complained": _l("Somebody sent you a part that does not fit. Everybody sees now who it was."),
    "handed_in": _l("It is in."),
    "file_needed": _l("Choose the file first."),
    "passphrases_differ": _l("The two passphrases are not the same."),
    "passphrase_short": _l("The passphrase needs at least twelve characters."),
    "passphrase_wrong": _l("The passphrase does not open this file."),
    "share_damaged": _l("This file is damaged, or it is no trustee’s file. Use another copy."),
    "ceremony_other": _l("This file belongs to another key. Ask the HR lead whether the key was begun anew."),
    "ceremony_not_your_part": _l(
        "The part that stands here under your number is not the one in this file. If this is your "
        "file and your link, "
        "somebody else has used your link: tell the other trustees, and begin anew."
    ),
    "ceremony_does_not_fit": _l(
        "What is shown here is not what was shown to you before. Stop, and tell the other trustees "
        "and the auditor."
    ),
    "ceremony_not_ready": _l("Others have to come first."),
    "trustee_cheated": _l("Something that a trustee sent does not hold. The key can't be made like this."),
    "proof_wrong": _l("Something that was sent does not hold."),
    "link_wrong": _l("This is not the link of a trustee. Open the whole link that you were given."),
    "too_late": _l("The survey has been opened: its key can’t be changed any more."),
    "unknown": _l("There is no such key here any more. Ask the HR lead whether it was begun anew."),
    "malformed": _l("This could not be read."),
    "no_answer": _l("No reply came. Check the connection and try again; nothing is counted twice."),
    "failed": _l("This did not work, and nothing was sent. Reload the page, or use another browser."),
}


def sentences() -> dict[str, str]:
    """The sentences in the reader's language."""
    return {key: str(words) for key, words in _SENTENCES.items()}
