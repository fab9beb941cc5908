"""Errors as clerks make them, put into a clean sheet one by one, each with a record of what was done.

Written without sight of the rules that look for them. An error takes a row where it would really be one: a running
total pasted over the month's flow must differ from it, funds transposed must come out above the agreed amount.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from jjinvest.ledger.fields import AMOUNTS
from jjinvest.synth.workbook import Sheet

DATED = ("negotiated_on", "signed_on", "contract_on", "started_on", "in_production_on", "terminated_on")
SIGNED = ("signed", "started", "in_production")


@dataclass(frozen=True)
class Error:
    """What was done: the kind, the project's code, the place of its row in the sheet's cells, the columns, the cell.

    `other` is the place of the row it now collides with, or -1; `between` says that the row is none of a project.
    """

    kind: str
    code: str
    place: int
    columns: tuple[str, ...]
    before: object
    after: object
    other: int = -1
    between: bool = False


@dataclass
class Hand:
    """One row under a clerk's hand."""

    sheet: Sheet
    place: int
    rng: np.random.Generator

    @property
    def true(self) -> Any:
        """What the row should say."""
        return self.sheet.ledger.iloc[self.place]

    def has(self, *names: str) -> bool:
        """Whether the sheet has these columns and the row something true in each."""
        return all(n in self.sheet.style.columns and not pd.isna(self.true[n]) and self.true[n] != "" for n in names)  # fmt: skip

    def one(self, options: Any) -> Any:
        """Any of the options."""
        return options[int(self.rng.integers(len(options)))]

    def put(self, kind: str, name: str, value: object, *further: str) -> Error:
        """Type a value into a column."""
        row, k = self.sheet.cells[self.place], self.sheet.column(name)
        before, row[k] = row[k], value
        return Error(kind, str(self.true["project_code"]), self.place, (name, *further), before, value)

    def amount(self, kind: str, name: str, yuan: float, *further: str) -> Error:
        """Type an amount of 元, in the sheet's unit."""
        return self.put(kind, name, self.sheet.style.amount(int(yuan)), *further)

    def amounts(self) -> list[str]:
        """Columns of the row that hold an amount above nothing."""
        return [name for name in AMOUNTS if self.has(name) and self.true[name] > 0]


Kind = Callable[[Hand], Error | None]
KINDS: dict[str, Kind] = {}


def _kind(work: Kind) -> Kind:
    KINDS[work.__name__] = work
    return work


def inject(sheet: Sheet, kind: str, rng: np.random.Generator, taken: set[int]) -> Error | None:
    """Put an error of a kind into some row not `taken`, and take it; None where no row lends itself to it."""
    for place in rng.permutation(len(sheet.ledger)):
        if int(place) in taken:
            continue
        made = KINDS[kind](Hand(sheet, int(place), rng))
        if made is not None:
            taken |= {int(place), made.place} | ({made.other} if made.other >= 0 else set())
            return made
    return None


@_kind
def text_for_amount(h: Hand) -> Error | None:
    """Type words where a number belongs."""
    names = h.amounts()
    if not names:
        return None
    said = (
        "待定",
        "面议",
        "约5000",
        "5000左右",
        "暂未确定",
        "见合同",
        "8OO",
        "1.2.5",
        "3000-5000",
        "5000（含二期2000）",
    )
    return h.put("text_for_amount", h.one(names), h.one(said))


@_kind
def amount_in_smaller_unit(h: Hand) -> Error | None:
    """Typed in 元 where the sheet is in 万元, or in 万元 where it is in 亿元."""
    names = h.amounts()
    name = h.one(names) if names else ""
    return h.amount("amount_in_smaller_unit", name, h.true[name] * 10_000) if names else None


