"""Select the import that a report uses, and join it to the published figures.

The effective import is that of the last month of the quarter, or else of the latest of its months that has
one and was over on the as-of day: the report is then of the year up to that month. Where figures of a later
year to date are published, such a ledger within the quarter is not used. Of several imports of a month, the
last one known on the as-of day is used, and one that came later is named; if all came later (a past ledger
that was imported afterwards), the last of them.
"""

from __future__ import annotations

import functools
import hashlib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd

from jjinvest.core.access import TIERS
from jjinvest.core.errors import ParameterError
from jjinvest.core.fact_id import label_key
from jjinvest.core.file_hash import file_hash
from jjinvest.core.periods import cumulative_period, period_end, run_quarter
from jjinvest.data import access_log
from jjinvest.data.import_list import correction_of, counting_imports, import_used, imported_on
from jjinvest.data.ledger_snapshot import GROUPINGS, EarlierLedger, LedgerState, source_of
from jjinvest.data.releases import last_release
from jjinvest.data.reported_period import published_until
from jjinvest.data.workspace import Workspace, load_workspace
from jjinvest.ledger.store.dated_funds import payments_files
from jjinvest.ledger.store.estimates_of_imports import ESTIMATE_COLUMNS, estimates_until
from jjinvest.ledger.store.gone_projects import gone_projects
from jjinvest.ledger.store.months_alone import with_funds_of_year
from jjinvest.ledger.store.payments_of_imports import FUNDS_COLUMNS, payments_until
from jjinvest.ledger.store.signing_months import begun_at_signing
from jjinvest.ledger.store.store import Import, Store
from jjinvest.ledger.validation.imports.exchange_rates import RATE_COLUMNS
from jjinvest.ledger.validation.projects.continued_projects import CONTINUED_COLUMNS, continued_projects

MONTHS_COMPARED = 3
"""Months before its own whose ledgers an import is held against: those since the report before."""


def load_with_ledger(
    folder: Path, run_period: str, day: date, tier: str = TIERS[0]
) -> tuple[Workspace, Workspace]:
    """Read a district with its effective import for a period.

    Parameters
    ----------
    folder
        The district's folder, data/<district>.
    run_period
        Period of the report, such as 2023Q4.
    day
        As-of day: what was published or imported later is not used.
    tier
        Access level of the reader; below `government` no unpublished target is read.

    Returns
    -------
    everything, visible : Workspace
        All data of the district, and the part of it that was known on `day`; both with the same ledger.

    Raises
    ------
    DataError
        If a file breaks its contract or the store of imports is damaged.
    ParameterError
        If nothing was published by `day` and no ledger of the quarter was imported.
    """
    everything = load_workspace(folder, released_before=run_period, tier=tier)
    visible = _with_ledger(everything.as_of(day), folder, run_period)
    if visible.figures.empty and visible.ledger is None:
        raise ParameterError(_nothing_known(everything, folder, run_period, day))
    return replace(everything, ledger=visible.ledger, labels=visible.labels, files=visible.files), visible


def load_without_rows(folder: Path, run_period: str, day: date, tier: str = TIERS[0]) -> Workspace:
    """Read what :func:`load_with_ledger` shows as of a day, but no row of the ledger: its frames are empty.

    For what follows from published figures alone; parameters and errors are those of
    :func:`load_with_ledger`, except that a damaged ledger is not found.
    """
    everything = load_workspace(folder, released_before=run_period, tier=tier)
    visible, chosen, _ = _with_files(everything.as_of(day), folder, run_period)
    if chosen is not None:
        state = _state(chosen, pd.DataFrame(), pd.DataFrame(), _month_end(chosen), None)
        return replace(visible, ledger=state)
    if visible.figures.empty:
        raise ParameterError(_nothing_known(everything, folder, run_period, day))
    return visible


