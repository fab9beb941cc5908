"""A mixed-integer linear programme: bounded variables, linear constraints, a cost to minimise.

Solved by branch and cut (HiGHS through ``scipy.optimize.milp``) to a gap of zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

SOLVER_TIME_LIMIT = 30.0
"""Seconds for one solve, hundreds of times what one takes."""

INFEASIBLE, TIME_LIMIT_REACHED = 2, 1
"""Status codes of ``scipy.optimize.milp``."""

Vector = npt.NDArray[np.float64]
LinearForm = dict[int, float]
"""A linear expression: weight of each variable, by its number."""


@dataclass(frozen=True)
class MilpSolution:
    """Variables of least cost and the dual bound, a cost that no solution is below.

    If not `proven`, time ran out: the variables are NaN and only the dual bound holds.
    """

    variables: Vector
    dual_bound: float
    proven: bool = True


class Model:
    """Variables and constraints, added one by one; the matrix is built once, at the first solve.

    Examples
    --------
    The smallest whole number that is at least 2.5:

    >>> model = Model()
    >>> x = model.add_variable(0, 10, integral=True)
    >>> model.add_constraint({x: 1.0}, 2.5, np.inf)
    >>> float(model.solve(np.array([1.0])).variables[x])
    3.0
    """

    def __init__(self) -> None:
        self._variables: list[tuple[float, float, bool]] = []
        self._constraints: list[tuple[LinearForm, float, float]] = []

    def add_variable(self, low: float, high: float, *, integral: bool) -> int:
        """Add a variable between two bounds and return its number."""
        self._variables.append((low, high, integral))
        return len(self._variables) - 1

    def add_constraint(self, form: LinearForm, low: float, high: float) -> None:
        """Require a linear form to lie between two bounds."""
        self._constraints.append((form, low, high))

    def __len__(self) -> int:
        """Return the number of variables."""
        return len(self._variables)

    def doubled(self) -> Model:
        """Return two copies side by side, the variables of the second after those of the first."""
        pair = Model()
        pair._variables = self._variables * 2
        for shift in (0, len(self)):
            pair._constraints += [
                ({variable + shift: weight for variable, weight in form.items()}, low, high)
                for form, low, high in self._constraints
            ]
        return pair

    @cached_property
    def lower(self) -> Vector:
        """Lower bound of each variable."""
        return np.array([low for low, _, _ in self._variables])

    @cached_property
    def upper(self) -> Vector:
        """Upper bound of each variable."""
        return np.array([high for _, high, _ in self._variables])

    @cached_property
    def integral(self) -> npt.NDArray[np.bool_]:
        """Which variables are whole numbers."""
        return np.array([integral for _, _, integral in self._variables], dtype=bool)

    @cached_property
    def _linear_constraint(self) -> LinearConstraint:
        lows, highs = [low for _, low, _ in self._constraints], [high for _, _, high in self._constraints]
        return LinearConstraint(self.matrix([form for form, _, _ in self._constraints]), lows, highs)

    def matrix(self, forms: list[LinearForm]) -> csr_array:
        """Sparse matrix with one row for each linear form."""
        rows = [row for row, form in enumerate(forms) for _ in form]
        variables = [variable for form in forms for variable in form]
        weights = [weight for form in forms for weight in form.values()]
        return csr_array((weights, (rows, variables)), shape=(len(forms), len(self)))

    def dense(self, form: LinearForm) -> Vector:
        """Weights of a linear form as a vector over all variables."""
        dense = np.zeros(len(self))
        dense[list(form)] = list(form.values())
        return dense

    def solve(
        self,
        costs: Vector,
        *further: LinearConstraint,
        integral: bool = True,
        lower: Vector | None = None,
        upper: Vector | None = None,
        time_limit: float = SOLVER_TIME_LIMIT,
    ) -> MilpSolution | None:
        """Minimise a cost over the variables; None if no solution exists.

        Parameters
        ----------
        costs
            Cost of one unit of each variable.
        further
            Constraints for this solve only.
        integral
            Whether whole numbers must be whole; if not, the linear relaxation is solved.
        lower, upper
            Bounds of the variables for this solve only.
        time_limit
            Seconds.

        Raises
        ------
        RuntimeError
            If HiGHS fails for a reason other than infeasibility or time.
        """
        result = milp(
            costs,
            integrality=self.integral.astype(int) * integral,
            bounds=Bounds(self.lower if lower is None else lower, self.upper if upper is None else upper),
            constraints=[self._linear_constraint, *further],
            # presolve costs a linear programme more than it saves
            options={"mip_rel_gap": 0.0, "time_limit": time_limit, "presolve": integral},
        )
        if result.status == INFEASIBLE:
            return None
        if result.status == TIME_LIMIT_REACHED:
            dual_bound = -np.inf if result.mip_dual_bound is None else float(result.mip_dual_bound)
            return MilpSolution(np.full(len(costs), np.nan), dual_bound, proven=False)
        if result.x is None:
            raise RuntimeError(f"HiGHS: {result.message}")
        exact = not integral or result.mip_dual_bound is None
        return MilpSolution(result.x, float(costs @ result.x if exact else result.mip_dual_bound))
