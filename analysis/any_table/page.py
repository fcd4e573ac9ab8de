"""One HTML page with the figures of a table's analysis; it loads nothing from anywhere."""

import json
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from analysis.any_table.table_json import as_json
from analysis.any_table.table_results import ColumnResults, ScaleResult, TableAnalysis, TableScore
from analysis.refusals import Refusal

PAGE = "analysis.html"
BLUE, RED, GREY = "#256ef4", "#d63d4a", "#8a949e"
MOST_GROUPS_DRAWN = 400
Figure = dict[str, Any]

STYLE = """
body{font:16px/1.6 system-ui,'Noto Sans KR',sans-serif;max-width:72rem;margin:2rem auto;
padding:0 1rem;color:#1e2124}
h1{font-size:1.7rem}h2{margin-top:3rem;border-top:1px solid #cdd1d5;padding-top:1rem}
table{border-collapse:collapse;margin:1rem 0}
th,td{text-align:right;padding:.25rem .75rem;border-bottom:1px solid #e6e8ea}
th:first-child,td:first-child{text-align:left}figure{margin:1rem 0}figcaption{color:#464c53}
.figure{min-height:22rem}.left-out{background:#f4f5f6;padding:1rem 2rem}
"""


def write_page(analysis: TableAnalysis, folder: Path, *, title: str) -> Path:
    """Write the page and the numbers behind it (analysis.json) into a folder; returns the page."""
    folder.mkdir(parents=True, exist_ok=True)
    numbers = as_json(analysis)
    (folder / "analysis.json").write_text(
        json.dumps(numbers, ensure_ascii=False, indent=2, allow_nan=False), "utf-8"
    )
    page = folder / PAGE
    page.write_text(render(analysis, numbers, title), "utf-8")
    return page


def render(analysis: TableAnalysis, numbers: dict[str, Any], title: str) -> str:
    """The page as text. Figures are data for the bundled plotly.js; tables hold the same numbers."""
    library = files("plotly").joinpath("package_data/plotly.min.js").read_text("utf-8")
    body = [f"<h1>{escape(title)}</h1>", _overview(analysis)]
    drawings: list[tuple[str, Figure]] = []
    for key, made in analysis.scales.items():
        body.append(f"<h2>{escape(key)}</h2>")
        for name, caption, figure in _figures(made):
            place = f"figure-{len(drawings)}"
            drawings.append((place, figure))
            body.append(
                f'<figure><div id="{place}" class="figure" role="img" aria-label="{escape(name)}"></div>'
                f"<figcaption>{escape(caption)}</figcaption></figure>"
            )
    said = "".join(f"<li>{escape(line)}</li>" for line in [*numbers["left_out"], *numbers["notes"]])
    body.append("<h2>What is left out, and what to beware of</h2>")
    body.append(f'<ul class="left-out">{said or "<li>Nothing.</li>"}</ul>')
    calls = "".join(
        f"Plotly.newPlot({json.dumps(place)},{_safe(figure['data'])},{_safe(figure['layout'])},"
        "{displaylogo:false,responsive:true});"
        for place, figure in drawings
    )
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><style>{STYLE}</style>'
        f"<script>{library}</script></head><body>{''.join(body)}<script>{calls}</script></body></html>"
    )


