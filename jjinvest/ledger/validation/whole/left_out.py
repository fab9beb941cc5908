"""What a report will leave out because a ledger does not say it: remarks before the import."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import pandas as pd

from jjinvest.data.contract_dates import undecided
from jjinvest.ledger.fields import BY_NAME
from jjinvest.ledger.findings import Finding, format_yuan
from jjinvest.ledger.reader.values.rows import LedgerRow
from jjinvest.ledger.validation.rows.row_rules import DATE_EXAMPLE, bilingual_label, stage_of

_DAYS = ("contract_on", "signed_on", "in_production_on", "terminated_on")


def left_out_of_report(
    rows: Sequence[LedgerRow], columns: Collection[str], month: tuple[int, int] | None
) -> Iterator[Finding]:
    """Name numbers of the report that dates missing from the whole ledger, or from some rows, leave open."""
    kept = [row for row in rows if row.status != "rejected"]
    number = _contracts_open(kept, month)
    if number and month is not None:
        terms = {"number": str(number), "year": str(month[0]), "field": bilingual_label("contract_on")}
        rule = "contract_year_open" if "contract_on" in columns else "contract_dates_absent"
        yield Finding(rule, None, None, BY_NAME["contract_on"].zh, terms)
    totals = ("funds_ytd", "funds_to_date")  # in columns of their own, or from columns of months
    known = any(row.yuan(name) is not None for row in kept for name in totals)
    if "funds_month" in columns and not known and not set(totals) & set(columns):
        yield Finding("funds_of_month_alone", None, None, BY_NAME["funds_month"].zh, {})
    leads = [row for row in kept if not row.text("stage") and stage_of(row) == "lead"]
    if leads and not {"stage", "signed_on"} & set(columns):
        yield Finding("all_are_leads", None, None, BY_NAME["stage"].zh, {"number": str(len(leads))})
    open_talks = sum(stage_of(row) == "negotiating" and row.day("negotiated_on") is None for row in kept)
    if open_talks and "negotiated_on" not in columns:
        terms = {
            "number": str(open_talks),
            "field": bilingual_label("negotiated_on"),
            "example": DATE_EXAMPLE,
        }
        yield Finding("talks_undated", None, None, BY_NAME["negotiated_on"].zh, terms)


def years_left_blank(
    rows: Sequence[LedgerRow], columns: Collection[str], month: tuple[int, int] | None
) -> Iterator[Finding]:
    """Name the projects with funds to date whose blank year to date makes the sum of the year too small.

    A blank that the row or the last import says is filled in before; one of a project signed this year is
    never left. In a column that no row fills the year is not summed at all.
    """
    kept = [row for row in rows if row.status != "rejected"]
    if month is None or "funds_ytd" not in columns or all(row.yuan("funds_ytd") is None for row in kept):
        return
    totals = [row.yuan("funds_to_date") or 0 for row in kept if row.yuan("funds_ytd") is None]
    open_totals = [total for total in totals if total > 0]
    if open_totals:
        terms = {
            "number": str(len(open_totals)),
            "most": format_yuan(sum(open_totals)),
            "year": str(month[0]),
        }
        yield Finding("years_left_blank", None, None, BY_NAME["funds_ytd"].zh, terms)


def _contracts_open(rows: Sequence[LedgerRow], month: tuple[int, int] | None) -> int:
    """Count the contracts with an amount that may belong to the year of the ledger or not."""
    with_amount = [row for row in rows if row.yuan("contract_amount")]
    if month is None or all(row.day("contract_on") is not None for row in with_amount):
        return 0
    frame = pd.DataFrame({"contract_amount": [row.yuan("contract_amount") for row in with_amount]})
    for name in _DAYS:
        days = [None if (day := row.day(name)) is None else day.day for row in with_amount]
        frame[name] = pd.to_datetime(pd.Series(days, dtype=object)).astype("datetime64[ms]")
    start = pd.Timestamp(month[0], 1, 1)
    stands_on = pd.Timestamp(month[0], month[1], 1) + pd.offsets.MonthEnd(0)
    return int(undecided(frame, start, stands_on, stands_on).sum())
