"""Clerical errors, put into a clean sheet one by one, each with a record of the change.

Written without sight of the rules that look for them. An error takes a row where it would really be one: a
running total pasted over the month's flow must differ from it, funds transposed must come out above the
agreed amount.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from benchmarks.clerk_errors import errors_in_cells  # noqa: F401  registers its kinds
from benchmarks.clerk_errors.injector import KINDS, SIGNED, ErrorInjector, InjectedError, kind
from jjinvest.ledger.fields import AMOUNTS
from jjinvest.synthetic.workbooks import TypedSheet


def inject(sheet: TypedSheet, name: str, rng: np.random.Generator, taken: set[int]) -> InjectedError | None:
    """Put an error of a kind into some row not `taken`, and take it; None where no row lends itself to it."""
    for place in rng.permutation(len(sheet.ledger)):
        if int(place) in taken:
            continue
        error = KINDS[name](ErrorInjector(sheet, int(place), rng))
        if error is not None:
            taken |= {int(place), error.place} | ({error.other} if error.other >= 0 else set())
            return error
    return None


@kind
def stage_behind_dates(injector: ErrorInjector) -> InjectedError | None:
    """Leave the stage as it was when the next date was filled in."""
    behind = {
        "signed": ("lead", "negotiating"),
        "started": ("negotiating", "signed"),
        "in_production": ("signed", "started"),
    }
    stage = injector.true["stage"]
    if stage not in behind:
        return None
    date_name = {"signed": "signed_on", "started": "started_on", "in_production": "in_production_on"}[stage]
    return injector.put(
        "stage_behind_dates",
        "stage",
        injector.sheet.style.words["stage"][injector.one(behind[stage])],
        date_name,
    )


@kind
def stage_ahead_of_dates(injector: ErrorInjector) -> InjectedError | None:
    """Move the stage on before its date is known."""
    ahead = {"negotiating": "signed", "signed": "started", "started": "in_production"}
    dates = {"negotiating": "signed_on", "signed": "started_on", "started": "in_production_on"}
    stage = injector.true["stage"]
    if stage not in ahead:
        return None
    return injector.put(
        "stage_ahead_of_dates", "stage", injector.sheet.style.words["stage"][ahead[stage]], dates[stage]
    )


@kind
def compulsory_missing(injector: ErrorInjector) -> InjectedError | None:
    """Leave out what the stage requires."""
    needed = ["project_name"]
    if injector.true["stage"] in SIGNED:
        needed += ["project_code", "investor", "origin", "sector", "agreed_amount", "signed_on"]
    if injector.true["stage"] in SIGNED[1:]:
        needed.append("started_on")
    if injector.true["stage"] == "in_production":
        needed.append("in_production_on")
    if injector.true["stage"] == "terminated":
        needed.append("terminated_on")
    return injector.put("compulsory_missing", injector.one(needed), "", "stage")


@kind
def total_in_month(injector: ErrorInjector) -> InjectedError | None:
    """Paste the funds to date over the funds of the month."""
    if not injector.has("funds_month", "funds_ytd", "funds_to_date"):
        return None
    if injector.true["funds_to_date"] <= injector.true["funds_ytd"]:
        return None
    return injector.amount("total_in_month", "funds_month", injector.true["funds_to_date"], "funds_ytd")


@kind
def ytd_in_month(injector: ErrorInjector) -> InjectedError | None:
    """Paste the funds of the year over those of the month."""
    if (
        not injector.has("funds_month", "funds_ytd")
        or injector.true["funds_ytd"] <= injector.true["funds_month"]
    ):
        return None
    return injector.amount("ytd_in_month", "funds_month", injector.true["funds_ytd"], "funds_ytd")


@kind
def total_in_ytd(injector: ErrorInjector) -> InjectedError | None:
    """Paste the funds to date over those of the year."""
    if (
        not injector.has("funds_ytd", "funds_to_date")
        or injector.true["funds_to_date"] <= injector.true["funds_ytd"]
    ):
        return None
    return injector.amount("total_in_ytd", "funds_ytd", injector.true["funds_to_date"], "funds_to_date")


@kind
def month_in_ytd(injector: ErrorInjector) -> InjectedError | None:
    """Type the funds of the month alone as those of the year."""
    if (
        not injector.has("funds_month", "funds_ytd")
        or not 0 < injector.true["funds_month"] < injector.true["funds_ytd"]
    ):
        return None
    return injector.amount("month_in_ytd", "funds_ytd", injector.true["funds_month"], "funds_month")


@kind
def month_in_total(injector: ErrorInjector) -> InjectedError | None:
    """Type the funds of the month alone as those to date."""
    if (
        not injector.has("funds_month", "funds_to_date")
        or not 0 < injector.true["funds_month"] < injector.true["funds_to_date"]
    ):
        return None
    return injector.amount(
        "month_in_total", "funds_to_date", injector.true["funds_month"], "funds_month", "funds_ytd"
    )


@kind
def contract_over_agreed(injector: ErrorInjector) -> InjectedError | None:
    """Type a contract above the agreed amount."""
    if not injector.has("agreed_amount", "contract_amount"):
        return None
    typed = injector.true["agreed_amount"] * injector.one((1.05, 1.1, 1.5, 2, 10)) // 10_000 * 10_000
    return injector.amount(
        "contract_over_agreed",
        "contract_amount",
        max(typed, injector.true["agreed_amount"] + 10_000),
        "agreed_amount",
    )


@kind
def funds_over_agreed(injector: ErrorInjector) -> InjectedError | None:
    """Type funds above the agreed amount."""
    if not injector.has("agreed_amount", "funds_to_date"):
        return None
    typed = injector.true["agreed_amount"] * injector.one((1.05, 1.1, 1.5, 3)) // 10_000 * 10_000
    return injector.amount(
        "funds_over_agreed",
        "funds_to_date",
        max(typed, injector.true["agreed_amount"] + 10_000),
        "agreed_amount",
    )


@kind
def code_twice(injector: ErrorInjector) -> InjectedError | None:
    """Copy the code from the row above along with the cell's formatting."""
    if not injector.place or not injector.has("project_code"):
        return None
    error = injector.put(
        "code_twice", "project_code", injector.sheet.ledger["project_code"].iloc[injector.place - 1]
    )
    return InjectedError(**{**error.__dict__, "other": injector.place - 1})