def _safe(value: Any) -> str:
    """JSON that cannot end the script it stands in."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False).replace("<", "\\u003c")


def _overview(analysis: TableAnalysis) -> str:
    rows = []
    for key, made in analysis.scales.items():
        if not isinstance(made.score, TableScore):
            rows.append(f"<tr><td>{escape(key)}</td><td colspan=5>{escape(str(made.score))}</td></tr>")
            continue
        interval = made.score.interval
        bounds = "" if isinstance(interval, Refusal) else f"{interval.lower:.1f} to {interval.upper:.1f}"
        alpha = "–" if isinstance(made.reliability, Refusal) else f"{made.reliability.pairwise:.3f}"
        omega = "–" if isinstance(made.omega, Refusal) else f"{made.omega:.3f}"
        rows.append(
            f"<tr><td>{escape(key)}</td><td>{made.score.scores.respondents}</td>"
            f"<td>{made.score.scores.mean:.1f}</td><td>{bounds}</td>"
            f"<td>{100 * made.score.favourable.mean:.1f} %</td><td>{alpha}</td><td>{omega}</td></tr>"
        )
    rows += [
        f"<tr><td>{escape(key)}</td><td colspan=6>{escape(str(reason))}</td></tr>"
        for key, reason in analysis.refused.items()
    ]
    return (
        "<table><thead><tr><th>Scale</th><th>Respondents</th><th>Score 0–100</th><th>95 % interval</th>"
        f"<th>Favourable</th><th>α</th><th>ω total</th></tr></thead><tbody>{''.join(rows)}</tbody></table>"
    )


def _figures(made: ScaleResult) -> list[tuple[str, str, Figure]]:
    figures = []
    if not isinstance(made.factor, Refusal):
        figures.append(_loadings(made))
    if made.groups is not None:
        drawn = _caterpillar(made.groups)
        if drawn is not None:
            figures.append(drawn)
    return figures


def _layout(title: str, x: str, y: str = "") -> Figure:
    return {
        "title": {"text": title},
        "xaxis": {"title": {"text": x}, "zeroline": False},
        "yaxis": {"title": {"text": y}, "automargin": True},
        "margin": {"l": 80, "r": 20, "t": 50, "b": 50},
        "template": "plotly_white",
        "showlegend": False,
    }


def _loadings(made: ScaleResult) -> tuple[str, str, Figure]:
    assert not isinstance(made.factor, Refusal)
    (loadings,) = made.factor.standardised().values()
    items = list(loadings)[::-1]
    values = [loadings[item] for item in items]
    bars = {
        "type": "bar",
        "orientation": "h",
        "x": values,
        "y": items,
        "marker": {"color": [RED if value < 0 else BLUE for value in values]},
        "hovertemplate": "%{y}: %{x:.3f}<extra></extra>",
    }
    fit = made.factor.fit
    caption = (
        f"Standardised loadings of one factor. χ² {fit.chisq:.1f} with {fit.df} degrees of freedom, "
        f"CFI {fit.cfi:.3f}, RMSEA {fit.rmsea:.3f} ({fit.rmsea_lower:.3f} to {fit.rmsea_upper:.3f}), "
        f"SRMR {fit.srmr:.3f}, {fit.respondents} complete answers."
    )
    title = f"{made.scale.key}: loadings"
    return title, caption, {"data": [bars], "layout": _layout(title, "standardised loading")}


def _caterpillar(made: ColumnResults) -> tuple[str, str, Figure] | None:
    """Groups from low to high with pooled means and 95 % posterior intervals; the observed ones as rings."""
    if isinstance(made.pooled, Refusal) or isinstance(made.ranking, Refusal):
        return None
    pooled, names = made.pooled, np.array(list(made.scores))
    order = np.argsort(pooled.pooled)
    if order.size > MOST_GROUPS_DRAWN:
        order = order[np.linspace(0, order.size - 1, MOST_GROUPS_DRAWN).astype(int)]
    half = 1.96 * np.sqrt(pooled.posterior_variances[order])
    centre = pooled.pooled[order]
    places = list(range(len(order)))
    labels = [str(name) for name in names[order]]
    points = {
        "type": "scatter",
        "mode": "markers",
        "x": centre.tolist(),
        "y": places,
        "text": labels,
        "error_x": {"type": "data", "array": half.tolist(), "color": GREY, "thickness": 1},
        "marker": {"color": BLUE, "size": 6},
        "hovertemplate": "%{text}: %{x:.1f}<extra>partially pooled</extra>",
    }
    observed = {
        "type": "scatter",
        "mode": "markers",
        "x": pooled.observed[order].tolist(),
        "y": places,
        "text": labels,
        "marker": {"color": RED, "size": 5, "symbol": "circle-open"},
        "hovertemplate": "%{text}: %{x:.1f}<extra>as answered</extra>",
    }
    layout = _layout(f"{made.column}: scores, pooled (●) and as answered (○)", "score 0–100", made.column)
    layout["yaxis"] |= {"showticklabels": len(order) <= 60, "tickvals": places, "ticktext": labels}
    layout["height"] = max(360, min(1600, 14 * len(order)))
    layout["shapes"] = [
        {
            "type": "line",
            "x0": pooled.mean,
            "x1": pooled.mean,
            "yref": "paper",
            "y0": 0,
            "y1": 1,
            "line": {"dash": "dot", "color": GREY},
        }
    ]
    caption = (
        f"Partially pooled scores of {pooled.groups} groups with 95 % intervals; the dotted line is their "
        f"mean. Rankability {made.ranking.rankability:.2f}; an interval spans "
        f"{made.ranking.mean_width:.0f} ranks on average."
    )
    return f"{made.column}: scores of the groups", caption, {"data": [points, observed], "layout": layout}
