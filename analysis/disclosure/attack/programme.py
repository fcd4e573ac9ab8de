"""Linear and integer programmes in sparse form, handed to HiGHS so that equal input has equal answers."""

from dataclasses import dataclass, field

import highspy
import numpy as np
from numpy.typing import NDArray

INFINITY = highspy.kHighsInf
LARGEST_SEARCH_TREE = 2_000


def solver() -> str:
    """Name and version of the solver, for the certificate."""
    return f"HiGHS {highspy.Highs().version()}"  # type: ignore[no-untyped-call]


class SolverStopped(RuntimeError):
    """The solver gave no usable answer in the time it had."""


@dataclass
class Rows:
    """Constraints `lower <= Σ coefficient·variable <= upper`, collected one by one."""

    start: list[int] = field(default_factory=lambda: [0])
    index: list[int] = field(default_factory=list)
    value: list[float] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)

    def add(self, terms: dict[int, float], lower: float, upper: float = INFINITY) -> None:
        self.index.extend(terms.keys())
        self.value.extend(terms.values())
        self.start.append(len(self.index))
        self.lower.append(lower)
        self.upper.append(upper)


def model(
    cost: NDArray[np.float64],
    lower: NDArray[np.float64],
    upper: NDArray[np.float64],
    rows: Rows,
    *,
    is_integer: bool,
    seconds: float | None = None,
    gap: float = 0.0,
) -> highspy.Highs:
    """A HiGHS model that minimises `cost`, single-threaded and with a fixed seed."""
    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("random_seed", 0)
    highs.setOptionValue("mip_rel_gap", gap)
    highs.setOptionValue("mip_abs_gap", 1e-6)
    # A limit on nodes, unlike one on seconds, gives the same answer on a slower machine.
    highs.setOptionValue("mip_max_nodes", LARGEST_SEARCH_TREE)
    if seconds is not None:
        highs.setOptionValue("time_limit", max(seconds, 0.05))
    lp = highspy.HighsLp()
    lp.num_col_ = len(cost)
    lp.num_row_ = len(rows.lower)
    lp.col_cost_ = np.asarray(cost, dtype=np.float64)
    lp.col_lower_ = np.asarray(lower, dtype=np.float64)
    lp.col_upper_ = np.asarray(upper, dtype=np.float64)
    lp.row_lower_ = np.asarray(rows.lower, dtype=np.float64)
    lp.row_upper_ = np.asarray(rows.upper, dtype=np.float64)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.asarray(rows.start, dtype=np.int32)
    lp.a_matrix_.index_ = np.asarray(rows.index, dtype=np.int32)
    lp.a_matrix_.value_ = np.asarray(rows.value, dtype=np.float64)
    if is_integer:
        lp.integrality_ = [highspy.HighsVarType.kInteger] * len(cost)
    highs.passModel(lp)
    return highs


def unbounded_or_minimum(highs: highspy.Highs) -> tuple[float, NDArray[np.float64]] | None:
    """The least cost of a solved linear programme and the reduced cost of each variable; None: no limit."""
    highs.run()
    status = highs.getModelStatus()
    if status in (highspy.HighsModelStatus.kUnbounded, highspy.HighsModelStatus.kUnboundedOrInfeasible):
        return None
    if status != highspy.HighsModelStatus.kOptimal:
        raise SolverStopped(highs.modelStatusToString(status))
    return float(highs.getInfo().objective_function_value), np.asarray(highs.getSolution().col_dual)


def least(highs: highspy.Highs) -> NDArray[np.float64] | None:
    """The variables of a solved linear programme at its least cost; None where it has no answer."""
    highs.run()
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    return np.asarray(highs.getSolution().col_value, np.float64)


def chosen(highs: highspy.Highs) -> NDArray[np.bool_]:
    """The yes-or-no variables of a solved integer programme.

    What the limit on nodes leaves is taken: the same on every machine. What a limit of time leaves is not,
    however good it is. Raises SolverStopped then, and where no feasible answer was found.
    """
    highs.run()
    status = highs.getModelStatus()
    info = highs.getInfo()
    no_answer = (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kTimeLimit)
    if status in no_answer or info.primal_solution_status != 2:
        raise SolverStopped(highs.modelStatusToString(status))
    return np.asarray(highs.getSolution().col_value) > 0.5
