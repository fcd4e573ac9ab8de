"""Masked records for a public-use file: made when the answers are counted, if the signed terms allow any."""

from collections.abc import Sequence

from analysis.counted.document import PublicUseRecords
from analysis.counting.answers import Answers
from analysis.disclosure.policy import Policy
from analysis.disclosure.protect.rounds import CannotProtect
from analysis.disclosure.protect.union import ShownRow
from analysis.disclosure.public_file.microdata import (
    LARGEST_NUMBER_OF_ITEMS,
    MicrodataPolicy,
    PublicUseFile,
    public_use_file,
)
from analysis.released.release import GroupKind
from analysis.releasing.groups import GroupPlan
from questionnaires.model import BackgroundQuestion, Kind, Questionnaire
from survey_app.manifest.documents import Manifest

FEW_QUESTIONS = 2


def public_use_records(
    manifest: Manifest, questionnaire: Questionnaire, answers: Answers, plans: Sequence[GroupPlan]
) -> PublicUseRecords | None:
    """The wave's records for a public-use file; None where the terms allow none, or none may be shown.

    The items of the indices and the first background questions, masked among the institution's own people and
    audited together with every group that a release shows. Sensitive items and experiences never go in.
    """
    if not manifest.policy.public_use_records:
        return None
    items = items_of(questionnaire)
    questions = list(questionnaire.background)[:FEW_QUESTIONS]
    shown = [ShownRow(plan.key, plan.rows, _family(plan)) for plan in plans if plan.hidden is None]
    made = _made(answers, items, questions, shown, manifest.policy.smallest_group)
    if made is None:
        return None
    return PublicUseRecords(
        columns=made.columns[1:],
        questions=len(made.columns) - 1 - len(items),
        # The unit, which is masked in every record, is no column here.
        records=tuple(record[1:] for record in made.records),
        dropped=made.certificate.dropped,
    )


def items_of(questionnaire: Questionnaire) -> tuple[str, ...]:
    """The items of a public-use file: of the indices, or else the first of each area."""
    by_id = questionnaire.item_by_id
    of_indices = [item for area in questionnaire.indices for item in area.items]
    first = [area.items[0] for area in questionnaire.areas]
    publishable = [
        item
        for item in of_indices or first
        if not by_id[item].is_sensitive and by_id[item].kind is not Kind.EXPERIENCE
    ]
    return tuple(publishable[:LARGEST_NUMBER_OF_ITEMS])


def _made(
    answers: Answers,
    items: Sequence[str],
    questions: Sequence[BackgroundQuestion],
    shown: Sequence[ShownRow],
    smallest: int,
) -> PublicUseFile | None:
    """With as many background questions as go beside what a release shows: the last is given up first."""
    terms, policy = MicrodataPolicy(smallest_class=max(10, smallest)), Policy(smallest_group=smallest)
    for length in range(len(questions), -1, -1):
        try:
            return public_use_file(
                answers, items, questions[:length], {}, terms=terms, policy=policy, released=shown
            )
        except (CannotProtect, ValueError):
            continue
    return None


def _family(plan: GroupPlan) -> str:
    """Classes of one question, at whatever unit, lie within one another or apart."""
    return plan.key.rpartition("|")[2] if plan.kind is GroupKind.BACKGROUND else ""
