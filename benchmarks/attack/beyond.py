"""Both attacks beyond sums on one released wave."""

from dataclasses import dataclass, replace

from analysis.counting.scales import Structure
from analysis.released.released_values import Score
from analysis.scores.scoring import scores_by_respondent
from benchmarks.attack.knowing import Target
from benchmarks.attack.narrowing import Narrowed, blocks_of, narrowed
from benchmarks.attack.telling import Told, told


@dataclass(frozen=True, slots=True)
class Beyond:
    """What was attacked and found: hidden units whose score is nearly known, and what was told of few.

    hidden_units : hidden units and areas that were attacked. narrowest : points of 0-100 that are left of the
    one of which fewest are; None where no unit is hidden.
    """

    reference: str
    hidden_units: int
    narrowest: float | None
    too_narrow: tuple[Narrowed, ...]
    told: tuple[Told, ...]

    @property
    def is_safe(self) -> bool:
        return not (self.too_narrow or self.told)


def beyond_sums(target: Target, most_areas: int | None = None) -> Beyond:
    """Attacks the hidden units of a wave, in so many areas, and what small groups answered."""
    cube = target.cube
    members = {cell.key: cube.respondents(cell).nonzero()[0] for cell in cube.cells if cell.is_offered}
    units = {cube.node_keys[at]: members[cube.node_keys[at]] for at in range(len(cube.nodes))}
    parents = {
        cube.node_keys[at]: None if node.parent < 0 else cube.node_keys[node.parent]
        for at, node in enumerate(cube.nodes)
    }
    structure = Structure.of_questionnaire(target.questionnaire)
    columns = [target.answers.items.index(item) for item in structure.item_ids]
    answers = replace(target.answers, items=structure.item_ids, codes=target.answers.codes[:, columns])
    found: list[Narrowed] = []
    for scale in structure.scales[:most_areas]:
        shown = frozenset(
            group.key for group in target.release.groups if isinstance(group.scores[scale.key], Score)
        )
        blocks = blocks_of(units, parents, shown, scores_by_respondent(answers, structure, scale))
        found += narrowed(blocks, None, under=cube.policy.smallest_group)
    there = {key: people for key, people in members.items() if key in {g.key for g in target.release.groups}}
    return Beyond(
        target.reference,
        len(found),
        min((one.points for one in found), default=None),
        tuple(one for one in found if one.is_too_narrow),
        tuple(told(target.release, target.questionnaire, target.answers, there)),
    )
