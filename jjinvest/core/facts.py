"""Facts: the flat, language-neutral form of every number, with the decimals and sign to show.

Computations return lists of :class:`Fact`; :func:`frame` turns them into a table with the columns of
`facts.json` (docs/facts.md). Amounts are in 亿元 (in another currency likewise: 亿美元), shares and rates in
%, probabilities in [0, 1]. `value` is None where only an interval is known; `low` and `high` are the bounds
that rounding, arithmetic or a model gives.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from fractions import Fraction
from functools import partial
from html import escape
from typing import TYPE_CHECKING

from jjinvest.core.fact_id import FactId
from jjinvest.core.quantity import YI, Quantity
from jjinvest.core.rounding import exact, round_half_up
from jjinvest.core.units import is_money

if TYPE_CHECKING:
    import pandas as pd

ANALYST = "analyst"
"""Kind of evidence of an analyst's own numbers, and the part of their ids after the period."""
EVIDENCE = ("published", "computed", "bounded", "modelled", "reconstructed", "target", ANALYST)
"""Kinds of evidence for a number, as `facts.json` names them."""


SMALL_ESTIMATE = 5
"""Modelled amounts (亿元) below this keep decimals: the total of a small place is never 约 0 亿元."""
_AS_PUBLISHED = 8
"""Decimals that show any published number in full, in whatever unit it was published."""
_OF_AMOUNTS = 2
"""Decimals of a computed amount in 亿."""
_TO_WAN = 4
"""Decimals that show an amount in 亿 to the 万."""


@dataclass(frozen=True)
class Fact:
    """One number with everything needed to trace and display it.

    Attributes
    ----------
    id
        What the number measures; a plain string is parsed.
    value, low, high
        The number and its interval, in `unit`.
    basis, scope
        Measure and population of its definition (口径).
    evidence
        One of :data:`EVIDENCE`.
    sources
        Ids of the figures it rests on.
    caveat
        Key of a message that must accompany the number.
    tier
        Access tier (:mod:`jjinvest.core.access`).
    decimals
        Set where the number is rounded to so many decimals and exact as such; else see
        :attr:`shown_decimals`.
    signed
        Whether it is a change or a distance, displayed with its sign.
    definition
        Key of the message that defines it; empty where its evidence says enough.

    Examples
    --------
    >>> fact_id = FactId.of(2023, "agreed_amount")
    >>> fact = Fact(fact_id, 1088.0, 1087.5, 1088.5, "亿元", "agreed", "all", "published", "2023")
    >>> fact.id.metric, fact.shown_decimals, fact.is_change
    ('agreed_amount', 8, False)
    """

    id: FactId
    value: float | None
    low: float | None
    high: float | None
    unit: str
    basis: str
    scope: str
    evidence: str
    period: str
    as_of: str | None = None
    target: float | None = None
    sources: tuple[str, ...] = ()
    caveat: str = ""
    relation: str = "="
    tier: str = "public"
    decimals: int | None = None
    signed: bool = False
    definition: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "id", FactId.parse(self.id))
        if self.evidence not in EVIDENCE:
            raise ValueError(f"{self.id}: evidence is one of {', '.join(EVIDENCE)}, not {self.evidence!r}")

    @property
    def shown_decimals(self) -> int:
        """Number of decimals to display at most: by `decimals` if set, else by unit and evidence."""
        if self.decimals is not None:
            return self.decimals
        if self.unit == "概率":
            return 0
        if self.evidence in ("published", "target") and self.caveat != "implied_target":
            return _AS_PUBLISHED
        if self.unit in ("%", "个百分点"):
            return 1
        if self.unit != "亿元" or self.evidence != "modelled":
            return _OF_AMOUNTS + (self._further_decimals if self.evidence == "computed" else 0)
        ends = [abs(end) for end in (self.value, self.low, self.high) if end is not None]
        return 2 if not self.is_change and 0 < max(ends, default=0) < SMALL_ESTIMATE else 0

    @property
    def _further_decimals(self) -> int:
        """Decimals of a small amount beyond the usual ones, as far as its interval is known to them.

        Beside 0.948 亿美元, which was published as 9480 万美元, what is missing of 1.1 is 0.152. Where the
        usual ones would show a number outside its own interval, it has more: 0.023 within 0.021–0.024.
        """
        if self.value is None or self.low is None or self.high is None or not is_money(self.unit):
            return 0
        size, off = abs(self.value), (self.high - self.low) / 2
        wanted = sum(size < 0.1**place for place in range(_TO_WAN - _OF_AMOUNTS)) if size else 0
        known = sum(off <= 0.1 ** (_OF_AMOUNTS + place) for place in range(1, wanted + 1))
        return next(
            (n for n in range(min(wanted, known), wanted) if self._is_within(_OF_AMOUNTS + n)), wanted
        )

    def _is_within(self, decimals: int) -> bool:
        """Whether the value, rounded to so many decimals, is within the interval."""
        low, high = exact(self.low or 0), exact(self.high or 0)
        return low <= exact(round_half_up(exact(self.value or 0), decimals)) <= high

    @property
    def is_change(self) -> bool:
        """Whether it is displayed with its sign: a change, a distance, a difference in percentage points.

        The swing of a chance between two cases is a width, which has none.
        """
        return self.signed or (self.unit == "个百分点" and self.id.name != "swing")


