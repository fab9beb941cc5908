"""Errors in amounts and dates: words for numbers, wrong units, slipped digits, days that cannot be."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from benchmarks.clerk_errors.hand import DATED, SIGNED, Error, Hand, kind


@kind
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


@kind
def amount_in_smaller_unit(h: Hand) -> Error | None:
    """Typed in 元 where the sheet is in 万元, or in 万元 where it is in 亿元."""
    names = h.amounts()
    name = h.one(names) if names else ""
    return h.amount("amount_in_smaller_unit", name, h.true[name] * 10_000) if names else None


@kind
def agreed_in_larger_unit(h: Hand) -> Error | None:
    """Typed in 亿元 where the sheet is in 万元."""
    if h.sheet.style.unit != "万元" or not h.has("agreed_amount") or h.true["stage"] not in SIGNED:
        return None
    value = h.true["agreed_amount"] / 1e8
    return h.put("agreed_in_larger_unit", "agreed_amount", round(value, 4))


@kind
def negative_amount(h: Hand) -> Error | None:
    """Type a minus sign."""
    names = h.amounts()
    name = h.one(names) if names else ""
    return h.amount("negative_amount", name, -h.true[name]) if names else None


@kind
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


@kind
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


@kind
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


@kind
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


@kind
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


@kind
def ambiguous_date(h: Hand) -> Error | None:
    """Give the number 2023.1 (January or October), day and month that may change places, a date without its year."""
    names = [name for name in DATED if h.has(name)]
    if not names:
        return None
    name = h.one(names)
    y = h.true[name].year
    return h.put("ambiguous_date", name, h.one((y + 0.1, y + 0.1, f"5/6/{y}", "6月8日", f"3-4-{y % 100}")))


@kind
def planned_date(h: Hand) -> Error | None:
    """Type a date that lies ahead: planned, not done."""
    names = [n for n in ("signed_on", "started_on", "in_production_on") if h.has(n)]
    if not names:
        return None
    end = pd.Timestamp(h.sheet.month) + pd.DateOffset(months=int(h.rng.integers(4, 18)))
    return h.put("planned_date", names[-1], h.sheet.style.day(end.date()))


@kind
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
