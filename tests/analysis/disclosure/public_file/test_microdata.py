"""The public-use file keeps to its terms, and figures agree with another program's."""

import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.counting.answers import Answers
from analysis.disclosure.cube.groups import cube
from analysis.disclosure.cube.units import UnitTree
from analysis.disclosure.policy import Policy
from analysis.disclosure.protect.certificate import protect_cube
from analysis.disclosure.protect.union import ShownRow, audit_union, shown_rows
from analysis.disclosure.public_file.anonymity_figures import figures
from analysis.disclosure.public_file.masking import MASKED, mask_rare
from analysis.disclosure.public_file.microdata import (
    MicrodataPolicy,
    TooManyItems,
    collapsed,
    public_use_file,
    together,
)
from questionnaires.model import BackgroundQuestion, Merge

REFERENCE = Path(__file__).parents[4] / "tests" / "reference" / "disclosure" / "pycanon.json"
QUESTIONS = (
    BackgroundQuestion(
        "grade", ("g4", "g5", "g6", "g7"), (Merge("upper", ("g4", "g5")), Merge("lower", ("g6", "g7")))
    ),
    BackgroundQuestion("gender", ("m", "f"), ()),
)


def the_answers(seed: int, people: int = 1500) -> Answers:
    draw = np.random.default_rng(seed)
    codes = draw.integers(1, 6, (people, 4)).astype(np.uint8)
    codes[draw.random((people, 4)) < 0.03] = 253
    return Answers(
        ("a", "b", "c", "d"),
        codes,
        draw.choice(4, people, p=[0.5, 0.3, 0.15, 0.05]).astype(np.int32),
        {
            "grade": draw.choice([0, 1, 2, 3, 255], people, p=[0.01, 0.2, 0.4, 0.37, 0.02]).astype(np.uint8),
            "gender": draw.choice([0, 1, 255], people, p=[0.6, 0.37, 0.03]).astype(np.uint8),
        },
    )


UNITS = {0: "head office", 1: "bureau", 2: "institute", 3: "branch"}


def test_the_worked_example_of_the_us_public_file_is_reproduced():
    counts = {"AAAA": 3, "AAAX": 13, "ABAB": 6, "AXXB": 24, "BABA": 3}

    became = mask_rare({tuple(pattern): n for pattern, n in counts.items()})

    after: Counter[str] = Counter()
    for pattern, n in counts.items():
        after["".join(became[tuple(pattern)])] += n
    assert after == {"AAAX": 16, "AXXB": 30, "XXXX": 3}


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_after_masking_no_pattern_but_the_empty_one_is_rare(seed):
    draw = np.random.default_rng(seed)
    counts = {tuple(pattern): int(draw.integers(1, 25)) for pattern in draw.choice(list("ABC"), (14, 4))}

    became = mask_rare(counts)

    after: Counter[tuple[str, ...]] = Counter()
    for pattern, n in counts.items():
        after[became[pattern]] += n
        assert all(now in (was, MASKED) for was, now in zip(pattern, became[pattern], strict=True))
    assert sum(after.values()) == sum(counts.values())
    assert all(n >= 10 for pattern, n in after.items() if set(pattern) != {MASKED})


def test_classes_are_collapsed_as_far_as_the_merges_go():
    assert collapsed(QUESTIONS[0]) == {0: "upper", 1: "upper", 2: "lower", 3: "lower"}


def test_a_public_use_file_keeps_to_its_terms():
    answers = the_answers(1)
    terms = MicrodataPolicy()

    file = public_use_file(answers, ("a", "c"), QUESTIONS, UNITS, terms=terms)

    assert file.columns == ("unit", "grade", "gender", "a", "c")
    classes = Counter(record[:3] for record in file.records)
    assert min(classes.values()) >= 10
    assert file.certificate.figures.k == min(classes.values())
    assert file.certificate.figures.l >= terms.least_l
    assert file.certificate.figures.t <= terms.largest_t
    assert file.certificate.records + file.certificate.dropped == 1500
    alone = [record for record in file.records if file.records.count(record) == 1]
    assert file.certificate.unique_share == len(alone) / len(file.records)
    assert list(file.records) == sorted(file.records)
    assert {record[0] for record in file.records} <= {"head office", "bureau", MASKED}


