"""Linear and mixed-integer programmes solved by HiGHS to a gap of zero; no limit depends on time.

Work is limited by the number of nodes of the branch-and-bound tree, never by seconds: a busy machine gives
the same answer as an idle one, only later. HiGHS takes a constraint or a whole number as satisfied within
1e-6, so an extreme in 亿元 holds to 1e-6, which is 100 元.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import highspy
import numpy as np
import numpy.typing as npt
from highspy._core import _Highs  # highspy.Highs writes a banner to the screen before it can be silenced

NODE_LIMIT = 20_000
"""Nodes of one search, hundreds of times what one takes."""
SCALE_OF_LARGE_BOUNDS = -10
"""Power of 2 by which bounds are scaled where HiGHS 1.16 ends in an error: as it advises, but less."""
ITERATION_LIMIT = 2_000_000
"""Steps of the simplex method for one linear programme, thousands of times what one takes."""
INFINITY = 1e20
"""What HiGHS takes for infinity."""
PRIMAL = 4
"""Strategy of HiGHS that keeps to vertices: after a change of cost the search begins at the last one."""
THREADS = 1
"""One for the whole process: HiGHS solves nothing after another number was asked for."""

Vector = npt.NDArray[np.float64]
LinearForm = dict[int, float]
"""A linear expression: weight of each variable, by its number."""
Options = Mapping[str, bool | int | float | str]


UNDECIDED = (
    highspy.HighsModelStatus.kSolutionLimit,
    highspy.HighsModelStatus.kIterationLimit,
    highspy.HighsModelStatus.kUnknown,
)
"""Ends of a search that prove nothing: of a limit, or of HiGHS itself after :func:`_decided` began anew."""


class SolverError(RuntimeError):
    """HiGHS was given a programme that it cannot take, or ended without a verdict."""


class UnboundedError(SolverError):
    """The cost can fall without end."""


@dataclass(frozen=True)
class Rows:
    """Linear forms between two bounds, row by row; the entries of row k are those from ``starts[k]``."""

    starts: npt.NDArray[np.int32]
    columns: npt.NDArray[np.int32]
    weights: Vector
    lower: Vector
    upper: Vector

    @classmethod
    def of(cls, forms: Sequence[LinearForm], lower: npt.ArrayLike, upper: npt.ArrayLike) -> Rows:
        """Collect linear forms with their bounds."""
        starts = np.cumsum([0, *(len(form) for form in forms)], dtype=np.int32)
        return cls(
            starts,
            np.array([variable for form in forms for variable in form], dtype=np.int32),
            np.array([weight for form in forms for weight in form.values()], dtype=float),
            np.asarray(lower, dtype=float),
            np.asarray(upper, dtype=float),
        )

    @classmethod
    def one(cls, weights: Vector, lower: float, upper: float) -> Rows:
        """Return one form, given by the weight of every variable."""
        columns = np.flatnonzero(weights).astype(np.int32)
        starts = np.array([0, len(columns)], dtype=np.int32)
        return cls(starts, columns, weights[columns], np.array([lower]), np.array([upper]))

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.starts) - 1

    def between(self, lower: Vector, upper: Vector) -> Rows:
        """Return the same forms between other bounds."""
        return Rows(self.starts, self.columns, self.weights, lower, upper)

    def absolute(self, point: Vector) -> Vector:
        """Return the sum of the sizes of each row's terms at a point."""
        sizes = np.abs(self.weights) * point[self.columns]
        return np.array([float(sizes[first:last].sum()) for first, last in pairwise(self.starts)])


@dataclass(frozen=True)
class Solution:
    """Variables of least cost, and a cost that no solution is below.

    If not `proven`, a limit was reached: the variables are NaN and only the dual bound holds.
    """

    variables: Vector
    dual_bound: float
    proven: bool = True


