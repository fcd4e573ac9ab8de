"""The law of a release: for each of its fields, why it tells nothing of a hidden group.

An attacker is taken to know every group's size, who is in it, and every number of a release at full
precision. A field that is not listed here may not leave: tests/structure/test_release_law.py asks for each.
What is kept of a counted wave (`analysis.counted`) has the same law, and its fields the same question: the
exact numbers behind those that a release shows, of the groups that it shows, and no other.
"""

from collections.abc import Mapping
from enum import StrEnum


class Holds(StrEnum):
    """Which of these holds for a field.

    NO_ANSWERS: it speaks of names, days, terms, headcounts, or of who is in a group, which everybody knows.
    SUM: a count or mean over a shown group, or what follows from such and from headcounts. What sums give
        away is what the mask and its exact audit are for.
    SHOWN: no sum, but computed from shown groups' sizes, means and standard deviations, or from the answers
        of one shown group and nowhere else. Standard deviations tell squares; hence PROVEN.
    PROVEN: it tells a shown group's sum of squares and so narrows a hidden group's result beside it. With
        all of these given, other answers are found in which the hidden result differs by ten points: before
        a release is made, for every hidden group and area, or else more is hidden.
    READ: words that a person has read and released.
    MASKED: records of single people, ten and more alike, audited with all groups that are shown; kept and
        published only where the signed terms say so.
    """

    NO_ANSWERS = "no answers"
    SUM = "sum of shown cells"
    SHOWN = "from shown groups alone"
    PROVEN = "proven not to narrow"
    READ = "read by a person"
    MASKED = "masked, by the signed terms"


N, S, G, P = Holds.NO_ANSWERS, Holds.SUM, Holds.SHOWN, Holds.PROVEN

