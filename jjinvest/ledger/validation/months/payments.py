"""Payments with their dates: joined to the projects and compared with their cumulative funds."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path

from jjinvest.core.rounding import round_half_up
from jjinvest.ledger.findings import REJECTED, BilingualText, Finding, format_yuan
from jjinvest.ledger.project_names import name_key
from jjinvest.ledger.reader.files.workbook import unreadable_file
from jjinvest.ledger.reader.headed_columns.headers import Spellings
from jjinvest.ledger.reader.tables.ledger_table import LedgerTable
from jjinvest.ledger.reader.tables.payments_sheet import PAID, PAID_ON
from jjinvest.ledger.reader.values.cells import cell_text
from jjinvest.ledger.reader.values.rows import LedgerRow, read_rows
from jjinvest.ledger.validation.projects.several_sheets import Projects, near_name, of_sheet, place_rows
from jjinvest.ledger.validation.rows.row_rules import bilingual_label
from jjinvest.ledger.validation.sums.total_rows import total_row_findings

FLOW_QUESTION, YEAR_QUESTION = "flow_maybe_running_total", "year_maybe_total"
"""Rules that ask whether funds of the month are of the year, or those of the year of all years."""


@dataclass(frozen=True)
class DatedFunds:
    """Payments of projects that make up all their funds, or all since a month.

    Attributes
    ----------
    payments
        Row of the project, first day of the month, amount in 元.
    since
        First day of the month from which all funds are dated; payments of an earlier month are all earlier
        funds, whose months are not known.
    begun
        First day of the first month of payments that are of several months together, by that of the last.
    """

    payments: tuple[tuple[LedgerRow, date, int], ...]
    since: date
    begun: Mapping[date, date] = field(default_factory=dict)

    def proved(self) -> dict[int, frozenset[str]]:
        """Rules whose questions the days of payments answer, by the ``id`` of the row."""
        return {id(row): self._answered(row) for row, _, _ in self.payments}

    def _answered(self, row: LedgerRow) -> frozenset[str]:
        """Both questions of a project signed since all funds are dated; of others the year may lack some."""
        signed = row.day("signed_on")
        whole = signed is not None and signed.day.replace(day=1) >= self.since
        return frozenset((FLOW_QUESTION, YEAR_QUESTION) if whole else (FLOW_QUESTION,))


@dataclass
class Paid:
    """What the payments of one project add up to."""

    payments: list[tuple[date, int]] = field(default_factory=list)
    places: list[tuple[str, int, int]] = field(default_factory=list)
    rows: dict[tuple[str, int], tuple[str, int]] = field(default_factory=dict)
    is_dated: bool = True
    is_read: bool = True


def apply_payments(
    path: Path,
    tables: Sequence[LedgerTable],
    rows: list[LedgerRow],
    spellings: Spellings,
    month: tuple[int, int] | None,
) -> tuple[DatedFunds | None, list[Finding]]:
    """Join sheets of payments to the rows of projects.

    A cumulative amount that the ledger leaves out is the sum of the payments; one that differs from it
    rejects the row. A payment without a project, or with the code of one and the name of another, is a row of
    its own, and rejected.

    Parameters
    ----------
    path
        File, for errors.
    tables
        Sheets of payments.
    rows
        Rows of projects, to which findings and amounts are added.
    spellings
        Accepted spellings.
    month
        Year and month of the ledger; None where unknown.

    Returns
    -------
    funds : DatedFunds or None
        None where a project has funds without a date.
    findings : list of Finding
        Findings on the file.

    Raises
    ------
    DataError
        If most payments of a sheet are on another one too, as in a copy that was left in the file.
    """
    if not tables:
        return None, []
    projects = Projects(rows)
    names_of_projects = [row.text("project_name") for row in rows]
    paid: dict[int, Paid] = defaultdict(Paid)
    findings: list[Finding] = []
    read = [(table, read_rows(table, spellings)) for table in tables]
    _ask_about_copies(path, read)
    for table, payments in read:
        place_rows(table, payments)
        for payment in payments:
            project, named = projects.of(payment), projects.named(payment)
            if project is None:
                _reject(payment, "payment_unmatched", {"near": near_name(payment, names_of_projects)})
                rows.append(payment)
            elif named is not None and named is not project:
                names = {"of_code": project.text("project_name"), "code": project.text("project_code")}
                _reject(payment, "payment_of_two_projects", names)
                rows.append(payment)
            else:
                _collect(project, payment, paid[id(project)], month)
        findings += of_sheet(_other_rows(table, payments), table)
    for row in list(rows):
        if id(row) in paid:
            _compare(row, paid[id(row)], month)
    funds, remarks = dated_funds(rows, paid, month)
    return funds, [*findings, *remarks]


def _ask_about_copies(path: Path, read: Sequence[tuple[LedgerTable, Sequence[LedgerRow]]]) -> None:
    """Refuse sheets that hold the same payments: together they would count twice."""
    of_sheets = [(table.sheet.name, Counter(map(_key, payments))) for table, payments in read]
    for (first, of_first), (later, of_later) in combinations(of_sheets, 2):
        both, least = (of_first & of_later).total(), min(of_first.total(), of_later.total())
        if both > 1 and both * 2 > least:
            reason = f"「{first}」与「{later}」有 {both} 笔相同的到位资金，会算两次 payments on two sheets"
            remedy = "删去重复的一张表，或移到另一个文件 delete the copy, or move it to another file"
            raise unreadable_file(path, reason, remedy)


def _key(payment: LedgerRow) -> tuple[str, str, str, int | None]:
    names = name_key(payment.text("project_name")), payment.text("project_code")
    return *names, str(payment.day(PAID_ON)), payment.yuan(PAID)


def _other_rows(table: LedgerTable, payments: Sequence[LedgerRow]) -> list[Finding]:
    """Findings on the sums of a sheet of payments, and the rows that are none."""
    others = [row for row, kind in table.other_rows.items() if kind not in ("sum", "unit")]
    return [
        *total_row_findings(table, payments),
        *(Finding("other_row", row + 1, None, _first_text(table, row)) for row in others),
    ]


def _first_text(table: LedgerTable, row: int) -> str:
    return next((cell_text(cell) for cell in table.sheet.rows[row] if cell is not None), "")


def _reject(payment: LedgerRow, rule: str, terms: dict[str, str] | None = None) -> None:
    name = payment.text("project_name") or payment.text("project_code")
    place = payment.places.get("project_name") or payment.places["project_code"]
    amount = payment.yuan(PAID) or 0
    said = {"yuan": str(amount), "amount": format_yuan(amount), "near": ""} | (terms or {})
    payment.findings.append(Finding(rule, payment.number, place[2], name, said, payment.sheet))
    for field_name in (PAID, PAID_ON):
        payment.values.pop(field_name, None)


def _collect(project: LedgerRow, payment: LedgerRow, paid: Paid, month: tuple[int, int] | None) -> None:
    project.findings += payment.findings
    amount, day = payment.yuan(PAID), payment.day(PAID_ON)
    paid.places.append(payment.places[PAID])
    if amount is None:
        paid.is_read = paid.is_read and PAID not in payment.unread
        return
    sheet, number, column = payment.places[PAID_ON]
    if day is None:
        paid.is_dated = False
        if PAID_ON not in payment.unread:
            project.findings.append(Finding("payment_undated", number, column, "", {}, sheet))
        paid.payments.append((date.min, amount))
        return
    if month is not None and (day.day.year, day.day.month) > month:
        terms = {"month": "{}-{:02d}".format(*month)}
        project.findings.append(Finding("payment_after_month", number, column, str(day), terms, sheet))
    _question(project, payment, paid)
    paid.payments.append((day.day.replace(day=1), amount))


def _question(project: LedgerRow, payment: LedgerRow, paid: Paid) -> None:
    """Remark on a payment that is there already, and on one before its project was signed."""
    amount, day, signed = payment.yuan(PAID), payment.day(PAID_ON), project.day("signed_on")
    if not amount or day is None:
        return
    sheet, number, column = payment.places[PAID_ON]
    first = paid.rows.setdefault((str(day), amount), (sheet, number))
    if first != (sheet, number):
        terms: dict[str, str] = {
            "amount": format_yuan(amount),
            "other": BilingualText(f"「{first[0]}」第 {first[1]} 行", f"row {first[1]} on «{first[0]}»"),
        }
        project.findings.append(Finding("payment_twice", number, column, str(day), terms, sheet))
    if signed is not None and day.day.replace(day=1) < signed.day.replace(day=1):
        found = {"amount": format_yuan(amount), "signed": str(signed)}
        project.findings.append(Finding("payment_before_signing", number, column, str(day), found, sheet))


def _compare(row: LedgerRow, paid: Paid, month: tuple[int, int] | None) -> None:
    """Take cumulative amounts from the payments where the ledger has none, and name those that differ."""
    if not paid.is_read or not paid.payments:
        return
    _settle_currency(row, paid)
    total = sum(amount for _, amount in paid.payments)
    of_year = of_month = None
    if month is not None and paid.is_dated:
        of_year = sum(amount for day, amount in paid.payments if day.year == month[0])
        of_month = sum(amount for day, amount in paid.payments if (day.year, day.month) == month)
    stated = row.yuan("funds_to_date")
    only_this_year = (
        stated is not None
        and total < stated
        and of_year == total
        and row.yuan("funds_ytd") == of_year
        and month is not None
    )
    for name, amount in (("funds_to_date", total), ("funds_ytd", of_year), ("funds_month", of_month)):
        if amount is None or name in row.unread or (name == "funds_to_date" and only_this_year):
            continue
        known = row.yuan(name)
        if known is None:
            row.values[name] = amount
            row.places.setdefault(name, paid.places[0])
        elif known != amount:
            terms: dict[str, str] = {
                "field": bilingual_label(name),
                "stated": format_yuan(known),
                "paid": format_yuan(amount),
            }
            sheet, number, column = paid.places[0]
            row.findings.append(Finding("payments_differ", number, column, format_yuan(amount), terms, sheet))


def _settle_currency(row: LedgerRow, paid: Paid) -> None:
    """Convert payments whose sum is the project's funds to date in its foreign currency, not in 元.

    A sheet of payments has no column of currencies. The last payment holds what rounding leaves.
    """
    stated, total = row.yuan("funds_to_date"), sum(amount for _, amount in paid.payments)
    if row.rate in (0, 1) or stated is None or total == stated:
        return
    if abs(stated - total * row.rate) > 1:
        return
    converted = [(day, int(round_half_up(amount * row.rate))) for day, amount in paid.payments]
    day, amount = converted[-1]
    converted[-1] = (day, amount + stated - sum(each for _, each in converted))
    paid.payments = converted


def dated_funds(
    rows: Sequence[LedgerRow],
    paid: dict[int, Paid],
    month: tuple[int, int] | None,
    since: date | None = None,
) -> tuple[DatedFunds | None, list[Finding]]:
    """Return the dated funds of the accepted rows, where all of them are dated since one month.

    Parameters
    ----------
    rows
        Rows of projects.
    paid
        Payments by the ``id`` of their row.
    month
        Year and month of the ledger.
    since
        First day of the month from which all payments are known; by default the ledger's year.
    """
    kept = [row for row in rows if not any(each.severity == REJECTED for each in row.findings)]
    payments: list[tuple[LedgerRow, date, int]] = []
    undated: list[str] = []
    starts: list[date] = []
    is_partial = False
    for row in kept:
        funds = row.yuan("funds_to_date") or 0
        each = paid.get(id(row))
        if each is None or not each.is_dated or not each.is_read:
            if funds:
                undated.append(row.text("project_name"))
            continue
        payments += [(row, day, amount) for day, amount in each.payments]
        starts += [day for day, _ in each.payments]
        is_partial = is_partial or sum(amount for _, amount in each.payments) != funds
        signed = row.day("signed_on")
        if signed is not None:
            starts.append(signed.day.replace(day=1))
    if undated:
        terms = {"number": str(len(undated)), "names": "、".join(undated[:5])}
        return None, [Finding("payments_incomplete", None, None, "、".join(undated[:20]), terms)]
    if not payments:
        return None, []
    if not is_partial or month is None:
        return DatedFunds(tuple(payments), min(starts)), []
    since = since or date(month[0], 1, 1)
    # What came before is open, and no payment, where the funds to date are.
    rest = {id(row): known for row in kept if (known := row.yuan("funds_to_date")) is not None}
    dated = [payment for payment in payments if payment[1] >= since]
    for row, _, amount in dated:
        if id(row) in rest:
            rest[id(row)] -= amount
    before = (since - timedelta(days=1)).replace(day=1)
    earlier = [(row, before, rest[id(row)]) for row in kept if rest.get(id(row))]
    return DatedFunds((*dated, *earlier), since), []