def solve(
    costs: Vector,
    rows: Sequence[Rows],
    lower: Vector,
    upper: Vector,
    integral: npt.NDArray[np.bool_] | None = None,
    *,
    node_limit: int = NODE_LIMIT,
    any_solution: bool = False,
    near_relaxed: bool = True,
) -> Solution | None:
    """Minimise a cost; None if no solution exists.

    Parameters
    ----------
    integral
        Which variables are whole numbers; None solves the linear programme.
    any_solution
        Whether any of several solutions of least cost will do: a sixth of the time is saved.
    near_relaxed
        Whether to search near the solution of the linear programme (RENS), and to begin again once some whole
        numbers are fixed. Where the question is whether a solution exists, that costs more than it saves.

    Raises
    ------
    UnboundedError
        If the cost can fall without end.
    SolverError
        If a bound is no number or no end (:func:`_check`), or HiGHS ends without a verdict.

    Examples
    --------
    >>> rows = Rows.of([{0: 1.0, 1: 1.0}], [1.5], [np.inf])
    >>> found = solve(np.ones(2), [rows], np.zeros(2), np.ones(2), np.array([True, True]))
    >>> found.dual_bound
    2.0
    """
    joined = _joined(rows)
    _check(costs, joined, lower, upper)
    whole = integral is not None and bool(integral.any())
    if not len(costs):
        return Solution(np.zeros(0), 0.0) if _holds_empty(joined) else None
    # presolve costs a linear programme more than it saves
    options: Options = {
        "presolve": "on" if whole else "off",
        "mip_rel_gap": 0.0,
        "mip_heuristic_run_feasibility_jump": not any_solution,
        "mip_heuristic_run_rens": near_relaxed,
        "mip_allow_restart": near_relaxed,
        "mip_max_nodes": node_limit,
    }
    given = costs, joined, lower, upper, integral if whole else None
    try:
        model = _run(*given, options)
    except SolverError:  # beside very large bounds; without presolve some of these are called infeasible
        model = _run(*given, {**options, "user_bound_scale": SCALE_OF_LARGE_BOUNDS})
    if model.getModelStatus() == highspy.HighsModelStatus.kUnboundedOrInfeasible:
        model = _run(*given, {**options, "presolve": "off"})
    model = _decided(model, *given, options)
    status = model.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        return None
    dual_bound = float(model.getInfo().mip_dual_bound) if whole else -np.inf
    if status in UNDECIDED:
        undecided = status == highspy.HighsModelStatus.kUnknown
        return Solution(np.full(len(costs), np.nan), -np.inf if undecided else dual_bound, proven=False)
    if status == highspy.HighsModelStatus.kUnbounded:
        raise UnboundedError("HiGHS: Unbounded")
    if status != highspy.HighsModelStatus.kOptimal:
        raise SolverError(f"HiGHS: {model.modelStatusToString(status)}")
    variables = np.array(model.getSolution().col_value)
    return Solution(variables, dual_bound if whole else float(costs @ variables))


def _run(
    costs: Vector,
    rows: Rows,
    lower: Vector,
    upper: Vector,
    integral: npt.NDArray[np.bool_] | None,
    options: Options,
) -> _Highs:
    model = _Highs()
    _set(model, options)
    _require(_pass(model, costs, rows, lower, upper, integral), "passModel")
    _require(model.run(), "run")
    return model


def least_costs(
    costs: Vector, rows: Sequence[Rows], lower: Vector, upper: Vector, further: Iterable[Rows]
) -> list[float | None]:
    """Least cost of a linear programme under each of several further rows alone; None if there is none.

    Each search begins where the programme without a further row ended: that takes a third of the time. A
    cost whose search reached the limit is minus infinity: none is below it.

    Raises
    ------
    SolverError
        As :func:`solve`; also if the cost can fall without end.

    Examples
    --------
    >>> rows = Rows.of([{0: 1.0, 1: 1.0}], [1.0], [np.inf])
    >>> further = [Rows.one(np.array([1.0, 0.0]), low, np.inf) for low in (0.0, 3.0, 9.0)]
    >>> least_costs(np.ones(2), [rows], np.zeros(2), np.full(2, 5.0), further)
    [1.0, 3.0, None]
    """
    joined = _joined(rows)
    _check(costs, joined, lower, upper)
    model = _run(costs, joined, lower, upper, None, {"presolve": "off"})
    start, number = model.getBasis(), len(joined)
    least = list[float | None]()
    for row in further:
        _check(costs, row, lower, upper)
        _require(model.setBasis(start), "setBasis")
        for k, (first, last) in enumerate(pairwise(row.starts)):
            given = row.columns[first:last], row.weights[first:last]
            _require(model.addRow(row.lower[k], row.upper[k], last - first, *given), "addRow")
        _require(model.run(), "run")
        ended = _decided(model, costs, _joined([joined, row]), lower, upper, None, {})
        status = ended.getModelStatus()
        if status == highspy.HighsModelStatus.kOptimal:
            least.append(float(costs @ np.array(ended.getSolution().col_value)))
        elif status == highspy.HighsModelStatus.kInfeasible:
            least.append(None)
        elif status in UNDECIDED:
            least.append(-np.inf)
        else:
            raise SolverError(f"HiGHS: {model.modelStatusToString(status)}")
        added = np.arange(number, number + len(row), dtype=np.int32)
        _require(model.deleteRows(len(added), added), "deleteRows")
    return least


def _decided(
    model: _Highs,
    costs: Vector,
    rows: Rows,
    lower: Vector,
    upper: Vector,
    integral: npt.NDArray[np.bool_] | None,
    options: Options,
) -> _Highs:
    """Return the model, or one begun anew where the search ended without a verdict.

    HiGHS 1.16 ends some small programmes so after a change of cost, by the primal simplex; the same programme
    alone it decides.
    """
    for presolve in ("off", "on"):
        if model.getModelStatus() != highspy.HighsModelStatus.kUnknown:
            break
        model = _run(costs, rows, lower, upper, integral, {**options, "presolve": presolve})
    return model


