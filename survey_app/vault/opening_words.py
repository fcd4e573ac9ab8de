"""What the script of the trustees' opening page says, by the words that it knows."""

from flask_babel import lazy_gettext as _l

_SENTENCES = {
    "opening_file": _l("Your file is opened and compared with the signed terms."),
    "multiplying": _l("Your part is made on this device. Leave this page open."),
    "given": _l("Your part is in. Keep your file until the answers are opened."),
    "opened": _l(
        "Your part was the last one needed: the answers are opened and counted. Delete your file now."
    ),
    "is_being_opened": _l(
        "The answers are being opened and counted, which can take some minutes. You may close this page, but "
        "keep your file until they are opened."
    ),
    "begin_again": _l(
        "The opening did not come to its end. Nothing is lost: reload this page and give your part again."
    ),
    "left": _l("Trustees still needed: {left}"),
    "file_needed": _l("Choose the file first."),
    "passphrase_wrong": _l("The passphrase does not open this file."),
    "share_damaged": _l("This file is damaged, or it is no trustee’s file. Use another copy."),
    "ceremony_other": _l("This file belongs to another key than this survey’s."),
    "ceremony_not_your_part": _l("This file belongs to another key than this survey’s."),
    "ceremony_does_not_fit": _l(
        "What is shown here does not fit the signed terms, or your file. Stop, and tell the other "
        "trustees and the auditor."
    ),
    "ceremony_not_ready": _l(
        "The record of the key is not complete. Tell the other trustees and the auditor."
    ),
    "trustee_cheated": _l("The record of the key does not hold. Tell the other trustees and the auditor."),
    "proof_wrong": _l("Nobody who holds a share of this key has made this part."),
    "partials_wrong": _l(
        "This part is not what the trustee’s share gives for these answers. It was refused."
    ),
    "manifest_signature": _l("The signature of the terms does not hold. Stop, and tell the auditor."),
    "manifest_not_pinned": _l("These are not the terms of the letter. Stop, and tell the auditor."),
    "other_wave": _l("These are the terms of another survey."),
    "not_over": _l("By your device’s calendar the survey is not over. Do not open anything before it is."),
    "not_closed": _l("The survey is not closed yet."),
    "is_opened": _l("The answers have been opened already. Delete your file now."),
    "not_in_parts": _l("The key of this survey was not made by trustees in parts."),
    "unknown": _l("There is no such survey here."),
    "browser_too_old": _l("This browser can’t check signatures. Use a newer one."),
    "malformed": _l("This could not be read."),
    "no_answer": _l("No reply came. Check the connection and try again; nothing is counted twice."),
    "failed": _l("This did not work, and nothing was sent. Reload the page, or use another browser."),
}


def sentences() -> dict[str, str]:
    """The sentences in the reader's language."""
    return {key: str(words) for key, words in _SENTENCES.items()}
