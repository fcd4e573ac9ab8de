"""Which items of a new version are worded anew, and what a person decided about their meaning."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import yaml

from questionnaires.model import Item, Questionnaire


class Meaning(StrEnum):
    """What a person decides of another wording: it asks the same, or begins a series of its own."""

    SAME = "same"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Rewording:
    """One text that was changed since `since`: an item's, or the labels of a scale, which `items` share.

    subject : `item:CULT01` or `scale:agreement`. texts : by language, as it was and as it is now.
    """

    subject: str
    since: str
    items: tuple[str, ...]
    texts: Mapping[str, tuple[str, str]]

    @property
    def name(self) -> str:
        """The item's id, or the scale's key."""
        return self.subject.partition(":")[2]

    @property
    def is_scale(self) -> bool:
        return self.subject.startswith("scale:")

    @property
    def unchanged_in(self) -> tuple[str, ...]:
        """Languages in which the text stayed as it was, though it was changed in another."""
        return tuple(language for language, (before, now) in self.texts.items() if before == now)


@dataclass(frozen=True, slots=True)
class CarriedOn:
    """How many items of a version may be set beside the version before, and which need a decision.

    as_before : word for word. anew : without a counterpart, or with another period, scale or direction.
    """

    version: str
    as_before: tuple[str, ...]
    anew: tuple[str, ...]
    rewordings: tuple[Rewording, ...]


def carried_on(earlier: Sequence[Questionnaire], now: Questionnaire) -> CarriedOn | None:
    """What a version carries on of the published versions of its key, oldest first; None for the first."""
    if not earlier:
        return None
    as_before, anew = [], []
    found: dict[str, Rewording] = {}
    for item in now.items:
        before = _before(earlier, item)
        if before is None:
            anew.append(item.id)
            continue
        changed = list(_changes(*before, now, item))
        for one in changed:
            known = found.get(one.subject)
            items = (*known.items, item.id) if known else one.items
            found[one.subject] = Rewording(one.subject, one.since, items, one.texts)
        if not changed:
            as_before.append(item.id)
    return CarriedOn(earlier[-1].version, tuple(as_before), tuple(anew), tuple(found.values()))


def decided(
    content: str, earlier: Sequence[Questionnaire], now: Questionnaire, meanings: Mapping[str, Meaning]
) -> str:
    """The structure's text with the decisions in it: `same_meaning_as`, or a comparability key of its own.

    `meanings` has a decision for every rewording, by subject. What was decided for the version before
    stays decided for a text that did not change since.
    """
    fields: dict[str, dict[str, str]] = {}
    for item in now.items:
        before = _before(earlier, item)
        chosen = [meanings[one.subject] for one in _changes(*before, now, item)] if before else []
        if Meaning.OTHER in chosen:
            fields[item.id] = {"comparability": json.dumps(f"{now.key}/{item.id}@{now.version}")}
            same: tuple[str, ...] = ()
        else:
            same = _same_as(earlier, *before, is_reworded=bool(chosen)) if before else ()
        if same or item.same_meaning_as:
            fields.setdefault(item.id, {})["same_meaning_as"] = json.dumps(same, ensure_ascii=False)
    return _with_fields(content, fields)


def _before(earlier: Sequence[Questionnaire], item: Item) -> tuple[Questionnaire, Item] | None:
    """The newest version with an item of that comparability key which can be compared but for its words."""
    for version in reversed(earlier):
        for one in version.items:
            if one.comparability == item.comparability:
                is_alike = (
                    one.recall_months == item.recall_months
                    and one.scale.points == item.scale.points
                    and one.is_reversed == item.is_reversed
                )
                return (version, one) if is_alike else None
    return None


def _changes(version: Questionnaire, before: Item, now: Questionnaire, item: Item) -> Iterator[Rewording]:
    was, is_now = version.wording(before.id), now.wording(item.id)
    for subject, part in ((f"item:{item.id}", slice(0, 1)), (f"scale:{item.scale.key}", slice(1, None))):
        texts = {
            language: (" · ".join(was[language][part]), " · ".join(is_now[language][part]))
            for language in is_now
            if language in was
        }
        if any(old != new for old, new in texts.values()):
            yield Rewording(subject, version.version, (item.id,), texts)


def _same_as(
    earlier: Sequence[Questionnaire], version: Questionnaire, before: Item, is_reworded: bool
) -> tuple[str, ...]:
    """The versions whose other wording means the same: the one before, all worded like it, and theirs."""
    alike = [
        (one, item)
        for one in earlier
        for item in one.items
        if item.comparability == before.comparability and one.is_worded_as(item.id, version, before.id)
    ]
    named = {named for _, item in alike for named in item.same_meaning_as}
    return tuple(sorted(named | {one.version for one, _ in alike} if is_reworded else named))


def _with_fields(content: str, fields: Mapping[str, Mapping[str, str]]) -> str:
    """The YAML text with these fields of these items set; everything else stays letter for letter."""
    # Not the parser written in C: its marks count bytes, and these are cut out of the text.
    top = yaml.compose(content, Loader=yaml.SafeLoader)
    assert isinstance(top, yaml.MappingNode)  # the loader has read this very text
    edits: list[tuple[int, int, str]] = []
    items = next(value for key, value in top.value if key.value == "items")
    for node in items.value:
        known = {key.value: value for key, value in node.value}
        first = node.value[0][0].start_mark
        between = ", " if node.flow_style else "\n" + " " * first.column
        for name, value in fields.get(known["id"].value, {}).items():
            if name in known:
                edits.append((*_span(known[name]), value))
            else:
                edits.append((first.index, first.index, f"{name}: {value}{between}"))
    for start, end, text in sorted(edits, reverse=True):
        content = content[:start] + text + content[end:]
    return content


def _span(node: yaml.Node) -> tuple[int, int]:
    """Where a value stands. A list of lines ends with its last entry, not where the next field begins."""
    is_list_of_lines = isinstance(node, yaml.SequenceNode) and not node.flow_style and node.value
    last = node.value[-1] if is_list_of_lines else node
    return node.start_mark.index, last.end_mark.index