@_kind
def agreed_in_larger_unit(h: Hand) -> Error | None:
    """Typed in 亿元 where the sheet is in 万元."""
    if h.sheet.style.unit != "万元" or not h.has("agreed_amount") or h.true["stage"] not in SIGNED:
        return None
    value = h.true["agreed_amount"] / 1e8
    return h.put("agreed_in_larger_unit", "agreed_amount", round(value, 4))


@_kind
def negative_amount(h: Hand) -> Error | None:
    """Type a minus sign."""
    names = h.amounts()
    name = h.one(names) if names else ""
    return h.amount("negative_amount", name, -h.true[name]) if names else None


@_kind
def digits_transposed(h: Hand) -> Error | None:
    """Two neighbouring digits of the funds or the agreed amount change places, and funds exceed it."""
    if not h.has("agreed_amount", "funds_to_date") or not h.true["funds_to_date"]:
        return None
    for name, digits in (("funds_to_date", str(h.true["funds_to_date"])), ("agreed_amount", str(h.true["agreed_amount"]))):  # fmt: skip
        for k in range(len(digits) - 1):
            swapped = int(digits[:k] + digits[k + 1] + digits[k] + digits[k + 2 :])
            funds = swapped if name == "funds_to_date" else h.true["funds_to_date"]
            agreed = swapped if name == "agreed_amount" else h.true["agreed_amount"]
            if funds > agreed and swapped % 10_000 == 0:
                return h.amount("digits_transposed", name, swapped, "funds_to_date", "agreed_amount")
    return None


@_kind
def digit_twice(h: Hand) -> Error | None:
    """Type a digit of the funds to date twice: they exceed the agreed amount."""
    if not h.has("agreed_amount", "funds_to_date"):
        return None
    digits = str(h.true["funds_to_date"])
    k = int(h.rng.integers(len(digits)))
    typed = int(digits[: k + 1] + digits[k:])
    if typed <= h.true["agreed_amount"]:
        return None
    return h.amount("digit_twice", "funds_to_date", typed, "agreed_amount")


@_kind
def dates_swapped(h: Hand) -> Error | None:
    """Type two dates in each other's column."""
    pairs = [("signed_on", "started_on"), ("started_on", "in_production_on"), ("negotiated_on", "signed_on")]
    pairs = [p for p in pairs if h.has(*p) and (h.true[p[1]] - h.true[p[0]]).days > 31]
    if not pairs:
        return None
    earlier, later = h.one(pairs)
    cells = h.sheet.cells[h.place]
    a, b = h.sheet.column(earlier), h.sheet.column(later)
    before = (cells[a], cells[b])
    cells[a], cells[b] = cells[b], cells[a]
    return Error("dates_swapped", str(h.true["project_code"]), h.place, (earlier, later), before, before[::-1])  # fmt: skip


@_kind
def year_too_early(h: Hand) -> Error | None:
    """Start or production typed with an earlier year, before the step before it."""
    pairs = [("signed_on", "started_on"), ("started_on", "in_production_on")]
    for before, name in pairs:
        if h.has(before, name):
            day = h.true[name].date()
            typed = date(
                day.year - 1 - int(h.true[name].year > h.true[before].year), day.month, min(day.day, 28)
            )
            if typed < h.true[before].date() - timedelta(days=31):
                return h.put("year_too_early", name, h.sheet.style.day(typed), before)
    return None


@_kind
def impossible_date(h: Hand) -> Error | None:
    """Type a day that no calendar has."""
    names = [name for name in DATED if h.has(name)]
    if not names:
        return None
    name = h.one(names)
    y = h.true[name].year
    return h.put(
        "impossible_date", name, h.one((f"{y}-2-30", f"{y}-13-5", f"{y}年6月31日", f"{y}.11.31", f"{y}/0/15"))
    )


@_kind
def ambiguous_date(h: Hand) -> Error | None:
    """Give the number 2023.1 (January or October), day and month that may change places, a date without its year."""
    names = [name for name in DATED if h.has(name)]
    if not names:
        return None
    name = h.one(names)
    y = h.true[name].year
    return h.put("ambiguous_date", name, h.one((y + 0.1, y + 0.1, f"5/6/{y}", "6月8日", f"3-4-{y % 100}")))


