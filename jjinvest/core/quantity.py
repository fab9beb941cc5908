"""Amounts as integers of 元, and numbers with their interval and definition (口径).

A published figure is rounded: `6.4` 亿元 stands for the interval [6.35, 6.45]. A :class:`Quantity` carries
value, interval, unit, definition and the ids of the figures behind it through exact rational arithmetic. It
refuses to add, divide or rank numbers of different definitions.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from jjinvest.core.errors import BasisError
from jjinvest.core.units import is_counted

YI = 100_000_000
"""Number of 元 in one 亿元."""
ABOUT_SHARE = Fraction(1, 10)
"""约 (``~``) allows a tenth of the value to either side, at least its rounding."""


COUNTINGS = ("statistic", "signing_event")
COHORTS = ("all", "new", "carried_over")
VINTAGES = ("as_published", "restated")

DEFINITION_ZH = {
    "agreed": "协议引资",
    "contract": "正式合同",
    "funds": "到位资金",
    "count": "个数",
    "intended": "拟投资",
    "output": "产值",
    "all": "全部项目",
    "out_of_city": "市外项目",
    "signing_event": "签约活动",
    "new": "新签",
    "carried_over": "续建结转",
    "restated": "修订后",
}
"""Chinese words for the parts of a definition, used in error messages; unknown codes are shown unchanged."""


@dataclass(frozen=True)
class Definition:
    """Statistical definition (口径) of a number; only numbers of one definition are added, divided or ranked.

    Attributes
    ----------
    measure
        What is measured: agreed, contract, funds, count …
    population
        Over which projects: all, out_of_city …
    counting
        A statistic of the period, or the announcement of a signing event.
    cohort
        Projects signed in the period (new), earlier (carried_over), or both (all).
    vintage
        As first published, or restated since.

    Examples
    --------
    >>> str(Definition("funds", "out_of_city", cohort="new"))
    'funds/out_of_city/new'
    """

    measure: str
    population: str = "all"
    counting: str = COUNTINGS[0]
    cohort: str = COHORTS[0]
    vintage: str = VINTAGES[0]

    def __str__(self) -> str:
        usual = Definition(self.measure)
        further = (
            name
            for key in ("counting", "cohort", "vintage")
            if (name := getattr(self, key)) != getattr(usual, key)
        )
        return "/".join((self.measure, self.population, *further))

    @property
    def in_words(self) -> str:
        """The definition in Chinese."""
        return "·".join(DEFINITION_ZH.get(part, part) for part in str(self).split("/"))


@dataclass(frozen=True)
class Quantity:
    """An exact number with its interval, unit, definition and sources.

    `value` is None where only an interval is known; `low` and `high` are None where unbounded. Of a bound
    (at least, at most) the value is its end. Amounts are in
    元, ratios have the unit ``ratio``. `sources` are ids of figures.

    Examples
    --------
    >>> agreed = Definition("agreed")
    >>> part, whole = Quantity.exact(30, "元", agreed), Quantity.exact(120, "元", agreed)
    >>> part.over(whole).value
    Fraction(1, 4)
    >>> part + Quantity.exact(1, "元", Definition("funds"))
    Traceback (most recent call last):
    ...
    jjinvest.core.errors.BasisError: ...
    """

    value: Fraction | None
    low: Fraction | None
    high: Fraction | None
    unit: str
    definition: Definition
    sources: tuple[str, ...] = ()

    @classmethod
    def exact(
        cls, value: int | Fraction, unit: str, definition: Definition, sources: tuple[str, ...] = ()
    ) -> Quantity:
        """Return a quantity known without rounding."""
        number = Fraction(value)
        return cls(number, number, number, unit, definition, sources)

    @property
    def is_bound(self) -> bool:
        """Whether the number is known from one side alone: at least, at most."""
        return (self.low is None) != (self.high is None)

    def _same_definition(self, other: Quantity, verb: str) -> None:
        if self.definition != other.definition or self.unit != other.unit:
            raise BasisError(
                f"口径不同，不能{verb} / cannot add, divide or rank different bases: "
                f"{self.definition.in_words} {self.definition} [{self.unit}] 与 "
                f"{other.definition.in_words} {other.definition} [{other.unit}]\n"
                f"涉及 figures: {', '.join((*self.sources, *other.sources)) or '—'}\n"
                "处理 remedy: 使用有名称的比率（如资金到位率）或同口径的数 / "
                "use a named ratio or figures of one basis"
            )

    def __add__(self, other: Quantity) -> Quantity:
        self._same_definition(other, "相加")
        low, high = _add(self.low, other.low), _add(self.high, other.high)
        bounds = self.is_bound or other.is_bound
        return replace(
            self,
            value=_value(_add(self.value, other.value), low, high, bounds=bounds),
            low=low,
            high=high,
            sources=merge_sources(self, other),
        )

    def __sub__(self, other: Quantity) -> Quantity:
        self._same_definition(other, "相减")
        return self + replace(other, value=_neg(other.value), low=_neg(other.high), high=_neg(other.low))

    def __lt__(self, other: Quantity) -> bool:
        return self._rank(other) < 0

    def __gt__(self, other: Quantity) -> bool:
        return self._rank(other) > 0

    def __le__(self, other: Quantity) -> bool:
        return self._rank(other) <= 0

    def __ge__(self, other: Quantity) -> bool:
        return self._rank(other) >= 0

    def _rank(self, other: Quantity) -> Fraction:
        """Difference in value to a quantity of the same 口径, by which the two are ranked."""
        self._same_definition(other, "比较或排名")
        if self.value is None or other.value is None:
            raise ValueError("an interval without a value has no rank: compare its ends")
        return self.value - other.value

    def as_now_known(self) -> Quantity:
        """Drop the `restated` vintage, so that the current value can be added to unrevised ones."""
        return replace(self, definition=replace(self.definition, vintage=VINTAGES[0]))

    def over(self, other: Quantity) -> Quantity:
        """Divide by a positive quantity of the same definition: a share, completion rate or growth factor."""
        self._same_definition(other, "相除")
        return self._divided_by(other)

    def per(self, count: Quantity) -> Quantity:
        """Divide an amount by a positive count: an average, with the amount's unit and definition."""
        return replace(self._divided_by(count), unit=self.unit)

    def named_ratio(self, other: Quantity, name: str) -> Quantity:
        """Divide across definitions; the `name` of the ratio becomes the measure of the result."""
        return replace(self._divided_by(other), definition=Definition(name, self.definition.population))

    def _divided_by(self, other: Quantity) -> Quantity:
        if other.value is not None and other.value <= 0:
            raise ZeroDivisionError("a ratio needs a positive denominator")
        ends = [_div(a, b) for a in (self.low, self.high) for b in (other.low, other.high)]
        known = [end for end in ends if end is not None]
        bounded = len(known) == len(ends)
        low = min(known) if bounded else _div(self.low, other.high)
        high = max(known) if bounded else _div(self.high, other.low)
        return Quantity(
            value=_value(_div(self.value, other.value), low, high, bounds=self.is_bound or other.is_bound),
            low=low,
            high=high,
            unit="ratio",
            definition=self.definition,
            sources=merge_sources(self, other),
        )

    def agrees_with(self, other: Quantity) -> bool:
        """Whether the two intervals overlap, so that both published values can be right."""
        above = self.low is None or other.high is None or self.low <= other.high
        below = self.high is None or other.low is None or self.high >= other.low
        return above and below


