"""The ledger a report rests on: the import that stands at the period's end, joined to what the district published.

Of several imports of one month the last one known on the as-of day counts; if all came later (a ledger of the past
that was imported afterwards), the first of them.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pandas as pd

from jjinvest.core.errors import ParameterError
from jjinvest.core.periods import cumulative_period, period_end
from jjinvest.data import access_log
from jjinvest.data.ledger_snapshot import GROUPINGS, EarlierLedger, LedgerState, source_of
from jjinvest.data.releases import last_release
from jjinvest.data.workspace import Workspace, load_workspace
from jjinvest.ledger.store.amount_changes import recoded
from jjinvest.ledger.store.store import Import, Store


def load(folder: Path, run_period: str, day: date) -> tuple[Workspace, Workspace]:
    """Read a district with the ledger of a period; returns everything, and what of it was known on `day`.

    Raises
    ------
    DataError
        If a file breaks its contract or the store of imports is damaged.
    ParameterError
        If by then nothing was published and no ledger of the period's last month was imported.
    """
    everything = load_workspace(folder, released_before=run_period)
    visible = _with_ledger(everything.as_of(day), folder, run_period)
    if visible.figures.empty and visible.ledger is None:
        raise ParameterError(_nothing_known(everything, folder, run_period, day))
    return replace(everything, ledger=visible.ledger, labels=visible.labels, files=visible.files), visible


def _nothing_known(everything: Workspace, folder: Path, run_period: str, day: date) -> str:
    end = period_end(cumulative_period(run_period))
    months = sorted({each.month for each in Store(folder / "private").history() if each.month})
    lines = [
        f"截至 {day} 没有任何可见的数 nothing was published by then",
        f"{end:%Y-%m} 的台账 ledger: 没有导入，或 as_of 早于 {end} not imported, or as_of is before that day",
        f"已导入的月份 months imported: {', '.join(months) or '—'}",
    ]
    if not everything.figures.empty:
        first = everything.figures["available_from"].min()
        lines.append(f"处理 remedy: as_of 不早于 {first} / choose an as_of of {first} or later")
    return "\n".join(lines)


def _with_ledger(visible: Workspace, folder: Path, run_period: str) -> Workspace:
    """Join the ledger that stands at the end of the period, if there is one by the workspace's day."""
    store, noted = Store(folder / "private"), {}
    history = store.history()
    chosen = _in_force(history, period_end(cumulative_period(run_period)), visible.as_of_date)
    earlier = _of_last_release(history, visible, run_period)
    names = ["imports.csv", *dict.fromkeys(each.ledger for each in (chosen, earlier) if each is not None)]
    for name in names:
        path = store.folder / name
        noted[f"{folder.name}/private/{name}"] = (
            hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else "missing"
        )
    access_log.log_read(noted)
    visible = replace(visible, files=dict(sorted((dict(visible.files) | noted).items())))
    if chosen is None:
        return visible
    projects, labels = _keyed(store.frame(chosen.number), visible.labels)
    # kept, for the payments as of two imports read the same months
    funds = functools.cache(lambda number: _funds_to_date(store, number))
    payments, known_from = _payments(history, chosen, funds)
    state = LedgerState(
        number=chosen.number,
        file=chosen.file,
        sha256=chosen.sha256,
        stands_on=_stands_on(chosen),
        imported_on=_imported_on(chosen),
        left_out=chosen.left_out,
        left_out_agreed_amount=chosen.left_out_agreed_amount,
        projects=projects,
        payments=payments,
        funds_known_from=known_from,
        earlier=None if earlier is None else _earlier(store, earlier, _payments(history, earlier, funds)[0]),
    )
    labels.loc[state.source] = _source_name(state)
    return replace(visible, ledger=state, labels=labels)


def _in_force(history: list[Import], end: date, day: date | None) -> Import | None:
    """Return the import of the month that ends on `end`, as known on `day`."""
    if day is not None and end > day:
        return None
    of_month = [each for each in history if each.month == f"{end:%Y-%m}"]
    known = [each for each in of_month if day is None or _imported_on(each) <= day]
    return known[-1] if known else of_month[0] if of_month else None


def _of_last_release(history: list[Import], visible: Workspace, run_period: str) -> Import | None:
    """Return the import that the last release rested on: the latest of those its numbers cite."""
    release = last_release(visible.releases, run_period)
    cited = set() if release is None else {source for each in release.facts["sources"] for source in each}
    return next((each for each in reversed(history) if source_of(each.number) in cited), None)


def _earlier(store: Store, entry: Import, payments: pd.DataFrame) -> EarlierLedger:
    return EarlierLedger(_stands_on(entry), store.frame(entry.number), payments)


def _imported_on(entry: Import) -> date:
    return datetime.fromisoformat(entry.imported_at).date()


def _stands_on(entry: Import) -> date:
    return (pd.Period(entry.month, "M").end_time).date()


def _source_name(state: LedgerState) -> dict[str, str]:
    month = f"{state.stands_on:%Y-%m}"
    return {
        "zh": f"招商项目台账 {month}（第 {state.number} 次导入）",
        "en": f"project ledger {month} (import {state.number})",
    }


def _keyed(projects: pd.DataFrame, labels: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Replace free texts of the grouping columns by keys: a label's own where the district names it, else made from the text."""
    known = {name: key for key, row in labels.iterrows() for name in (row["zh"], row["en"])}
    added = labels.copy()
    columns = {}
    for column in GROUPINGS:
        texts = [text for text in projects[column].unique() if text]
        keys = {
            text: known.get(text) or f"k{hashlib.sha256(text.encode()).hexdigest()[:10]}" for text in texts
        }
        for text, key in keys.items():
            if key not in added.index:
                added.loc[key] = {"zh": text, "en": text}
        columns[column] = projects[column].map({**keys, "": ""}).astype("str")
    return projects.assign(**columns), added


def _funds_to_date(store: Store, number: int) -> pd.DataFrame:
    """Name and funds to date of each project, in 元, by key."""
    rows = store.frame(number).set_index("key")
    return pd.DataFrame(
        {"name": rows["project_name"], "yuan": rows["funds_to_date"].fillna(0).astype("int64")}
    )


def _payments(
    history: list[Import], until: Import, funds: Callable[[int], pd.DataFrame]
) -> tuple[pd.DataFrame, date]:
    """Return funds by project and month as the imports up to this one show them, and the first month imported.

    Of each month the last import counts; funds are the growth of the funds to date since the import before, set on the
    later month. Those of the first month are all that its ledger holds: when it came is not known. A project whose code
    changed paid nothing by that: what it paid under the old one stands under the new.
    """
    last_of = {
        each.month: each for each in history[: until.number] if each.month and each.month <= until.month
    }
    before = pd.DataFrame({"name": pd.Series(dtype="str"), "yuan": pd.Series(dtype="int64")})
    found: list[pd.DataFrame] = []
    for month in sorted(last_of):
        now = funds(until.number if month == until.month else last_of[month].number)
        if renamed := recoded(before["name"], now["name"]):
            before = before.rename(index=renamed)
            found = [
                each.assign(project_code=[renamed.get(code, code) for code in each["project_code"]])
                for each in found
            ]
        flow = now["yuan"].sub(before["yuan"].reindex(now.index, fill_value=0))
        flow = flow[flow != 0]
        rows = {
            "project_code": flow.index.astype("str"),
            "month": pd.Timestamp(f"{month}-01"),
            "amount": flow.to_numpy(),
        }
        found.append(pd.DataFrame(rows))
        before = now
    return pd.concat(found, ignore_index=True), date.fromisoformat(f"{min(last_of)}-01")
