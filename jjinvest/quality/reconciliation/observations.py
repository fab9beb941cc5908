"""Observations: every published figure with its source, date and digits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pandas as pd

from jjinvest.core.fact_id import FactId
from jjinvest.core.quantity import YUAN_PER_UNIT, Quantity


@dataclass(frozen=True)
class Observation:
    """One published statement: a row of figures.csv, or (`figure_id` empty) a number derived from others."""

    fact_id: str
    figure_id: str
    source_id: str
    period: str
    available_from: date | None
    digits: str
    quantity: Quantity

    def with_digits(self, digits: str) -> Observation:
        """Return the same observation with other digits and the same rounding."""
        shift = (Fraction(Decimal(digits)) - Fraction(Decimal(self.digits))) * self.scale
        return replace(self.shifted(shift), digits=digits)

    def shifted(self, shift: Fraction) -> Observation:
        """Return the same observation with its value and interval moved, in the unit of the quantity."""
        value, low, high = (
            None if end is None else end + shift
            for end in (self.quantity.value, self.quantity.low, self.quantity.high)
        )
        return replace(self, quantity=replace(self.quantity, value=value, low=low, high=high))

    @property
    def scale(self) -> Fraction:
        """Units of the quantity in one published unit: 元 in 亿元, 1/100 in %."""
        number = Fraction(Decimal(self.digits))
        if number and self.quantity.value is not None:
            return self.quantity.value / number
        return {"ratio": Fraction(1, 100), "元": Fraction(YUAN_PER_UNIT["亿元"])}.get(
            self.quantity.unit, Fraction(1)
        )

    @property
    def part_of_year(self) -> str:
        """Part of the year that the fact id names: ``h1``, ``q1-q3``, or empty for the whole year."""
        return FactId(self.fact_id).period[4:]


class Observations:
    """All observations of a frame of figures by fact id, in order of publication."""

    def __init__(self, figures: pd.DataFrame) -> None:
        self.figures = figures
        self._by_fact: dict[str, list[Observation]] = {}
        for row in figures.sort_values("available_from", kind="stable").to_dict("records"):
            observation = Observation(
                row["fact_id"],
                row["figure_id"],
                row["source"],
                row["period"],
                row["available_from"],
                _digits(row["value"]),
                row["quantity"],
            )
            self._by_fact.setdefault(observation.fact_id, []).append(observation)

    def of(self, fact_id: str) -> list[Observation]:
        """Every observation of a fact, earliest first."""
        return self._by_fact.get(fact_id, [])

    def __iter__(self) -> Iterator[Observation]:
        return (observation for group in self._by_fact.values() for observation in group)

    def fact_ids(self) -> Iterator[FactId]:
        """Ids of all facts published."""
        return map(FactId, self._by_fact)

    def comparable(self, fact_id: str, like: Observation) -> Observation | None:
        """Observation to compare with `like`: of its source, else the latest known by then, else the next."""
        observations = self.of(fact_id)
        same_source = [each for each in observations if each.source_id == like.source_id]
        known = [
            each
            for each in observations
            if each.available_from and like.available_from and each.available_from <= like.available_from
        ]
        chosen = same_source[-1:] or known[-1:] or observations[:1]
        return chosen[0] if chosen else None

    def all_comparable(self, fact_ids: Iterable[str], like: Observation) -> list[Observation]:
        """Return a comparable observation of each of those facts that were published at all."""
        candidates = (self.comparable(fact_id, like) for fact_id in fact_ids)
        return [observation for observation in candidates if observation is not None]


def _digits(value: float) -> str:
    """Digits of a value as published, without an exponent."""
    return format(Decimal(repr(value)).normalize(), "f") if value else "0"
