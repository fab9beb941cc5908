"""The result of a validation: rows with their findings, counts by outcome, sums, and the typed frame."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from jjinvest.ledger.fields import BY_NAME, DATES, FIELDS
from jjinvest.ledger.findings import Finding
from jjinvest.ledger.partial_dates import TEN_DAYS
from jjinvest.ledger.reader.files.workbook import LedgerWorkbook
from jjinvest.ledger.reader.tables.ledger_table import LedgerTable
from jjinvest.ledger.reader.values.rows import LedgerRow, possible
from jjinvest.ledger.validation.months.payments import DatedFunds
from jjinvest.ledger.validation.rows.rate_rules import rate_columns
from jjinvest.ledger.validation.rows.row_rules import stage_of

OUTCOMES = ("accepted", "remark", "rejected")
STORED_FIELDS = tuple(f.name for f in FIELDS if f.name not in ("currency", "exchange_rate", "rate_on"))
"""Fields of a stored ledger, whose amounts are in 元; rates are columns of their own, where there are any."""


@dataclass(frozen=True)
class ValidationResult:
    """A validated ledger.

    Attributes
    ----------
    workbook
        The file as read.
    table
        Where the ledger is in the workbook.
    rows
        Rows of projects in the order of the sheet, each with its findings.
    remarks
        Findings on the file as a whole.
    answers
        Words that cells of the ledger answer (长三角基地=市外), with their keys, by field.
    more
        Further sheets of the ledger, each with its rows as read.
    joined
        Number of rows of further sheets that are part of another row.
    unmatched
        Number of rows that are payments without a project.
    funds
        Dated payments, where they make up the funds of all projects.
    """

    workbook: LedgerWorkbook
    table: LedgerTable
    rows: list[LedgerRow]
    remarks: list[Finding] = field(default_factory=list)
    answers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    more: list[tuple[LedgerTable, list[LedgerRow]]] = field(default_factory=list)
    joined: int = 0
    unmatched: int = 0
    funds: DatedFunds | None = None

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """Number of projects by outcome; they add up to the rows of projects."""
        statuses = Counter(row.status for row in self.projects)
        counts = {outcome: statuses.get(outcome, 0) for outcome in OUTCOMES}
        tables = [self.table, *(table for table, _ in self.more)]
        if len(self.projects) != sum(len(table.projects) for table in tables) - self.joined:
            raise AssertionError("accepted + remarked + rejected must be the rows read")
        return counts

    @property
    def projects(self) -> list[LedgerRow]:
        """Rows of projects: all but payments that no project has, which come last."""
        return self.rows[: len(self.rows) - self.unmatched]

    @property
    def overridden(self) -> list[LedgerRow]:
        """Rows left out by an override and for no other reason."""
        return [
            row
            for row in self.rows
            if row.status == "rejected"
            and all(finding.overridden for finding in row.findings if finding.severity == "rejected")
        ]

    @property
    def blocking(self) -> list[LedgerRow]:
        """Rejected rows without an override: they block an import."""
        overridden = {id(row) for row in self.overridden}  # rows of two sheets share their numbers
        return [row for row in self.rows if row.status == "rejected" and id(row) not in overridden]

    def findings(self) -> list[Finding]:
        """All findings, the file's first, then by row."""
        return [*self.remarks, *(finding for row in self.rows for finding in row.findings)]

    def total(self, name: str, *outcomes: str) -> int:
        """Sum of an amount in 元 over the rows of these outcomes, or over all rows.

        An amount that is itself refused, negative or beyond any project, is in no sum.
        """
        amounts = (row.yuan(name) or 0 for row in self.rows if not outcomes or row.status in outcomes)
        return sum(amount for amount in amounts if possible(amount))

    def left_out(self, name: str) -> int:
        """Number of rows whose amount is in no sum: it cannot be read, or no project can have it."""
        return sum(name in row.unread or not possible(row.yuan(name) or 0) for row in self.rows)

    @property
    def funds_left_out(self) -> int:
        """Funds in 元 of rejected rows, and of payments that no project has."""
        unmatched = self.rows[len(self.projects) :]
        paid = sum(int(finding.terms.get("yuan", 0)) for row in unmatched for finding in row.findings)
        rejected = (row for row in self.projects if row.status == "rejected")
        known = (row.yuan("funds_to_date") or row.yuan("funds_ytd") or 0 for row in rejected)
        return sum(yuan for yuan in known if possible(yuan)) + paid

    @property
    def other_rows(self) -> int:
        """Number of rows of sums, notes and headings, in all sheets."""
        return sum(len(table.other_rows) for table in (self.table, *(table for table, _ in self.more)))

    def frame(self, *, with_originals: bool = True) -> pd.DataFrame:
        """Return the rows that were not rejected, typed.

        Parameters
        ----------
        with_originals
            With the originals of amounts that the office converted; earlier imports were stored without.

        Returns
        -------
        pandas.DataFrame
            One row per project: `key` identifies it, `row` is its row in the sheet, then
            :data:`STORED_FIELDS` (amounts as nullable integers of 元, dates as ``datetime64[ms]``, texts
            empty where blank). `month_only` names the dates of which only the month is known, or the ten days
            (``signed_on:ten_days``); their first day stands for them. Where a row has amounts in a foreign
            currency, `currency` is that, `exchange_rate` the rate at which they were converted, and
            `converted` names their fields, with the originals of those that the office converted.
        """
        kept = [row for row in self.rows if row.status != "rejected"]
        columns: dict[str, object] = {
            "key": pd.array(_distinct([row.key for row in kept]), dtype="str"),
            "row": pd.array([row.number for row in kept], dtype="int64"),
        }
        for name in STORED_FIELDS:
            kind = BY_NAME[name].kind
            if kind == "amount":
                columns[name] = pd.array([row.yuan(name) for row in kept], dtype="Int64")
            elif kind == "date":
                days = [d.day if (d := row.day(name)) else None for row in kept]
                columns[name] = pd.to_datetime(pd.Series(days, dtype=object)).astype("datetime64[ms]")
            else:
                texts = [stage_of(row) if name == "stage" else row.text(name) for row in kept]
                columns[name] = pd.array(texts, dtype="str")
        months = [" ".join(filter(None, (_precision(n, row) for n in DATES))) for row in kept]
        columns["month_only"] = pd.array(months, dtype="str")
        return pd.DataFrame(columns | rate_columns(kept, with_originals=with_originals))


def _precision(name: str, row: LedgerRow) -> str:
    """Name of a date whose day is unknown, as ``month_only`` holds it; empty where the day is known."""
    day = row.day(name)
    if day is None or not (day.month_only or day.ten_days):
        return ""
    return f"{name}:{TEN_DAYS}" if day.ten_days else name


def _distinct(keys: list[str]) -> list[str]:
    """Number the repeats of a key: projects of one name that an override keeps apart."""
    repeats: Counter[str] = Counter()
    distinct = []
    for key in keys:
        repeats[key] += 1
        distinct.append(key if repeats[key] == 1 else f"{key}#{repeats[key]}")
    return distinct
