"""A mixed-integer linear programme: bounded variables, linear constraints, a cost to minimise.

Solved by branch and cut to a gap of zero (:mod:`jjinvest.quality.bounds.highs`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

import numpy as np
import numpy.typing as npt

from jjinvest.quality.bounds.highs import (
    NODE_LIMIT,
    LinearForm,
    Rows,
    Solution,
    Vector,
    least_costs,
    solve,
    vertices,
)

__all__ = ["LinearForm", "Model", "Rows", "Solution", "Vector"]


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
    def _rows(self) -> Rows:
        lows, highs = [low for _, low, _ in self._constraints], [high for _, _, high in self._constraints]
        return Rows.of([form for form, _, _ in self._constraints], lows, highs)

    @cached_property
    def zero(self) -> npt.NDArray[np.bool_]:
        """Variables that the constraints leave at zero: of a sum of positive terms that is at most zero.

        Examples
        --------
        >>> model = Model()
        >>> x, y, z = (model.add_variable(0, 10, integral=False) for _ in range(3))
        >>> model.add_constraint({x: 1.0, y: -2.0}, -np.inf, 0.0)
        >>> model.add_constraint({y: 1.0}, 0.0, 0.0)
        >>> model.zero.tolist()
        [True, True, False]
        """
        zero = (self.lower >= 0) & (self.upper <= 0)
        sums = [form for form, _, high in self._constraints if high <= 0]
        before, now = -1, int(zero.sum())
        while before < now:
            for form in sums:
                left = [k for k in form if not zero[k]]
                if all(form[k] > 0 and self.lower[k] >= 0 for k in left):
                    zero[left] = True
            before, now = now, int(zero.sum())
        return zero

    def dense(self, form: LinearForm) -> Vector:
        """Weights of a linear form as a vector over all variables."""
        dense = np.zeros(len(self))
        dense[list(form)] = list(form.values())
        return dense

    def solve(
        self,
        costs: Vector,
        *further: Rows,
        integral: bool = True,
        lower: Vector | None = None,
        upper: Vector | None = None,
        node_limit: int = NODE_LIMIT,
        any_solution: bool = False,
        near_relaxed: bool = True,
    ) -> Solution | None:
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
        node_limit
            Nodes of the search.
        any_solution, near_relaxed
            As in :func:`jjinvest.quality.bounds.highs.solve`.

        Raises
        ------
        SolverError
            If HiGHS ends for a reason other than infeasibility or a limit.
        """
        return solve(
            costs,
            [self._rows, *further],
            self.lower if lower is None else lower,
            self.upper if upper is None else upper,
            self.integral if integral else None,
            node_limit=node_limit,
            any_solution=any_solution,
            near_relaxed=near_relaxed,
        )

    def least_costs(self, costs: Vector, further: Iterable[Rows]) -> list[float | None]:
        """Least cost of the linear relaxation under each of several further rows alone.

        See :func:`jjinvest.quality.bounds.highs.least_costs`.
        """
        return least_costs(costs, [self._rows], self.lower, self.upper, further)

    def vertices(self, costs: Iterable[Vector], *, lower: Vector, upper: Vector) -> Iterator[Solution | None]:
        """Vertices of the linear relaxation between bounds of the variables, each of least cost of its own.

        See :func:`jjinvest.quality.bounds.highs.vertices`.
        """
        return vertices(costs, [self._rows], lower, upper)
