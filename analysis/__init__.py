"""What it means: a pure library; numbers in, frozen results out. It knows no web and no database.

Where to read on, in this order; docs/method.md has the formulas and what each was checked against.

* answers, scales, moments, cells, kernel, tally, replicates: answers counted so that counts can be merged.
* samples, scoring, refusals, intervals, differences: a score, how exact, how results differ, by textbook;
  bounded_means, exact_shares, score_differences, verdicts: as releases say it, true in small groups too.
* reliability, structure, with likelihood and factor_models: α, ω, factor models by maximum likelihood.
* invariance, departures, same_meaning, chance_of_unlike: whether an area means the same in every group.
* agreement, intra_class: whether people of a unit see it alike, and how units differ.
* pooling, spread_integrated, ranks, funnel, benchmark, standings, pairs: institutions beside each other.
* drivers, trends, quality, weighting, themes, roots: one topic each.
* groups, group_results, comparisons, group_comparisons, sensitive, unanswered, whole, weighted_scores,
  composition: from counted answers to the release; surroundings, unanimity, withholding: what is hidden
  because of what the answers are; release, released_values, released_statistics, released_groups and digits
  say what stands in it, earlier_releases and older_releases read older ones; disclosure: what may be shown.
* table, tables, table_structure, table_groups, table_results, table_json, table_notes, group_json,
  json_parts, page, cli: `gyeol analyse`.
* simulation, simulation_parameters, simulated_people, simulated_files: `gyeol simulate`.
* method: the same in words, for the report.
"""

import os

# Many small products in several threads take five times as long as in one: the work is spread over
# institutions instead. Only what nobody has set is set, and only before numpy is loaded has it an effect.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
