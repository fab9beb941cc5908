"""Faults that one cell alone does not show: duplicates, references, units against 口径, impossible dates."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pandas as pd

from jjinvest import contracts
from jjinvest.data.ids import fact_id, period_end
from jjinvest.errors import Problem
from jjinvest.money import YUAN_PER_UNIT, to_yuan

MONEY_BASES = ("agreed", "contract", "funds", "intended", "output")


def cross_check(folder: Path, frames: dict[str, pd.DataFrame]) -> list[Problem]:
    """Return every fault found in the tables of `folder`, in the order of the tables."""
    return [
        *_duplicates(folder, frames),
        *_references(folder, frames),
        *_figure_faults((folder / "figures.csv").as_posix(), frames["figures"]),
        *_target_faults((folder / "targets.csv").as_posix(), frames["targets"]),
        *_bad_dates(folder, frames),
    ]


def _duplicates(folder: Path, frames: dict[str, pd.DataFrame]) -> list[Problem]:
    keys = {
        "sources": "source_id",
        "figures": "figure_id",
        "projects": "project_id",
        "targets": "target_id",
        "labels": "key",
    }
    problems = []
    for table, key in keys.items():
        column = frames[table][key]
        for row, value in column[column.duplicated()].items():
            first = column[column == value].index[0]
            problems.append(
                Problem(_path(folder, table), _line(row), key, value, "不重复的编号 a unique id",
                        f"与第 {first} 行重复；删去一行或改编号 same as row {first}: delete one or rename")
            )  # fmt: skip
    return problems


def _references(folder: Path, frames: dict[str, pd.DataFrame]) -> list[Problem]:
    figures, labels = set(frames["figures"]["figure_id"]), set(frames["labels"]["key"])
    sources, projects = set(frames["sources"]["source_id"]), set(frames["projects"]["project_id"])
    problems = []

    def check(
        table: str, column: str, known: set[str], where: str, *, empty_ok: bool, rows: pd.Series | None = None
    ) -> None:
        cells = frames[table][column] if rows is None else rows
        for row, cell in cells.items():
            for key in cell.split() if column == "figure_ids" else [cell]:
                if key not in known and not (empty_ok and not key):
                    problems.append(
                        Problem(_path(folder, table), _line(row), column, key or "（空 empty）",
                                f"{where} 中有的编号 an id of {where}", f"改正，或在 {where} 补一行 correct it or add it to {where}")
                    )  # fmt: skip

    check("figures", "source_id", sources, "sources.csv", empty_ok=False)
    check("projects", "figure_ids", figures, "figures.csv", empty_ok=False)
    check("targets", "figure_ids", figures, "figures.csv", empty_ok=False)
    check("projects", "project_id", labels, "labels.csv", empty_ok=False)
    for column in ("chain", "task_force", "channel"):
        check("projects", column, labels, "labels.csv", empty_ok=True)
    named = frames["figures"]
    check(
        "figures",
        "subject",
        projects,
        "projects.csv",
        empty_ok=False,
        rows=named.loc[named["scope"] == "project", "subject"],
    )
    others = named.loc[named["scope"].isin(["sector", "task_force", "chain", "group"]), "subject"]
    check("figures", "subject", labels, "labels.csv", empty_ok=False, rows=others)
    return problems


def _figure_faults(file: str, figures: pd.DataFrame) -> list[Problem]:
    problems = []

    def fault(
        row: object, column: str, found: str, expected: str, remedy: str = "改正该单元格 correct this cell"
    ) -> None:
        problems.append(Problem(file, _line(row), column, found, expected, remedy))

    for row, figure in figures.iterrows():
        wanted = f"{fact_id(figure.to_dict())}@{figure['source_id']}"
        if figure["figure_id"].split("#")[0] != wanted:
            fault(
                row,
                "figure_id",
                figure["figure_id"],
                f"{wanted}（重复的陈述加 #2、#3 … for repeats）",
                "按本行各列改编号 rename it",
            )
        units = _units_for(figure["basis"], figure["statistic"])
        if figure["unit"] not in units:
            fault(
                row,
                "unit",
                figure["unit"],
                f"口径 {figure['basis']} 的单位 a unit of this basis: {', '.join(units)}",
            )
        elif figure["unit"] in YUAN_PER_UNIT:
            for column in ("value", "half_width"):
                try:
                    to_yuan(figure[column], figure["unit"])
                except ValueError:
                    fault(row, column, figure[column], "可化为整数元的金额 an amount in whole 元")
        tier = figure["scope"] == "tier"
        if tier and not pd.Series([figure["subject"]]).str.fullmatch(r"tier_(ge_\d+|\d+_\d+)").all():
            fault(
                row,
                "subject",
                figure["subject"],
                "tier_20_50 或 tier_ge_10 之类 such as tier_20_50 or tier_ge_10",
            )
        if figure["date_basis"] == "inferred" and not figure["date_reason"]:
            fault(
                row,
                "date_reason",
                "（空 empty）",
                "推断日期的理由 the reason for an inferred date",
                "写明理由 give the reason",
            )
        if (
            figure["status"] == "achieved"
            and _is_date(figure["available_from"])
            and date.fromisoformat(figure["available_from"]) <= period_end(figure["period"])
        ):
            fault(row, "available_from", figure["available_from"], f"{period_end(figure['period'])} 之后 a date after the period's end", "已实现数不能早于期末公布 an achieved figure cannot be public before its period ends")  # fmt: skip
    return problems


def _target_faults(file: str, targets: pd.DataFrame) -> list[Problem]:
    problems = []
    for row, target in targets.iterrows():
        low, value, high = (Fraction(target[column]) for column in ("low", "value", "high"))
        if not low <= value <= high:
            problems.append(Problem(file, _line(row), "value", target["value"], f"{target['low']} 与 {target['high']} 之间 between low and high", "改正 value、low 或 high"))  # fmt: skip
        units = _units_for(target["basis"], "target")
        if target["unit"] not in units:
            problems.append(Problem(file, _line(row), "unit", target["unit"], f"口径 {target['basis']} 的单位 a unit of this basis: {', '.join(units)}", "改正该单元格 correct this cell"))  # fmt: skip
    return problems


def _bad_dates(folder: Path, frames: dict[str, pd.DataFrame]) -> list[Problem]:
    columns = {"figures": "available_from", "targets": "known_from", "growth": "available_from"}
    return [
        Problem(
            _path(folder, table),
            _line(row),
            column,
            cell,
            "日历上有的日期 a date of the calendar",
            "改正该单元格 correct this cell",
        )
        for table, column in columns.items()
        for row, cell in frames[table][column].items()
        if not _is_date(cell)
    ]


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _units_for(basis: str, statistic: str) -> tuple[str, ...]:
    if statistic == "completion":
        return ("%",)
    if basis in MONEY_BASES:
        return tuple(YUAN_PER_UNIT)
    return {"rank": ("名",), "capacity": ("GW", "GWh")}.get(
        basis, tuple(unit for unit in contracts.UNITS if unit not in (*YUAN_PER_UNIT, "%", "名", "GW", "GWh"))
    )


def _path(folder: Path, table: str) -> str:
    place = (
        folder.parent / "context" / "growth_reference.csv" if table == "growth" else folder / f"{table}.csv"
    )
    return place.as_posix()


def _line(row: object) -> int:
    return int(str(row))