LAW: Mapping[str, Mapping[str, Holds]] = {
    "Release": {
        "format": N,
        "institution": N,
        "wave": N,
        "programme": N,
        "questionnaire_key": N,
        "questionnaire_version": N,
        "questionnaire_hash": N,
        "manifest_fingerprint": N,
        "held_from": N,
        "held_until": N,
        "is_fictional": N,
        "names": N,
        "participation": N,
        "groups": S,
        "certificate": N,
        "previous_wave": N,
        "reliability": G,
        "agreement": G,
        "between_units": G,
        "drivers": G,
        "standings": G,
        "trend": S,
        "quality": S,
        "weighting": P,
        "themes": S,
        "quotations": Holds.READ,
        "benchmark_institutions": N,
        "is_pulse": N,
        "counted_in": N,
        # Digests of all that is kept: whoever could try out what they are of has it already.
        "opened": N,
        # Names of units, and which shown groups a difference rests on: sums of them are known with them.
        "reorganisation": N,
        "compared_with": N,
    },
    "Reorganised": {"change": N, "then": N, "now": N},
    "FormerGroups": {"added": N, "less": N},
    "Opened": {"root": N, "digest": N, "machines": N},
    "Machine": {"name": N, "key": N, "signature": N},
    "Participation": {
        "invited": N,
        "respondents": S,
        "rate": S,
        "margin_of_error": S,
        "spoiled": N,
        "by_weaker_mode": N,
    },
    "Certificate": {
        "smallest_group": N,
        "smallest_derivable_group": N,
        "hidden_groups": N,
        "protected_groups": N,
        "rounds": N,
        "method": N,
        "solver": N,
        "input_hash": N,
        "mask_hash": N,
        "is_complete": N,
        "hidden_intervals": N,
    },
    "Group": {
        "key": N,
        "kind": N,
        "parent": N,
        "respondents": S,
        "invited": N,
        "scores": S,
        "items": S,
        "depth": N,
    },
    "Count": {"lower": S, "upper": S},
    "Hidden": {"reason": N},
    # An interval has the law of the field that holds it.
    "Interval": {"lower": P, "upper": P, "level": N},
    "Score": {
        "value": S,
        "interval": P,
        "sd": P,
        "favourable": S,
        "favourable_interval": P,
        "differences": P,
    },
    # Differences from the rest, from last time and from a benchmark: of means and standard deviations.
    "Difference": {"against": N, "value": S, "verdict": P, "interval": P, "g": P},
    "Shares": {
        "favourable": S,
        "neutral": S,
        "unfavourable": S,
        "favourable_interval": S,
        "points": S,
        "not_applicable": S,
        "is_bounded": S,
        "differences": S,
    },
    # Moments of the whole institution, told nowhere else and of no other group.
    "Reliability": {
        "alpha": G,
        "alpha_interval": G,
        "omega": G,
        "item_rest": G,
        "alpha_if_deleted": G,
        "respondents": S,
    },
    "Drivers": {"outcome": N, "drivers": G, "r_squared": G, "respondents": S},
    "Driver": {"area": N, "weight": G, "interval": G, "score": S, "r": G, "places": G},
    # Of one shown unit, item by item over all who answered it; hidden where an item is blurred.
    "Agreement": {"rwg_uniform": G, "rwg_slight_skew": G, "average_deviation": G, "is_shared": G},
    "BetweenUnits": {"icc1": G, "icc2": G, "units": N},
    # Over institutions that are shown themselves.
    "Standing": {
        "median": G,
        "lower_quartile": G,
        "upper_quartile": G,
        "lowest": G,
        "highest": G,
        "institutions": N,
        "percentile_band": G,
    },
    # Those without a sign of carelessness and those with one are as many as a group at least, area by area.
    "Quality": {"flagged_share": S, "scores_without": S},
    "Weighting": {
        "scores": S,
        "parts": N,
        "design_effect": N,
        "effective_respondents": N,
        "is_trimmed": N,
    },
    "WeightedScore": {"value": S, "interval": P, "difference": S},
    # Terms that so many comments hold as make a group.
    "Theme": {
        "question": N,
        "key": S,
        "terms": S,
        "comments": S,
        "phrases": S,
        # What was released of the wave before, said once more.
        "before": S,
    },
    "Quotation": {"question": N, "theme": S, "text": Holds.READ},
    # What leaves a programme: over institutions that are shown.
    "MeasureBenchmark": {
        "institutions": N,
        "median": G,
        "lower_quartile": G,
        "upper_quartile": G,
        "lowest": G,
        "highest": G,
        "pooled_mean": G,
        "quantiles": G,
    },
    "SameMeaning": {"meaning": G, "institutions": N, "items": G, "shift": G},
}

KEPT: Mapping[str, Mapping[str, Holds]] = {
    "Counted": {
        "format": N,
        "wave": N,
        "manifest": N,
        "questionnaire": N,
        "respondents": S,
        "groups": S,
        "names": N,
        "counted_in": N,
        "certificate": N,
        "blocks": G,
        "statistics": G,
        "public_use": Holds.MASKED,
    },
    "CountedGroup": {
        "key": N,
        "kind": N,
        "parent": N,
        "depth": N,
        "invited": N,
        "respondents": S,
        "areas": S,
        "items": S,
        "units": N,
    },
    "CountedArea": {"scores": S, "favourable": S},
    "Totals": {"respondents": S, "total": S, "squares": P},
    # Where (nearly) all of a small group answered alike there is a bound and no number, as in a release.
    "CountedItem": {
        "answered": S,
        "favourable": S,
        "bound": S,
        "neutral": S,
        "unfavourable": S,
        "points": S,
        "not_applicable": S,
    },
    # Of the whole institution, where a release tells every point of every item of the area. Who is not in it
    # is nobody, or as many as make a group, item by item.
    "Block": {"respondents": S, "sums": S, "cross": G, "points": S},
    # What a release says, with the digits that it says it with.
    "Statistics": {
        "reliability": G,
        "agreement": G,
        "between_units": G,
        "drivers": G,
        "quality": S,
        "weighting": P,
    },
    "PublicUseRecords": {"columns": N, "questions": N, "records": Holds.MASKED, "dropped": S},
}
"""The same of what is kept of a counted wave; its results are those of `LAW`."""
