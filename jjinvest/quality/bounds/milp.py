"""A mixed-integer linear programme: columns with ends, some of them whole numbers, rows between ends, a least cost.

Solved by branch and cut (HiGHS through ``scipy.optimize.milp``) without a gap.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

TIME_LIMIT = 30.0  # seconds a programme, hundreds of times what one takes

Vector = npt.NDArray[np.float64]
Form = dict[int, float]


@dataclass(frozen=True)
class Solution:
    """Columns of least cost, and a cost that none goes below; if not `proven`, time ran out without the columns."""

    columns: Vector
    safe: float
    proven: bool = True


class Programme:
    """Columns and rows, added one by one; the matrix is built once, when first solved."""

    def __init__(self) -> None:
        self._columns: list[tuple[float, float, bool]] = []
        self._rows: list[tuple[Form, float, float]] = []

    def column(self, low: float, high: float, *, integral: bool) -> int:
        """Add a column and return its number."""
        self._columns.append((low, high, integral))
        return len(self._columns) - 1

    def row(self, form: Form, low: float, high: float) -> None:
        """Require a sum of column × weight to lie between two ends."""
        self._rows.append((form, low, high))

    def __len__(self) -> int:
        """Return the number of columns."""
        return len(self._columns)

    def doubled(self) -> Programme:
        """Return two copies side by side, the second's columns after the first's."""
        twice = Programme()
        twice._columns = self._columns * 2
        for shift in (0, len(self)):
            twice._rows += [
                ({column + shift: weight for column, weight in form.items()}, low, high)
                for form, low, high in self._rows
            ]
        return twice

    @cached_property
    def lower(self) -> Vector:
        """Lower end of each column."""
        return np.array([low for low, _, _ in self._columns])

    @cached_property
    def upper(self) -> Vector:
        """Upper end of each column."""
        return np.array([high for _, high, _ in self._columns])

    @cached_property
    def integral(self) -> npt.NDArray[np.bool_]:
        """Which columns are whole numbers."""
        return np.array([whole for _, _, whole in self._columns], dtype=bool)

    @cached_property
    def _constraints(self) -> LinearConstraint:
        lows, highs = [low for _, low, _ in self._rows], [high for _, _, high in self._rows]
        return LinearConstraint(self.matrix([form for form, _, _ in self._rows]), lows, highs)

    def matrix(self, forms: list[Form]) -> csr_array:
        """Matrix with a row for each form."""
        rows = [row for row, form in enumerate(forms) for _ in form]
        columns = [column for form in forms for column in form]
        weights = [weight for form in forms for weight in form.values()]
        return csr_array((weights, (rows, columns)), shape=(len(forms), len(self)))

    def dense(self, form: Form) -> Vector:
        """Vector with the weights of a form and zeros."""
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
        time_limit: float = TIME_LIMIT,
    ) -> Solution | None:
        """Find columns of least cost, fractions of whole numbers allowed unless `integral`; None if there are none."""
        found = milp(
            costs,
            integrality=self.integral.astype(int) * integral,
            bounds=Bounds(self.lower if lower is None else lower, self.upper if upper is None else upper),
            constraints=[self._constraints, *further],
            options={
                "mip_rel_gap": 0.0,
                "time_limit": time_limit,
                "presolve": integral,
            },  # it costs an LP more than it saves
        )
        if found.status == 2:
            return None
        if found.status == 1:
            safe = -np.inf if found.mip_dual_bound is None else float(found.mip_dual_bound)
            return Solution(np.full(len(costs), np.nan), safe, proven=False)
        if found.x is None:
            raise RuntimeError(f"HiGHS: {found.message}")
        exact = not integral or found.mip_dual_bound is None
        return Solution(found.x, float(costs @ found.x if exact else found.mip_dual_bound))
