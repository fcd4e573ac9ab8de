"""Makes pytauargus.json: optimal suppression of random two-way tables by pytauargus 0.6.0 (Tau-Argus, EUPL).

Run in an environment of its own: `pip install pytauargus==0.6.0 pandas` and `python make_pytauargus.py`.
Cells of 1 to 9 are unsafe; every unsafe value must stay open by at least one on either side.
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytauargus


def main() -> None:
    tables = []
    for seed in range(40):
        draw = np.random.default_rng(seed)
        rows, columns = int(draw.integers(3, 5)), int(draw.integers(3, 6))
        inner = draw.choice([2, 4, 7, 12, 15, 22, 30, 41], (rows, columns))
        frame = pd.DataFrame(
            [
                (f"r{r}", f"c{c}", 1.0)
                for r in range(rows)
                for c in range(columns)
                for _ in range(inner[r, c])
            ],
            columns=["row", "col", "people"],
        )
        done = pytauargus.protect(
            frame, ["row", "col"], "people", safety_rules="FREQ(10,10)", suppress="OPT(1)"
        )
        cells = done.tables[0].rows
        hidden = [
            [cell["row"].replace("Total", "T") + "|" + cell["col"].replace("Total", "T"), cell["status"]]
            for cell in cells
            if cell["status"] in ("U", "M")
        ]
        cost = sum(int(cell["freq"]) for cell in cells if cell["status"] in ("U", "M"))
        levels = sorted({(cell["lower"], cell["upper"]) for cell in cells if cell["status"] == "U"})
        tables.append({"inner": inner.tolist(), "hidden": hidden, "cost": cost, "levels": levels})
    document = {"program": "pytauargus 0.6.0", "tables": tables}
    Path(__file__).with_name("pytauargus.json").write_text(json.dumps(document) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