@_kind
def planned_date(h: Hand) -> Error | None:
    """Type a date that lies ahead: planned, not done."""
    names = [n for n in ("signed_on", "started_on", "in_production_on") if h.has(n)]
    if not names:
        return None
    end = pd.Timestamp(h.sheet.month) + pd.DateOffset(months=int(h.rng.integers(4, 18)))
    return h.put("planned_date", names[-1], h.sheet.style.day(end.date()))


@_kind
def planned_in_words(h: Hand) -> Error | None:
    """Say in words when it is planned."""
    names = [n for n in ("started_on", "in_production_on") if h.has(n)]
    if not names:
        return None
    y = int(h.sheet.month[:4]) + 1
    return h.put(
        "planned_in_words",
        names[-1],
        h.one((f"预计{y}年6月", "拟明年开工", f"{y}年上半年", "待定", "已开工")),
    )


@_kind
def stage_behind_dates(h: Hand) -> Error | None:
    """Leave the stage as it was when the next date was filled in."""
    behind = {"signed": ("lead", "negotiating"), "started": ("negotiating", "signed"), "in_production": ("signed", "started")}  # fmt: skip
    stage = h.true["stage"]
    if stage not in behind:
        return None
    date_name = {"signed": "signed_on", "started": "started_on", "in_production": "in_production_on"}[stage]
    return h.put("stage_behind_dates", "stage", h.sheet.style.words["stage"][h.one(behind[stage])], date_name)


@_kind
def stage_ahead_of_dates(h: Hand) -> Error | None:
    """Move the stage on before its date is known."""
    ahead = {"negotiating": "signed", "signed": "started", "started": "in_production"}
    dates = {"negotiating": "signed_on", "signed": "started_on", "started": "in_production_on"}
    stage = h.true["stage"]
    if stage not in ahead:
        return None
    return h.put("stage_ahead_of_dates", "stage", h.sheet.style.words["stage"][ahead[stage]], dates[stage])


@_kind
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


@_kind
def total_in_month(h: Hand) -> Error | None:
    """Paste the funds to date over the funds of the month."""
    if not h.has("funds_month", "funds_ytd", "funds_to_date"):
        return None
    if h.true["funds_to_date"] <= h.true["funds_ytd"]:
        return None
    return h.amount("total_in_month", "funds_month", h.true["funds_to_date"], "funds_ytd")


@_kind
def ytd_in_month(h: Hand) -> Error | None:
    """Paste the funds of the year over those of the month."""
    if not h.has("funds_month", "funds_ytd") or h.true["funds_ytd"] <= h.true["funds_month"]:
        return None
    return h.amount("ytd_in_month", "funds_month", h.true["funds_ytd"], "funds_ytd")


@_kind
def total_in_ytd(h: Hand) -> Error | None:
    """Paste the funds to date over those of the year."""
    if not h.has("funds_ytd", "funds_to_date") or h.true["funds_to_date"] <= h.true["funds_ytd"]:
        return None
    return h.amount("total_in_ytd", "funds_ytd", h.true["funds_to_date"], "funds_to_date")


@_kind
def month_in_ytd(h: Hand) -> Error | None:
    """Type the funds of the month alone as those of the year."""
    if not h.has("funds_month", "funds_ytd") or not 0 < h.true["funds_month"] < h.true["funds_ytd"]:
        return None
    return h.amount("month_in_ytd", "funds_ytd", h.true["funds_month"], "funds_month")


@_kind
def month_in_total(h: Hand) -> Error | None:
    """Type the funds of the month alone as those to date."""
    if not h.has("funds_month", "funds_to_date") or not 0 < h.true["funds_month"] < h.true["funds_to_date"]:
        return None
    return h.amount("month_in_total", "funds_to_date", h.true["funds_month"], "funds_month", "funds_ytd")


