"""Maximum likelihood for factor models in one group or many, by Fisher scoring on all groups at once."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from analysis.measurement.likelihood import (
    Curvature,
    GroupMoments,
    ParameterLayout,
    Values,
    curvature,
    discrepancies,
)
from analysis.refusals import DidNotConverge

FloatArray = NDArray[np.float64]
Flags = NDArray[np.bool_]

DECREMENT = 1e-12
MOST_ITERATIONS = 500
MOST_ITERATIONS_ALONE = 200
REMEMBERED = 10
MOST_HALVINGS = 30


@dataclass(frozen=True, eq=False)
class Fit:
    """Where the scoring stopped. discrepancies : (G,) F of each group, so that χ² = Σ n·F."""

    values: Values
    discrepancies: FloatArray
    converged: Flags
    iterations: int


def fit(moments: GroupMoments, start: Values, layout: ParameterLayout) -> Fit:
    """Minimise Σ n·F from the starting values. Groups without shared parameters are fitted each alone.

    Fisher scoring, bent by what the last steps have shown of the true curvature (limited-memory BFGS
    with the expected information as its first guess): scoring alone swings around the optimum of a
    model that fits badly. Sources: Jennrich and Robinson (1969); Nocedal (1980).

    Raises DidNotConverge when parameters are shared and the whole does not converge; otherwise
    `converged` says which groups did.
    """
    if layout.shared.any():
        made = _minimise(moments, start, layout, MOST_ITERATIONS)
        if not made.converged.all():
            raise DidNotConverge(f"the model did not converge in {made.iterations} steps")
        return made
    values, found = start, np.full(moments.groups, np.inf)
    converged, iterations = np.zeros(moments.groups, np.bool_), 0
    # Most groups are done soon; the others go on without them.
    for most in (40, MOST_ITERATIONS_ALONE):
        open_groups = np.flatnonzero(~converged)
        if not open_groups.size:
            break
        part = replace(layout, local=layout.local[open_groups])
        made = _minimise(moments.select(open_groups), values.select(open_groups), part, most)
        values = values.put(open_groups, made.values)
        found[open_groups], converged[open_groups] = made.discrepancies, made.converged
        iterations += made.iterations
    return Fit(values, found, converged, iterations)


@dataclass(frozen=True, eq=False)
class Direction:
    """A vector over all parameters: local (G, positions), and shared ones, the same for all groups."""

    local: FloatArray
    shared: FloatArray

    def along(self, other: "Direction") -> FloatArray:
        """Inner products, (G,): of each group alone, or of everything when parameters are shared."""
        by_group = (self.local * other.local).sum(axis=1)
        if not self.shared.size:
            return np.asarray(by_group)
        return np.full(by_group.shape, by_group.sum() + (self.shared * other.shared).sum())

    def plus(self, other: "Direction", times: FloatArray) -> "Direction":
        """self + times·other with a factor for each group, the same for all when parameters are shared."""
        shared = self.shared + times[0] * other.shared if self.shared.size else self.shared
        return Direction(self.local + times[:, None] * other.local, shared)

    def minus(self, other: "Direction") -> "Direction":
        return Direction(self.local - other.local, self.shared - other.shared)

    def step(self, layout: ParameterLayout) -> FloatArray:
        """As a step of all groups, (G, positions)."""
        result = np.where(layout.local, self.local, 0.0)
        result[:, layout.shared] = self.shared
        return np.asarray(result)


@dataclass(frozen=True, eq=False)
class Remembered:
    """One step taken, the change of gradient it brought, and 1/(step·change), 0 where it taught nothing."""

    step: Direction
    change: Direction
    inverse: FloatArray


def _minimise(moments: GroupMoments, start: Values, layout: ParameterLayout, most: int) -> Fit:
    values, is_whole = start, bool(layout.shared.any())
    tolerance = DECREMENT * (max(1.0, float(moments.respondents.sum()) * 1e-3) if is_whole else 1.0)

    def objective(at: Values) -> tuple[FloatArray, FloatArray]:
        f = discrepancies(moments, at, has_means=layout.has_means)
        half = moments.respondents * f / 2
        return f, np.full(half.shape, half.sum()) if is_whole else half

    f, current = objective(values)
    done = ~np.isfinite(current)
    converged = np.zeros(moments.groups, np.bool_)
    memory: list[Remembered] = []
    curve = curvature(moments, values, layout) if not done.all() else None
    iteration = 0
    while curve is not None and not done.all() and iteration < most:
        iteration += 1
        gradient = _gradient(curve, layout)
        direction, decrement = _bent(curve, layout, gradient, memory)
        if (uphill := ~(decrement > 0) & ~done).any():
            memory = []
            direction, decrement = _bent(curve, layout, gradient, memory)
            done |= uphill & ~(decrement > 0)
            converged |= uphill & (decrement == 0)
        reached = ~done & (decrement <= tolerance)
        converged |= reached
        done |= reached
        if done.all():
            break
        size = np.where(done, 0.0, 1.0)
        for _ in range(MOST_HALVINGS):
            step = Direction(direction.local * size[:, None], direction.shared * size.max())
            tried = layout.moved(values, step.step(layout))
            new_f, new = objective(tried)
            # Near the optimum the fall is smaller than the rounding of the objective itself.
            noise = 1e-13 * np.maximum(np.abs(current), moments.respondents)
            worse = ~done & ~(new <= current - 1e-4 * size * decrement + noise)
            if not worse.any():
                break
            size = np.where(worse, size / 2, size)
        else:
            done |= worse
            size = np.where(worse, 0.0, size)
            step = Direction(direction.local * size[:, None], direction.shared * size.max())
            tried = layout.moved(values, step.step(layout))
            new_f, new = objective(tried)
        values, f, current = tried, new_f, new
        curve = curvature(moments, values, layout)
        change = _gradient(curve, layout).minus(gradient)
        product = step.along(change)
        enough = product > 1e-10 * np.sqrt(step.along(step) * change.along(change))
        inverse = np.where(enough, 1.0 / np.where(enough, product, 1.0), 0.0)
        memory = [*memory[-(REMEMBERED - 1) :], Remembered(step, change, inverse)]
    return Fit(values, f, converged, iteration)


def _gradient(curve: Curvature, layout: ParameterLayout) -> Direction:
    return Direction(
        np.where(layout.local, curve.gradient, 0.0), curve.gradient[:, layout.shared].sum(axis=0)
    )


def _bent(
    curve: Curvature, layout: ParameterLayout, gradient: Direction, memory: list[Remembered]
) -> tuple[Direction, FloatArray]:
    """The direction downhill and the fall it promises: BFGS's two loops around the expected information."""
    rest, factors = gradient, []
    for past in reversed(memory):
        factor = past.inverse * past.step.along(rest)
        rest = rest.plus(past.change, -factor)
        factors.append(factor)
    result = solve_arrow(curve, layout, rest)
    for past, factor in zip(memory, reversed(factors), strict=True):
        result = result.plus(past.step, factor - past.inverse * past.change.along(result))
    downhill = Direction(-result.local, -result.shared)
    return downhill, -gradient.along(downhill)


