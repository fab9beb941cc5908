"""Errors as clerks make them, put into a clean sheet one by one, each with a record of what was done.

Written without sight of the rules that look for them. An error takes a row where it would really be one: a
running total pasted over the month's flow must differ from it, funds transposed must come out above the
agreed amount.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from benchmarks.clerk_errors import errors_in_cells  # noqa: F401  registers its kinds
from benchmarks.clerk_errors.hand import KINDS, SIGNED, Error, Hand, kind
from jjinvest.ledger.fields import AMOUNTS
from jjinvest.synthetic.workbooks import TypedSheet


def inject(sheet: TypedSheet, name: str, rng: np.random.Generator, taken: set[int]) -> Error | None:
    """Put an error of a kind into some row not `taken`, and take it; None where no row lends itself to it."""
    for place in rng.permutation(len(sheet.ledger)):
        if int(place) in taken:
            continue
        made = KINDS[name](Hand(sheet, int(place), rng))
        if made is not None:
            taken |= {int(place), made.place} | ({made.other} if made.other >= 0 else set())
            return made
    return None


@kind
def stage_behind_dates(h: Hand) -> Error | None:
    """Leave the stage as it was when the next date was filled in."""
    behind = {"signed": ("lead", "negotiating"), "started": ("negotiating", "signed"), "in_production": ("signed", "started")}  # fmt: skip
    stage = h.true["stage"]
    if stage not in behind:
        return None
    date_name = {"signed": "signed_on", "started": "started_on", "in_production": "in_production_on"}[stage]
    return h.put("stage_behind_dates", "stage", h.sheet.style.words["stage"][h.one(behind[stage])], date_name)


@kind
def stage_ahead_of_dates(h: Hand) -> Error | None:
    """Move the stage on before its date is known."""
    ahead = {"negotiating": "signed", "signed": "started", "started": "in_production"}
    dates = {"negotiating": "signed_on", "signed": "started_on", "started": "in_production_on"}
    stage = h.true["stage"]
    if stage not in ahead:
        return None
    return h.put("stage_ahead_of_dates", "stage", h.sheet.style.words["stage"][ahead[stage]], dates[stage])


@kind
def compulsory_missing(h: Hand) -> Error | None:
    """Leave out what the stage requires."""
    needed = ["project_name"]
    if h.true["stage"] in SIGNED:
        needed += ["project_code", "investor", "origin", "sector", "agreed_amount", "signed_on"]
    if h.true["stage"] in SIGNED[1:]:
        needed.append("started_on")
    if h.true["stage"] == "in_production":
        needed.append("in_production_on")
    if h.true["stage"] == "terminated":
        needed.append("terminated_on")
    return h.put("compulsory_missing", h.one(needed), "", "stage")


@kind
def total_in_month(h: Hand) -> Error | None:
    """Paste the funds to date over the funds of the month."""
    if not h.has("funds_month", "funds_ytd", "funds_to_date"):
        return None
    if h.true["funds_to_date"] <= h.true["funds_ytd"]:
        return None
    return h.amount("total_in_month", "funds_month", h.true["funds_to_date"], "funds_ytd")


@kind
def ytd_in_month(h: Hand) -> Error | None:
    """Paste the funds of the year over those of the month."""
    if not h.has("funds_month", "funds_ytd") or h.true["funds_ytd"] <= h.true["funds_month"]:
        return None
    return h.amount("ytd_in_month", "funds_month", h.true["funds_ytd"], "funds_ytd")


@kind
def total_in_ytd(h: Hand) -> Error | None:
    """Paste the funds to date over those of the year."""
    if not h.has("funds_ytd", "funds_to_date") or h.true["funds_to_date"] <= h.true["funds_ytd"]:
        return None
    return h.amount("total_in_ytd", "funds_ytd", h.true["funds_to_date"], "funds_to_date")


@kind
def month_in_ytd(h: Hand) -> Error | None:
    """Type the funds of the month alone as those of the year."""
    if not h.has("funds_month", "funds_ytd") or not 0 < h.true["funds_month"] < h.true["funds_ytd"]:
        return None
    return h.amount("month_in_ytd", "funds_ytd", h.true["funds_month"], "funds_month")


@kind
def month_in_total(h: Hand) -> Error | None:
    """Type the funds of the month alone as those to date."""
    if not h.has("funds_month", "funds_to_date") or not 0 < h.true["funds_month"] < h.true["funds_to_date"]:
        return None
    return h.amount("month_in_total", "funds_to_date", h.true["funds_month"], "funds_month", "funds_ytd")


@kind
def contract_over_agreed(h: Hand) -> Error | None:
    """Type a contract above the agreed amount."""
    if not h.has("agreed_amount", "contract_amount"):
        return None
    typed = h.true["agreed_amount"] * h.one((1.05, 1.1, 1.5, 2, 10)) // 10_000 * 10_000
    return h.amount("contract_over_agreed", "contract_amount", max(typed, h.true["agreed_amount"] + 10_000), "agreed_amount")  # fmt: skip


@kind
def funds_over_agreed(h: Hand) -> Error | None:
    """Type funds above the agreed amount."""
    if not h.has("agreed_amount", "funds_to_date"):
        return None
    typed = h.true["agreed_amount"] * h.one((1.05, 1.1, 1.5, 3)) // 10_000 * 10_000
    return h.amount(
        "funds_over_agreed", "funds_to_date", max(typed, h.true["agreed_amount"] + 10_000), "agreed_amount"
    )


@kind
def code_twice(h: Hand) -> Error | None:
    """Copy the code from the row above along with the cell's formatting."""
    if not h.place or not h.has("project_code"):
        return None
    made = h.put("code_twice", "project_code", h.sheet.ledger["project_code"].iloc[h.place - 1])
    return Error(**{**made.__dict__, "other": h.place - 1})