def _nothing_known(everything: Workspace, folder: Path, run_period: str, day: date) -> str:
    end = period_end(cumulative_period(run_period))
    months = sorted({each.month for each in Store(folder / "private").history() if each.month})
    lines = [
        f"截至 {day} 没有任何可见的数 nothing was published by then",
        f"{run_period}（至 until {end:%Y-%m}）的台账 ledger: 没有导入，或 as_of 早于台账月末 "
        "not imported, or as_of is before the end of its month",
        f"已导入的月份 months imported: {', '.join(months) or '—'}",
    ]
    of_quarter = [month for month in months if run_quarter(month) == run_period]
    if of_quarter:
        lines.append(f"处理 remedy: as_of 不早于 no earlier than {period_end(of_quarter[0])}")
    elif months:
        lines.append(f"处理 remedy: jjinvest run {months[-1]}，最近一期有台账的 the last with a ledger")
    known = everything.figures[everything.figures["statistic"] != "target"]
    quarters = known["period"].map(run_quarter)
    if (quarters <= run_period).any():
        first = known.loc[quarters <= run_period, "available_from"].min()
        lines.append(f"处理 remedy: as_of 不早于 {first} / choose an as_of of {first} or later")
    elif len(quarters):
        first = quarters.min()
        lines.append(
            f"公布数最早的一期是 {first} the first quarter with figures\n处理 remedy: jjinvest run {first}"
        )
    return "\n".join(lines)


def _with_ledger(visible: Workspace, folder: Path, run_period: str) -> Workspace:
    """Join the effective import of the period, if there is one by the workspace's as-of day."""
    visible, chosen, earlier = _with_files(visible, folder, run_period)
    if chosen is None:
        return visible
    store = Store(folder / "private")
    imports = store.history()
    history = counting_imports(imports, chosen, visible.as_of_date)
    projects, labels = with_label_keys(store.frame(chosen.number), visible.labels)
    # cached: the payments of both imports and the estimates read the same months
    names = list(dict.fromkeys([*FUNDS_COLUMNS, *ESTIMATE_COLUMNS, *RATE_COLUMNS]))
    columns_of = functools.cache(lambda entry: store.columns(entry, names))
    payments, known_from = payments_until(history, chosen, columns_of, store.payments)
    payments = begun_at_signing(payments, projects)
    before = None
    if earlier is not None:
        paid_before, _ = payments_until(imports[: earlier.number], earlier, columns_of, store.payments)
        rows_before = store.frame(earlier.number)
        paid_before = begun_at_signing(paid_before, rows_before)
        before = EarlierLedger(_month_end(earlier), rows_before, paid_before)
    payments, of_gone = _of_projects(payments, projects)
    payments, open_time = payments[payments["amount"] != 0], payments[payments["amount"] == 0]
    projects = with_funds_of_year(projects, payments, open_time, _month_end(chosen))
    state = replace(
        _state(chosen, projects, payments, known_from, before),
        correction=_correction(imports, chosen),
        gone_funds=int(of_gone.sum()),
        gone_paid=len(of_gone),
        open_time=open_time,
        gone=_gone(history, chosen, projects, store),
        gone_rows=gone_projects(
            history,
            chosen,
            projects,
            columns_of,
            lambda entry: with_label_keys(store.frame(entry.number), visible.labels)[0],
        ),
        estimates=estimates_until(history, chosen, columns_of),
    )
    labels.loc[state.source] = _source_name(state)
    return replace(visible, ledger=state, labels=labels)


