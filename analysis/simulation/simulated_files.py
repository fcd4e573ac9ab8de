"""Simulated answers as files: a table of answers, and the truth behind it."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from analysis.counting.answers import CLASS_NOT_GIVEN, NO_ANSWER, Answers
from analysis.simulation.simulation_parameters import Parameters, Truth
from questionnaires.model import Questionnaire


class UnknownItem(ValueError):
    """A planted item that the questionnaire does not have, or that is not written as 3:item=0.6."""


def headcounts(people: int, units: int, seed: int) -> list[int]:
    """People of an institution dealt out to units of unequal size, each with at least one.

    >>> sum(headcounts(400, 10, seed=1)), len(headcounts(400, 10, seed=1))
    (400, 10)
    """
    units = min(units, people)
    shares = np.random.default_rng([seed, 3]).dirichlet(np.full(units, 4.0))
    sizes = np.maximum(np.floor(shares * people).astype(int), 1)
    # What rounding left over or took too much is settled with the largest unit.
    while (gap := people - int(sizes.sum())) != 0:
        largest = int(np.argmax(sizes))
        sizes[largest] += gap if gap > 0 else max(gap, 1 - int(sizes[largest]))
    return [int(size) for size in sizes]


def planted(
    written: Sequence[str], parameters: Parameters, items: Sequence[str], institutions: int
) -> dict[int, Parameters]:
    """Parameters of the institutions in which items are shifted; each is written as 3:item=0.6.

    Institutions are counted from 1. Raises UnknownItem.
    """
    result: dict[int, Parameters] = {}
    for text in written:
        place, _, rest = text.partition(":")
        item, _, amount = rest.partition("=")
        try:
            index, shift = int(place) - 1, float(amount)
        except ValueError as error:
            raise UnknownItem(f"{text} is not written as INSTITUTION:ITEM=SD") from error
        if item not in items or not 0 <= index < institutions:
            raise UnknownItem(f"there is no item {item} in an institution {place}")
        own = result.get(index, parameters)
        result[index] = replace(own, item_shifts={**own.item_shifts, item: shift})
    return result


def table_of(made: Sequence[tuple[Answers, Truth]], questionnaire: Questionnaire) -> pl.DataFrame:
    """All institutions in one table: institution and unit from 1, background classes, then the items.

    All three kinds of missing become null, since a researcher's table knows one kind only.
    """
    parts = []
    for index, (answers, _) in enumerate(made, start=1):
        columns: dict[str, Any] = {
            "institution": np.full(answers.respondents, index, np.int32),
            "unit": answers.units + 1,
        }
        for question in questionnaire.background:
            names = np.array([*question.classes, ""], object)
            codes = answers.background[question.id]
            columns[question.id] = names[np.where(codes == CLASS_NOT_GIVEN, len(question.classes), codes)]
        frame = pl.DataFrame(columns)
        codes = answers.codes.astype(np.int16)
        items = pl.DataFrame({item: codes[:, place] for place, item in enumerate(answers.items)})
        parts.append(pl.concat([frame, items.select(_null_if_missing(items.columns))], how="horizontal"))
    return pl.concat(parts)


def _null_if_missing(columns: Sequence[str]) -> list[pl.Expr]:
    return [pl.when(pl.col(name) < NO_ANSWER).then(pl.col(name)).alias(name) for name in columns]


def write_answers(made: Sequence[tuple[Answers, Truth]], questionnaire: Questionnaire, path: Path) -> None:
    """Write the table as CSV or Parquet, by the file's suffix."""
    table = table_of(made, questionnaire)
    if path.suffix == ".parquet":
        table.write_parquet(path)
    else:
        table.write_csv(path)


def truth_json(made: Sequence[tuple[Answers, Truth]], parameters: Parameters, seed: int) -> dict[str, Any]:
    """The truth of all institutions, with the parameters and the seed that made it."""
    return {
        "seed": seed,
        "parameters": asdict(parameters),
        "institutions": [
            {
                "institution": index,
                "areas": list(truth.areas),
                "headcounts": truth.headcounts.tolist(),
                "unit_means": truth.unit_means.tolist(),
                "population_scores": truth.population_scores.tolist(),
                "expected_scores": truth.expected_scores.tolist(),
                "careless": int(truth.is_careless.sum()),
                "shifted_items": list(truth.shifted_items),
            }
            for index, (_, truth) in enumerate(made, start=1)
        ],
    }
