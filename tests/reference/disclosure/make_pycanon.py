"""Makes pycanon.json: k, l and t of small random files by pycanon 1.3.6 (pandas 2.3, numpy 2.0).

Run in an environment of its own: `pip install pycanon==1.3.6` and `python make_pycanon.py`.
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd
from pycanon import anonymity


def main() -> None:
    cases = []
    for seed, (people, widths, items) in enumerate(
        [(40, (2, 3), 1), (120, (2, 2, 3), 2), (200, (4,), 3), (60, (2, 5), 2), (90, (3, 3), 1)]
    ):
        draw = np.random.default_rng(seed)
        quasi = np.stack([draw.integers(0, width, people) for width in widths], axis=1)
        sensitive = draw.integers(1, 6, (people, items))
        sensitive[:, 0] = np.clip(sensitive[:, 0] + quasi[:, 0], 1, 5)
        frame = pd.DataFrame(quasi, columns=[f"q{i}" for i in range(len(widths))])
        for item in range(items):
            frame[f"s{item}"] = sensitive[:, item]
        qi = [f"q{i}" for i in range(len(widths))]
        sa = [f"s{i}" for i in range(items)]
        cases.append(
            {
                "name": f"{people} people, {len(widths)} questions, {items} items",
                "quasi_identifiers": quasi.tolist(),
                "sensitive": sensitive.tolist(),
                "k": int(anonymity.k_anonymity(frame, qi)),
                "l": int(anonymity.l_diversity(frame, qi, sa)),
                "t": float(anonymity.t_closeness(frame, qi, sa)),
            }
        )
    document = {"program": "pycanon 1.3.6", "cases": cases}
    Path(__file__).with_name("pycanon.json").write_text(json.dumps(document) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
