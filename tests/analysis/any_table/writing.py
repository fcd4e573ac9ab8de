"""Tables of answers with two scales, written down and analysed."""

import json

import numpy as np
import polars as pl

from analysis.any_table.table import analyse
from analysis.any_table.table_json import as_json
from analysis.any_table.table_structure import read_structure
from analysis.any_table.tables import read_table

A_SCALE = {"items": ["A1", "-A2", "A3", "A4"], "bounds": [1, 5], "minimum_answered": 3}

B_SCALE = {"items": ["B1", "B2", "B3"], "bounds": [1, 5]}


def answers(rows: int = 400, seed: int = 1) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    groups = rng.integers(0, 8, rows)
    opinion = rng.normal(size=rows) + rng.normal(0, 0.4, 8)[groups]
    other = 0.6 * opinion + rng.normal(0, 0.8, rows)

    def item(of: np.ndarray) -> np.ndarray:
        return np.clip(np.rint(3 + 0.9 * of + rng.normal(0, 0.7, rows)), 1, 5).astype(int)

    table = {f"A{i}": item(opinion) for i in range(1, 5)} | {f"B{i}": item(other) for i in range(1, 4)}
    table["A2"] = 6 - table["A2"]
    return table | {"group": groups, "unit": rng.integers(0, 3, rows)}


def write(tmp_path, table, scales=None, models=None):
    pl.DataFrame(table, strict=False).write_csv(tmp_path / "answers.csv")
    description = {"scales": scales or {"A": A_SCALE, "B": B_SCALE}}
    if models:
        description["models"] = models
    (tmp_path / "scales.yaml").write_text(json.dumps(description))
    return tmp_path / "answers.csv", tmp_path / "scales.yaml"


def results(tmp_path, table, scales=None, models=None, **options):
    data, description = write(tmp_path, table, scales, models)
    return as_json(analyse(read_table(data), read_structure(description), **options))