def shown_value(quantity: Quantity) -> float:
    """Value of an amount in hundreds of millions (亿), of a number of projects as it is; 0 where unknown.

    Examples
    --------
    >>> shown_value(Quantity.exact(3 * YI, "元", Definition("agreed")))
    3.0
    >>> shown_value(Quantity.exact(45, "个", Definition("count")))
    45.0
    """
    return float((quantity.value or 0) / (1 if is_counted(quantity.unit) else YI))


def total(parts: list[Quantity]) -> Quantity:
    """Add up quantities of one definition.

    Raises
    ------
    ValueError
        If there are none.
    BasisError
        If their definitions or units differ.
    """
    if not parts:
        raise ValueError("nothing to add up")
    result = parts[0]
    for part in parts[1:]:
        result = result + part
    return result


def merge_sources(*quantities: Quantity) -> tuple[str, ...]:
    """Union of the figure ids behind several quantities, in order of first use."""
    return tuple(dict.fromkeys(source for quantity in quantities for source in quantity.sources))


def _add(a: Fraction | None, b: Fraction | None) -> Fraction | None:
    return None if a is None or b is None else a + b


def _value(
    value: Fraction | None, low: Fraction | None, high: Fraction | None, *, bounds: bool
) -> Fraction | None:
    """Value of a result; where a bound went into it, the end that is known, None without any."""
    if value is None or not bounds:
        return value
    if high is None:
        return low
    return high if low is None else value


def _neg(a: Fraction | None) -> Fraction | None:
    return None if a is None else -a


def _div(a: Fraction | None, b: Fraction | None) -> Fraction | None:
    return None if a is None or b is None or b <= 0 else a / b