def solve_arrow(curve: Curvature, layout: ParameterLayout, right: Direction) -> Direction:
    """Solve with the expected information, in which shared parameters meet those of every group.

    Local parameters are eliminated group by group, so the work grows with the number of groups only.
    """
    both = layout.local[:, :, None] & layout.local[:, None, :]
    own = np.where(both, curve.information, 0.0)
    diagonal = np.arange(layout.shared.size)
    own[:, diagonal, diagonal] += np.where(layout.local, 0.0, 1.0)
    shared = np.flatnonzero(layout.shared)
    if not shared.size:
        return Direction(_solve(own, right.local[:, :, None])[:, :, 0], right.shared)
    cross = np.where(layout.local[:, :, None], curve.information[:, :, shared], 0.0)
    solved = _solve(own, np.concatenate([cross, right.local[:, :, None]], axis=2))
    through, alone = solved[:, :, :-1], solved[:, :, -1]
    whole = curve.information[:, shared[:, None], shared].sum(axis=0)
    whole = whole - np.einsum("gka,gkb->ab", cross, through)
    move = _solve(whole, (right.shared - np.einsum("gka,gk->a", cross, alone))[:, None])[:, 0]
    return Direction(np.where(layout.local, alone - through @ move, 0.0), move)


def _solve(matrices: FloatArray, right: FloatArray) -> FloatArray:
    """Solve stacks of symmetric systems, with a ridge where a matrix is singular."""
    try:
        return np.asarray(np.linalg.solve(matrices, right))
    except np.linalg.LinAlgError:
        diagonal = np.arange(matrices.shape[-1])
        eased = matrices.copy()
        eased[..., diagonal, diagonal] *= 1 + 1e-8
        eased[..., diagonal, diagonal] += 1e-10
        return np.asarray(np.linalg.solve(eased, right))
