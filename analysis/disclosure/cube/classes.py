"""Background classes as they may be shown: neighbours merge where one of them is small."""

from collections.abc import Sequence
from dataclasses import dataclass

from questionnaires.model import BackgroundQuestion


@dataclass(frozen=True, slots=True)
class ClassSet:
    """Classes that are shown as one. `key` is the class's or the merge's name, `classes` their indices."""

    key: str
    classes: tuple[int, ...]


Partition = tuple[ClassSet, ...]


def every_class(question: BackgroundQuestion) -> Partition:
    """Each class on its own."""
    return tuple(ClassSet(key, (index,)) for index, key in enumerate(question.classes))


def merge_small(
    question: BackgroundQuestion, partition: Partition, counts: Sequence[int], smallest_group: int
) -> Partition:
    """Applies the question's merges, in order, where one of the classes is small but not empty.

    counts : respondents of each class of the question, by index. A merge whose classes are not all there
    (one was merged otherwise, or not at all) is passed over. What is still small stays, to be hidden.
    """
    sets: dict[str, ClassSet] = {one.key: one for one in partition}
    for merge in question.merges:
        parts = [sets[key] for key in merge.of if key in sets]
        if len(parts) != len(merge.of):
            continue
        sizes = [sum(int(counts[index]) for index in part.classes) for part in parts]
        if not any(0 < size < smallest_group for size in sizes):
            continue
        merged = ClassSet(merge.into, tuple(sorted(index for part in parts for index in part.classes)))
        keys = list(sets)
        sets = {
            (merged.key if key == merge.of[0] else key): (merged if key == merge.of[0] else sets[key])
            for key in keys
            if key == merge.of[0] or key not in merge.of
        }
    return tuple(sets.values())


def finer_parts(coarse: ClassSet, partition: Partition) -> tuple[ClassSet, ...]:
    """The sets of a finer partition that make up one set of a coarser one."""
    return tuple(one for one in partition if set(one.classes) <= set(coarse.classes))
