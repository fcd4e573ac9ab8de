"""What it means: a pure library; numbers in, frozen results out. It knows no web and no database.

Where to read on, in this order; docs/method.md has the formulas and what each was checked against.

* counting: answers, scales, moments, cells, kernel, tally, replicates: answers counted so that counts can be
  merged.
* scores: samples, scoring, intervals, differences: a score, how exact, how results differ, by textbook;
  bounded_means, exact_shares, score_differences, verdicts: as releases say it, true in small groups too.
* measurement: reliability, structure, with likelihood, factor_models and roots: α, ω, factor models by
  maximum likelihood; invariance, departures: whether an area means the same in every group; agreement,
  intra_class: whether people of a unit see it alike, and how units differ.
* institutions beside each other: pooling, spread_integrated, ranks, funnel, benchmark, standings, pairs,
  shared_themes;
  same_meaning, chance_of_unlike: whether they may be compared at all.
* findings: drivers, trends, quality, weighting, themes: one topic each.
* disclosure: what may be shown.
* counted: document, totals: what is kept of a wave, and of its answers nothing else.
* releasing: counting, blocks: from answers to what is kept; groups, group_results, released_groups,
  comparisons, group_comparisons, former_units, sensitive, unanswered, whole, weighted_scores, composition:
  from there to the release; surroundings, unanimity, withholding: what is hidden because of what the answers
  are.
* released: release, released_values, released_statistics, reorganised, showing and digits say what stands
  in it; earlier_releases and older_releases read older ones; method: the same in words, for the report.
* any_table: tables, table, table_structure, table_groups, table_results, table_notes, table_json, group_json,
  json_parts, page, cli: `gyeol analyse`.
* simulation: simulation_parameters, simulated_people, people_of_waves, simulated_files: `gyeol simulate`.
* refusals: why a statistic can't be given.
"""

import os

# Many small products in several threads take five times as long as in one: the work is spread over
# institutions instead. Only what nobody has set is set, and only before numpy is loaded has it an effect.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
