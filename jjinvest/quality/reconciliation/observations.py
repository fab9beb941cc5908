"""Every print of every figure: who published it, when, with which digits, so that a check compares like with like."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pandas as pd

from jjinvest.core.quantity import YUAN_PER_UNIT, Quantity


@dataclass(frozen=True)
class Print:
    """One published statement: a row of figures.csv, or (`figure_id` empty) a number that follows from others."""

    fact_id: str
    figure_id: str
    source_id: str
    period: str
    available_from: date | None
    digits: str
    quantity: Quantity

    def reading(self, digits: str) -> Print:
        """Return the same print with other digits, its rounding unchanged."""
        shift = (Fraction(Decimal(digits)) - Fraction(Decimal(self.digits))) * self.scale
        ends = [
            None if end is None else end + shift
            for end in (self.quantity.value, self.quantity.low, self.quantity.high)
        ]
        return replace(
            self, digits=digits, quantity=replace(self.quantity, value=ends[0], low=ends[1], high=ends[2])
        )

    @property
    def scale(self) -> Fraction:
        """Units of the quantity in one published unit: 元 in 亿元, 1/100 in %."""
        number = Fraction(Decimal(self.digits))
        if number and self.quantity.value is not None:
            return self.quantity.value / number
        return {"ratio": Fraction(1, 100), "元": Fraction(YUAN_PER_UNIT["亿元"])}.get(
            self.quantity.unit, Fraction(1)
        )


class Prints:
    """All prints of a frame of figures by fact id, in order of publication."""

    def __init__(self, figures: pd.DataFrame) -> None:
        self.figures = figures
        self._by_fact: dict[str, list[Print]] = {}
        for row in figures.sort_values("available_from", kind="stable").to_dict("records"):
            made = Print(
                row["fact_id"],
                row["figure_id"],
                row["source_id"],
                row["period"],
                row["available_from"],
                _digits(row["value"]),
                row["quantity"],
            )
            self._by_fact.setdefault(made.fact_id, []).append(made)

    def all(self, fact_id: str) -> list[Print]:
        """Every print of a fact, earliest first."""
        return self._by_fact.get(fact_id, [])

    def __iter__(self) -> Iterator[Print]:
        return (made for found in self._by_fact.values() for made in found)

    def facts(self) -> Iterator[str]:
        """Ids of all facts published."""
        return iter(self._by_fact)

    def near(self, fact_id: str, like: Print) -> Print | None:
        """Return the print of a fact to hold against `like`: of the same source, else the latest known by then, else the next."""
        prints = self.all(fact_id)
        same = [p for p in prints if p.source_id == like.source_id]
        known = [
            p
            for p in prints
            if p.available_from and like.available_from and p.available_from <= like.available_from
        ]
        found = same[-1:] or known[-1:] or prints[:1]
        return found[0] if found else None

    def several(self, fact_ids: Iterable[str], like: Print) -> list[Print]:
        """Return the prints of those facts that were published at all."""
        return [p for p in (self.near(fact_id, like) for fact_id in fact_ids) if p is not None]


def _digits(value: float) -> str:
    """Digits of a value as published, without an exponent."""
    return format(Decimal(repr(value)).normalize(), "f") if value else "0"
