"""What each act of the audit trail is called: the inventory of what is recorded, in the reader's language.

tests/structure/test_trail.py holds that whatever is recorded has its words here and in docs/signing-in.md.
"""

from typing import Any

from flask_babel import lazy_gettext as _l

from survey_app.trail.refusals import Refusal

REFUSALS: dict[str, Any] = {
    Refusal.WRONG_PASSWORD.value: _l("Wrong password at the sign-in"),
    Refusal.WRONG_CODE.value: _l("Wrong code at the sign-in"),
    Refusal.WRONG_AGAIN.value: _l("Wrong password or code of somebody who is signed in"),
    Refusal.TOO_MANY_TRIES.value: _l("Not heard: too many wrong tries before"),
    Refusal.NOT_ALLOWED.value: _l("A page that is not theirs"),
}
ACTS: dict[str, Any] = {
    **REFUSALS,
    "sign_in": _l("Signed in"),
    "sign_out": _l("Signed out"),
    "sign_out_everywhere": _l("Signed out everywhere"),
    "end_session": _l("Signed one of their browsers out"),
    "lock_account": _l("Wrong tries locked out whoever made them"),
    "change_password": _l("Changed the password"),
    "set_second_factor": _l("Connected an authenticator"),
    "replace_second_factor": _l("Replaced the authenticator"),
    "remove_second_factor": _l("Disconnected an authenticator"),
    "remake_recovery_codes": _l("Made new recovery codes"),
    "use_recovery_code": _l("Used a recovery code"),
    "create_account": _l("Opened an account"),
    "close_account": _l("Closed an account"),
    "reopen_account": _l("Opened an account again"),
    "reset_password": _l("Handed out a new starting password"),
    "set_sign_in_rules": _l("Set the rule for signing in"),
    "encrypt_second_factors": _l("Encrypted the seeds of authenticators at an upgrade"),
    "key_audit_trail": _l("The audit trail goes on under a key"),
    "add_institution": _l("Added an institution"),
    "edit_institution": _l("Changed an institution"),
    "import_roster": _l("Read in units"),
    "plan_wave": _l("Planned a wave"),
    "copy_plan": _l("Copied the plan of an earlier wave"),
    "plan_pulse": _l("Planned a pulse"),
    "plan_rehearsal": _l("Planned a rehearsal"),
    "delete_rehearsal": _l("A rehearsal was deleted"),
    "discard_plan": _l("Discarded a plan"),
    "prepare_trustees": _l("Named the trustees"),
    "send_key_messages": _l("A trustee sent their part of the key"),
    "dismiss_trustees": _l("Went without trustees"),
    "open_wave": _l("A wave was opened"),
    "make_codes": _l("Made invitation codes"),
    "download_codes": _l("Downloaded invitation codes"),
    "send_letters": _l("Sent letters"),
    "send_reminders": _l("Sent reminders"),
    "mend_addresses": _l("Corrected addresses of returned letters"),
    "announce_results": _l("Told everybody invited that the results are out"),
    "extend_wave": _l("Put the last day of a wave off"),
    "close_wave": _l("A wave was closed"),
    "open_ballots": _l("The ballots were opened"),
    "forget_records": _l("Single answers that an earlier version kept were counted and deleted"),
    "publish_microdata": _l("Published a public use file"),
    "import_wave": _l("Read in a survey done elsewhere"),
    "choose_focus_areas": _l("Chose focus areas"),
    "agree_action": _l("Agreed on an action"),
    "drop_action": _l("Removed an action"),
    "open_promises": _l("Showed the promises to everybody"),
    "close_promises": _l("Shows the promises no longer"),
    "publish_practice": _l("Published good practice"),
    "withdraw_practice": _l("Withdrew good practice"),
    "open_programme": _l("Opened a programme"),
    "edit_programme": _l("Changed a programme"),
    "publish_questionnaire": _l("Published a version of a questionnaire"),
    "export_bundle": _l("Took out a bundle"),
    "import_bundle": _l("Read in a bundle"),
    "import_benchmark": _l("Read in a benchmark"),
    "trust_key": _l("Trusted another installation's key"),
    "withdraw_key": _l("Trusts an installation's key no longer"),
}
