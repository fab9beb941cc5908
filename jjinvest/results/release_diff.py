"""What has changed since results were last released, and how forecasts released earlier compare with what is now in print.

Pure: an release is a frame of facts as it was given out; what is known now is a mapping of facts by id. Numbers of an release
get ids of their own (``2023h1.agreed_amount.released.2023q2.1``: period and version of the release), so that the number given
out then and the number of today never stand under one id. Differences are exact in the decimals of `facts.json`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

import pandas as pd

from jjinvest.core.facts import Fact, from_row
from jjinvest.core.quantity import Definition

ADVANCING = ("all", "out_of_city", "sector", "tier", "task_force")
STANDINGS = ("same", "changed", "not_restated")
_COUNTS = ("facts", *STANDINGS)


@dataclass(frozen=True)
class Known:
    """What is known now: facts by id, 口径 of the prints behind them, day from which each id was first in print."""

    facts: Mapping[str, Fact]
    definition: Mapping[str, Definition]
    first_published: Mapping[str, date]


def as_released(fact: Fact, name: str) -> Fact:
    """Return a number of an release under an id of its own; `name` is ``released.<period>.<version>``."""
    return replace(fact, id=f"{fact.id}.{name}", caveat="as_released")


def difference(before: Fact, after: Fact, *, caveat: str = "") -> Fact | None:
    """After less before, with the interval that the roundings leave; None where a side is no plain number.

    ``before + difference = after`` holds exactly for the decimals that the numbers are written with.
    """
    numbers = (before.value, after.value)
    same = (before.unit, before.basis, before.scope) == (after.unit, after.basis, after.scope)
    if None in numbers or not same or (before.relation, after.relation) != ("=", "="):
        return None
    return Fact(
        f"{after.id}.since_release", _less(after.value, before.value), _less(after.low, before.high),
        _less(after.high, before.low), "个百分点" if after.unit == "%" else after.unit, after.basis, after.scope,
        "modelled" if "modelled" in (before.evidence, after.evidence) else "computed", after.period,
        sources=tuple(dict.fromkeys((*before.sources, *after.sources))), caveat=caveat,
    )  # fmt: skip


def _less(one: float | None, other: float | None) -> float | None:
    """Subtract as decimals, not as binary fractions: 9.6 − 6.4 is 3.2."""
    return None if one is None or other is None else float(Fraction(str(one)) - Fraction(str(other)))


def revisions(released: pd.DataFrame, known: Known, name: str) -> pd.DataFrame:
    """Numbers that read otherwise today than when they were released, one row each.

    Columns: ``id``; ``before``, ``after``, ``difference`` (facts; the last None where only intervals differ).
    """
    rows = [
        {"id": before.id, "before": as_released(before, name), "after": after, "difference": difference(before, after)}
        for before, after in _pairs(released, known)
        if after is not None and _numbers(before) != _numbers(after)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["id", "before", "after", "difference"], dtype=object)


def standing(released: pd.DataFrame, known: Known, period: str) -> dict[str, Fact]:
    """How many numbers of an release read the same today, read otherwise, or are not stated again; the three add up to all.

    Returns facts by id: ``<period>.since_release.facts|same|changed|not_restated``.
    """
    counts = dict.fromkeys(STANDINGS, 0)
    for before, after in _pairs(released, known):
        kind = (
            "not_restated" if after is None else "same" if _numbers(before) == _numbers(after) else "changed"
        )
        counts[kind] += 1
    numbers = {"facts": sum(counts.values()), **counts}
    made = (
        Fact(f"{period.lower()}.since_release.{key}", float(numbers[key]), None, None, "个", "count", "all", "computed", period)
        for key in _COUNTS
    )  # fmt: skip
    return {fact.id: fact for fact in made}


def advances(
    released: pd.DataFrame, known: Known, name: str, *, before: str, after: str, caveat: str
) -> pd.DataFrame:
    """Running totals of one year: as released for an earlier part of it, as published now, and what came in between.

    Only published counts and amounts of the same 口径 are subtracted; nothing is, across years or where `before` is `after`.

    Parameters
    ----------
    before, after
        Year-to-date periods, such as 2023H1 and 2023.
    caveat
        Message that must stand beside each difference, if any.
    """
    rows = []
    for fact in _facts(released) if before[:4] == after[:4] and before != after else ():
        head, _, rest = fact.id.partition(".")
        now = known.facts.get(f"{after.lower()}.{rest}")
        if (
            head != before.lower()
            or now is None
            or fact.scope not in ADVANCING
            or fact.unit not in ("亿元", "个")
        ):
            continue
        definition = known.definition.get(fact.id), known.definition.get(now.id)
        if (fact.evidence, now.evidence) != ("published", "published") or definition[0] != definition[1]:
            continue
        between = difference(fact, now, caveat=caveat)
        if between is not None:
            # another id than that of a revision of the number itself
            between = replace(between, id=f"{now.id}.{before.lower()}.since_release")
            rows.append(
                {"id": now.id, "before": as_released(fact, name), "after": now, "difference": between}
            )
    return pd.DataFrame(rows, columns=["id", "before", "after", "difference"], dtype=object)


def track_record(released: pd.DataFrame, known: Known, name: str, as_of: date) -> pd.DataFrame:
    """Forecasts of an release whose subject is in print by now and was not on the day of the release, one row each.

    A forecast is a median with its 80 % band, or a chance of reaching a target; its subject is the published figure of the
    same 口径 whose id the forecast's begins with. What is wrong today about a forecast is not hidden by issuing it again:
    each version of an release has its own record.

    Columns: ``id`` of the subject, ``told`` (the same with the name of the model); ``forecast`` (fact; a median carries the
    band as low and high), ``actual``,
    ``difference`` (actual less forecast; None for a chance), ``outcome`` (inside, above, below the band; reached, missed).
    """
    rows = []
    for forecast in _facts(released):
        stem = _stem(forecast.id)
        actual = (
            None
            if stem is None or forecast.evidence != "modelled"
            else _subject(stem, forecast, known, as_of)
        )
        outcome = None if actual is None else _outcome(forecast, actual)
        if actual is None or outcome is None:
            continue
        then = as_released(forecast, name)
        error = difference(forecast, actual) if forecast.unit == actual.unit else None
        if error is not None:
            error = replace(error, id=f"{then.id}.forecast_error", low=None, high=None)
        rows.append(
            {
                "id": actual.id,
                "told": stem,
                "forecast": then,
                "actual": actual,
                "difference": error,
                "outcome": outcome,
            }
        )
    return pd.DataFrame(
        rows, columns=["id", "told", "forecast", "actual", "difference", "outcome"], dtype=object
    )


def _stem(fact_id: str) -> str | None:
    """What a forecast is about, still with the name of its model: ``….forecast.median``, ``….p_reach.<number>``."""
    stem, found, rest = fact_id.rpartition(".forecast.")
    if found:
        return stem if rest == "median" else None
    stem, found, rest = fact_id.partition(".p_reach.")
    return stem if found and rest.replace(".", "").isdigit() and ".scenario." not in stem else None


def _subject(stem: str, forecast: Fact, known: Known, as_of: date) -> Fact | None:
    """Published figure that a forecast is about; of the same 口径, and published after the day of the release."""
    while "." in stem:
        actual = known.facts.get(stem)
        if actual is not None:
            same = (actual.basis, actual.scope) == (forecast.basis, forecast.scope)
            first = known.first_published.get(stem)
            later = first is not None and first > as_of
            return (
                actual
                if same and later and actual.evidence == "published" and actual.value is not None
                else None
            )
        stem = stem.rpartition(".")[0]
    return None


def _outcome(forecast: Fact, actual: Fact) -> str | None:
    """How a forecast ended; None where it cannot be told."""
    if actual.value is None:
        return None
    if forecast.unit == "概率":
        return None if forecast.target is None else "reached" if actual.value >= forecast.target else "missed"
    if forecast.unit != actual.unit or forecast.low is None or forecast.high is None:
        return None
    return "below" if actual.value < forecast.low else "above" if actual.value > forecast.high else "inside"


def _facts(released: pd.DataFrame) -> Iterator[Fact]:
    """Facts about a period; counts of a register's rows are none."""
    return (from_row(row) for row in released.to_dict("records") if str(row["id"])[:1].isdecimal())


def _pairs(released: pd.DataFrame, known: Known) -> Iterator[tuple[Fact, Fact | None]]:
    return ((fact, known.facts.get(fact.id)) for fact in _facts(released))


def _numbers(fact: Fact) -> tuple[object, ...]:
    return fact.value, fact.low, fact.high, fact.unit, fact.basis, fact.scope, fact.relation, fact.target
