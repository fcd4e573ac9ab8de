"""What people read about long work: its kinds, how far it is, why it failed, and what the clock does.

One place, so that a page, the list of all work and a letter of the operator's never differ.
"""

from typing import Any

from flask import Flask
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from survey_app.ground import mail
from survey_app.ground.jobs import Job, State

KINDS: dict[str, Any] = {
    "open_wave": _l("Opening a wave"),
    "close_wave": _l("Closing a wave"),
    "extend_wave": _l("Putting the last day of a wave off"),
    "send_letters": _l("Sending letters or reminders"),
    "send_letters_again": _l("Sending letters that were put off"),
    "send_results_letters": _l("Sending letters about results"),
    "make_slips": _l("Making slips to print"),
    "open_ballots": _l("Opening and counting the ballots"),
    "forget_order": _l("Forgetting in which order ballots came"),
    "make_release": _l("Preparing the results of a wave"),
    "make_benchmark": _l("Making a benchmark"),
    "make_report": _l("Making a report"),
    "make_unit_reports": _l("Making the reports of all units"),
    "make_national_report": _l("Making the national report"),
    "make_institution_reports": _l("Making the reports of all institutions"),
    "import_wave": _l("Taking in a survey done elsewhere"),
    "answer_rehearsal": _l("Invented people answer a rehearsal"),
    "delete_rehearsal": _l("Deleting a rehearsal"),
}
STATES: dict[State, Any] = {
    State.QUEUED: _l("Waiting for its turn"),
    State.RUNNING: _l("Being done"),
    State.DONE: _l("Done"),
    State.FAILED: _l("Failed"),
    State.CANCELLED: _l("Stopped"),
}
STEPS: dict[str, Any] = {
    "keys": _l("Keys are being made"),
    "publish": _l("The signed terms are published"),
    "end_keys": _l("The keys that sign are destroyed"),
    "publish_closing": _l("The close is published"),
    "invite": _l("Invitations"),
    "delete_ballots": _l("Ballots, counts and terms are deleted"),
    "delete_files": _l("Slips and reports are deleted"),
    "delete_rest": _l("Everything else is deleted"),
    "groups": _l("Looking for small groups that could be worked out"),
    "items": _l("Looking at each item for itself"),
}
_MORE_UNITS = _l("Too few people are invited. Choose more units, then open the wave again.")
PROBLEMS: dict[str, Any] = {
    "PlanIsIncomplete": _l("A step of the plan is missing. Save all six steps, then open the wave again."),
    "DatesAreWrong": _l("The last day is in the past. Set new dates, then open the wave again."),
    "LetterIsFaulty": _l("The letter can’t be sent as it is. Save step 5 again, then open the wave again."),
    "QuestionnaireIsFaulty": _l(
        "The questions do not fit together. Look at the questions of this institution in step 2."
    ),
    "ReminderIsOver": _l(
        "The day of a reminder is over: it would follow the first letter at once. Set new dates in step 4."
    ),
    "ExtensionIsRefused": _l(
        "The last day was put off already, or the terms do not allow that day. Nothing was changed."
    ),
    "WaveIsOver": _l("The wave takes no answers any more, so its last day can’t be put off."),
    "TrusteesAreNotReady": _l(
        "The trustees have not finished the key. Remind those who have something to do, or begin anew with "
        "others; then open the wave again."
    ),
    "NoTrusteesAreNamed": _l(
        "Nobody was named to hold the key of this wave. Name trustees: a wave that is held in "
        "earnest is never opened "
        "with a key that its operator has."
    ),
    "KeyWasMadeInOnePlace": _l(
        "The shares that trustees hold of this wave’s key are of an older kind: the key was made on "
        "this server. "
        "Name the trustees again, so that they make a new one themselves."
    ),
    "UnitsAreGone": _l(
        "Units that were chosen are no longer in the roster. Save step 3 again, then open the wave again."
    ),
    "UnitsHaveChanged": _l(
        "Units were changed in the roster after the plan chose its own. Look at what changed and confirm it, "
        "then open the wave again."
    ),
    "UnitsAreNotMapped": _l(
        "Units differ from those of the wave before. Confirm what became of each, then open the wave again: "
        "it is signed with the terms."
    ),
    "KeysAreGone": _l(
        "The terms of this wave are published, but its keys are not in the database: an older backup was "
        "put back. Nobody could answer. Discard this plan and plan the wave again under another key."
    ),
    "LogIsOfAnotherKey": _l(
        "The public log was begun with another signing key. Tell the operator: the old GYEOL_SIGNING_KEY has "
        "to be put back."
    ),
    "NoUnits": _l("No unit is chosen. Choose units in step 3, then open the wave again."),
    "TooFewPeople": _MORE_UNITS,
    "TooFewInvited": _MORE_UNITS,
    "WaveIsFrozen": _l("This wave has been opened already."),
    "not_open": _l("This wave is not open, so it can't be closed."),
    "WaveIsNotOpen": _l("The wave takes no answers any more, so nobody is written to."),
    "ChromiumIsMissing": _l(
        "The server lacks the program that draws figures (Chromium). Tell your operator; then start again."
    ),
    "ChromiumDied": _l(
        "The program that draws figures (Chromium) ended twice. Start again; if it happens again, tell your "
        "operator."
    ),
    "TypefaceIsMissing": _l("The server lacks the reports' typeface. Tell your operator; then start again."),
    "KeyIsNotHere": _l(
        "The server was interrupted while it opened the ballots. Nothing was opened and no ballot is lost, "
        "but the key was in its memory alone: the trustee who came last gives the part again."
    ),
    "KeyIsDamaged": _l(
        "The key that the platform keeps can’t be read. Nothing was opened. The page of the ballots’ opening "
        "says what to do."
    ),
    "count_is_gone": _l(
        "The time for which the terms of this wave keep its counts is over. Its releases stay as they are."
    ),
    "no_results_letter": _l("No letter about these results was confirmed, so none was sent."),
    "no_slips": _l("There are no slips of this unit. Make codes first."),
    "upload_is_gone": _l("The uploaded files are no longer here. Upload them again."),
    "wave_exists": _l("The institution has a wave of this key. Upload the files again under another key."),
    "files_are_faulty": _l(
        "The files don't fit the units and questionnaires of today any more. Upload them again: the page "
        "lists what is to be corrected."
    ),
    "not_witnessed_yet": _l(
        "The witnesses have not seen these terms in the public log yet, so nobody can answer. It is tried "
        "again every hour."
    ),
    "work_is_under_way": _l(
        "Something was still being done about this rehearsal. Wait until it has ended, or stop it; then "
        "delete it again."
    ),
    "not_a_rehearsal": _l(
        "The signed terms of this wave do not call it a rehearsal. Nothing was deleted. Tell your operator."
    ),
    "worker_died": _l(
        "The server was interrupted at this work five times, perhaps for want of memory. Tell your operator."
    ),
}
# What a mail server can be at fault of, said by the room that speaks to it.
SERVER_PROBLEMS = {fault.value: words for fault, words in mail.WORDS.items()}
CLOCK: dict[str, Any] = {
    "close_overdue_waves": _l("Close waves whose last day is over"),
    "finish_what_was_cut_off": _l("Finish the opening or closing of waves that was cut off"),
    "release_what_was_counted": _l("Prepare results of waves whose ballots are opened"),
    "log_what_is_published": _l("Put into the public log what was published and is not in it yet"),
    "send_letters_again": _l("Send letters again that were put off"),
    "send_results_letters_again": _l("Send letters about results again that were put off"),
    "empty_the_outbox": _l("Delete letters that nobody fetched from the outbox"),
    "send_due_reminders": _l("Send reminders that are due"),
    "destroy_keys_that_have_done_their_work": _l("Destroy keys whose ballots are opened"),
    "tally_refusals": _l("Write refused sign-ins and pages into the audit trail"),
    "delete_old_slips": _l("Delete slips that nobody downloaded within a day"),
    "let_the_invented_answer": _l("Let invented people answer rehearsals that wait for them"),
    "delete_old_rehearsals": _l("Delete rehearsals whose time is over"),
    "forget_what_is_gone": _l("Forget what is known of comments whose time is over"),
    "delete_what_has_expired": _l("Delete counts and comments whose time is over"),
}


def init_app(app: Flask) -> None:
    """Lets templates say these words."""
    words = {"job_kind": kind, "job_state": state, "job_step": step, "job_problem": problem}
    app.jinja_env.filters.update(words)


def kind(job: Job) -> str:
    """What the work is, in words."""
    return str(KINDS.get(job.name, _("Work in the background")))


def state(job: Job) -> str:
    """How far it is."""
    return str(STATES[job.state])


def step(job: Job | None) -> str:
    """What it is doing: a step's words, or the name of the file or wave that it is at."""
    return "" if job is None else str(STEPS.get(job.step, job.step))


def problem(job: Job | None) -> str:
    """Why it failed and what can be done; nothing for work that did not fail."""
    if job is None or job.state != State.FAILED:
        return ""
    known = PROBLEMS.get(job.problem) or SERVER_PROBLEMS.get(job.problem)
    unknown = _(
        "It stopped half-way through a fault of the server. Nothing is lost: start it again. If it stops "
        "again, tell your operator the number of this work: %(number)s.",
        number=job.id,
    )
    return str(known or unknown)