def test_the_order_of_arrival_leaves_no_trace():
    answers = the_answers(2)
    shuffled = np.random.default_rng(5).permutation(answers.respondents)
    other = Answers(
        answers.items,
        answers.codes[shuffled],
        answers.units[shuffled],
        {question: codes[shuffled] for question, codes in answers.background.items()},
    )

    assert public_use_file(answers, ("a",), QUESTIONS, UNITS) == public_use_file(
        other, ("a",), QUESTIONS, UNITS
    )


def test_a_file_is_audited_with_what_the_wave_has_shown():
    answers = the_answers(3)
    made = cube(
        answers.units, answers.background, UnitTree(np.array([-1, -1, -1, -1], np.int32)), QUESTIONS, Policy()
    )
    released = shown_rows(protect_cube(made, with_intervals=False))

    file = public_use_file(answers, ("a",), QUESTIONS, UNITS, released=released)

    assert file.certificate.records > 500
    assert file.certificate.figures.k >= 10


def test_a_class_that_a_table_gives_three_people_of_away_is_dropped():
    answers = the_answers(4, 400)
    everybody = Answers(
        answers.items, answers.codes, np.zeros(400, np.int32), {"gender": np.zeros(400, np.uint8)}
    )
    everybody.background["gender"][:100] = 1
    all_but_three_women = ShownRow("table", np.arange(3, 400), "")

    file = public_use_file(
        everybody,
        ("a",),
        QUESTIONS[1:],
        {0: "all"},
        released=[
            all_but_three_women,
        ],
    )
    women = ShownRow("f", np.arange(100), "microdata")
    men = ShownRow("m", np.arange(100, 400), "microdata")

    assert audit_union([all_but_three_women], [women, men], Policy()).smallest_derivable_group == 3
    assert file.certificate.dropped in (100, 300)


def test_a_file_of_many_items_is_refused():
    answers = the_answers(1, 30)
    with pytest.raises(TooManyItems):
        public_use_file(answers, ("a",) * 13, QUESTIONS, UNITS)


def test_a_file_that_would_be_empty_is_refused():
    with pytest.raises(ValueError, match="No record"):
        public_use_file(the_answers(1, 8), ("a",), QUESTIONS, UNITS)


@pytest.mark.parametrize("case", json.loads(REFERENCE.read_text())["cases"], ids=lambda case: case["name"])
def test_k_l_and_t_agree_with_pycanon(case):
    ours = figures(np.array(case["quasi_identifiers"]), np.array(case["sensitive"]))

    assert (ours.k, ours.l) == (case["k"], case["l"])
    assert ours.t == pytest.approx(case["t"], rel=1e-9)


def test_an_item_that_all_answered_alike_tells_classes_not_apart():
    of_two_items = figures(np.array([[1], [1], [2], [2]]), np.array([[1, 7], [2, 7], [1, 7], [1, 7]]))

    assert (of_two_items.l, of_two_items.t) == (1, 0.25)


def test_a_file_without_records_has_no_figures():
    with pytest.raises(ValueError, match="without records"):
        figures(np.zeros((0, 2), np.int64), np.zeros((0, 1), np.int64))


def test_files_of_several_institutions_are_put_together_and_small_ones_are_not_named():
    row = ("women", "4")
    tables = {"large": [row] * 300 + [("women", "2")] * 20, "small": [row] * 30 + [("men", "-")] * 15}
    terms = MicrodataPolicy(largest_t=1.0, least_l=1)

    made = together(("gender", "q"), 1, tables, 7, terms)

    assert {record[0] for record in made.records} == {"large", MASKED}
    assert made.certificate.records == len(made.records) == 365
    assert made.certificate.dropped == 7
    assert list(made.records) == sorted(made.records)
    assert made.certificate.figures.k == 15


def test_classes_that_miss_the_terms_among_all_are_dropped_and_none_is_no_file():
    tables = {"large": [("women", "4")] * 300, "small": [("men", "2")] * 9}
    terms = MicrodataPolicy(largest_t=1.0, least_l=1)

    made = together(("gender", "q"), 1, tables, 0, terms)

    assert made.certificate.dropped == 9
    with pytest.raises(ValueError, match="No record"):
        together(("gender", "q"), 1, {"small": [("men", "2")] * 9}, 0, terms)
