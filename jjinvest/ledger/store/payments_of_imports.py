"""Funds by project and month, from the growth of funds to date between the imports of a district."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa

from jjinvest.ledger.project_names import recoded_keys
from jjinvest.ledger.store.divided_payments import SAME_GROUPS, divided
from jjinvest.ledger.store.listed_projects import Listed
from jjinvest.ledger.store.months_alone import has_funds, open_time, with_total
from jjinvest.ledger.store.payment_columns import (
    LedgerColumns,
    Payments,
    chosen_of,
    frame_of,
    numbered,
    numbers_of,
    paid_in_year,
)
from jjinvest.ledger.store.payments_at_new_rates import at_new_rates, at_rate_of_parts, frame_at_new_rates
from jjinvest.ledger.store.store import Import
from jjinvest.ledger.validation.projects.continued_projects import CONTINUED_COLUMNS

FUNDS_COLUMNS = (
    *("key", "project_name", "funds_ytd", "funds_month"),
    *CONTINUED_COLUMNS,
    *SAME_GROUPS,
)
_BEFORE = ""
_ONE_MONTH = np.timedelta64(1, "M")
UNKNOWN_START = np.datetime64("NaT", "M")
"""First month of funds that were paid at any time before."""


def payments_until(
    history: list[Import],
    until: Import,
    columns_of: Callable[[Import], pa.Table],
    dated: Callable[[Import], pd.DataFrame | None],
) -> tuple[pd.DataFrame, date]:
    """Return funds by project and month up to an import, and the month from which they are known.

    The last import of each month is used. Where the exchange rate of a project moved, its earlier payments
    are converted at the rate of the last import: the rate alone is no payment.

    The payments of the last import that dates them count up to its month. The funds of a later month are the
    growth of funds to date since the import before, or since the last one that had the project. A changed
    project code is no payment: payments under the old code are moved to the new one, and those of a project
    that was split to its parts (:func:`continued_projects`).

    A project that no import before had may have received its funds at any time before: as in the first
    import, its columns of the year and of the month say what belongs to them, and the rest has no beginning.

    Where imports are more than a month apart, the funds between them are known for that span only, less
    those of the last month and of the running year where the ledger has these columns. Of funds paid before
    the first import, those columns say what belongs to its month and to its year; the rest has no beginning.
    Dated payments that begin with a year leave the funds before it to the imports up to then.

    Parameters
    ----------
    history
        The imports that count, in the order of their numbers.
    until
        The import up to which payments count.
    columns_of
        Returns :data:`FUNDS_COLUMNS` of an import, and its rates where it has any.
    dated
        Returns the dated payments of an import; None where it has none.

    Returns
    -------
    payments : pandas.DataFrame
        Columns project_code, month (first day of the last month in which it may have been paid), amount in
        元, since (first day of the first such month; blank where that is not known).
    known_from : datetime.date
        First day of the first month imported, or of the first dated one.
    """
    last_of = {each.month: each for each in history if each.month and each.month <= until.month}
    last_of[until.month] = until
    return _payments_of(last_of, columns_of, dated)


def _payments_of(
    last_of: Mapping[str, Import],
    columns_of: Callable[[Import], pa.Table],
    dated: Callable[[Import], pd.DataFrame | None],
) -> tuple[pd.DataFrame, date]:
    """Payments up to the last of some imports, and the month from which they are known; imports by month."""
    newest = max(last_of)
    months = [each for each in sorted(last_of) if each == newest or has_funds(columns_of(last_of[each]))]
    known_from = date.fromisoformat(f"{months[0]}-01")
    last_dated = _last_dated(last_of, dated)
    if last_dated is not None:
        place, paid = last_dated
        first = paid["since"].iloc[0]
        known_from = first.date()
        before = {month: last_of[month] for month in months if month < f"{known_from:%Y-%m}"}
        month = sorted(last_of)[place]
        others = _dated_before(month, first, last_of, dated)
        months = [each for each in months if each >= month]  # some before it may say nothing of funds
    ledgers = [columns_of(last_of[month]) for month in months]
    keys, projects = numbered([ledger["key"] for ledger in ledgers])
    if last_dated is None:
        months, payments = [_BEFORE, *months], []
        ledgers, projects = [ledgers[0].slice(0, 0), *ledgers], [projects[0][:0], *projects]
    else:
        begun = paid["begun"] if "begun" in paid else paid["month"].where(paid["month"] >= paid["since"])
        paid = paid.rename(columns={"key": "project_code"}).assign(since=begun)
        if before and begun.isna().any():
            earlier_funds, known_from = _payments_of(before, columns_of, dated)
            earlier_ledger = columns_of(before[max(before)])
            paid = _with_earlier(paid, earlier_funds, earlier_ledger, ledgers[0], max(before))
        if others and begun.isna().any():
            earlier_funds, dated_from = _payments_of(others, columns_of, dated)
            earlier_funds = _moved(earlier_funds, columns_of(others[max(others)]), ledgers[0])
            paid, known_from = _with_dated(paid, earlier_funds, first), min(dated_from, known_from)
        payments = [numbers_of(paid, keys)]
    listed = Listed(np.full(len(keys), "", dtype="U7"))
    for place in range(1, len(months)):
        earlier = LedgerColumns(ledgers[place - 1], projects[place - 1])
        now = LedgerColumns(ledgers[place], projects[place])
        payments, known = _followed(listed, keys, earlier, now, payments, (months[place - 1], months[place]))
        funds, payments = at_new_rates(earlier, now, known, payments, len(keys))
        now.carry(funds)
        ledgers[place] = now.table
        if (
            rose := _rise_without_total(earlier, now, payments, (months[place - 1], months[place]))
        ) is not None:
            now.table = ledgers[place] = with_total(now.table, funds[now.projects] + rose)
            payments += _open_time(now, listed, months[place], of_year=now.column("funds_ytd") is not None)
        growth = (now.funds(len(keys)) - funds)[now.projects]
        before = listed.months[now.projects]
        for since in sorted(set(before), reverse=True):
            paying = (growth != 0) & (before == since)
            by_month = rose is not None and now.column("funds_ytd") is None
            own_month = np.datetime64(months[place], "M")
            spans = _spans(growth, now, since, months[place])
            for first, last, amounts in [(own_month, own_month, growth)] if by_month else spans:
                rows = paying & (amounts != 0)
                size = int(rows.sum())
                payments.append(
                    Payments(now.projects[rows], np.full(size, first), np.full(size, last), amounts[rows])
                )
    return frame_of(payments, keys), known_from


def _rise_without_total(
    earlier: LedgerColumns, now: LedgerColumns, payments: list[Payments], months: tuple[str, str]
) -> np.ndarray | None:
    """Return by row what the funds of the year or month rose by; None where there are those to date."""
    ytd, of_month = now.column("funds_ytd"), now.column("funds_month")
    if now.column("funds_to_date") is not None:
        return None
    before_it = np.zeros(max(now.projects.max(initial=0), earlier.projects.max(initial=0)) + 1, dtype="int64")
    if ytd is not None and months[0][:4] == months[1][:4]:
        if (of_year := earlier.column("funds_ytd")) is not None:
            before_it[earlier.projects] = of_year
        elif (paid := paid_in_year(payments, months[1][:4], len(before_it))) is not None:
            before_it = paid
        else:
            ytd = None
    if ytd is None:
        return np.zeros(len(now.projects), dtype="int64") if of_month is None else of_month
    blank = now.table["funds_ytd"].is_null().to_numpy()
    rose: np.ndarray = np.where(blank, 0, ytd - before_it[now.projects])
    return rose


def _open_time(now: LedgerColumns, listed: Listed, month: str, *, of_year: bool) -> list[Payments]:
    """Payments of 0 for the time of which an import without funds to date does not say what was paid."""
    rows, since, until = open_time(now.table, listed.months[now.projects], month, of_year=of_year)
    size = int(rows.sum())
    return [Payments(now.projects[rows], since[rows], np.full(size, until), np.zeros(size, dtype="int64"))]


def _followed(
    listed: Listed,
    keys: pd.Index,
    earlier: LedgerColumns,
    now: LedgerColumns,
    payments: list[Payments],
    months: tuple[str, str],
) -> tuple[list[Payments], pd.DataFrame]:
    """Move payments to the projects of an import, as which those that left the one before go on.

    Returns
    -------
    payments : list
        The payments under the present keys; none of a project that was split into parts of other groups,
        whose own columns then say when it was paid.
    known : pandas.DataFrame
        Places as keys, funds to date in 元 and rates of projects that the import before does not have.
    """
    gone = ~np.isin(earlier.projects, now.projects)
    come = ~np.isin(now.projects, earlier.projects)
    rows = earlier.rows(keys, gone), now.rows(keys, come)
    moves = listed.follow(months[0], earlier.projects, *rows)
    if moves.to:
        moved = np.arange(len(keys))
        moved[list(moves.to)] = list(moves.to.values())
        earlier.projects = moved[earlier.projects]
        payments = [replace(each, projects=moved[each.projects]) for each in payments]
    for place, parts in moves.split.items():
        paid = frame_of([chosen_of(each, each.projects == place) for each in payments], keys)
        payments = [chosen_of(each, each.projects != place) for each in payments]
        paid = at_rate_of_parts(paid, moves.whole[place], parts)
        shares = divided(paid, parts, months[1])
        if shares is None:
            continue
        since, last = (paid[name].to_numpy().astype("datetime64[M]") for name in ("since", "month"))
        for part, amounts in zip(parts["place"], shares, strict=True):
            own = Payments(np.full(len(paid), part), since, last, amounts)
            # a payment of 0 says that its time is not known, which a part that took nothing of it does know
            payments.append(chosen_of(own, (amounts != 0) | (paid["amount"] == 0).to_numpy()))
            moves.known.append(pd.DataFrame({"key": [str(part)], "funds_to_date": [int(amounts.sum())]}))
            listed.months[part] = listed.months[place]
    return payments, moves.known_rows()


def _last_dated(
    last_of: Mapping[str, Import], dated: Callable[[Import], pd.DataFrame | None]
) -> tuple[int, pd.DataFrame] | None:
    """Place of the last import that dates its payments, and these; None if none does.

    Quarters, or other months together, do not take the place of what imports within them say of single ones.
    """
    months = sorted(last_of)
    for place, month in reversed(list(enumerate(months))):
        paid = dated(last_of[month])
        if paid is None or paid.empty:
            continue
        if not _tell_more(months[:place], paid):
            return place, paid
    return None


def _tell_more(imports: Sequence[str], paid: pd.DataFrame) -> bool:
    """Whether imports within months that are dated together say more than the single months beside these."""
    if "begun" not in paid:
        return False
    dated = paid[["begun", "month"]].dropna().drop_duplicates()
    together = dated[dated["begun"] < dated["month"]]
    since = [
        pd.Timestamp(f"{each}-01") for each in imports if f"{each}-01" >= f"{paid['since'].iloc[0]:%Y-%m-%d}"
    ]
    within = [each for each in since if ((together["begun"] <= each) & (each < together["month"])).any()]
    return bool(within) and len(since) >= len(dated) - len(together)


def _dated_before(
    month: str,
    first: pd.Timestamp,
    last_of: Mapping[str, Import],
    dated: Callable[[Import], pd.DataFrame | None],
) -> dict[str, Import]:
    """Imports up to the last one before `month`, not before `first`, that dates payments before `first`.

    Empty where there is none.
    """
    for last in sorted(last_of, reverse=True):
        if not f"{first:%Y-%m}" <= last < month:
            continue
        paid = dated(last_of[last])
        if paid is not None and not paid.empty and paid["since"].iloc[0] < first:
            return {each: entry for each, entry in last_of.items() if each <= last}
    return {}


def _with_dated(paid: pd.DataFrame, earlier: pd.DataFrame, first: pd.Timestamp) -> pd.DataFrame:
    """Date the funds before a month by payments that an earlier import dates, where both say the same sum.

    Parameters
    ----------
    paid
        Payments of a ledger that dates them from `first`; those before it may have no beginning.
    earlier
        Payments under the codes of this ledger, at its rates.

    Returns
    -------
    pandas.DataFrame
        The payments. A project keeps its own where the earlier import states another sum, or does not part
        its funds at `first`.
    """
    past, known = paid["month"] < first, earlier["month"] < first
    unparted = set(earlier.loc[~known & ~(earlier["since"] >= first), "project_code"])
    stated, dated = (each.groupby("project_code")["amount"].sum() for each in (paid[past], earlier[known]))
    agree = [code for code, amount in dated.items() if code not in unparted and amount == stated.get(code, 0)]
    kept = paid[~(past & paid["project_code"].isin(agree))]
    return _joined(kept, earlier[known & earlier["project_code"].isin(agree)])


def _moved(earlier: pd.DataFrame, before: pa.Table, now: pa.Table) -> pd.DataFrame:
    """Payments of imports up to `before` for the projects of `now`, under its codes and at its rates."""
    names = [
        pd.Series(each["project_name"].to_pylist(), index=each["key"].to_pylist(), dtype="str")
        for each in (before, now)
    ]
    codes = earlier["project_code"]
    renamed = recoded_keys(names[0], names[1])
    for old, new in renamed.items():
        codes = codes.mask(codes == old, new)
    moved = earlier.assign(project_code=codes)[codes.isin(names[1].index)]
    return frame_at_new_rates(moved, before, now, renamed)


def _joined(*parts: pd.DataFrame) -> pd.DataFrame:
    """Payments of several frames."""
    columns = ["project_code", "month", "amount", "since"]
    times = {"month": "datetime64[us]", "since": "datetime64[us]"}
    return pd.concat([part[columns].astype(times) for part in parts if len(part)], ignore_index=True)


def _with_earlier(
    paid: pd.DataFrame, earlier: pd.DataFrame, before: pa.Table, now: pa.Table, month: str
) -> pd.DataFrame:
    """Date the funds before the first dated month by the payments of the imports up to then.

    Parameters
    ----------
    paid
        Payments of a ledger, those before its first dated month without a beginning.
    earlier
        Payments of the imports before that month; their projects may since have changed their code.
    before, now
        The last of these imports, and the ledger that dates the payments.
    month
        Month of `before`.

    Returns
    -------
    pandas.DataFrame
        The payments of the projects of the ledger. What it states of the time before differently is a payment
        of its own: of the months since `before`; without any, of a time that is not known.
    """
    rest = paid["since"].isna()
    last = paid.loc[rest, "month"].max()
    moved, projects = _moved(earlier, before, now), now["key"].to_pandas().astype("str")
    stated = paid[rest].groupby("project_code")["amount"].sum().reindex(projects, fill_value=0)
    known = moved.groupby("project_code")["amount"].sum().reindex(projects, fill_value=0)
    differs = stated - known
    differs = differs[differs != 0]
    first = pd.Timestamp(month) + pd.DateOffset(months=1)
    open_rows = pd.DataFrame(
        {
            "project_code": differs.index,
            "month": last,
            "amount": differs.to_numpy(),
            "since": first if first <= last else pd.NaT,
        }
    )
    return _joined(paid[~rest], moved, open_rows)


def _spans(
    growth: np.ndarray, now: LedgerColumns, before: str, month: str
) -> list[tuple[np.datetime64, np.datetime64, np.ndarray]]:
    """Part the growth of funds since an earlier import by the months in which it may have been paid.

    Parameters
    ----------
    growth
        By row of the ledger, 元.
    before, month
        Months of the import before (:data:`_BEFORE`: none) and of this one.

    Returns
    -------
    list of tuple
        First month (NaT: not known), last month, and amounts by row.
    """
    last = np.datetime64(month, "M")
    first = UNKNOWN_START if before == _BEFORE else np.datetime64(before, "M") + _ONE_MONTH
    if first == last:
        return [(last, last, growth)]
    january = last.astype("datetime64[Y]").astype("datetime64[M]")
    in_year = None if first >= january else now.column("funds_ytd")
    of_month = now.column("funds_month")
    spans: list[tuple[np.datetime64, np.datetime64, np.ndarray]] = []
    until: np.datetime64 = last
    if of_month is not None and last > january:
        spans.append((last, last, of_month))
        until = last - _ONE_MONTH
    done = np.zeros_like(growth) if of_month is None or last == january else of_month
    if in_year is not None:
        unknown = now.unknown_years(month)
        spans.append((first, until, np.where(unknown, growth - done, 0)))
        spans.append((january, until, np.where(unknown, 0, in_year - done)))
        done, until = np.where(unknown, growth, in_year), january - _ONE_MONTH
    return [*spans, (first, until, growth - done)]
