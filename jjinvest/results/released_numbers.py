"""Released numbers against today's: what was revised, how running totals advanced, how forecasts turned out.

Pure: a release is a frame of facts as it was published; what is known now is a mapping of facts by id.
Numbers of a release get ids of their own (``2023h1.agreed_amount.released.2023q2.1``: period and version of
the release), so that the number published then and the number of today never share an id. Differences are
exact in the decimals of `facts.json`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.core.periods import period_key
from jjinvest.core.quantity import Definition
from jjinvest.core.rounding import exact
from jjinvest.forecasting.attribution.facts import rests_on_ledger

SUMMABLE_SCOPES = ("all", "out_of_city", "sector", "tier", "task_force")
"""Scopes of which running totals may be subtracted."""
REVISION_COLUMNS = ("id", "before", "after", "difference")
TRACK_RECORD_COLUMNS = ("id", "model", "forecast", "actual", "difference", "outcome")


@dataclass(frozen=True)
class CurrentNumbers:
    """What is known now: facts by id, definition (口径) of their figures, day each was first published."""

    facts: Mapping[str, Fact]
    definition: Mapping[str, Definition]
    first_published: Mapping[str, date]


def as_released(fact: Fact, name: FactId | str) -> Fact:
    """Return a number of a release under an id of its own.

    Parameters
    ----------
    name
        ``released.<period>.<version>``, as :attr:`jjinvest.data.releases.Release.name` gives it.
    """
    definition = fact.definition if fact.evidence == "bounded" else "released"
    return replace(fact, id=fact.id / name, caveat="as_released", definition=definition)


def difference(before: Fact, after: Fact, *, caveat: str = "") -> Fact | None:
    """After less before, with the interval that the roundings leave; None where a side is no plain number.

    ``before + difference = after`` holds exactly for the decimals that the numbers are written with.

    Examples
    --------
    >>> before = Fact("2023.agreed_amount", 6.4, 6.35, 6.45, "亿元", "agreed", "all", "published", "2023")
    >>> change = difference(before, replace(before, value=9.6, low=9.55, high=9.65))
    >>> change.value, change.low, change.high
    (3.2, 3.1, 3.3)
    """
    numbers = (before.value, after.value)
    same = (before.unit, before.basis, before.scope) == (after.unit, after.basis, after.scope)
    if None in numbers or not same or (before.relation, after.relation) != ("=", "="):
        return None
    return Fact(
        id=after.id / "since_release",
        value=_less(after.value, before.value),
        low=_less(after.low, before.high),
        high=_less(after.high, before.low),
        unit="个百分点" if after.unit == "%" else after.unit,
        basis=after.basis,
        scope=after.scope,
        evidence="modelled" if "modelled" in (before.evidence, after.evidence) else "computed",
        period=after.period,
        sources=tuple(dict.fromkeys((*before.sources, *after.sources))),
        caveat=caveat,
        signed=True,
        definition="since_release",
    )


def _less(one: float | None, other: float | None) -> float | None:
    """Subtract as decimals, not as binary fractions: 9.6 − 6.4 is 3.2."""
    return None if one is None or other is None else float(exact(one) - exact(other))


def revisions(released: Sequence[Fact], current: CurrentNumbers, name: str) -> pd.DataFrame:
    """Numbers that differ today from when they were released, one row each.

    Returns
    -------
    DataFrame
        Columns ``id``; ``before``, ``after``, ``difference`` (facts; the last None where only intervals
        differ).
    """
    rows = [
        (before.id, as_released(before, name), after, difference(before, after))
        for before, after in _pairs(released, current)
        if after is not None and _numbers(before) != _numbers(after)
    ]
    return pd.DataFrame(rows, columns=list(REVISION_COLUMNS), dtype=object)


def advances(
    released: Sequence[Fact], current: CurrentNumbers, name: str, *, before: str, after: str, caveat: str
) -> pd.DataFrame:
    """Running totals of one year: as released for an earlier part of it, as published now, and in between.

    Only published counts and amounts of one definition (口径) are subtracted; nothing is, across years or
    where `before` is `after`.

    Parameters
    ----------
    before, after
        Year-to-date periods, such as 2023H1 and 2023.
    caveat
        Message that must stand beside each difference, if any.

    Returns
    -------
    DataFrame
        Columns as of :func:`revisions`.
    """
    rows = []
    comparable = before[:4] == after[:4] and before != after
    for fact in _facts(released) if comparable else ():
        now = current.facts.get(fact.id.in_period(after))
        if fact.id.period != period_key(before) or now is None or not _is_running_total(fact, now, current):
            continue
        between = difference(fact, now, caveat=caveat)
        if between is not None:
            # another id than that of a revision of the number itself
            between = replace(between, id=now.id / period_key(before) / "since_release")
            rows.append((now.id, as_released(fact, name), now, between))
    return pd.DataFrame(rows, columns=list(REVISION_COLUMNS), dtype=object)


def _is_running_total(before: Fact, after: Fact, current: CurrentNumbers) -> bool:
    """Whether two figures may be subtracted: published counts or amounts of one definition."""
    return (
        before.scope in SUMMABLE_SCOPES
        and before.unit in ("亿元", "个")
        and (before.evidence, after.evidence) == ("published", "published")
        and current.definition.get(before.id) == current.definition.get(after.id)
    )


def track_record(released: Sequence[Fact], current: CurrentNumbers, name: str, as_of: date) -> pd.DataFrame:
    """Forecasts of a release whose subject became known after the day of the release, one row each.

    A forecast is a median with its 80 % band, or a chance of reaching a target; its subject is the figure of
    the same definition (口径), published or summed from the ledger, whose id the forecast's begins with. A
    corrected version of a release does not hide an earlier one: each version has its own record.

    Returns
    -------
    DataFrame
        Columns ``id`` of the subject, ``model`` (the same with the name of the model); ``forecast`` (fact; a
        median carries the band as low and high), ``actual``, ``difference`` (actual less forecast; None for a
        chance), ``outcome`` (inside, above, below the band; reached, missed).
    """
    rows = []
    for forecast in _facts(released):
        model = _model(forecast.id) if forecast.evidence == "modelled" else None
        actual = None if model is None else _subject(model, forecast, current, as_of)
        outcome = None if actual is None else _outcome(forecast, actual)
        if actual is None or outcome is None:
            continue
        then = as_released(forecast, name)
        error = difference(forecast, actual) if forecast.unit == actual.unit else None
        if error is not None:
            error = replace(
                error, id=then.id / "forecast_error", low=None, high=None, definition="forecast_error"
            )
        rows.append((actual.id, model, then, actual, error, outcome))
    return pd.DataFrame(rows, columns=list(TRACK_RECORD_COLUMNS), dtype=object)


def _model(fact_id: FactId) -> FactId | None:
    """What a forecast is about, with the name of its model.

    That is the id without its end: ``….forecast.median``, ``….p_reach.<number>``.

    None where the number is no forecast of its own.
    """
    parts = fact_id.parts
    if parts[-2:] == ("forecast", "median"):
        return FactId.of(fact_id.period, *parts[:-2])
    if "forecast" in parts or len(parts) < 2 or parts[-2] != "p_reach" or "scenario" in parts:
        return None
    is_number = fact_id.name.replace(".", "").isdecimal()
    return FactId.of(fact_id.period, *parts[:-2]) if is_number else None


def _subject(model: FactId, forecast: Fact, current: CurrentNumbers, as_of: date) -> Fact | None:
    """Figure that a forecast is about: same definition, published or in the ledger after the release."""
    heads = (FactId.of(model.period, *model.parts[:n]) for n in range(len(model.parts), 0, -1))
    subject = next((head for head in heads if head in current.facts), None)
    if subject is None:
        return None
    actual, first = current.facts[subject], current.first_published.get(subject)
    later = first is not None and first > as_of
    same = (actual.basis, actual.scope) == (forecast.basis, forecast.scope)
    stated = actual.evidence == "published" or rests_on_ledger(actual)
    return actual if same and later and stated and actual.value is not None else None


def _outcome(forecast: Fact, actual: Fact) -> str | None:
    """How a forecast turned out; None where the figures do not decide it."""
    if actual.value is None:
        return None
    if forecast.unit == "概率":
        return None if forecast.target is None else "reached" if actual.value >= forecast.target else "missed"
    if forecast.unit != actual.unit or forecast.low is None or forecast.high is None:
        return None
    return "below" if actual.value < forecast.low else "above" if actual.value > forecast.high else "inside"


def _facts(released: Sequence[Fact]) -> Iterator[Fact]:
    """Facts about a period; counts of a register's rows are none."""
    return (fact for fact in released if fact.id.period[:1].isdecimal())


def _pairs(released: Sequence[Fact], current: CurrentNumbers) -> Iterator[tuple[Fact, Fact | None]]:
    return ((fact, current.facts.get(fact.id)) for fact in _facts(released))


def _numbers(fact: Fact) -> tuple[object, ...]:
    return fact.value, fact.low, fact.high, fact.unit, fact.basis, fact.scope, fact.relation, fact.target
