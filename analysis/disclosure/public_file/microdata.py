"""The public-use file: single answers without a name, which leave only by the ministry's decision."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.counting.answers import CLASS_NOT_GIVEN, NO_ANSWER, Answers
from analysis.disclosure.policy import Policy
from analysis.disclosure.protect.union import ShownRow, audit_union
from analysis.disclosure.public_file.anonymity_figures import AnonymityFigures, by_class, classes_of, figures
from analysis.disclosure.public_file.masking import MASKED, Pattern, mask_rare
from questionnaires.model import BackgroundQuestion

LARGEST_NUMBER_OF_ITEMS = 12
NO_ANSWER_GIVEN = "-"


class TooManyItems(ValueError):
    """A public-use file with so many items that answers alone would single people out."""


@dataclass(frozen=True, slots=True)
class MicrodataPolicy:
    """The terms of a public-use file.

    smallest_unit : respondents that a unit needs to be named in it. least_l, largest_t : what each class
    of alike records must keep to; a class that does not is dropped.
    """

    smallest_class: int = 10
    smallest_unit: int = 300
    least_l: int = 2
    largest_t: float = 0.5


@dataclass(frozen=True, slots=True)
class MicrodataCertificate:
    """What a public-use file keeps to. `dropped` counts the records that were left out.

    unique_share : part of the records that no other one is like, in class and answers together: whoever knows
        a few answers of somebody in it can read the others. k, l and t do not speak of that.
    """

    policy: MicrodataPolicy
    figures: AnonymityFigures
    records: int
    dropped: int
    masked_values: int
    unique_share: float


@dataclass(frozen=True, slots=True)
class PublicUseFile:
    """Records in the order of their content, which says nothing about the order of their arrival.

    columns : "unit", the background questions, the items. An item's answer is its point, or "-".
    """

    columns: tuple[str, ...]
    records: tuple[tuple[str, ...], ...]
    certificate: MicrodataCertificate


def public_use_file(
    answers: Answers,
    items: Sequence[str],
    questions: Sequence[BackgroundQuestion],
    unit_names: Mapping[int, str],
    *,
    terms: MicrodataPolicy | None = None,
    policy: Policy | None = None,
    released: Sequence[ShownRow] = (),
) -> PublicUseFile:
    """The public-use file of one wave.

    items : the few items that go in. questions : background questions, the one worth most first; classes
    are collapsed as far as the questionnaire's merges go. unit_names : name of the unit that each unit
    index is to be shown under, units of one name counted together; others, and names of fewer than
    `smallest_unit` respondents, read "X". released : what the wave has shown already; classes of records
    that together with it would give a small group away are dropped. Raises TooManyItems, and ValueError
    when no record is left.
    """
    terms, policy = terms or MicrodataPolicy(), policy or Policy()
    if len(items) > LARGEST_NUMBER_OF_ITEMS:
        raise TooManyItems(f"{len(items)} items; a public-use file has {LARGEST_NUMBER_OF_ITEMS} at most.")
    patterns = _patterns(answers, questions, unit_names, terms.smallest_unit)
    became = mask_rare(Counter(patterns), terms.smallest_class)
    masked = [became[pattern] for pattern in patterns]
    names = sorted(set(masked))
    number = {pattern: index for index, pattern in enumerate(names)}
    classes = np.array([number[pattern] for pattern in masked], dtype=np.int64)
    sensitive = np.stack([answers.column(item) for item in items], axis=1).astype(np.int64)
    kept = _fitting(classes, sensitive, terms)
    rows = [
        ShownRow(str(one), np.nonzero(kept & (classes == one))[0], "microdata")
        for one in np.unique(classes[kept])
    ]
    withheld = audit_union(released, rows, policy).withhold if released else ()
    kept &= ~np.isin(classes, [int(key) for key in withheld])
    kept = _fitting(np.where(kept, classes, -1), sensitive, terms)
    if not kept.any():
        raise ValueError("No record may be shown under these terms.")
    records = sorted(
        (*masked[at], *(_answer(int(code)) for code in sensitive[at])) for at in np.nonzero(kept)[0]
    )
    certificate = MicrodataCertificate(
        policy=terms,
        figures=figures(classes[kept][:, None], sensitive[kept]),
        records=len(records),
        dropped=len(masked) - len(records),
        masked_values=sum(value == MASKED for record in records for value in record[: len(names[0])]),
        unique_share=sum(count == 1 for count in Counter(records).values()) / len(records),
    )
    return PublicUseFile(
        ("unit", *(question.id for question in questions), *items), tuple(records), certificate
    )


def together(
    columns: Sequence[str],
    questions: int,
    tables: Mapping[str, Sequence[tuple[str, ...]]],
    dropped: int,
    terms: MicrodataPolicy,
) -> PublicUseFile:
    """One public-use file of several, each of them masked by itself before.

    columns : the first `questions` are background questions, the others items. tables : by the name that the
    unit is to be shown under, its records; names of fewer than `smallest_unit` read "X". dropped : records
    that were left out before. Classes that do not keep to the terms among all records are dropped as well.
    Raises ValueError when no record is left.
    """
    rows = [
        (name if len(records) >= terms.smallest_unit else MASKED, *record)
        for name, records in tables.items()
        for record in records
    ]
    patterns = [row[: 1 + questions] for row in rows]
    number = {pattern: index for index, pattern in enumerate(sorted(set(patterns)))}
    classes = np.array([number[pattern] for pattern in patterns], dtype=np.int64)
    sensitive = np.array(
        [[_code(answer) for answer in row[1 + questions :]] for row in rows], dtype=np.int64
    ).reshape(len(rows), len(columns) - questions)
    kept = _fitting(classes, sensitive, terms)
    if not kept.any():
        raise ValueError("No record may be shown under these terms.")
    records = sorted(rows[at] for at in np.nonzero(kept)[0])
    certificate = MicrodataCertificate(
        policy=terms,
        figures=figures(classes[kept][:, None], sensitive[kept]),
        records=len(records),
        dropped=dropped + len(rows) - len(records),
        masked_values=sum(value == MASKED for record in records for value in record[: 1 + questions]),
        unique_share=sum(count == 1 for count in Counter(records).values()) / len(records),
    )
    return PublicUseFile(("unit", *columns), tuple(records), certificate)


def _code(answer: str) -> int:
    return NO_ANSWER if answer == NO_ANSWER_GIVEN else int(answer)


def collapsed(question: BackgroundQuestion) -> Mapping[int, str]:
    """For each class of a question the name of the widest merge that holds it, or its own."""
    name = {key: key for key in question.classes}
    for merge in question.merges:
        for key, current in name.items():
            if current in merge.of:
                name[key] = merge.into
    return {index: name[key] for index, key in enumerate(question.classes)}


def _patterns(
    answers: Answers,
    questions: Sequence[BackgroundQuestion],
    unit_names: Mapping[int, str],
    smallest_unit: int,
) -> list[Pattern]:
    units = [unit_names.get(int(unit), MASKED) for unit in answers.units]
    people = Counter(units)
    columns = [[unit if people[unit] >= smallest_unit else MASKED for unit in units]]
    for question in questions:
        names = collapsed(question)
        columns.append(
            [
                MASKED if code == CLASS_NOT_GIVEN else names[int(code)]
                for code in answers.background[question.id]
            ]
        )
    return list(zip(*columns, strict=True))


def _fitting(
    classes: NDArray[np.int64], sensitive: NDArray[np.int64], terms: MicrodataPolicy
) -> NDArray[np.bool_]:
    """Records whose class keeps to the terms; dropping one class moves the whole, so again to a fixpoint.

    classes : -1 for records that are out already.
    """
    kept = classes >= 0
    while kept.any():
        numbers = classes_of(classes[kept][:, None])
        fits = np.array(
            [
                one.k >= terms.smallest_class and one.l >= terms.least_l and one.t <= terms.largest_t
                for one in by_class(numbers, sensitive[kept])
            ]
        )
        if fits.all():
            break
        kept[np.nonzero(kept)[0]] = fits[numbers]
    return kept


def _answer(code: int) -> str:
    return str(code) if code <= 100 else NO_ANSWER_GIVEN
