"""The questions put to the unknown ledger of a year, their answers, and why there may be none.

Plain frozen records: :mod:`jjinvest.quality.bounds.bounds` asks and answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from jjinvest.core import facts
from jjinvest.core.errors import JJInvestError
from jjinvest.core.quantity import YI, Quantity
from jjinvest.metrics.breakdowns import AMOUNT, COUNT
from jjinvest.quality.bounds.constraints import HALVES, Selection

EVERYTHING = Selection()
MEASURES = {"count": COUNT, "amount": AMOUNT, "share": AMOUNT}


class ContradictionError(JJInvestError):
    """The figures contradict each other, so nothing follows from them: correct or leave out one that is named."""

    def __init__(self, consistency: Consistency) -> None:
        self.consistency = consistency
        super().__init__(
            f"{consistency.year} 年的公布数互相矛盾，没有任何台账能同时满足 / no ledger satisfies these figures of "
            f"{consistency.year} together ({consistency.convention}):\n"
            + "\n".join(f"  {figure}" for figure in consistency.conflict)
            + "\n处理 remedy: 核对原文，改正或去掉其中一个 / check the sources, correct or drop one of them"
        )


class NotPublishedError(JJInvestError):
    """The question needs something that is not published: the message names it, or what can be asked instead."""


@dataclass(frozen=True)
class Statistic:
    """A count (个), an amount (亿元) or a share of the year's amount, of a selection or of the `top` largest.

    All amounts are the latest published ones. `where.half` is the half in which a project was signed.
    """

    measure: str
    where: Selection = EVERYTHING
    top: int | None = None

    def __post_init__(self) -> None:
        if self.measure not in MEASURES:
            raise ValueError(f"measure is one of {', '.join(MEASURES)}, not {self.measure!r}")
        if self.top is not None and (self.measure == "count" or self.where != EVERYTHING):
            raise ValueError(
                "the largest n are asked for their amount or share, out of all projects of the year"
            )
        if self.where.half not in (None, *HALVES):
            raise ValueError(f"half is one of {', '.join(HALVES)}, not {self.where.half!r}")

    @property
    def id(self) -> str:
        """Stable id without the year, such as ``agreed_amount.top20`` or ``h2.projects_signed.tier_50_100``."""
        where, parts = self.where, [MEASURES[self.measure]]
        if where.half:
            parts.insert(0, where.half)
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
        return ".".join(parts)

    def fact_id(self, year: str) -> str:
        """Id of the fact for a year: ``2023.agreed_amount.top20``, ``2023h2.projects_signed.tier_50_100``."""
        return f"{year}{self.id}" if self.where.half else f"{year}.{self.id}"


@dataclass(frozen=True)
class Consistency:
    """Whether any ledger satisfies all figures `used`; if not, a set of figures that contradict each other.

    No part of `conflict` (figure ids, and ``assumption.…`` where the convention's own takes part) contradicts
    itself; `smallest` says that none of fewer statements exists; if it is False, that was not settled in the rounds
    allowed. Withdrawing one of `culprits` alone makes all the rest consistent; there are none where the figures
    hold more than one contradiction.
    """

    year: str
    convention: str
    consistent: bool
    used: tuple[str, ...]
    conflict: tuple[str, ...] = ()
    culprits: tuple[str, ...] = ()
    smallest: bool = True


@dataclass(frozen=True)
class Bound:
    """Lowest and highest value of a statistic over all ledgers that satisfy the figures.

    `quantity` holds the ends exactly (元, 个, ratio; None where nothing published holds the end back, and then
    `missing` names fact ids each of which, if published, would). `proven` is False if the solver ran out of time: the
    ends are then safe, but perhaps wider than need be.
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
    """What one statistic more in print would leave of a bound, whichever value it turned out to have.

    `left` is the widest the bound can stay (亿元 or 个), `gain` what it would surely lose.
    """

    candidate: Statistic
    left: float
    gain: float


@dataclass(frozen=True)
class Sensitivity:
    """The present bound, and disclosures in order of their gain."""

    bound: Bound
    disclosures: tuple[Disclosure, ...]


def _number(edge: Fraction | int) -> str:
    """Spell an edge in an id: 20, or 0p5."""
    return f"{float(edge):g}".replace(".", "p")
