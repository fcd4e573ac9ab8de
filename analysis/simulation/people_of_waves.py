"""Answers of institutions that do not exist, with a truth that is known."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from analysis.counting.answers import Answers
from analysis.counting.scales import Structure
from analysis.simulation.simulated_people import Blueprint, People
from analysis.simulation.simulation_parameters import Parameters as Parameters
from analysis.simulation.simulation_parameters import Truth as Truth
from questionnaires.model import Questionnaire


def simulate_institution(
    questionnaire: Questionnaire | Structure,
    unit_headcounts: Sequence[int],
    parameters: Parameters | None = None,
    *,
    seed: int,
) -> tuple[Answers, Truth]:
    """Simulate the answers of one institution.

    An item's keyed continuous answer is λ·η + √(1 − λ²)·ε + shift, cut at its thresholds, where η is
    the respondent's opinion of the area: institution, unit and class effects, a part shared by all
    areas and a part of its own. The same arguments give the same answers, on every machine.

    questionnaire : or a bare `Structure`, which has no background questions.
    unit_headcounts : people invited in each unit; `Answers.units` counts the units in this order.

    >>> structure = Structure.of_scale("A", ("A1", "A2", "A3"), lower=1, upper=5)
    >>> answers, truth = simulate_institution(structure, [40, 60], seed=7)
    >>> answers.codes.shape[1], truth.population_scores.shape
    (3, (2, 1))
    """
    parameters = parameters or Parameters()
    plan = (
        Blueprint.of_structure(questionnaire)
        if isinstance(questionnaire, Structure)
        else Blueprint.of_questionnaire(questionnaire)
    )
    return People(plan, np.asarray(unit_headcounts, np.int64), parameters, seed).run()


def simulate_programme(
    questionnaire: Questionnaire | Structure,
    institutions: Sequence[Sequence[int]],
    parameters: Parameters | None = None,
    *,
    seed: int,
    differing: Mapping[int, Parameters] | None = None,
) -> list[tuple[Answers, Truth]]:
    """Simulate several institutions; `differing` gives some of them (by position) parameters of their own.

    Each institution's effects are drawn with `institution_sd` and added to those of its parameters.
    """
    parameters = parameters or Parameters()
    plan = (
        Blueprint.of_structure(questionnaire)
        if isinstance(questionnaire, Structure)
        else Blueprint.of_questionnaire(questionnaire)
    )
    result = []
    for index, headcounts in enumerate(institutions):
        own = (differing or {}).get(index, parameters)
        rng = np.random.default_rng([seed, index, 1])
        drawn = rng.normal(0.0, own.institution_sd, len(plan.areas))
        effects = {
            area: float(effect) + own.institution_effects.get(area, 0.0)
            for area, effect in zip(plan.areas, drawn, strict=True)
        }
        made = People(
            plan,
            np.asarray(headcounts, np.int64),
            replace(own, institution_effects=effects),
            [seed, index, 2],
        )
        result.append(made.run())
    return result
