"""Counts what earlier versions kept one record a person of, and deletes the records. Done once, by `migrate`.

Until version 2 of the vault's tables an opened wave kept each respondent's unit, background and answers for
years. Each such wave is counted as an opening counts today, beside what releases of it show already.
"""

from collections.abc import Callable, Sequence

from sqlalchemy import Engine, column, delete, func, insert, inspect, select, table, update
from sqlalchemy.orm import Session

from analysis.released.released_values import Hidden, Reason
from config import Config
from survey_app.diagnosis.models import Wave
from survey_app.ground import db
from survey_app.manifest import publication
from survey_app.manifest.asked import questionnaire_of
from survey_app.releases import stored
from survey_app.trail.audit import SYSTEM, record
from survey_app.vault.counting.ballots import CountedBallots, OpenedBallots, count_opened
from survey_app.vault.counting.waves import NOTHING, ReleasedBefore
from survey_app.vault.models import Opening, StoredComment, StoredCount
from survey_app.vault.shuffling import compact

RESPONSES = table("responses", column("wave"), column("record"))
Tell = Callable[[str], None]


def waves_with_records(vault: Engine) -> Sequence[tuple[str, int]]:
    """The waves of which single records are kept, and how many of each."""
    if not inspect(vault).has_table(RESPONSES.name):
        return ()
    counts = select(RESPONSES.c.wave, func.count()).group_by(RESPONSES.c.wave).order_by(RESPONSES.c.wave)
    with db.look(vault) as session:
        return [(wave, number) for wave, number in session.execute(counts)]


def forget_records(databases: db.Databases, config: Config, tell: Tell) -> None:
    """No record of a person is in the vault afterwards, and every wave that had some is counted.

    Says what it is about to do. Wave by wave, each in one transaction: killed anywhere, it goes on where it
    was. It can't be undone.
    """
    waiting = waves_with_records(databases.vault)
    if not waiting:
        return
    tell(
        f"{sum(number for _, number in waiting)} responses of {len(waiting)} waves are kept one by one, as "
        "versions before this one kept them. Each wave is counted now, which may take a minute a wave; then "
        "its responses are deleted for good. Releases stay as they are. Backups from before hold the "
        "responses: delete them when you need them no more."
    )
    for wave, number in waiting:
        _forget(databases, config, wave)
        tell(f"{wave}: counted; {number} responses are deleted")
    compact(databases.vault)


def _forget(databases: db.Databases, config: Config, wave: str) -> None:
    with db.look(databases.vault) as session:
        records = session.scalars(select(RESPONSES.c.record).where(RESPONSES.c.wave == wave)).all()
        words = select(StoredComment.question, StoredComment.text).where(StoredComment.wave == wave)
        comments = [(question, text) for question, text in session.execute(words)]
        manifest, signed = publication.read(session, wave), publication.read_signed(session, wave)
    with db.look(databases.people) as people:
        before = _released_before(people, wave)
    questionnaire = questionnaire_of(manifest.questionnaire, config)
    opened = OpenedBallots(records, comments)
    counted = count_opened(opened, manifest, signed.fingerprint, questionnaire, before=before)
    with db.work(databases.vault) as session:
        _write(session, wave, counted)
    with db.work(databases.people) as people:
        record(people, SYSTEM, "forget_records", f"wave:{wave}", {"responses": len(records)})


def _write(session: Session, wave: str, counted: CountedBallots) -> None:
    session.execute(delete(StoredCount).where(StoredCount.wave == wave))
    session.execute(insert(StoredCount), [{"wave": wave, "document": counted.document}])
    session.execute(update(Opening).where(Opening.wave == wave).values(digest=counted.digest))
    session.execute(delete(RESPONSES).where(RESPONSES.c.wave == wave))


def _released_before(people: Session, reference: str) -> ReleasedBefore:
    """What all releases of the wave show, and what one of them hid in a group that it shows."""
    wave = people.scalars(select(Wave).where(Wave.reference == reference)).first()
    if wave is None:
        return NOTHING
    groups: set[str] = set()
    hidden: dict[str, frozenset[str]] = {}
    for one in stored.stored_releases(people, wave):
        for group in stored.read_as_made(one).groups:
            if not group.is_shown:
                continue
            groups.add(group.key)
            for measure, result in (*group.scores.items(), *group.items.items()):
                if isinstance(result, Hidden) and result.reason in (Reason.PROTECTED, Reason.TOO_FEW):
                    hidden[measure] = hidden.get(measure, frozenset()) | {group.key}
    return ReleasedBefore(frozenset(groups), hidden)
