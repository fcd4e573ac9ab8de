"""What a reader of a table's analysis must know, in words, once, at the scale it concerns."""

from collections.abc import Iterator, Mapping
from typing import Any

Json = Mapping[str, Any]
FEWEST_PER_ITEM = 3
WHAT = {
    "alpha": "α",
    "omega_total": "ω",
    "item_rest": "item-rest correlations",
    "alpha_if_deleted": "α without an item",
    "cfa": "factor model",
    "score": "score",
    "favourable": "favourable share",
    "icc1": "ICC(1)",
    "icc2": "ICC(2)",
    "rwg_j": "rwg",
    "ad": "average deviation",
    "ranking": "ranks",
    "invariance": "invariance",
    "drivers": "drivers",
}


def notes(result: Json) -> list[str]:
    """Sentences on a JSON result: warnings first, then what could not be given, each reason once.

    A reason that holds for many groups of a column is said once with their number.
    """
    said = []
    for key, made in result["scales"].items():
        if "refused" not in made:
            said += [f"scale {key}: {note}" for note in _of_scale(made)]
    for part in ("models", "drivers", "careless"):
        said += [f"{part}: {reason}" for reason in dict.fromkeys(_refused(result.get(part)))]
    return said


def _of_scale(made: Json) -> Iterator[str]:
    items = made["items"]
    for warning in made["warnings"]:
        yield (
            f"{warning}: if it is worded the other way round, write it with a minus before its name; α and ω "
            "mean little as it stands"
        )
    yield from _of_reliability(made, len(items))
    for item in made["unanswered"]:
        yield f"nobody answered {item}"
    reasons: dict[str, list[str]] = {}
    for name, part in made.items():
        if name in ("groups", "units", "careless") or (len(items) < 2 and name in _OF_ITEMS):
            continue
        for reason in _refused(part):
            # Without answers to an item the covariances are refused, too: it is named above.
            if not (made["unanswered"] and name in _OF_ITEMS):
                reasons.setdefault(reason, []).append(WHAT.get(name, name))
    for reason, names in reasons.items():
        yield f"{reason} (no {', '.join(dict.fromkeys(names))})"
    yield from _of_groups(made.get("groups"))
    yield from _of_groups(made["units"].get("groups") if isinstance(made.get("units"), dict) else None)


_OF_ITEMS = ("alpha", "omega_total", "item_rest", "alpha_if_deleted", "cfa")


def _of_reliability(made: Json, items: int) -> Iterator[str]:
    if items < 2:
        yield "one-item scale: no reliability"
        return
    complete = made["alpha"].get("complete_respondents")
    if complete is not None and complete < FEWEST_PER_ITEM * items:
        yield (
            f"{complete} complete answers to {items} items are too few to trust α and ω; at least "
            f"{FEWEST_PER_ITEM * items} are wanted"
        )
    bounded = made["cfa"].get("heywood") or []
    if bounded and isinstance(made["omega_total"], float):
        yield (
            f"the factor model leaves {', '.join(bounded)} no variance of its own (a Heywood case): ω "
            f"{made['omega_total']:.3f} flatters the scale and is not to be trusted"
        )


def _of_groups(groups: Any) -> Iterator[str]:
    if not isinstance(groups, dict) or not groups:
        return
    if all(group["n"] <= 1 for group in groups.values()):
        yield f"each of the {len(groups)} groups has one person: a column of ids tells nothing of groups"
        return
    counted: dict[str, int] = {}
    for group in groups.values():
        for reason in dict.fromkeys(_refused(group)):
            counted[reason] = counted.get(reason, 0) + 1
    for reason, number in counted.items():
        yield f"{reason} (in {number} of {len(groups)} groups)"


def _refused(part: Any) -> Iterator[str]:
    """All reasons in a part of the result."""
    if isinstance(part, dict):
        if isinstance(part.get("refused"), str):
            yield part["refused"]
        for value in part.values():
            yield from _refused(value)
