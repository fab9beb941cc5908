"""Checks within a row: units against definition (口径), ids against columns, dates against periods."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Any

from jjinvest.core.codes import BASIS_OF_METRIC
from jjinvest.core.errors import Problem
from jjinvest.core.fact_id import FactId
from jjinvest.core.periods import period_end
from jjinvest.core.quantity import YUAN_PER_UNIT, to_yuan
from jjinvest.data import schemas
from jjinvest.data.csv_reader import CsvTable

MONEY_BASES = ("agreed", "contract", "funds", "intended", "output")
ID_COLUMNS = ("period", "metric", "scope", "subject", "statistic", "source_id")
VALID_DATE = "日历上有的日期 a date of the calendar"


def figure_problems(table: CsvTable) -> Iterator[Problem]:
    """Check each figure: its id, unit, whole 元, tier, date and the reason for it."""
    for row, figure in _rows(table):
        if table.sound(row, "figure_id", *ID_COLUMNS):
            wanted = f"{FactId.of_figure(figure)}@{figure['source_id']}"
            if figure["figure_id"].split("#")[0] != wanted:
                expected = f"{wanted}（重复的陈述加 #2、#3 … for repeats）"
                yield table.problem(
                    row, "figure_id", figure["figure_id"], expected, "按本行各列改编号 rename it"
                )
        if table.sound(row, "metric", "basis"):
            yield from _metric_fault(table, row, figure)
        if table.sound(row, "basis", "statistic", "unit"):
            yield from _unit_fault(table, row, figure, figure["statistic"])
            yield from _number_faults(table, row, figure, ("value", "half_width"))
        if (
            table.sound(row, "scope", "subject")
            and figure["scope"] == "tier"
            and not re.fullmatch(r"tier_(ge_[0-9]+|[0-9]+_[0-9]+)", figure["subject"])
        ):
            yield table.problem(
                row,
                "subject",
                figure["subject"],
                "tier_20_50 或 tier_ge_10 之类 such as tier_20_50 or tier_ge_10",
            )
        if figure["date_basis"] == "inferred" and not figure["date_reason"]:
            yield _no_reason(table, row)
        if (
            table.sound(row, "value", "statistic")
            and figure["value"].startswith("-")
            and figure["statistic"] != "growth"
        ):
            yield table.problem(
                row,
                "value",
                figure["value"],
                "不小于零的数（只有增速可以为负） a number ≥ 0; only growth may be negative",
            )
        yield from _date_fault(table, row, figure, "available_from")
        if table.sound(row, "available_from", "period", "status") and is_date(figure["available_from"]):
            end = period_end(figure["period"])
            if figure["status"] == "achieved" and date.fromisoformat(figure["available_from"]) <= end:
                remedy = "已实现数不能早于期末公布 an achieved figure cannot be public before its period ends"
                yield table.problem(
                    row, "available_from", figure["available_from"], f"{end} 之后 a date after it", remedy
                )


def target_problems(table: CsvTable) -> Iterator[Problem]:
    """Check each target: its id, low ≤ value ≤ high, unit, whole 元, date."""
    for row, target in _rows(table):
        if table.sound(row, "target_id", "metric", "scope", "subject", "year"):
            wanted = FactId.of_figure({**target, "period": target["year"], "statistic": "target"})
            if target["target_id"] != wanted:
                yield table.problem(
                    row, "target_id", target["target_id"], wanted, "按本行各列改编号 rename it"
                )
        if table.sound(row, "low", "value", "high"):
            low, value, high = (Fraction(target[column]) for column in ("low", "value", "high"))
            if not low <= value <= high:
                expected = f"{target['low']} 与 {target['high']} 之间 between low and high"
                yield table.problem(
                    row, "value", target["value"], expected, "改正 value、low 或 high correct one of them"
                )
        if table.sound(row, "metric", "basis"):
            yield from _metric_fault(table, row, target)
        if table.sound(row, "basis", "unit"):
            yield from _unit_fault(table, row, target, "target")
            yield from _number_faults(table, row, target, ("value", "low", "high"))
        yield from _date_fault(table, row, target, "known_from")


def growth_problems(table: CsvTable) -> Iterator[Problem]:
    """Check each reference row: a reason for an inferred date, and publication after the period."""
    for row, growth in _rows(table):
        if growth["date_basis"] == "inferred" and not growth["date_reason"]:
            yield _no_reason(table, row)
        yield from _date_fault(table, row, growth, "available_from")
        if table.sound(row, "available_from", "year", "month_end") and is_date(growth["available_from"]):
            month = f"{growth['year']}-{int(growth['month_end']):02d}"
            if growth["available_from"][:7] <= month:
                yield table.problem(
                    row, "available_from", growth["available_from"], f"{month} 之后的月份 a later month"
                )


def is_date(text: str) -> bool:
    """Whether a text is a day of the calendar, written 2023-07-26."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _rows(table: CsvTable) -> Iterator[tuple[Any, dict[str, str]]]:
    columns = list(table.frame.columns)
    for cells in table.frame.itertuples():
        yield cells[0], dict(zip(columns, cells[1:], strict=True))


def _metric_fault(table: CsvTable, row: object, cells: dict[str, str]) -> Iterator[Problem]:
    basis = BASIS_OF_METRIC.get(cells["metric"])
    if basis is not None and cells["basis"] != basis:
        yield table.problem(row, "basis", cells["basis"], f"{cells['metric']} 的口径 its basis: {basis}")


def _unit_fault(table: CsvTable, row: object, cells: dict[str, str], statistic: str) -> Iterator[Problem]:
    units = _units_for(cells["basis"], statistic)
    if cells["unit"] not in units:
        yield table.problem(
            row,
            "unit",
            cells["unit"],
            f"口径 {cells['basis']} 的单位 a unit of this basis: {', '.join(units)}",
        )


def _number_faults(
    table: CsvTable, row: object, cells: dict[str, str], columns: tuple[str, ...]
) -> Iterator[Problem]:
    """Amounts are whole 元; counts and ranks are whole numbers."""
    for column in columns:
        if not table.sound(row, column) or not cells[column]:
            continue
        if cells["unit"] in YUAN_PER_UNIT:
            try:
                to_yuan(cells[column], cells["unit"])
            except ValueError:
                yield table.problem(row, column, cells[column], "可化为整数元的金额 an amount in whole 元")
        elif (
            cells["basis"] in ("count", "rank")
            and cells["unit"] != "%"
            and Fraction(cells[column]).denominator != 1
        ):
            yield table.problem(row, column, cells[column], "整数 a whole number")


def _date_fault(table: CsvTable, row: object, cells: dict[str, str], column: str) -> Iterator[Problem]:
    if table.sound(row, column) and not is_date(cells[column]):
        yield table.problem(row, column, cells[column], VALID_DATE)


def _no_reason(table: CsvTable, row: object) -> Problem:
    return table.problem(
        row, "date_reason", "", "推断日期的理由 the reason for an inferred date", "写明理由 give the reason"
    )


def _units_for(basis: str, statistic: str) -> tuple[str, ...]:
    if statistic in ("completion", "growth") or basis == "rate":
        return ("%",)
    if basis in MONEY_BASES:
        return tuple(YUAN_PER_UNIT)
    special = {"rank": ("名",), "capacity": ("GW", "GWh")}
    taken = {*YUAN_PER_UNIT, "%", "名", "GW", "GWh"}
    return special.get(basis, tuple(unit for unit in schemas.UNITS if unit not in taken))
