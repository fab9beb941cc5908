"""Rates that were published for a number which was stated otherwise later."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from jjinvest.core.frame_rows import rows_of

OF_A_NUMBER = ("growth", "multiple", "completion", "pace_gap", "share")
"""Statistics that say something of a number of their own period."""


def outdated_rates(figures: pd.DataFrame) -> set[str]:
    """Ids of rates that were published for a number which was stated otherwise later, and not again since.

    A completion is of a level and of the target of its year by the same authority: 28.9 % of 150 are none of
    the target of 165 that was set afterwards.
    """
    key = ["period", "metric", "where"]
    plain = figures[figures["version"] != "like_for_like"].sort_values("available_from", kind="stable")
    levels = _stated(plain[plain["statistic"] == "level"], key)
    targets = _stated(plain[plain["statistic"] == "target"], [*key, "authority"])
    rates = plain[plain["statistic"].isin(OF_A_NUMBER)].drop_duplicates("fact_id", keep="last")
    found = set[str]()
    for row in rows_of(rates, *key, "fact_id", "available_from", "statistic", "authority"):
        numbers = [levels.get(tuple(row[name] for name in key), [])]
        if row["statistic"] in ("completion", "pace_gap"):
            aim = (row["period"][:4], row["metric"], row["where"], row["authority"])
            numbers.append(targets.get(aim, []))
        if any(_changed_since(stated, row["available_from"]) for stated in numbers):
            found.add(row["fact_id"])
    return found


def _stated(figures: pd.DataFrame, key: list[str]) -> dict[tuple[Any, ...], list[tuple[Any, ...]]]:
    """Day, number and version of each statement of a number, in order of days."""
    found: dict[tuple[Any, ...], list[tuple[Any, ...]]] = {}
    for row in rows_of(figures, *key, "available_from", "quantity", "version"):
        of_number = found.setdefault(tuple(row[name] for name in key), [])
        of_number.append((row["available_from"], row["quantity"], row["version"]))
    return found


def _changed_since(stated: list[tuple[Any, ...]], day: date) -> bool:
    """Whether a number that was known on a day was stated otherwise later."""
    known = [quantity for stated_on, quantity, _ in stated if stated_on <= day]
    if not known or len(known) == len(stated):
        return False
    _, last, version = stated[-1]
    return last.value != known[-1].value and (version == "restated" or not last.agrees_with(known[-1]))
