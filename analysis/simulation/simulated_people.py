"""People who do not exist, from their opinions to their answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from analysis.counting.answers import CLASS_NOT_GIVEN, NO_ANSWER, NOT_APPLICABLE, Answers
from analysis.counting.scales import Structure
from analysis.simulation.simulation_parameters import Parameters, Truth
from questionnaires.model import Kind, Questionnaire

FloatArray = NDArray[np.float64]
NO_AREA = -1
LOWEST_THRESHOLD, HIGHEST_THRESHOLD = -1.6, 0.9
YES_NO_THRESHOLD = -1.1
ITEM_SPREAD = 0.4


@dataclass(frozen=True, eq=False)
class Blueprint:
    """What a simulation needs to know of a questionnaire."""

    items: tuple[str, ...]
    points: tuple[tuple[int, ...], ...]
    is_reversed: NDArray[np.bool_]
    thresholds: tuple[FloatArray, ...]
    may_be_not_applicable: NDArray[np.bool_]
    areas: tuple[str, ...]
    area_items: tuple[tuple[int, ...], ...]
    background: Mapping[str, tuple[str, ...]]

    @classmethod
    def of_questionnaire(cls, questionnaire: Questionnaire) -> "Blueprint":
        """Of all items; those outside areas follow the general opinion."""
        place = {item.id: index for index, item in enumerate(questionnaire.items)}
        return cls(
            questionnaire.item_ids,
            tuple(item.scale.points for item in questionnaire.items),
            np.array([_is_turned(item.favourable, item.unfavourable) for item in questionnaire.items]),
            tuple(
                _thresholds(len(item.scale.points), item.kind is Kind.EXPERIENCE)
                for item in questionnaire.items
            ),
            np.array([item.scale.has_not_applicable for item in questionnaire.items]),
            tuple(area.key for area in questionnaire.areas),
            tuple(tuple(place[item] for item in area.items) for area in questionnaire.areas),
            {question.id: question.classes for question in questionnaire.background},
        )

    @classmethod
    def of_structure(cls, structure: Structure) -> "Blueprint":
        """Of items and scales without a questionnaire."""
        return cls(
            structure.item_ids,
            tuple(tuple(range(item.lower, item.upper + 1)) for item in structure.items),
            np.array([item.is_reversed for item in structure.items]),
            tuple(_thresholds(item.steps + 1, False) for item in structure.items),
            np.zeros(len(structure.items), np.bool_),
            tuple(scale.key for scale in structure.scales),
            tuple(structure.columns(scale) for scale in structure.scales),
            {},
        )


def _is_turned(favourable: tuple[int, ...], unfavourable: tuple[int, ...]) -> bool:
    return bool(favourable and unfavourable and max(favourable) < min(unfavourable))


def _thresholds(points: int, is_experience: bool) -> FloatArray:
    if points == 2:
        return np.array([YES_NO_THRESHOLD])
    low = LOWEST_THRESHOLD - 0.6 if is_experience else LOWEST_THRESHOLD
    high = HIGHEST_THRESHOLD - 0.6 if is_experience else HIGHEST_THRESHOLD
    return np.linspace(low, high, points - 1)


def _own_shift(item_id: str) -> float:
    """An item's own popularity, the same in every simulation."""
    return ITEM_SPREAD * (2 * (crc32(item_id.encode()) % 10_007) / 10_006 - 1)