@_kind
def contract_over_agreed(h: Hand) -> Error | None:
    """Type a contract above the agreed amount."""
    if not h.has("agreed_amount", "contract_amount"):
        return None
    typed = h.true["agreed_amount"] * h.one((1.05, 1.1, 1.5, 2, 10)) // 10_000 * 10_000
    return h.amount("contract_over_agreed", "contract_amount", max(typed, h.true["agreed_amount"] + 10_000), "agreed_amount")  # fmt: skip


@_kind
def funds_over_agreed(h: Hand) -> Error | None:
    """Type funds above the agreed amount."""
    if not h.has("agreed_amount", "funds_to_date"):
        return None
    typed = h.true["agreed_amount"] * h.one((1.05, 1.1, 1.5, 3)) // 10_000 * 10_000
    return h.amount(
        "funds_over_agreed", "funds_to_date", max(typed, h.true["agreed_amount"] + 10_000), "agreed_amount"
    )


@_kind
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


@_kind
def same_project_new_code(h: Hand) -> Error | None:
    """Enter the same project again: blanks, brackets or widths differ, the name does not."""
    name = str(h.true["project_name"])
    forms = (name, f" {name}", f"{name[:4]} {name[4:]}", f"{name}\u3000", f"{name}\n")
    return _again(h, "same_project_new_code", h.one(forms))


@_kind
def name_mistyped(h: Hand) -> Error | None:
    """Enter the same project again with its name mistyped, by the same investor."""
    name = str(h.true["project_name"])
    if h.true["stage"] not in SIGNED:
        return None
    k = int(h.rng.integers(3, len(name) - 2))
    forms = (name[:k] + name[k + 1 :], name.removesuffix("项目"), name.replace("基地", "基地建设"), name[:k] + name[k + 1] + name[k] + name[k + 2 :])  # fmt: skip
    typed = h.one([form for form in forms if form != name])
    return _again(h, "name_mistyped", typed)


@_kind
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


@_kind
def unknown_sector(h: Hand) -> Error | None:
    """Type a sector that is none."""
    return h.put(
        "unknown_sector", "sector", h.one(("其他", "综合", "一二产融合", "四产", "待核实", "先进制造业集群"))
    )


@_kind
def unknown_origin(h: Hand) -> Error | None:
    """Type an origin that does not say inside or outside."""
    return h.put("unknown_origin", "origin", h.one(("国内", "央企", "待核实", "重点企业", "长三角")))


@_kind
def unknown_stage(h: Hand) -> Error | None:
    """Type a stage that is none."""
    return h.put("unknown_stage", "stage", h.one(("推进中", "正常", "挂牌", "已入库", "前期")))


@_kind
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


@_kind
def cells_shifted(h: Hand) -> Error | None:
    """A cell was inserted: all to its right stand one column too far."""
    row, columns = h.sheet.cells[h.place], h.sheet.style.columns
    k = int(h.rng.integers(1, columns.index("agreed_amount") + 1))
    before, moved = list(row), [*row[:k], "", *row[k:-1]]
    if sum(a != b for a, b in zip(before, moved, strict=True)) < 3:
        return None
    row[:] = moved
    return Error("cells_shifted", str(h.true["project_code"]), h.place, columns[k:], before, moved)


@_kind
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


def paste_column(sheet: Sheet) -> Error | None:
    """Paste the whole column of the year's funds over that of the month's; None where no row would change."""
    if not {"funds_month", "funds_ytd"} <= set(sheet.style.columns):
        return None
    month, year = sheet.column("funds_month"), sheet.column("funds_ytd")
    changed = [place for place, row in enumerate(sheet.cells) if row[month] != row[year]]
    for row in sheet.cells:
        row[month] = row[year]
    return Error("column_pasted", "", changed[0], ("funds_month",), "", "") if changed else None
