"""Facts: the flat, language-neutral form in which every number leaves the computation.

A frame of facts has the columns of `facts.json` (docs/facts.md): id, value, low, high, unit, basis, scope, evidence,
period, as_of, target, sources, caveat, relation, tier. Amounts are in 亿元, shares and rates in %, probabilities in [0, 1].
`value` is None where only an interval follows; `low`/`high` are the bounds that rounding, arithmetic or a model gives.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from fractions import Fraction
from html import escape
from typing import Any

import pandas as pd

from jjinvest.core.fact_id import FactId
from jjinvest.core.quantity import YI, Quantity

EVIDENCE = ("published", "computed", "bounded", "modelled", "reconstructed", "target")


@dataclass(frozen=True)
class Fact:
    """One number with everything needed to trace it and to write it.

    `caveat` names a message that must stand beside it. `decimals` is set where a number is rounded to them and exact as
    such; without it :attr:`shown_decimals` follows from unit and evidence. `signed` marks a change or a distance.
    `definition` names the message that defines it, without which the kind of evidence does.
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
        """Decimals worth showing: those it is rounded to, else as published, two for computed amounts, none for modelled ones."""
        if self.decimals is not None:
            return self.decimals
        if self.unit == "概率":
            return 0
        if self.unit == "亿元":
            return {"modelled": 0, "published": 3, "target": 3}.get(self.evidence, 2)
        if self.unit in ("%", "个百分点"):
            return 2 if self.evidence == "published" else 1
        return 2

    @property
    def is_change(self) -> bool:
        """Whether it is written with its sign: a change, a distance, a difference in percentage points."""
        return self.signed or self.unit == "个百分点"


COLUMNS = [field.name for field in fields(Fact)]


def from_quantity(
    fact_id: str,
    quantity: Quantity,
    *,
    evidence: str,
    period: str,
    scope: str | None = None,
    target: float | None = None,
    caveat: str = "",
    relation: str = "=",
    definition: str = "",
) -> Fact:
    """Turn an exact quantity into a fact: 元 become 亿元, ratios become %."""
    unit, scale = _shown(quantity.unit)
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
        definition=definition,
    )


def frame(facts: Iterable[Fact]) -> pd.DataFrame:
    """Collect facts in a frame, one row each, in order."""
    return pd.DataFrame([asdict(fact) for fact in facts], columns=COLUMNS)


def of(collected: pd.DataFrame | Iterable[Fact]) -> list[Fact]:
    """Facts of a collection that is still a frame; goes once every room returns lists."""
    if isinstance(collected, pd.DataFrame):
        return [from_row(row) for row in collected.to_dict("records")]
    return list(collected)


def shown(title: str, facts: Iterable[Fact]) -> dict[str, str]:
    """Return facts as a notebook displays them: what there is, by id, not how it is stored."""
    table = frame(facts).set_index("id")[["value", "low", "high", "unit", "evidence"]]
    head = f"{title} · {len(table)} facts"
    html = table.to_html(max_rows=20, na_rep="", float_format="{:,.4g}".format)
    return {
        "text/plain": f"{head}\n{table.to_string(max_rows=20)}",
        "text/html": f"<p><strong>{escape(head)}</strong>：results[&quot;now.agreed_amount&quot;]</p>{html}",
    }


def from_row(row: Mapping[Hashable, Any]) -> Fact:
    """Turn a row of a facts frame back into a fact: a frame writes None as NaN."""
    cells: dict[str, Any] = {
        str(key): None if isinstance(value, float) and value != value else value for key, value in row.items()
    }
    return Fact(**cells)


def _shown(unit: str) -> tuple[str, Fraction]:
    if unit == "元":
        return "亿元", Fraction(1, YI)
    if unit == "ratio":
        return "%", Fraction(100)
    return unit, Fraction(1)


def _relation(quantity: Quantity) -> str:
    """Relation that an interval with one open end states."""
    if quantity.value is None or (quantity.low is None) == (quantity.high is None):
        return "="
    return ">=" if quantity.high is None else "<="


def _float(number: Fraction | None, scale: Fraction) -> float | None:
    return None if number is None else float(number * scale)
