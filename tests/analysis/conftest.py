"""The reference data of tests/reference, and the shared data where it lies beside the project."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "tests" / "reference"
SHARED_DATA = ROOT.parent / "shared" / "data"
MINIMUM = {"LEAD": 4, "VOICE": 3, "ENG": 4}
LENGTH = {"LEAD": 6, "VOICE": 4, "ENG": 5}


@dataclass(frozen=True, eq=False)
class Reference:
    """Answers of units.csv, keyed, and what R makes of them."""

    items: dict[str, list[str]]
    keyed: dict[str, np.ndarray]
    raw: np.ndarray
    units: np.ndarray
    unit_names: list[str]
    expected: dict[str, Any]


@pytest.fixture(scope="session")
def reference() -> Reference:
    table = pl.read_csv(REFERENCE / "data" / "units.csv")
    items = {key: [f"{key}{i}" for i in range(1, k + 1)] for key, k in LENGTH.items()}
    keyed = {
        key: table.select(pl.col(names).cast(pl.Float64).fill_null(float("nan"))).to_numpy()
        for key, names in items.items()
    }
    raw = np.concatenate([keyed[key] for key in items], axis=1)
    keyed["LEAD"] = keyed["LEAD"].copy()
    keyed["LEAD"][:, 2] = 6 - keyed["LEAD"][:, 2]
    units = table["unit"].to_numpy()
    names = np.unique(units)
    expected = json.loads((REFERENCE / "expected.json").read_text())
    return Reference(
        items, keyed, raw, np.searchsorted(names, units), [str(name) for name in names], expected
    )


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of shared data; tests that need it are skipped where it is absent."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the shared data do not lie beside the project")
    return SHARED_DATA