def _again(h: Hand, kind: str, name: str) -> Error:
    """Enter the project once more at the end of the sheet, under a code of its own and this name."""
    true, sheet = h.true, h.sheet
    code = f"{str(true['project_code'])[:-6]}{900_000 + int(h.rng.integers(99_999))}"
    row = list(sheet.cells[h.place])
    before = row[sheet.column("project_name")]
    row[sheet.column("project_code")], row[sheet.column("project_name")] = code, name
    sheet.cells.append(row)
    sheet.ledger = pd.concat([sheet.ledger, sheet.ledger.iloc[[h.place]].assign(project_code=code)], ignore_index=True)  # fmt: skip
    return Error(kind, code, len(sheet.cells) - 1, ("project_name",), before, name, other=h.place)


@kind
def same_project_new_code(h: Hand) -> Error | None:
    """Enter the same project again: blanks, brackets or widths differ, the name does not."""
    name = str(h.true["project_name"])
    forms = (name, f" {name}", f"{name[:4]} {name[4:]}", f"{name}\u3000", f"{name}\n")
    return _again(h, "same_project_new_code", h.one(forms))


@kind
def name_mistyped(h: Hand) -> Error | None:
    """Enter the same project again with its name mistyped, by the same investor."""
    name = str(h.true["project_name"])
    if h.true["stage"] not in SIGNED:
        return None
    k = int(h.rng.integers(3, len(name) - 2))
    forms = (name[:k] + name[k + 1 :], name.removesuffix("项目"), name.replace("基地", "基地建设"), name[:k] + name[k + 1] + name[k] + name[k + 2 :])  # fmt: skip
    typed = h.one([form for form in forms if form != name])
    return _again(h, "name_mistyped", typed)


@kind
def foreign_currency(h: Hand) -> Error | None:
    """Give an amount in foreign money without a rate."""
    name = "agreed_amount"
    if not h.has(name):
        return None
    number = int(h.true[name] // 70_000)
    return h.put(
        "foreign_currency",
        name,
        h.one((f"{number}万美元", f"USD {number}万", f"{number}万欧元", f"${number}万", f"{number}万港币")),
    )


@kind
def unknown_sector(h: Hand) -> Error | None:
    """Type a sector that is none."""
    return h.put(
        "unknown_sector", "sector", h.one(("其他", "综合", "一二产融合", "四产", "待核实", "先进制造业集群"))
    )


@kind
def unknown_origin(h: Hand) -> Error | None:
    """Type an origin that does not say inside or outside."""
    return h.put("unknown_origin", "origin", h.one(("国内", "央企", "待核实", "重点企业", "长三角")))


@kind
def unknown_stage(h: Hand) -> Error | None:
    """Type a stage that is none."""
    return h.put("unknown_stage", "stage", h.one(("推进中", "正常", "挂牌", "已入库", "前期")))


@kind
def unit_in_cell(h: Hand) -> Error | None:
    """Write the unit behind the number: to be read for what it says, or remarked on."""
    names = h.amounts()
    if not names:
        return None
    name = h.one(names)
    yuan = int(h.true[name])
    return h.put(
        "unit_in_cell",
        name,
        h.one((f"{yuan / 1e4:g}万元", f"{yuan / 1e8:.4f}亿元", f"{yuan / 1e4:g}万", f"{yuan / 1e8:.4f}亿")),
    )


@kind
def cells_shifted(h: Hand) -> Error | None:
    """A cell was inserted: all to its right stand one column too far."""
    row, columns = h.sheet.cells[h.place], h.sheet.style.columns
    k = int(h.rng.integers(1, columns.index("agreed_amount") + 1))
    before, moved = list(row), [*row[:k], "", *row[k:-1]]
    if sum(a != b for a, b in zip(before, moved, strict=True)) < 3:
        return None
    row[:] = moved
    return Error("cells_shifted", str(h.true["project_code"]), h.place, columns[k:], before, moved)


@kind
def subtotal_between(h: Hand) -> Error | None:
    """Put a row of sums among the projects."""
    if h.place < 3 or h.place in h.sheet.between:
        return None
    columns = h.sheet.style.columns
    sums: list[object] = [""] * len(columns)
    for k, name in enumerate(columns):
        if name in AMOUNTS:
            numbers = [v for row in h.sheet.cells[: h.place] if isinstance(v := row[k], int | float)]
            sums[k] = round(sum(numbers), 4)
    said = h.one(("小计", "二产小计", "上半年合计", "合 计", "小计："))
    sums[h.one((0, columns.index("project_name")))] = said
    h.sheet.between[h.place] = sums
    return Error("subtotal_between", "", h.place, (), "", said, between=True)


def paste_column(sheet: TypedSheet) -> Error | None:
    """Paste the whole column of the year's funds over that of the month's; None where no row would change."""
    if not {"funds_month", "funds_ytd"} <= set(sheet.style.columns):
        return None
    month, year = sheet.column("funds_month"), sheet.column("funds_ytd")
    changed = [place for place, row in enumerate(sheet.cells) if row[month] != row[year]]
    for row in sheet.cells:
        row[month] = row[year]
    return Error("column_pasted", "", changed[0], ("funds_month",), "", "") if changed else None