def _again(injector: ErrorInjector, kind: str, name: str) -> InjectedError:
    """Enter the project once more at the end of the sheet, under a code of its own and this name."""
    true, sheet = injector.true, injector.sheet
    code = f"{str(true['project_code'])[:-6]}{900_000 + int(injector.rng.integers(99_999))}"
    row = list(sheet.cells[injector.place])
    before = row[sheet.column("project_name")]
    row[sheet.column("project_code")], row[sheet.column("project_name")] = code, name
    sheet.cells.append(row)
    sheet.ledger = pd.concat(
        [sheet.ledger, sheet.ledger.iloc[[injector.place]].assign(project_code=code)], ignore_index=True
    )
    return InjectedError(
        kind, code, len(sheet.cells) - 1, ("project_name",), before, name, other=injector.place
    )


@kind
def same_project_new_code(injector: ErrorInjector) -> InjectedError | None:
    """Enter the same project again: blanks, brackets or widths differ, the name does not."""
    name = str(injector.true["project_name"])
    forms = (name, f" {name}", f"{name[:4]} {name[4:]}", f"{name}\u3000", f"{name}\n")
    return _again(injector, "same_project_new_code", injector.one(forms))


@kind
def name_mistyped(injector: ErrorInjector) -> InjectedError | None:
    """Enter the same project again with its name mistyped, by the same investor."""
    name = str(injector.true["project_name"])
    if injector.true["stage"] not in SIGNED:
        return None
    k = int(injector.rng.integers(3, len(name) - 2))
    forms = (
        name[:k] + name[k + 1 :],
        name.removesuffix("项目"),
        name.replace("基地", "基地建设"),
        name[:k] + name[k + 1] + name[k] + name[k + 2 :],
    )
    typed = injector.one([form for form in forms if form != name])
    return _again(injector, "name_mistyped", typed)