def _pass(
    model: _Highs,
    costs: Vector,
    rows: Rows,
    lower: Vector,
    upper: Vector,
    integral: npt.NDArray[np.bool_] | None,
) -> highspy.HighsStatus:
    """Hand a programme over as arrays: a ``HighsLp`` copies them number by number, ten times as slow."""
    kinds = highspy.HighsVarType
    whole = np.full(len(costs), int(kinds.kContinuous), dtype=np.int32)  # HiGHS reads past the end of fewer
    if integral is not None:
        whole[integral] = int(kinds.kInteger)
    return model.passModel(
        len(costs),
        len(rows),
        len(rows.columns),
        int(highspy.MatrixFormat.kRowwise),
        int(highspy.ObjSense.kMinimize),
        0.0,
        costs,
        lower,
        upper,
        rows.lower,
        rows.upper,
        rows.starts,
        rows.columns,
        rows.weights,
        whole,
    )


def vertices(
    costs: Iterable[Vector], rows: Sequence[Rows], lower: Vector, upper: Vector
) -> Iterator[Solution | None]:
    """Vertices of a linear programme, each of least cost of its own; None, once, if no solution exists.

    Each search begins at the vertex before.

    Raises
    ------
    SolverError
        As :func:`solve`; also if a cost can fall without end.

    Examples
    --------
    >>> ends = vertices([np.array([1.0]), np.array([-1.0])], [Rows.of([], [], [])], np.zeros(1), np.ones(1))
    >>> [end.dual_bound for end in ends]
    [0.0, -1.0]
    """
    joined, model = _joined(rows), None
    every = np.arange(len(lower), dtype=np.int32)
    for cost in costs:
        _check(cost, joined, lower, upper)
        if model is None:
            options: Options = {"presolve": "off", "simplex_strategy": PRIMAL}
            model = _run(cost, joined, lower, upper, None, options)
        else:
            _require(model.changeColsCost(len(every), every, cost), "changeColsCost")
            _require(model.run(), "run")
        given = cost, joined, lower, upper, None
        model = _decided(model, *given, {"simplex_strategy": PRIMAL})
        status = model.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            yield None
            return
        if status in UNDECIDED:
            yield Solution(np.full(len(cost), np.nan), -np.inf, proven=False)
            return
        if status != highspy.HighsModelStatus.kOptimal:
            raise SolverError(f"HiGHS: {model.modelStatusToString(status)}")
        variables = np.array(model.getSolution().col_value)
        yield Solution(variables, float(cost @ variables))


def _set(model: _Highs, options: Options) -> None:
    """Set options beside those of every programme."""
    common: Options = {
        "output_flag": False,
        "threads": THREADS,
        "parallel": "off",
        "simplex_iteration_limit": ITERATION_LIMIT,
    }
    for name, value in {**common, **options}.items():
        _require(model.setOptionValue(name, value), name)


def _require(status: highspy.HighsStatus, step: str) -> None:
    """Stop where HiGHS reports an error: its model status then says nothing."""
    if status == highspy.HighsStatus.kError:
        raise SolverError(f"HiGHS: {step}")


def _joined(rows: Sequence[Rows]) -> Rows:
    if len(rows) == 1:
        return rows[0]
    offsets = np.cumsum([0, *(len(each.columns) for each in rows)])
    starts = [each.starts[:-1] + offset for each, offset in zip(rows, offsets[:-1], strict=True)]
    return Rows(
        np.concatenate([*starts, offsets[-1:]]).astype(np.int32),
        np.concatenate([each.columns for each in rows]) if rows else np.zeros(0, dtype=np.int32),
        np.concatenate([each.weights for each in rows]) if rows else np.zeros(0),
        np.concatenate([each.lower for each in rows]) if rows else np.zeros(0),
        np.concatenate([each.upper for each in rows]) if rows else np.zeros(0),
    )


def _check(costs: Vector, rows: Rows, lower: Vector, upper: Vector) -> None:
    """Refuse what HiGHS would call a model error: numbers that are not finite, ends that leave no room.

    It takes 1e20 for infinity, where no lower end and, negative, no upper end may be.
    """
    finite = np.isfinite(costs).all() and np.isfinite(rows.weights).all()
    ends = ((lower, upper), (rows.lower, rows.upper))
    sound = all(
        bool((low < INFINITY).all() and (high > -INFINITY).all())  # false for NaN too
        for low, high in ends
    )
    if not finite or not sound:
        raise SolverError("a cost, a weight or a bound of the programme is not a usable number")


def _holds_empty(rows: Rows) -> bool:
    """Whether rows without variables hold: their forms are zero."""
    return bool((rows.lower <= 0).all() and (rows.upper >= 0).all())
