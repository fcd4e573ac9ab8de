"""From the answers of a wave to what is kept of it: the last place in which anybody's record is read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import msgspec

from analysis.counted.document import (
    FORMAT,
    AreaOrHidden,
    Counted,
    CountedArea,
    CountedGroup,
    CountedItem,
    ItemOrHidden,
    PublicUseRecords,
)
from analysis.counted.totals import favourable_totals, score_totals
from analysis.counting.answers import Answers
from analysis.counting.cells import ScaleCells
from analysis.counting.scales import Structure
from analysis.released.release import Certificate
from analysis.released.released_values import Hidden, Reason
from analysis.released.showing import is_blurred
from analysis.releasing.blocks import blocks_of
from analysis.releasing.composition import Composition, ReleaseTerms, compose_alone
from analysis.releasing.group_results import GroupResults, results_of_group
from analysis.releasing.groups import GroupCounts, GroupPlan, count_groups
from analysis.releasing.sensitive import hidden_experiences
from analysis.releasing.whole import whole_statistics
from analysis.releasing.withholding import LARGE_FROM, Withheld, withhold
from analysis.scores.scoring import ItemShares
from questionnaires.languages import Spoken
from questionnaires.model import Item, Questionnaire


@dataclass(frozen=True, eq=False)
class Counting:
    """Everything that counting a wave takes; `count_wave` turns it into what is kept.

    answers : of the whole wave, in an order that follows from what they are, as replicate errors do too.
    plans : the groups of the cube, each shown or hidden for a reason, as the audit left them.
    counted_in : units that are no group of their own, by key, and the group in which their people count.
    hidden_measures : by item and area, keys of shown groups in which it must be hidden all the same.
    """

    terms: ReleaseTerms
    questionnaire: Questionnaire
    answers: Answers
    plans: Sequence[GroupPlan]
    names: Mapping[str, Spoken]
    certificate: Certificate
    hidden_measures: Mapping[str, frozenset[str]] = field(default_factory=dict)
    counted_in: Mapping[str, str] = field(default_factory=dict)
    public_use: PublicUseRecords | None = None


def count_wave(given: Counting) -> Counted:
    """What is kept of a wave: nothing besides what a release of it may show, and no record.

    Raises KeyError when the answers lack an item of the questionnaire.
    """
    questionnaire, smallest = given.questionnaire, given.terms.smallest_group
    structure = Structure.of_questionnaire(questionnaire)
    answers = _in_order(given.answers, structure)
    counts = count_groups(structure, answers, given.plans)
    withheld = withhold(questionnaire, answers, _results(given, counts), smallest)
    kept = Counted(
        format=FORMAT,
        wave=given.terms.wave,
        manifest=given.terms.manifest_fingerprint,
        questionnaire=questionnaire.content_hash,
        respondents=answers.respondents,
        groups=tuple(_group(one, counts, questionnaire, withheld) for one in withheld.results),
        names=given.names,
        counted_in=given.counted_in,
        certificate=given.certificate,
        public_use=given.public_use,
    )
    alone = compose_alone(Composition(given.terms, questionnaire, kept))
    return msgspec.structs.replace(
        kept,
        blocks=blocks_of(kept.whole, answers, structure, smallest),
        statistics=whole_statistics(alone, structure, answers, given.plans, smallest),
    )


def _in_order(answers: Answers, structure: Structure) -> Answers:
    columns = [answers.items.index(item) for item in structure.item_ids]
    if columns == list(range(len(answers.items))):
        return answers
    return replace(answers, items=structure.item_ids, codes=answers.codes[:, columns])


def _results(given: Counting, counts: GroupCounts) -> list[GroupResults]:
    questionnaire, smallest = given.questionnaire, given.terms.smallest_group
    sensitive = hidden_experiences(questionnaire, given.plans, counts, smallest)
    protected = {
        measure: given.hidden_measures.get(measure, frozenset()) | sensitive.get(measure, frozenset())
        for measure in {*given.hidden_measures, *sensitive}
    }
    return [results_of_group(plan, questionnaire, counts, smallest, protected) for plan in given.plans]


def _group(
    found: GroupResults, counts: GroupCounts, questionnaire: Questionnaire, withheld: Withheld
) -> CountedGroup:
    plan = found.plan
    areas: dict[str, AreaOrHidden] = {}
    for area, score in found.areas.items():
        if isinstance(score, Reason):
            areas[area] = Hidden(score)
            continue
        has_favourable = plan.key not in withheld.without_favourable[area]
        areas[area] = _area(counts.cells.scale(area), counts.index[plan.key], has_favourable)
    items: dict[str, ItemOrHidden] = {}
    for item, shares in found.items.items():
        if isinstance(shares, Reason):
            items[item] = Hidden(shares)
            continue
        has_detail = plan.key in withheld.detailed and shares.answered >= LARGE_FROM
        items[item] = _item(shares, questionnaire.item_by_id[item], has_detail)
    return CountedGroup(
        key=plan.key,
        kind=plan.kind,
        parent=plan.parent,
        depth=plan.depth,
        invited=plan.invited,
        respondents=plan.respondents if plan.hidden is None else Hidden(plan.hidden),
        areas=areas,
        items=items,
        units=plan.units,
    )


def _area(scale: ScaleCells, group: int, has_favourable: bool) -> CountedArea:
    return CountedArea(
        score_totals(scale.spec, scale.histogram[group]),
        favourable_totals(scale.favourable[group]) if has_favourable else Hidden(Reason.PROTECTED),
    )


def _item(found: ItemShares, item: Item, has_detail: bool) -> CountedItem:
    detail = Hidden(Reason.NOT_IN_DETAIL)
    # Of a sensitive experience both sides are told, each of ten and more; no answer that fewer gave is.
    has_points = has_detail and not item.is_sensitive
    has_boxes = has_points or (item.is_sensitive and found.neutral == 0)
    blurred = is_blurred(found.favourable, found.answered)
    bound = ("≥" if 2 * found.favourable > found.answered else "≤") if blurred else ""
    return CountedItem(
        answered=found.answered,
        favourable=Hidden(Reason.PROTECTED) if blurred else found.favourable,
        bound=bound,
        neutral=found.neutral if has_boxes else detail,
        unfavourable=found.unfavourable if has_boxes else detail,
        points=found.points if has_points else (),
        not_applicable=detail
        if item.is_sensitive and item.scale.has_not_applicable
        else found.not_applicable,
    )