def _of_projects(payments: pd.DataFrame, projects: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    """Return the payments of the ledger's projects, and the sums in 元 of those of projects it no longer has.

    The ledger's total has none of theirs, so no month, year or group may have it either.
    """
    there = payments["project_code"].astype("str").isin(projects["key"].astype("str"))
    sums = payments[~there].groupby("project_code")["amount"].sum()
    return payments[there].reset_index(drop=True), sums[sums != 0]


def _gone(history: list[Import], chosen: Import, projects: pd.DataFrame, store: Store) -> int:
    """Count the projects of the months before, signed and not terminated, that the import does not have.

    Each counts as it last stood; one that goes on under another code or name, or in parts, is there.
    """
    if not chosen.month:
        return 0
    first = str(pd.Period(chosen.month, "M") - MONTHS_COMPARED)
    before = [each for each in history if each.month and first <= each.month < chosen.month]
    names = ("key", "project_name", "terminated_on", *CONTINUED_COLUMNS)
    earlier = pd.DataFrame()
    for each in sorted(before, key=lambda each: (each.month, each.number)):
        rows = store.columns(each, names).to_pandas().astype({"key": "str"})
        earlier = rows if earlier.empty else pd.concat([earlier[~earlier["key"].isin(rows["key"])], rows])
    if earlier.empty:
        return 0
    standing = earlier[earlier["signed_on"].notna() & earlier["terminated_on"].isna()]
    now = projects.astype({"key": "str"})
    return len(set(standing["key"]) - set(now["key"]) - continued_projects(standing, now).keys())


def _with_files(
    visible: Workspace, folder: Path, run_period: str
) -> tuple[Workspace, Import | None, Import | None]:
    """Return the workspace with its ledger's files, the effective import and that of the last release."""
    store = Store(folder / "private")
    history = store.history()
    chosen = _effective_import(history, visible, run_period)
    earlier = _of_last_release(history, visible, run_period)
    ledgers = dict.fromkeys(each.ledger for each in (chosen, earlier) if each is not None)
    paid = [path for ledger in ledgers for path in payments_files(store.folder, ledger)]
    least = 0 if earlier is None else earlier.number
    hashes = dict([access_log.import_list(folder, run_period, visible.as_of_date, least)])
    names = [*ledgers, *(path.relative_to(store.folder).as_posix() for path in paid)]
    for name in names:
        hashes[f"{folder.name}/private/{name}"] = file_hash(store.folder / name)
    access_log.log_read(hashes)
    files = dict(sorted((dict(visible.files) | hashes).items()))
    return replace(visible, files=files), chosen, earlier


def _state(
    chosen: Import,
    projects: pd.DataFrame,
    payments: pd.DataFrame,
    known_from: date,
    before: EarlierLedger | None,
) -> LedgerState:
    return LedgerState(
        number=chosen.number,
        file=chosen.file,
        sha256=chosen.sha256,
        stands_on=_month_end(chosen),
        imported_on=imported_on(chosen),
        left_out=chosen.left_out,
        left_out_agreed_amount=chosen.left_out_agreed_amount,
        left_out_funds=chosen.left_out_funds,
        projects=projects,
        payments=payments,
        funds_known_from=known_from,
        earlier=before,
        unstated=frozenset(chosen.unstated.split()),
    )


def _effective_import(history: list[Import], visible: Workspace, run_period: str) -> Import | None:
    """Return the import of the last month of the quarter that has one, as known on the as-of day."""
    used = import_used(history, run_period, visible.as_of_date)
    published = published_until(visible, run_period)
    if used is None or (published is not None and period_end(used.month) < published):
        return None
    return used


def _correction(history: list[Import], chosen: Import) -> tuple[int, date] | None:
    last = correction_of(history, chosen)
    return None if last is None else (last.number, imported_on(last))


def _of_last_release(history: list[Import], visible: Workspace, run_period: str) -> Import | None:
    """Return the import that the last release used: the latest of those its facts cite."""
    release = last_release(visible.releases, run_period)
    cited = set() if release is None else {source for fact in release.facts for source in fact.sources}
    return next((each for each in reversed(history) if source_of(each.number) in cited), None)


def _month_end(entry: Import) -> date:
    return (pd.Period(entry.month, "M").end_time).date()


def _source_name(state: LedgerState) -> dict[str, str]:
    month = f"{state.stands_on:%Y-%m}"
    return {
        "zh": f"招商项目台账 {month}（第 {state.number} 次导入）",
        "en": f"project ledger {month} (import {state.number})",
    }


def with_label_keys(projects: pd.DataFrame, labels: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Replace texts of the grouping columns by keys: the district's label, else a hash of the text."""
    named = {str(key): (row["zh"], row["en"]) for key, row in labels.iterrows()}
    known = {name: key for key, names in named.items() if "=" not in key for name in names}
    added = labels.copy()
    columns = {}
    for column in GROUPINGS:
        texts = [text for text in projects[column].unique() if text]
        of_column = ((key.partition("="), names) for key, names in named.items())
        own = {
            name: member
            for (dimension, _, member), names in of_column
            if dimension == column and member
            for name in names
        }
        keys = {
            text: own.get(text) or known.get(text) or f"k{hashlib.sha256(text.encode()).hexdigest()[:10]}"
            for text in texts
        }
        for text, key in keys.items():
            if key not in added.index and label_key(column, key) not in added.index:
                added.loc[key] = {"zh": text, "en": text}
        columns[column] = projects[column].map({**keys, "": ""}).astype("str")
    return projects.assign(**columns), added
