"""The rows of a ledger that a number of a frame adds up."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from jjinvest.analysis.frames.question import Question
from jjinvest.analysis.frames.statistic_names import LEVEL
from jjinvest.core.codes import BASIS_OF_METRIC
from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.core.frame_rows import rows_of
from jjinvest.core.quantity import YI
from jjinvest.data.ledger_snapshot import LedgerState
from jjinvest.results.fact_index import LEDGER


@dataclass(frozen=True)
class RowsBehind:
    """Numbers of a frame of the ledger as facts, and the rows that each adds up.

    Attributes
    ----------
    facts
        The facts by label of their row in the frame.
    places
        Places in `rows` by the id of the fact.
    rows
        Every row that the frame adds up: project, day and amount in 元 (1 each where projects are counted).
    """

    facts: Mapping[Any, Fact]
    places: Mapping[str, np.ndarray]
    rows: pd.DataFrame

    def of(self, fact: Fact) -> pd.DataFrame:
        """Return the rows behind a number."""
        none = np.array([], dtype="int64")
        return self.rows.iloc[self.places.get(str(fact.id), none)].reset_index(drop=True)


def rows_behind(
    state: LedgerState, rows: pd.DataFrame, table: pd.DataFrame, asked: Question, unit: str, *, money: bool
) -> RowsBehind:
    """Return each number of a frame of the ledger as a fact, with the rows that it adds up.

    Parameters
    ----------
    rows
        Day, amount and project of everything that the frame adds up, with its dimensions and spans.
    table
        The frame, its members by their codes.
    money
        Whether amounts are added up; else projects are counted.
    """
    names = list(asked.by)
    groups: Mapping[Any, np.ndarray] = {(): np.arange(len(rows))}
    if names:
        places = pd.DataFrame({name: rows[name].to_numpy() for name in names})
        groups = {_key(key): np.asarray(place) for key, place in places.groupby(names).indices.items()}
    facts, behind = dict[Any, Fact](), dict[str, np.ndarray]()
    for label, row in zip(table.index, rows_of(table, *names, "value"), strict=True):
        members = {name: str(row[name]) for name in names}
        value = None if pd.isna(row["value"]) else float(row["value"])
        fact = Fact(
            _fact_id(asked, members),
            value,
            value,
            value,
            unit,
            BASIS_OF_METRIC.get(asked.metric, "count"),
            "all" if not members and not asked.where else "part",
            "computed",
            asked.period,
            sources=(state.source,),
        )
        facts[label] = fact
        behind[str(fact.id)] = groups.get(tuple(members.values()), np.array([], dtype="int64"))
    projects = state.projects.loc[rows["at"].dropna().unique(), ["key", "project_name"]]
    of_rows = rows["at"].map(projects["project_name"]).astype("str")
    listed = {
        "project_code": rows["at"].map(projects["key"]).astype("str").to_numpy(),
        "project_name": of_rows.to_numpy(),
        "day": pd.to_datetime(rows["day"]).to_numpy(),
    }
    listed |= {"amount": rows["yuan"].to_numpy(dtype="float64") / YI} if money else {}
    return RowsBehind(facts, behind, pd.DataFrame(listed))


def _key(key: Any) -> tuple[str, ...]:
    return tuple(map(str, key)) if isinstance(key, tuple) else (str(key),)


def _fact_id(asked: Question, members: Mapping[str, str]) -> FactId:
    """Id of a number: the parts asked for, and the members of its row."""
    parts = [part for pair in (*asked.where.items(), *members.items()) for part in pair]
    statistic = "" if asked.statistic == LEVEL else asked.statistic
    safe = [re.sub(r"[\s.]+", "_", part) for part in parts]
    return FactId.of(asked.period, LEDGER, asked.metric, *safe, statistic)
