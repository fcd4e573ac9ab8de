"""Every column says what it holds; until now half of them did. SQLite keeps no comments.

Revision ID: 0016
Revises: 0015
"""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

COMMENTS = {
    "audit_entries": {
        "id": "running number, in the order of the acts",
        "at": "when it was done",
        "action": "what was done: a word of trail/words.py",
        "subject": "to what, e.g. wave:gaon.2026",
        "previous_hash": "of the entry before; empty for the first",
        "hash": "keyed, over this entry and the hash before it",
    },
    "audit_heads": {
        "id": "1: there is one row",
        "entries": "how many entries there are",
        "hash": "keyed, over their number and the last entry's hash",
    },
    "good_practices": {
        "id": "running number",
        "title_ko": "its title in Korean",
        "text_ko": "what was done, in Korean",
        "text_en": "the same in English; empty: there is no English",
        "published_on": "the day it was published",
        "is_withdrawn": "the ministry shows it no more",
    },
    "institutions": {
        "id": "running number",
        "name_ko": "its name in Korean",
        "name_en": "its name in English",
        "kind": "what it is compared within",
    },
    "jobs": {
        "id": "running number",
        "state": "how far it has come",
        "done_steps": "steps that are done",
        "total_steps": "steps in all; 0: not known yet",
        "is_cancel_wanted": "somebody asked it to stop",
        "queued_at": "when it was ordered",
        "ended_at": "when it was done, failed or stopped",
    },
    "programmes": {
        "id": "running number",
        "key": "in addresses and manifests; never changes",
        "name_ko": "its name in Korean",
        "name_en": "its name in English",
        "questionnaire_key": "which questionnaire its waves ask",
        "questionnaire_version": "which published version of it",
        "smallest_group": "no wave of it may promise a lower one",
    },
    "refusal_counts": {
        "id": "running number",
        "what": "what was refused: a word of trail/refusals.py",
        "times": "how often in that hour",
    },
    "sign_in_failures": {
        "failures": "wrong tries since then",
    },
    "sign_in_rules": {
        "id": "1: there is one row",
        "needs_second_factor": "everybody needs a code after the password",
    },
    "wrong_tries": {
        "failures": "wrong tries in a row",
        "last": "when the last one was",
        "locked_until": "before that no try is heard; null: every try is",
    },
    "accounts": {
        "id": "running number",
        "name": "what colleagues call them",
        "role": "what they may do",
        "language": "in which they read",
        "is_active": "false: closed, nobody can sign in with it",
    },
    "benchmarks": {
        "id": "running number",
        "programme_id": "which programme's",
        "made_at": "when it was made",
    },
    "stored_rosters": {
        "institution_id": "whose units it lists",
        "file_name": "as it was uploaded",
        "stored_at": "when it was uploaded",
    },
    "trusted_keys": {
        "id": "running number",
        "added_at": "when it was entered here",
    },
    "units": {
        "id": "running number",
        "institution_id": "which institution it is a part of",
        "code": "unique in the institution, e.g. as in the roster",
        "name_ko": "its name in Korean",
        "name_en": "its name in English",
        "parent_code": "code of the unit above; null: the top",
        "headcount": "people who belong directly to it",
    },
    "waves": {
        "id": "running number",
        "institution_id": "which institution is diagnosed",
        "programme_id": "which programme it joins; null: none",
        "title_ko": "its title in Korean",
        "title_en": "its title in English",
        "questionnaire_key": "which questionnaire it asks",
        "questionnaire_version": "which published version of it",
        "opens_on": "first day on which staff may answer",
        "closes_on": "last day on which staff may answer",
        "reminder_after_days": "days after the first on which a reminder goes out; 0: none",
        "smallest_group": "no result of fewer people is shown",
        "asks_comments": "staff may write comments",
        "results_are_public": "everybody may read the results",
        "letter_ko": "the invitation in Korean, with placeholders",
        "letter_en": "the invitation in English, with placeholders",
        "state": "the station it has reached",
        "made_at": "when it was planned, or taken in",
    },
    "account_sessions": {
        "id": "running number",
        "account_id": "who is signed in",
        "began": "when they signed in",
    },
    "actions": {
        "id": "running number",
        "wave_id": "after which wave it was promised",
        "area": "the area's key in the wave's questionnaire",
        "title": "what was promised",
        "due_on": "until when",
        "state": "how far it is",
    },
    "focus_areas": {
        "id": "running number",
        "wave_id": "after which wave it was chosen",
    },
    "invitations": {
        "wave_id": "which wave",
        "unit_code": "the unit of whoever is invited",
        "channel": "how it reaches them",
    },
    "participation": {
        "wave_id": "which wave",
    },
    "pool_keys": {
        "wave_id": "which wave",
    },
    "prepared_sealings": {
        "wave_id": "of which planned wave",
    },
    "pulses": {
        "wave_id": "the wave that is the pulse",
    },
    "received_benchmarks": {
        "id": "running number",
        "programme_id": "which programme's",
        "trusted_key_id": "the key that signed it",
        "received_at": "when it was taken in",
    },
    "received_releases": {
        "id": "running number",
        "wave_id": "of which wave",
        "trusted_key_id": "the key that signed it",
        "received_at": "when it was taken in",
    },
    "recovery_codes": {
        "id": "running number",
        "account_id": "whose it is",
    },
    "releases": {
        "id": "running number",
        "wave_id": "of which wave",
        "made_at": "when it was made, here or where it came from",
    },
    "reviewed_comments": {
        "id": "running number",
        "wave_id": "of which wave",
        "question": "which comment question it answers",
        "decision": "whether people may read it",
        "decided_by": "e-mail of who decided",
        "decided_at": "when they decided",
    },
    "unit_addresses": {
        "id": "running number",
        "unit_id": "which unit they belong to",
    },
    "action_steps": {
        "id": "running number",
        "action_id": "of which action",
        "position": "order in the action",
        "text": "what is to be done",
        "is_done": "whether it is ticked",
    },
}


def upgrade() -> None:
    _explain(are_explained=True)


def downgrade() -> None:
    _explain(are_explained=False)


def _explain(*, are_explained: bool) -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for table, columns in COMMENTS.items():
        for column, comment in columns.items():
            op.alter_column(table, column, comment=comment if are_explained else None)