class People:
    """One institution's people, from their opinions to their answers."""

    def __init__(
        self, plan: Blueprint, headcounts: NDArray[np.int64], parameters: Parameters, seed: int | list[int]
    ) -> None:
        self.plan, self.parameters = plan, parameters
        self.headcounts = headcounts
        self.rng = np.random.default_rng(seed)
        self.units = np.repeat(np.arange(len(headcounts)), headcounts)
        self.people = int(headcounts.sum())
        areas = len(plan.areas)
        self.area_of_item = np.full(len(plan.items), NO_AREA)
        for area in reversed(range(areas)):
            self.area_of_item[list(plan.area_items[area])] = area
        base = [parameters.loadings.get(item, parameters.loading) for item in plan.items]
        change = [parameters.item_loading_changes.get(item, 0.0) for item in plan.items]
        self.loadings = np.clip(np.add(base, change), -0.99, 0.99)
        self.intercepts = np.array(
            [_own_shift(item) + parameters.item_shifts.get(item, 0.0) for item in plan.items]
        )

    def run(self) -> tuple[Answers, Truth]:
        classes = self._draw_classes()
        unit_means = self._unit_means()
        expected = unit_means[self.units] + self._class_effects(classes)
        opinions = expected + self._draw_opinions()
        steps = self._draw_steps(opinions)
        population = self._by_unit(self._scores(steps))
        to_be_expected = self._by_unit(self._expected_scores(expected))
        responds = self._draw_response(opinions)
        steps, is_careless = self._draw_careless(steps[responds])
        codes = self._draw_missing(self._codes(steps))
        answers = Answers(
            self.plan.items,
            codes,
            self.units[responds].astype(np.int32),
            {question: drawn[responds] for question, drawn in classes.items()},
        )
        shifted = {**self.parameters.item_shifts, **self.parameters.item_loading_changes}
        truth = Truth(
            self.plan.areas,
            self.headcounts,
            unit_means,
            population,
            to_be_expected,
            self.loadings,
            self.intercepts,
            is_careless,
            tuple(item for item in self.plan.items if shifted.get(item)),
        )
        return answers, truth

    def _draw_classes(self) -> dict[str, NDArray[np.uint8]]:
        drawn = {}
        for question, classes in self.plan.background.items():
            shares = np.asarray(self.parameters.class_shares.get(question, [1.0] * len(classes)), np.float64)
            codes = self.rng.choice(len(classes), self.people, p=shares / shares.sum()).astype(np.uint8)
            codes[self.rng.random(self.people) < self.parameters.background_not_given] = CLASS_NOT_GIVEN
            drawn[question] = codes
        return drawn

    def _unit_means(self) -> FloatArray:
        means = self.rng.normal(0.0, self.parameters.unit_sd, (len(self.headcounts), len(self.plan.areas)))
        for column, area in enumerate(self.plan.areas):
            means[:, column] += self.parameters.institution_effects.get(area, 0.0)
            for unit, effects in self.parameters.unit_effects.items():
                means[unit, column] += effects.get(area, 0.0)
        return means

    def _class_effects(self, classes: Mapping[str, NDArray[np.uint8]]) -> FloatArray:
        effects = np.zeros((self.people, len(self.plan.areas)))
        for question, by_class in self.parameters.class_effects.items():
            for name, by_area in by_class.items():
                is_of_class = classes[question] == self.plan.background[question].index(name)
                for column, area in enumerate(self.plan.areas):
                    effects[is_of_class, column] += by_area.get(area, by_area.get("", 0.0))
        return effects

    def _draw_opinions(self) -> FloatArray:
        share = self.parameters.general_share
        general = self.rng.normal(size=(self.people, 1))
        own = self.rng.normal(size=(self.people, len(self.plan.areas)))
        return np.asarray(np.sqrt(share) * general + np.sqrt(1 - share) * own)

    def _opinion_of_items(self, opinions: FloatArray) -> FloatArray:
        """The opinion behind each item (people, items); outside areas that of all areas together."""
        if not self.plan.areas:
            return np.zeros((len(opinions), len(self.plan.items)))
        everything = opinions.mean(axis=1, keepdims=True)
        by_item = opinions[:, np.maximum(self.area_of_item, 0)]
        return np.where(self.area_of_item == NO_AREA, everything, by_item)

    def _draw_steps(self, opinions: FloatArray) -> NDArray[np.uint8]:
        noise = self.rng.normal(size=(self.people, len(self.plan.items)))
        answers = self.loadings * self._opinion_of_items(opinions)
        answers += np.sqrt(1 - self.loadings**2) * noise + self.intercepts
        steps = np.empty(answers.shape, np.uint8)
        for column, thresholds in enumerate(self.plan.thresholds):
            steps[:, column] = np.searchsorted(thresholds, answers[:, column])
        return steps

    def _scores(self, steps: NDArray[np.uint8] | FloatArray) -> FloatArray:
        """Score 0-100 of complete keyed steps, (people, areas)."""
        most = np.array([len(points) - 1 for points in self.plan.points])
        shares = 100.0 * steps / most
        columns = [shares[:, list(items)].mean(axis=1) for items in self.plan.area_items]
        return np.stack(columns, axis=1) if columns else np.zeros((len(steps), 0))

    def _expected_scores(self, expected: FloatArray) -> FloatArray:
        """Score to be expected of people whose opinions are normal around `expected` (people, areas)."""
        kinds, where = np.unique(
            np.concatenate([self.units[:, None], expected], axis=1), axis=0, return_inverse=True
        )
        means = self.loadings * self._opinion_of_items(kinds[:, 1:]) + self.intercepts
        steps = np.stack(
            [
                ndtr(means[:, column, None] - thresholds).sum(axis=1)
                for column, thresholds in enumerate(self.plan.thresholds)
            ],
            axis=1,
        )
        return self._scores(steps)[where.ravel()]

    def _by_unit(self, values: FloatArray) -> FloatArray:
        totals = np.zeros((len(self.headcounts), values.shape[1]))
        np.add.at(totals, self.units, values)
        return totals / np.maximum(self.headcounts, 1)[:, None]

    def _draw_response(self, opinions: FloatArray) -> NDArray[np.bool_]:
        rates = np.full(len(self.headcounts), self.parameters.response_rate)
        for unit, own in self.parameters.unit_response_rates.items():
            rates[unit] = own
        if (rates >= 1).all():
            return np.ones(self.people, np.bool_)
        mood = opinions.mean(axis=1) if opinions.shape[1] else np.zeros(self.people)
        rate = np.clip(rates, 1e-9, 1 - 1e-9)[self.units]
        log_odds = np.log(rate / (1 - rate)) + self.parameters.response_slope * mood
        return np.asarray(self.rng.random((self.people,)) < 1 / (1 + np.exp(-log_odds)))

    def _draw_careless(self, steps: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
        """Careless respondents: half tick one column all the way, half tick at random."""
        rows, columns = steps.shape
        is_careless = self.rng.random((rows,)) < self.parameters.careless
        goes_straight = self.rng.random((rows,)) < 0.5
        most = np.array([len(points) - 1 for points in self.plan.points])
        column = np.rint(self.rng.random((rows, 1)) * most).astype(np.uint8)
        # The same place on the paper is the other end of a reversed item.
        column = np.where(self.plan.is_reversed, most - column, column).astype(np.uint8)
        anything = np.minimum(self.rng.random((rows, columns)) * (most + 1), most).astype(np.uint8)
        thoughtless = np.where(goes_straight[:, None], column, anything)
        return np.where(is_careless[:, None], thoughtless, steps).astype(np.uint8), is_careless

    def _codes(self, steps: NDArray[np.uint8]) -> NDArray[np.uint8]:
        codes = np.empty(steps.shape, np.uint8)
        for column, points in enumerate(self.plan.points):
            ordered = points[::-1] if self.plan.is_reversed[column] else points
            codes[:, column] = np.array(ordered, np.uint8)[steps[:, column]]
        return codes

    def _draw_missing(self, codes: NDArray[np.uint8]) -> NDArray[np.uint8]:
        drawn = self.rng.random(codes.shape)
        is_without = drawn < self.parameters.no_answer
        does_not_apply = (drawn >= 1 - self.parameters.not_applicable) & self.plan.may_be_not_applicable
        return np.where(is_without, NO_ANSWER, np.where(does_not_apply, NOT_APPLICABLE, codes)).astype(
            np.uint8
        )
