"""The rules that a questionnaire's texts keep, in each language and between the languages."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from questionnaires.drafts import DraftStructure, DraftTexts
from questionnaires.faults import Faults
from questionnaires.reading import Written
from questionnaires.sentences import Part, every_language

PLACEHOLDER = "{institution}"
LONGEST_TEXT = 600
LONGEST_INTRODUCTION = 3000
LONGEST_LABEL = 120
_BRACES = re.compile(r"\{[^{}]*\}|[{}]")


def check_texts(structure: DraftStructure, languages: Sequence[DraftTexts], faults: Faults) -> None:
    """Notes every text that is missing, unwanted or badly written, and where the languages differ."""
    for texts in languages:
        _check_presence(structure, texts, faults)
        _check_scale_labels(structure, texts, faults)
        _check_recall_periods(structure, texts, faults)
        _check_repeated_items(texts, faults)
        for place, written, longest in _every_text(texts):
            _check_characters(texts, place, written, longest, faults)
    _check_placeholders_agree(languages, faults)


def _check_presence(structure: DraftStructure, texts: DraftTexts, faults: Faults) -> None:
    classes: dict[tuple[str, str], None] = {}
    for question in structure.background:
        names = [name.text for name in question.classes] + [merge.into for merge in question.merges]
        classes.update({(question.id, name): None for name in names})
    wanted: Iterable[tuple[Part, str, Sequence[str], Mapping[str, object]]] = (
        (Part.ITEM, "items", [item.id for item in structure.items], texts.items),
        (Part.AREA, "areas", [area.key for area in structure.areas], texts.areas),
        (Part.SCALE, "scales", [scale.key for scale in structure.scales], texts.scales),
        (
            Part.BACKGROUND_QUESTION,
            "background",
            [question.id for question in structure.background],
            texts.background,
        ),
        (Part.COMMENT_QUESTION, "comments", [c.id for c in structure.comments], texts.comments),
    )
    for what, path, keys, given in wanted:
        for key in dict.fromkeys(keys):
            if key and key not in given:
                line = texts.section_lines.get(path, 0)
                _note(texts, faults, "text-missing", line, key, what=what, path=path)
        known = set(keys)
        for key in given:
            if key not in known:
                line = _line(given[key])
                _note(texts, faults, "text-unwanted", line, key, what=what)
    for question_id, name in classes:
        if question_id in texts.background and (question_id, name) not in texts.background_classes:
            path = f"background.{question_id}.classes"
            line = texts.background[question_id].line
            _note(texts, faults, "text-missing", line, question_id, key=name, path=path, what=Part.CLASS)
    questions = {question.id for question in structure.background}
    for question_id, name in texts.background_classes:
        if (question_id, name) not in classes and question_id in questions:
            line = texts.background_classes[question_id, name].line
            _note(texts, faults, "text-unwanted", line, question_id, key=name, what=Part.CLASS)


def _check_scale_labels(structure: DraftStructure, texts: DraftTexts, faults: Faults) -> None:
    for scale in structure.scales:
        labels = texts.scales.get(scale.key, ())
        if labels and len(labels) != len(scale.points):
            _note(
                texts,
                faults,
                "scale-labels",
                labels[0].line,
                scale.key,
                scale=scale.key,
                points=len(scale.points),
                labels=len(labels),
            )
        _check_labels_differ(texts, scale.key, labels, faults)
    for question in structure.background:
        names = [name.text for name in question.classes] + [merge.into for merge in question.merges]
        given = [texts.background_classes.get((question.id, name)) for name in dict.fromkeys(names)]
        _check_labels_differ(texts, question.id, [label for label in given if label], faults)


def _check_labels_differ(texts: DraftTexts, place: str, labels: Iterable[Written], faults: Faults) -> None:
    seen: set[str] = set()
    for label in labels:
        if label.text and label.text in seen:
            _note(texts, faults, "label-twice", label.line, place, label=label.text)
        seen.add(label.text)


def _check_recall_periods(structure: DraftStructure, texts: DraftTexts, faults: Faults) -> None:
    for item in structure.items:
        written = texts.items.get(item.id)
        if item.recall_months is None or written is None or not written.text:
            continue
        if not names_recall_period(written.text, item.recall_months):
            _note(texts, faults, "recall-not-in-text", written.line, item.id, months=item.recall_months)


def names_recall_period(text: str, months: int) -> bool:
    """Whether a question names its recall period, in months or in whole years, in any language.

    >>> names_recall_period("최근 12개월 동안 …", 12), names_recall_period("In the last year …", 12)
    (True, True)
    >>> names_recall_period("최근 12개월 동안 …", 2)
    False
    """
    ways: list[str] = []
    for said in every_language():
        periods = said.recall_periods
        ways += [way.format(months=months) for way in periods["months"]]
        ways += periods["one_month"] if months == 1 else ()
        ways += [way.format(years=months // 12) for way in periods["years"]] if months % 12 == 0 else ()
        ways += periods["one_year"] if months == 12 else ()
    return any(re.search(way, text, re.IGNORECASE) for way in ways)


def _check_repeated_items(texts: DraftTexts, faults: Faults) -> None:
    first: dict[str, str] = {}
    for item_id, written in texts.items.items():
        if written.text and written.text in first:
            _note(texts, faults, "item-text-twice", written.line, item_id, first=first[written.text])
        first.setdefault(written.text, item_id)


def _every_text(texts: DraftTexts) -> Iterator[tuple[str, Written, int]]:
    """Each text with its place and the longest it may be."""
    yield "title", texts.title, LONGEST_LABEL
    yield "introduction", texts.introduction, LONGEST_INTRODUCTION
    yield "not_applicable", texts.not_applicable, LONGEST_LABEL
    for key, written in texts.areas.items():
        yield key, written, LONGEST_LABEL
    for some in (
        texts.area_descriptions,
        texts.items,
        texts.background,
        texts.background_purposes,
        texts.comments,
    ):
        for key, written in some.items():
            yield key, written, LONGEST_TEXT
    for key, labels in texts.scales.items():
        for written in labels:
            yield key, written, LONGEST_LABEL
    for (question, _), written in texts.background_classes.items():
        yield question, written, LONGEST_LABEL


def _check_characters(texts: DraftTexts, place: str, written: Written, longest: int, faults: Faults) -> None:
    if len(written.text) > longest:
        _note(texts, faults, "text-too-long", written.line, place, length=len(written.text), limit=longest)
    for character in dict.fromkeys(written.text):
        # Controls, and formats such as an override of the writing direction, can make a text lie.
        if unicodedata.category(character) in ("Cc", "Cf", "Co", "Cn") and character != "\n":
            code = f"U+{ord(character):04X}"
            _note(texts, faults, "text-hidden-character", written.line, place, code=code)
    for found in dict.fromkeys(_BRACES.findall(written.text)):
        if found != PLACEHOLDER:
            _note(texts, faults, "placeholder-unknown", written.line, place, placeholder=found)


def _check_placeholders_agree(languages: Sequence[DraftTexts], faults: Faults) -> None:
    some_texts: Sequence[Callable[[DraftTexts], Mapping[str, Written]]] = (
        lambda texts: texts.items,
        lambda texts: texts.area_descriptions,
        lambda texts: texts.background,
        lambda texts: texts.comments,
    )
    for of in some_texts:
        with_placeholder = {
            key for texts in languages for key, written in of(texts).items() if PLACEHOLDER in written.text
        }
        for texts in languages:
            for key, written in of(texts).items():
                if key in with_placeholder and written.text and PLACEHOLDER not in written.text:
                    _note(texts, faults, "placeholder-differs", written.line, key)


def _note(texts: DraftTexts, faults: Faults, rule: str, line: int, place: str, **words: object) -> None:
    words.setdefault("key", place)
    faults.add(rule, texts.file, line, place, texts.language, **words)


def _line(given: object) -> int:
    if isinstance(given, Written):
        return given.line
    return given[0].line if isinstance(given, tuple) and given else 0
