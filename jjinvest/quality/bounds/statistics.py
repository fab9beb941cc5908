"""Statistics whose bounds are computed, the results, and the errors when there are none.

Plain frozen records; :mod:`jjinvest.quality.bounds.bounds` computes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from jjinvest.core import facts
from jjinvest.core.errors import JJInvestError
from jjinvest.core.fact_id import FactId
from jjinvest.core.quantity import YI, Quantity
from jjinvest.metrics.breakdowns import AMOUNT, COUNT
from jjinvest.quality.bounds.constraints import HALVES, Selection

ALL_PROJECTS = Selection()
MEASURES = {"count": COUNT, "amount": AMOUNT, "share": AMOUNT}


class ContradictionError(JJInvestError):
    """The figures contradict each other, so they have no bounds: correct or leave out one of those named."""

    def __init__(self, consistency: Consistency) -> None:
        self.consistency = consistency
        super().__init__(
            f"{consistency.year} 年的公布数互相矛盾，没有任何台账能同时满足 / "
            f"no ledger satisfies these figures of {consistency.year} together ({consistency.convention}):\n"
            + "\n".join(f"  {figure}" for figure in consistency.conflict)
            + "\n处理 remedy: 核对原文，改正或去掉其中一个 / check the sources, correct or drop one of them"
        )


class NotPublishedError(JJInvestError):
    """A figure is missing; the message names it, or the statistics that do have bounds."""


@dataclass(frozen=True)
class Statistic:
    """A count (个), an amount (亿元) or a share of the year's amount, of a selection or of the `top` largest.

    All amounts are the latest published ones. `where.half` is the half in which a project was signed.

    Examples
    --------
    >>> Statistic("amount", top=20).fact_id(2023)
    FactId('2023.agreed_amount.top20')
    >>> Statistic("count", Selection(half="h2", low_edge=50, high_edge=100)).fact_id(2023)
    FactId('2023h2.projects_signed.tier_50_100')
    """

    measure: str
    where: Selection = ALL_PROJECTS
    top: int | None = None

    def __post_init__(self) -> None:
        if self.measure not in MEASURES:
            raise ValueError(f"measure is one of {', '.join(MEASURES)}, not {self.measure!r}")
        if self.top is not None and (self.measure == "count" or self.where != ALL_PROJECTS):
            raise ValueError("the largest n have an amount or a share, out of all projects of the year")
        if self.where.half not in (None, *HALVES):
            raise ValueError(f"half is one of {', '.join(HALVES)}, not {self.where.half!r}")

    @property
    def parts(self) -> tuple[str, ...]:
        """Parts of the fact id after the period, such as ``("agreed_amount", "top20")``."""
        where, parts = self.where, [MEASURES[self.measure]]
        if where.sector:
            parts.append(where.sector)
        if where.task_force:
            parts += ["task_force", where.task_force]
        if where.low_edge is not None or where.high_edge is not None:
            low, high = where.low_edge or Fraction(0), where.high_edge
            parts.append(
                f"tier_ge_{_number(low)}" if high is None else f"tier_{_number(low)}_{_number(high)}"
            )
        if self.top is not None:
            parts.append(f"top{self.top}")
        if self.measure == "share":
            parts.append("share")
        return tuple(parts)

    def fact_id(self, year: int | str) -> FactId:
        """Id of the fact for a year or its half."""
        return FactId.of(f"{year}{self.where.half or ''}", *self.parts)


@dataclass(frozen=True)
class Consistency:
    """Whether any ledger satisfies all figures `used`; if not, a set of figures that contradict each other.

    `conflict` is an irreducible infeasible subset: figure ids, and ``assumption.…`` where an assumption of
    the convention takes part; without any one of them the rest of the set is consistent. `minimum`: proven
    that no conflict of fewer statements exists (False if this was not settled in the rounds allowed).
    Withdrawing any one of `single_corrections` makes all other figures consistent; it is empty if the figures
    hold more than one contradiction.
    """

    year: str
    convention: str
    consistent: bool
    used: tuple[str, ...]
    conflict: tuple[str, ...] = ()
    single_corrections: tuple[str, ...] = ()
    minimum: bool = True


@dataclass(frozen=True)
class Bound:
    """Lowest and highest value of a statistic over all ledgers that satisfy the figures.

    `quantity` holds both ends exactly (元, 个, ratio). An end is None if no published figure limits it;
    `missing` then names fact ids each of which would limit it if published. `proven` is False if the solver
    reached its limit: the interval is then valid, but perhaps wider than necessary.
    """

    year: str
    statistic: Statistic
    convention: str
    quantity: Quantity
    missing: tuple[str, ...] = ()
    proven: bool = True

    @property
    def fact(self) -> facts.Fact:
        """The bound as a fact: 亿元, 个 or %; `value` only where both ends agree."""
        half = self.statistic.where.half
        period = f"{self.year}{half.upper()}" if half else self.year
        return facts.from_quantity(
            self.statistic.fact_id(self.year), self.quantity, evidence="bounded", period=period
        )

    @property
    def width(self) -> float | None:
        """Distance of the ends in 亿元, 个 or percentage points; None if one is open."""
        low, high = self.quantity.low, self.quantity.high
        scale = {"元": Fraction(1, YI), "ratio": Fraction(100)}.get(self.quantity.unit, Fraction(1))
        return None if low is None or high is None else float((high - low) * scale)


@dataclass(frozen=True)
class Disclosure:
    """Effect of publishing one more statistic on a bound, whatever value is published.

    `left`: the widest the bound can remain (亿元 or 个). `gain`: the narrowing that is certain.
    """

    candidate: Statistic
    left: float
    gain: float


@dataclass(frozen=True)
class Sensitivity:
    """The current bound, and possible disclosures by descending gain."""

    bound: Bound
    disclosures: tuple[Disclosure, ...]


def _number(edge: Fraction | int) -> str:
    """Write an edge for an id: 20, or 0_5."""
    return f"{float(edge):g}".replace(".", "_")