COLUMNS = [field.name for field in fields(Fact)]


def from_quantity(
    fact_id: FactId,
    quantity: Quantity,
    *,
    evidence: str,
    period: str,
    scope: str | None = None,
    target: float | None = None,
    caveat: str = "",
    relation: str = "=",
    tier: str = "public",
    signed: bool = False,
    definition: str = "",
) -> Fact:
    """Turn an exact quantity into a fact: 元 become 亿元, 美元 become 亿美元, ratios become %.

    Parameters
    ----------
    scope
        Population, if not that of the quantity's definition.
    relation
        Relation of the published value; ``=`` is replaced by ``>=`` or ``<=`` where the interval is open at
        one end.

    Examples
    --------
    >>> from jjinvest.core.quantity import Definition
    >>> share = Quantity.exact(Fraction(1, 4), "ratio", Definition("agreed"))
    >>> fact_id = FactId.of(2023, "agreed_amount", "secondary", "share")
    >>> fact = from_quantity(fact_id, share, evidence="computed", period="2023")
    >>> fact.value, fact.unit
    (25.0, '%')
    """
    unit, scale = _fact_unit(quantity.unit)
    return Fact(
        id=fact_id,
        value=_float(quantity.value, scale),
        low=_float(quantity.low, scale),
        high=_float(quantity.high, scale),
        unit=unit,
        basis=quantity.definition.measure,
        scope=scope or quantity.definition.population,
        evidence=evidence,
        period=period,
        target=target,
        sources=quantity.sources,
        caveat=caveat,
        relation=_relation(quantity) if relation == "=" else relation,
        tier=tier,
        signed=signed,
        definition=definition,
    )


computed_fact = partial(from_quantity, evidence="computed")
"""Turn a quantity that was computed into a fact."""


def count_fact(
    fact_id: FactId,
    number: int,
    period: str,
    *,
    definition: str = "",
    sources: tuple[str, ...] = (),
    caveat: str = "",
    tier: str = "public",
    interval: bool = False,
) -> Fact:
    """Return a number of things that was counted as a fact; with an `interval` it is its own low and high.

    Examples
    --------
    >>> count_fact(FactId.of(2023, "targets", "reached"), 2, "2023", definition="reached").unit
    '个'
    """
    value = float(number)
    end = value if interval else None
    return Fact(
        fact_id,
        value,
        end,
        end,
        "个",
        "count",
        "all",
        "computed",
        period,
        sources=sources,
        caveat=caveat,
        tier=tier,
        definition=definition,
    )


def as_record(fact: Fact) -> dict[str, object]:
    """Return the fields of a fact by name, as `dataclasses.asdict`, which copies what cannot change."""
    return {name: getattr(fact, name) for name in COLUMNS}


def frame(facts: Iterable[Fact]) -> pd.DataFrame:
    """Return facts as a frame, one row each, in order; columns :data:`COLUMNS`."""
    import pandas as pd  # only here: a fact is looked up without it

    return pd.DataFrame([as_record(fact) for fact in facts], columns=COLUMNS)


def shown(title: str, facts: Iterable[Fact]) -> dict[str, str]:
    """Return facts as a notebook displays them: plain text and HTML by MIME type."""
    table = frame(facts).set_index("id")[["value", "low", "high", "unit", "evidence"]]
    head = f"{title} · {len(table)} facts"
    html = table.to_html(max_rows=20, na_rep="", float_format=_written)
    return {
        "text/plain": f"{head}\n{table.to_string(max_rows=20, float_format=_written)}",
        "text/html": f"<p><strong>{escape(head)}</strong>：results[&quot;now.agreed_amount&quot;]</p>{html}",
    }


def _written(number: float) -> str:
    """Write a number of a preview with at most three decimals."""
    text = f"{round_half_up(number, 3):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _fact_unit(unit: str) -> tuple[str, Fraction]:
    """Return the unit of facts for a unit of quantities, and the factor to convert by."""
    if is_money(unit):
        return f"亿{unit}", Fraction(1, YI)
    if unit == "ratio":
        return "%", Fraction(100)
    return unit, Fraction(1)


def _relation(quantity: Quantity) -> str:
    """Return the relation that an interval with one open end implies."""
    if quantity.value is None or (quantity.low is None) == (quantity.high is None):
        return "="
    return ">=" if quantity.high is None else "<="


def _float(number: Fraction | None, scale: Fraction) -> float | None:
    return None if number is None else float(number * scale)
