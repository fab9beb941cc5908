"""Typed frames of figures, targets and growth rows; the latest published value of each fact id."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pandas as pd

from jjinvest.core.fact_id import FactId
from jjinvest.core.quantity import YUAN_PER_UNIT, Definition, Quantity, to_yuan

ROUNDED_UNITS = ("亿元", "万元", "%")
"""Units of measured numbers, whose last published digit is rounded; counts and ranks are exact."""


def typed_figures(frame: pd.DataFrame) -> pd.DataFrame:
    """Turn checked text cells of figures.csv into typed ones.

    Adds `fact_id`, `quantity`, `low`, `high` and `precision`: ``stated`` where the table gives `half_width`,
    ``by_digits`` where it follows from the last published digit.
    """
    frame = frame.assign(
        precision=["stated" if half_width else "by_digits" for half_width in frame["half_width"]],
        half_width=[row["half_width"] or _half_last_digit(row) for _, row in frame.iterrows()],
    )
    figures = _with_numbers(frame).assign(
        fact_id=[FactId.of_figure(row.to_dict()) for _, row in frame.iterrows()],
        half_width=pd.to_numeric(frame["half_width"]),
        available_from=[date.fromisoformat(day) for day in frame["available_from"]],
    )
    return figures.reset_index(drop=True)


def typed_targets(frame: pd.DataFrame) -> pd.DataFrame:
    """Turn checked text cells of targets.csv into typed ones; `quantity` lies between `low` and `high`."""
    targets = _with_numbers(frame.assign(half_width="0", figure_id=frame["target_id"]))
    quantities = [
        replace(
            quantity,
            low=_exact(row["low"], row["unit"]),
            high=_exact(row["high"], row["unit"]),
            sources=tuple(row["figure_ids"].split()),
        )
        for (_, row), quantity in zip(frame.iterrows(), targets["quantity"], strict=True)
    ]
    targets = targets.assign(
        low=pd.to_numeric(frame["low"]),
        high=pd.to_numeric(frame["high"]),
        quantity=pd.Series(quantities, index=frame.index, dtype=object),
        figure_ids=frame["figure_ids"].map(lambda ids: tuple(ids.split())),
        year=frame["year"].astype(int),
        known_from=[date.fromisoformat(day) for day in frame["known_from"]],
    )
    return targets.drop(columns=["half_width", "figure_id"]).reset_index(drop=True)


def typed_growth(frame: pd.DataFrame) -> pd.DataFrame:
    """Turn checked text cells of growth_reference.csv into typed ones; `growth_pct` is in %."""
    return frame.assign(
        year=frame["year"].astype(int),
        month_end=frame["month_end"].astype(int),
        growth_pct=pd.to_numeric(frame["growth_pct"]),
        available_from=[date.fromisoformat(day) for day in frame["available_from"]],
    ).reset_index(drop=True)


def latest_quantities(figures: pd.DataFrame) -> dict[str, Quantity]:
    """Return the latest published quantity by fact id.

    The keys are of type :class:`~jjinvest.core.fact_id.FactId`; a plain string finds them too.
    A repetition of the same number in a later source adds its figure id to the sources. For all figures of a
    workspace use :attr:`jjinvest.data.workspace.Workspace.latest`, which computes this once.
    """
    in_order = figures.sort_values("available_from", kind="stable")
    latest: dict[str, Quantity] = {}
    for text, quantity in zip(in_order["fact_id"], in_order["quantity"], strict=True):
        fact_id = FactId.parse(text)
        earlier = latest.get(fact_id)
        if earlier is not None and _same_number(earlier, quantity):
            quantity = replace(quantity, sources=(*earlier.sources, *quantity.sources))
        latest[fact_id] = quantity
    return latest


def _same_number(one: Quantity, other: Quantity) -> bool:
    return (one.value, one.low, one.high) == (other.value, other.low, other.high)


def _quantity(row: pd.Series) -> Quantity:
    """Exact value and interval of a number: by rounding for ``=`` and ``~``, one-sided for the others."""
    relation, unit = row["relation"], row["unit"]
    value, half_width = _exact(row["value"], unit), _exact(row["half_width"], unit)
    low = None if relation in ("<", "<=") else value if relation in (">", ">=") else value - half_width
    high = None if relation in (">", ">=") else value if relation in ("<", "<=") else value + half_width
    exact_unit = "元" if unit in YUAN_PER_UNIT else "ratio" if unit == "%" else unit
    return Quantity(value, low, high, exact_unit, _definition(row), (row["figure_id"],))


def _exact(number: str, unit: str) -> Fraction:
    """Convert a number to 元, to a ratio, or leave it in its own unit."""
    if unit in YUAN_PER_UNIT:
        return Fraction(to_yuan(number, unit))
    return Fraction(number) * _published_scale(unit)


def _published_scale(unit: str) -> Fraction:
    """Return how much of the unit of a quantity is one of the published unit."""
    return Fraction(1, 100) if unit == "%" else Fraction(YUAN_PER_UNIT.get(unit, 1))


def _definition(row: pd.Series) -> Definition:
    """Definition of a figure or target; dimensions that its table does not give have their defaults."""
    stated = {key: row[key] for key in ("counting", "cohort") if row.get(key)}
    if row.get("version"):
        stated["vintage"] = row["version"]
    return Definition(row["basis"], "out_of_city" if row["scope"] == "out_of_city" else "all", **stated)


def _with_numbers(frame: pd.DataFrame) -> pd.DataFrame:
    """Add `quantity`, and `value`, `low`, `high` as floats in the published unit, NaN where unbounded."""
    quantities = [_quantity(row) for _, row in frame.iterrows()]
    scales = [_published_scale(unit) for unit in frame["unit"]]

    def floats(end: str) -> list[float]:
        ends = [getattr(quantity, end) for quantity in quantities]
        return [
            float("nan") if e is None else float(e / scale) for e, scale in zip(ends, scales, strict=True)
        ]

    return frame.assign(
        value=pd.to_numeric(frame["value"]),
        low=floats("low"),
        high=floats("high"),
        quantity=pd.Series(quantities, index=frame.index, dtype=object),
    )


def _half_last_digit(row: pd.Series) -> str:
    """Half a unit of the last published digit; 0 for counts, ranks, targets and one-sided numbers."""
    if row["unit"] not in ROUNDED_UNITS or row["relation"] not in ("=", "~") or row["statistic"] == "target":
        return "0"
    decimals = len(row["value"].partition(".")[2])
    return f"{Decimal(5).scaleb(-decimals - 1):f}"
