"""The rules that a questionnaire keeps. They note every fault they find and stop at none."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from questionnaires.drafts import MODULE_FILE, DraftArea, DraftBackground, DraftItem, DraftStructure
from questionnaires.faults import Faults
from questionnaires.model import Kind
from questionnaires.reading import Written
from questionnaires.sentences import Part

LARGEST_POINT = 100
FEWEST_POINTS, MOST_POINTS = 2, 11
MOST_ITEMS, MOST_BACKGROUND, MOST_COMMENTS = 200, 12, 10
FEWEST_CLASSES, MOST_CLASSES = 2, 30
LONGEST_RECALL_MONTHS = 60
LONGEST_COMMENT = 5000
LONGEST_KEY = 40
MOST_LISTED = 20
_KEY = re.compile(rf"[A-Za-z][A-Za-z0-9_.-]{{0,{LONGEST_KEY - 1}}}")
_VERSION = re.compile(rf"[A-Za-z0-9][A-Za-z0-9_.-]{{0,{LONGEST_KEY - 1}}}")


def default_minimum_answered(items: int) -> int:
    """How many items of an area a respondent must answer to get a score, where the structure does not say.

    All of up to three, all but one of four and five, two thirds (rounded up) of six and more.

    >>> [default_minimum_answered(k) for k in (1, 3, 4, 5, 6, 7, 9)]
    [1, 3, 3, 4, 4, 5, 6]
    """
    if items <= 3:
        return items
    return items - 1 if items <= 5 else -(-2 * items // 3)


def check_structure(structure: DraftStructure, faults: Faults) -> None:
    """Notes everything in the structure that breaks a rule."""
    _check_identifiers(structure, faults)
    _check_scales(structure, faults)
    _check_items(structure, faults)
    _check_areas(structure, faults)
    for question in structure.background:
        _check_background(structure.file, question, faults)
    for comment in structure.comments:
        if not 1 <= comment.maximum_length <= LONGEST_COMMENT:
            faults.add(
                "length-outside",
                structure.file,
                comment.line,
                comment.id,
                length=comment.maximum_length,
                limit=LONGEST_COMMENT,
            )


def check_module(structure: DraftStructure, faults: Faults) -> None:
    """Notes what a module may not hold: it asks items that stand by themselves, and nothing else."""
    if structure.file != MODULE_FILE:
        return
    for area in structure.areas:
        faults.add("module-has-areas", structure.file, area.line, area.key)
    for question in structure.background:
        faults.add("module-asks-more", structure.file, question.line, question.id)
    for comment in structure.comments:
        faults.add("module-asks-more", structure.file, comment.line, comment.id)


def _check_identifiers(structure: DraftStructure, faults: Faults) -> None:
    file = structure.file
    if structure.key.text and not _KEY.fullmatch(structure.key.text):
        faults.add(
            "key-malformed", file, structure.key.line, "key", key=structure.key.text, limit=LONGEST_KEY
        )
    if structure.version.text and not _VERSION.fullmatch(structure.version.text):
        faults.add(
            "key-malformed",
            file,
            structure.version.line,
            "version",
            key=structure.version.text,
            limit=LONGEST_KEY,
        )
    # Items, background and comments share one space of names: they are the fields of one form.
    asked = [Written(item.id, item.line) for item in structure.items]
    asked += [Written(question.id, question.line) for question in structure.background]
    asked += [Written(comment.id, comment.line) for comment in structure.comments]
    _check_names((name for name in asked if name.text), file, faults)
    _check_names([Written(area.key, area.line) for area in structure.areas if area.key], file, faults)
    _check_names([Written(scale.key, scale.line) for scale in structure.scales], file, faults)
    if not structure.items:
        faults.add("items-none", file, 0, "items")
    for place, count, what, limit in (
        ("items", len(structure.items), Part.ITEMS, MOST_ITEMS),
        ("background", len(structure.background), Part.BACKGROUND_QUESTIONS, MOST_BACKGROUND),
        ("comments", len(structure.comments), Part.COMMENT_QUESTIONS, MOST_COMMENTS),
    ):
        if count > limit:
            faults.add("too-many", file, 0, place, what=what, count=count, limit=limit)


def _check_names(names: Iterable[Written], file: str, faults: Faults) -> None:
    first: dict[str, int] = {}
    for name in names:
        if not _KEY.fullmatch(name.text):
            faults.add("key-malformed", file, name.line, name.text, key=name.text, limit=LONGEST_KEY)
        if name.text in first:
            rule = "id-twice" if name.line else "id-taken"
            faults.add(rule, file, name.line, name.text, key=name.text, first=first[name.text])
        first.setdefault(name.text, name.line)


def _check_scales(structure: DraftStructure, faults: Faults) -> None:
    used = {item.scale for item in structure.items}
    for scale in structure.scales:
        place = (structure.file, scale.line, scale.key)
        points = scale.points
        if (
            not FEWEST_POINTS <= len(points) <= MOST_POINTS
            or any(low >= high for low, high in pairwise(points))
            or any(not 0 <= point <= LARGEST_POINT for point in points)
        ):
            faults.add(
                "scale-points",
                *place,
                scale=scale.key,
                largest=LARGEST_POINT,
                fewest=FEWEST_POINTS,
                most=MOST_POINTS,
            )
        for which, boxes in (("favourable", scale.favourable), ("unfavourable", scale.unfavourable)):
            outside = sorted(set(boxes) - set(points))
            if outside:
                faults.add(
                    "box-outside-scale",
                    *place,
                    which=which,
                    points=_listed(outside),
                    scale=scale.key,
                    allowed=_listed(points),
                )
        both = sorted(set(scale.favourable) & set(scale.unfavourable))
        if both:
            faults.add("boxes-overlap", *place, points=_listed(both))
        if not scale.favourable or not scale.unfavourable:
            faults.add("boxes-empty", *place, scale=scale.key)
        if scale.key not in used:
            faults.add("scale-unused", *place, scale=scale.key)


def _check_items(structure: DraftStructure, faults: Faults) -> None:
    scales = {scale.key: scale.points for scale in structure.scales}
    mirrored = {key for key, points in scales.items() if points and _is_mirrored(points)}
    first_with: dict[str, str] = {}
    for item in structure.items:
        place = (structure.file, item.line, item.id)
        if item.kind and item.kind not in set(Kind):
            faults.add("kind-unknown", *place, kind=item.kind, allowed=_listed(Kind))
        if item.scale and item.scale not in scales:
            faults.add("scale-unknown", *place, scale=item.scale, allowed=_listed(scales))
        elif item.is_reversed and item.scale and item.scale not in mirrored:
            faults.add("reversed-not-mirrored", *place, scale=item.scale)
        if item.kind == Kind.EXPERIENCE and item.recall_months is None:
            faults.add("recall-missing", *place)
        if item.kind in (Kind.PERCEPTION, Kind.OUTCOME) and item.recall_months is not None:
            faults.add("recall-unwanted", *place)
        if item.recall_months is not None and not 1 <= item.recall_months <= LONGEST_RECALL_MONTHS:
            faults.add("recall-outside", *place, months=item.recall_months)
        if item.id and item.comparability in first_with and first_with[item.comparability] != item.id:
            faults.add(
                "comparability-twice", *place, key=item.comparability, first=first_with[item.comparability]
            )
        first_with.setdefault(item.comparability, item.id)


def _is_mirrored(points: Sequence[int]) -> bool:
    return {points[0] + points[-1] - point for point in points} == set(points)


def _check_areas(structure: DraftStructure, faults: Faults) -> None:
    items = {item.id: item for item in structure.items}
    area_of: dict[str, str] = {}
    for area in structure.areas:
        place = (structure.file, area.line, area.key)
        if not area.items:
            faults.add("area-empty", *place)
        elif area.minimum_answered is not None and not 1 <= area.minimum_answered <= len(area.items):
            faults.add("minimum-outside", *place, minimum=area.minimum_answered, items=len(area.items))
        for member in area.items:
            if member.text not in items:
                faults.add("item-unknown", structure.file, member.line, area.key, item=member.text)
            if member.text in area_of:
                faults.add(
                    "item-in-two-areas",
                    structure.file,
                    member.line,
                    area.key,
                    item=member.text,
                    first=area_of[member.text],
                )
            area_of.setdefault(member.text, area.key)
        _check_area_can_be_scored(
            structure, area, [items[member.text] for member in area.items if member.text in items], faults
        )


def _check_area_can_be_scored(
    structure: DraftStructure, area: DraftArea, members: Sequence[DraftItem], faults: Faults
) -> None:
    place = (structure.file, area.line, area.key)
    for item in members:
        if item.kind == Kind.EXPERIENCE:
            faults.add("experience-is-scored", *place, item=item.id)
    used = dict.fromkeys(item.scale for item in members if item.kind != Kind.EXPERIENCE)
    if len(used) > 1:
        faults.add("area-mixes-scales", *place, scales=_listed(used))
    for scale in structure.scales:
        if scale.key not in used or not scale.favourable or not scale.unfavourable:
            continue
        if min(scale.favourable) <= max(scale.unfavourable):
            faults.add("scale-not-scorable", *place, scale=scale.key)


def _check_background(file: str, question: DraftBackground, faults: Faults) -> None:
    place = (file, question.line, question.id)
    if not FEWEST_CLASSES <= len(question.classes) <= MOST_CLASSES:
        faults.add(
            "classes-too-few",
            *place,
            count=len(question.classes),
            fewest=FEWEST_CLASSES,
            most=MOST_CLASSES,
        )
    _check_names(question.classes, file, faults)
    if len(question.classes) > MOST_CLASSES or len(question.merges) >= MOST_CLASSES:
        return
    left = list(dict.fromkeys(name.text for name in question.classes))
    names = set(left)
    for merge in question.merges:
        here = (file, merge.line, question.id)
        if merge.into in names:
            faults.add("class-exists", *here, name=merge.into)
        parts = list(dict.fromkeys(name.text for name in merge.of))
        if len(parts) < 2:
            faults.add("merge-of-one", *here)
        unknown = [name for name in parts if name not in left]
        for name in unknown:
            faults.add("class-unknown", *here, name=name, allowed=_listed(left))
        known = sorted(left.index(name) for name in parts if name in left)
        if not unknown and len(known) > 1 and known[-1] - known[0] != len(known) - 1:
            faults.add("merge-not-neighbours", *here, names=_listed(parts))
        names.add(merge.into)
        if known:
            left = [name for index, name in enumerate(left) if index not in known]
            left.insert(known[0], merge.into)


def _listed(values: Iterable[object]) -> str:
    """The values, or the first of them where there are many: a message stays a message."""
    written = [str(value) for value in values]
    shown = written[:MOST_LISTED]
    return ", ".join(shown if len(written) == len(shown) else [*shown, "…"])
