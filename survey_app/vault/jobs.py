"""Work of the vault that runs behind the scenes: forgetting in which order ballots came."""

from collections.abc import Mapping
from typing import Any

from survey_app.ground import db
from survey_app.ground.jobs import Progress, job
from survey_app.vault.shuffling import compact, forget_order

FORGET_ORDER = "forget_order"


@job(FORGET_ORDER)
def forget(progress: Progress) -> Mapping[str, Any]:
    """Sealed ballots lie in no order afterwards, neither in their table nor in its file. Safe to repeat."""
    progress(0, 1)
    databases = db.databases()
    with db.work(databases.vault) as session:
        forget_order(session)
    compact(databases.vault)
    return {}
