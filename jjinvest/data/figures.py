"""Typed frames of figures, targets and growth rows; the latest published value of each fact id."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pandas as pd

from jjinvest.core.codes import BASIS_OF_METRIC
from jjinvest.core.fact_id import FactId, label_key
from jjinvest.core.quantity import ABOUT_SHARE, Definition, Quantity
from jjinvest.core.units import is_counted, is_money, unit_scale
from jjinvest.data.figure_model import OF_AMOUNTS
from jjinvest.data.figure_rows import MEASURED, FigureRow, Source
from jjinvest.data.metric_kinds import counted_unit

_NUMBER = ("relation", "value", "low", "high", "unit")
FIGURE_COLUMNS = (
    "row",
    "figure_id",
    "fact_id",
    "source",
    "available_from",
    "date_basis",
    *MEASURED,
    *_NUMBER,
    "half_width",
    "decimals",
    "precision",
    "version",
    "quote",
    "note",
    "basis",
    "scope",
    "subject",
    "quantity",
)
TARGET_COLUMNS = (
    "target_id",
    "metric",
    "where",
    "basis",
    "scope",
    "subject",
    "year",
    "authority",
    *_NUMBER,
    "evidence",
    "known_from",
    "figure_ids",
    "note",
    "quantity",
)
_NOT_ROUNDED_EVENLY = 30
"""Trials of fewer and fewer digits in :func:`roundest`."""


def typed_figures(rows: Iterable[FigureRow]) -> pd.DataFrame:
    """Return figures as a frame, one row each (:data:`FIGURE_COLUMNS`).

    `value`, `low`, `high`, `half_width` are floats in the published unit (NaN where unbounded); `quantity` is
    exact. `scope` and `subject` are the dimension and member of `where`; of several, joined by ``;``.
    `precision` is ``stated`` where the table gives `half_width`, else ``by_digits``.
    """
    return pd.DataFrame([_typed(row) for row in rows], columns=list(FIGURE_COLUMNS))


def _typed(row: FigureRow) -> dict[str, object]:
    quantity, scale = quantity_of(row), unit_scale(row.unit)[1]
    scope, subject = scope_of(row)
    return {
        **{name: getattr(row, name) for name in FIGURE_COLUMNS if hasattr(row, name)},
        "where": row.where_text,
        "date_basis": "published" if row.date_known else "inferred",
        "value": float(row.value),
        "low": _float(quantity.low, scale),
        "high": _float(quantity.high, scale),
        "half_width": float(row.rounding),
        "decimals": row.decimals,
        "precision": "stated" if row.half_width is not None else "by_digits",
        "basis": quantity.definition.measure,
        "scope": scope,
        "subject": subject,
        "quantity": quantity,
    }


def scope_of(row: FigureRow) -> tuple[str, str]:
    """Return the dimension measured and its member: ``sector`` and ``secondary``; ``all`` for the whole."""
    if not row.where:
        return "all", ""
    if row.where == (("origin", "out_of_city"),):
        return "out_of_city", ""
    scopes = ["tier" if dimension == "size" else dimension for dimension, _ in row.where]
    members = [f"tier_{member}" if dimension == "size" else member for dimension, member in row.where]
    return ";".join(scopes), ";".join(members)


def basis_of(row: FigureRow) -> str:
    """Return what a figure measures: agreed, contract, funds, count …; of an unknown metric, itself."""
    if row.metric in BASIS_OF_METRIC:
        return BASIS_OF_METRIC[row.metric]
    if row.statistic == "level" and unit_scale(row.unit)[0] == "ratio":
        return "rate"
    return row.metric if is_money(row.unit) or not is_counted(unit_scale(row.unit)[0]) else "count"


def quantity_of(row: FigureRow) -> Quantity:
    """Exact value and interval of a figure: by rounding for ``=``, wider for ``~``, else one-sided."""
    base, scale = unit_scale(row.unit)
    if row.statistic != "rank":
        base = counted_unit(row.metric, base)
    value, half_width = row.value * scale, row.rounding * scale
    if row.relation == "~":
        half_width = max(half_width, abs(value) * ABOUT_SHARE)
    low = (
        None if row.relation in ("<", "<=") else value if row.relation in (">", ">=") else value - half_width
    )
    if low is not None and low < 0 <= value and row.statistic in OF_AMOUNTS:
        low = Fraction(0)  # what was signed or paid is not below nothing
    high = (
        None if row.relation in (">", ">=") else value if row.relation in ("<", "<=") else value + half_width
    )
    where = dict(row.where)
    cohort = where.get("cohort", "")
    definition = Definition(
        basis_of(row),
        "out_of_city" if where.get("origin") == "out_of_city" else "all",
        **({"cohort": cohort} if cohort in ("new", "carried_over") else {}),
        **({"vintage": "restated"} if row.version == "restated" and row.statistic != "target" else {}),
    )
    return Quantity(value, low, high, base, definition, (row.figure_id,))


def typed_targets(rows: Iterable[FigureRow]) -> pd.DataFrame:
    """Return targets of years as a frame, one row each (:data:`TARGET_COLUMNS`).

    Published ones; and, of `evidence` ``implied``, those that a level and its completion leave open only
    within an interval. The value of an implied target is the roundest number of that interval.
    """
    rows = list(rows)
    published = [row for row in rows if row.statistic == "target" and len(row.period) == 4]
    levels = {(row.period, row.metric, row.where): row for row in rows if row.statistic == "level"}
    latest = {row.fact_id: row for row in sorted(published, key=lambda row: row.available_from)}
    repeated: dict[str, list[str]] = {}
    for row in published:
        if _as_stated(row) == _as_stated(latest[row.fact_id]):  # another one is no source of it
            repeated.setdefault(row.fact_id, []).append(row.figure_id)
    given = {(row.period, row.metric, row.where, row.authority) for row in published}
    result = {
        fact_id: _target(row, quantity_of(row), tuple(repeated[fact_id]), row.note, "published")
        | {"known_from": _first_stated(row, published)}
        for fact_id, row in latest.items()
    }
    for row in rows:
        level = levels.get((row.period, row.metric, row.where))
        key = (str(row.year), row.metric, row.where, row.authority)
        if row.statistic != "completion" or row.relation != "=" or level is None or key in given:
            continue
        quantity = _implied(level, row)
        if quantity is not None:
            target = replace(row, period=str(row.year), statistic="target", unit=level.unit, relation="=")
            target = replace(
                target,
                fact_id=FactId.of_figure(target),
                available_from=max(row.available_from, level.available_from),
            )
            result.setdefault(
                target.fact_id, _target(target, quantity, (level.figure_id, row.figure_id), "", "implied")
            )
    return pd.DataFrame(list(result.values()), columns=list(TARGET_COLUMNS))


def _first_stated(latest: FigureRow, published: Iterable[FigureRow]) -> date:
    """Day on which the latest value of a target was first published, if no other value came since."""
    same = [row for row in published if row.fact_id == latest.fact_id]
    first = latest.available_from
    for row in sorted(same, key=lambda row: row.available_from, reverse=True):
        if _as_stated(row) != _as_stated(latest):
            break
        first = row.available_from
    return first


def _as_stated(row: FigureRow) -> tuple[str, str, Fraction]:
    return row.relation, *row.amount


def _target(
    row: FigureRow, quantity: Quantity, figure_ids: tuple[str, ...], note: str, evidence: str
) -> dict[str, object]:
    scale, (scope, subject) = unit_scale(row.unit)[1], scope_of(row)
    return {
        "target_id": row.fact_id,
        "metric": row.metric,
        "where": row.where_text,
        "basis": quantity.definition.measure,
        "scope": scope,
        "subject": subject,
        "year": row.year,
        "authority": row.authority,
        "relation": row.relation,
        "value": _float(quantity.value, scale),
        "low": _float(quantity.value if quantity.low is None else quantity.low, scale),
        "high": _float(quantity.value if quantity.high is None else quantity.high, scale),
        "unit": row.unit,
        "evidence": evidence,
        "known_from": row.available_from,
        "figure_ids": figure_ids,
        "note": note,
        "quantity": replace(
            quantity,
            low=quantity.value if quantity.low is None else quantity.low,
            high=quantity.value if quantity.high is None else quantity.high,
            sources=figure_ids,
        ),
    }


def _implied(level: FigureRow, completion: FigureRow) -> Quantity | None:
    """Target that a level and its published completion imply; None where one of them is open or zero."""
    done, rate = quantity_of(level), quantity_of(completion)
    if done.low is None or done.high is None or rate.low is None or rate.high is None or rate.low <= 0:
        return None
    low, high = done.low / rate.high, done.high / rate.low
    if low <= 0:
        return None
    return Quantity(roundest(low, high), low, high, done.unit, done.definition, ())


def roundest(low: Fraction, high: Fraction) -> Fraction:
    """Return the number between two positive ends that has the fewest digits; of several, the middle one.

    Examples
    --------
    >>> roundest(Fraction("597.607"), Fraction("604.348")), roundest(Fraction("149.6"), Fraction("150.5"))
    (Fraction(600, 1), Fraction(150, 1))
    """
    step = Fraction(10) ** len(str(int(high)))
    for _ in range(_NOT_ROUNDED_EVENLY):
        for unit in (step, step / 2):
            first, last = -(-low // unit), high // unit
            if first <= last:
                return Fraction((first + last) // 2 * unit)
        step /= 10
    return (low + high) / 2


def typed_sources(sources: Iterable[Source]) -> pd.DataFrame:
    """Return sources as a frame; `published` is a date or None."""
    columns = ["source", "title", "published", "address", "publisher", "note"]
    return pd.DataFrame([[getattr(each, name) for name in columns] for each in sources], columns=columns)


def typed_labels(labels: Mapping[tuple[str, str], Mapping[str, str]]) -> pd.DataFrame:
    """Return the labels, columns zh and en, by member and by :func:`~jjinvest.core.fact_id.label_key`.

    A member alone stands for no label where dimensions call it by different names. One without a label shows
    its own text.
    """
    named: dict[tuple[str, str], dict[str, str]] = {
        key: {
            "zh": names.get("zh") or names.get("en") or key[1],
            "en": names.get("en") or names.get("zh") or key[1],
        }
        for key, names in labels.items()
        if names
    }
    alone: dict[str, list[dict[str, str]]] = {}
    for (dimension, member), names in named.items():
        alone.setdefault(member or dimension, []).append(names)
    rows = {key: found[0] for key, found in alone.items() if all(names == found[0] for names in found)}
    rows |= {label_key(*key): names for key, names in named.items()}
    return pd.DataFrame.from_dict(rows, orient="index", columns=["zh", "en"]).rename_axis("key")


def typed_growth(frame: pd.DataFrame) -> pd.DataFrame:
    """Turn checked text cells of growth_reference.csv into typed ones; `growth_pct` is in %."""
    return frame.assign(
        year=frame["year"].astype(int),
        month_end=frame["month_end"].astype(int),
        growth_pct=pd.to_numeric(frame["growth_pct"]),
        available_from=[date.fromisoformat(day) for day in frame["available_from"]],
    ).reset_index(drop=True)


def typed_pace(frame: pd.DataFrame) -> pd.DataFrame:
    """Turn checked text cells of funds_ytd_other_places.csv into typed ones; `amount` is in 亿元."""
    return pd.DataFrame(
        {
            "place": frame["place"],
            "year": frame["year"].astype(int),
            "month_end": frame["month_end"].astype(int),
            "amount": pd.to_numeric(frame["ytd_funds_yi"]),
        }
    ).reset_index(drop=True)


def latest_quantities(figures: pd.DataFrame, among: pd.DataFrame | None = None) -> dict[str, Quantity]:
    """Return the latest published quantity by fact id.

    The keys are of type :class:`~jjinvest.core.fact_id.FactId`; a plain string finds them too.
    A repetition of the same number in a later source adds its figure id to the sources. An amount in a second
    currency (折合人民币) does not take the place of one in the currency of its measure. For all figures of a
    workspace use :attr:`jjinvest.data.workspace.Workspace.latest`, which computes this once.

    Parameters
    ----------
    figures
        Figures to choose from.
    among
        Figures whose targets and periods say which currency a measure has; by default those chosen from.
    """
    in_order = figures.sort_values("available_from", kind="stable")
    usual = _currencies(figures if among is None else among)
    latest: dict[str, Quantity] = {}
    measures = _measures(in_order)
    for text, quantity, measure in zip(in_order["fact_id"], in_order["quantity"], measures, strict=True):
        fact_id = FactId.parse(text)
        earlier = latest.get(fact_id)
        if earlier is not None and _same_number(earlier, quantity):
            quantity = replace(quantity, sources=(*earlier.sources, *quantity.sources))
        elif earlier is not None and _is_converted(quantity, earlier, usual.get(measure, "")):
            continue
        latest[fact_id] = quantity
    return latest


def _measures(figures: pd.DataFrame) -> Iterable[tuple[str, str, str]]:
    """Metric and part of each figure."""
    return zip(figures["metric"], figures["scope"], figures["subject"], strict=True)


def _currencies(figures: pd.DataFrame) -> dict[tuple[str, str, str], str]:
    """Currency of each measure that has amounts in several: that of most of its figures, else the first."""
    counts: dict[tuple[str, str, str], Counter[str]] = {}
    for measure, quantity in zip(_measures(figures), figures["quantity"], strict=True):
        if is_money(quantity.unit):
            counts.setdefault(measure, Counter())[quantity.unit] += 1
    return {measure: found.most_common(1)[0][0] for measure, found in counts.items() if len(found) > 1}


def _is_converted(quantity: Quantity, earlier: Quantity, usual: str) -> bool:
    """Whether a number is in another currency than its measure, beside one that is in it."""
    units = quantity.unit, earlier.unit
    return units[0] != units[1] == usual and all(map(is_money, units))


def digits(value: float) -> str:
    """Digits of a value as published, without an exponent."""
    return format(Decimal(repr(value)).normalize(), "f") if value else "0"


def _same_number(one: Quantity, other: Quantity) -> bool:
    return (one.value, one.low, one.high) == (other.value, other.low, other.high)


def _float(number: Fraction | None, scale: Fraction) -> float:
    return float("nan") if number is None else float(number / scale)