@kind
def foreign_currency(injector: ErrorInjector) -> InjectedError | None:
    """Give an amount in foreign money without a rate."""
    name = "agreed_amount"
    if not injector.has(name):
        return None
    number = int(injector.true[name] // 70_000)
    return injector.put(
        "foreign_currency",
        name,
        injector.one(
            (f"{number}万美元", f"USD {number}万", f"{number}万欧元", f"${number}万", f"{number}万港币")
        ),
    )


@kind
def unknown_sector(injector: ErrorInjector) -> InjectedError | None:
    """Type a sector that is none."""
    return injector.put(
        "unknown_sector",
        "sector",
        injector.one(("其他", "综合", "一二产融合", "四产", "待核实", "先进制造业集群")),
    )


@kind
def unknown_origin(injector: ErrorInjector) -> InjectedError | None:
    """Type an origin that is neither inside nor outside."""
    return injector.put(
        "unknown_origin", "origin", injector.one(("国内", "央企", "待核实", "重点企业", "长三角"))
    )


@kind
def unknown_stage(injector: ErrorInjector) -> InjectedError | None:
    """Type a stage that is none."""
    return injector.put("unknown_stage", "stage", injector.one(("推进中", "正常", "挂牌", "已入库", "前期")))


@kind
def unit_in_cell(injector: ErrorInjector) -> InjectedError | None:
    """Write the unit behind the number: to be read as such, or reported."""
    names = injector.amounts()
    if not names:
        return None
    name = injector.one(names)
    yuan = int(injector.true[name])
    return injector.put(
        "unit_in_cell",
        name,
        injector.one(
            (f"{yuan / 1e4:g}万元", f"{yuan / 1e8:.4f}亿元", f"{yuan / 1e4:g}万", f"{yuan / 1e8:.4f}亿")
        ),
    )


@kind
def cells_shifted(injector: ErrorInjector) -> InjectedError | None:
    """Insert a cell, so that all to its right are one column too far."""
    row, columns = injector.sheet.cells[injector.place], injector.sheet.style.columns
    k = int(injector.rng.integers(1, columns.index("agreed_amount") + 1))
    before, moved = list(row), [*row[:k], "", *row[k:-1]]
    if sum(a != b for a, b in zip(before, moved, strict=True)) < 3:
        return None
    row[:] = moved
    return InjectedError(
        "cells_shifted", str(injector.true["project_code"]), injector.place, columns[k:], before, moved
    )


@kind
def subtotal_between(injector: ErrorInjector) -> InjectedError | None:
    """Put a row of sums among the projects."""
    if injector.place < 3 or injector.place in injector.sheet.between:
        return None
    columns = injector.sheet.style.columns
    sums: list[object] = [""] * len(columns)
    for k, name in enumerate(columns):
        if name in AMOUNTS:
            numbers = [
                v for row in injector.sheet.cells[: injector.place] if isinstance(v := row[k], int | float)
            ]
            sums[k] = round(sum(numbers), 4)
    word = injector.one(("小计", "二产小计", "上半年合计", "合 计", "小计："))
    sums[injector.one((0, columns.index("project_name")))] = word
    injector.sheet.between[injector.place] = sums
    return InjectedError("subtotal_between", "", injector.place, (), "", word, between=True)


def paste_column(sheet: TypedSheet) -> InjectedError | None:
    """Paste the whole column of the year's funds over that of the month's; None where no row would change."""
    if not {"funds_month", "funds_ytd"} <= set(sheet.style.columns):
        return None
    month, year = sheet.column("funds_month"), sheet.column("funds_ytd")
    changed = [place for place, row in enumerate(sheet.cells) if row[month] != row[year]]
    for row in sheet.cells:
        row[month] = row[year]
    return InjectedError("column_pasted", "", changed[0], ("funds_month",), "", "") if changed else None
