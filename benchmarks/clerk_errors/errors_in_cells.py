"""Errors in amounts and dates: words for numbers, wrong units, slipped digits, days that cannot be."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from benchmarks.clerk_errors.injector import DATED, SIGNED, ErrorInjector, InjectedError, kind


@kind
def text_for_amount(injector: ErrorInjector) -> InjectedError | None:
    """Type words where a number belongs."""
    names = injector.amounts()
    if not names:
        return None
    words = (
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
    return injector.put("text_for_amount", injector.one(names), injector.one(words))


@kind
def amount_in_smaller_unit(injector: ErrorInjector) -> InjectedError | None:
    """Typed in 元 where the sheet is in 万元, or in 万元 where it is in 亿元."""
    names = injector.amounts()
    name = injector.one(names) if names else ""
    return injector.amount("amount_in_smaller_unit", name, injector.true[name] * 10_000) if names else None


@kind
def agreed_in_larger_unit(injector: ErrorInjector) -> InjectedError | None:
    """Typed in 亿元 where the sheet is in 万元."""
    if (
        injector.sheet.style.unit != "万元"
        or not injector.has("agreed_amount")
        or injector.true["stage"] not in SIGNED
    ):
        return None
    value = injector.true["agreed_amount"] / 1e8
    return injector.put("agreed_in_larger_unit", "agreed_amount", round(value, 4))


@kind
def negative_amount(injector: ErrorInjector) -> InjectedError | None:
    """Type a minus sign."""
    names = injector.amounts()
    name = injector.one(names) if names else ""
    return injector.amount("negative_amount", name, -injector.true[name]) if names else None


@kind
def digits_transposed(injector: ErrorInjector) -> InjectedError | None:
    """Two neighbouring digits of the funds or the agreed amount change places, and funds exceed it."""
    if not injector.has("agreed_amount", "funds_to_date") or not injector.true["funds_to_date"]:
        return None
    for name, digits in (
        ("funds_to_date", str(injector.true["funds_to_date"])),
        ("agreed_amount", str(injector.true["agreed_amount"])),
    ):
        for k in range(len(digits) - 1):
            swapped = int(digits[:k] + digits[k + 1] + digits[k] + digits[k + 2 :])
            funds = swapped if name == "funds_to_date" else injector.true["funds_to_date"]
            agreed = swapped if name == "agreed_amount" else injector.true["agreed_amount"]
            if funds > agreed and swapped % 10_000 == 0:
                return injector.amount("digits_transposed", name, swapped, "funds_to_date", "agreed_amount")
    return None


@kind
def digit_twice(injector: ErrorInjector) -> InjectedError | None:
    """Type a digit of the funds to date twice: they exceed the agreed amount."""
    if not injector.has("agreed_amount", "funds_to_date"):
        return None
    digits = str(injector.true["funds_to_date"])
    k = int(injector.rng.integers(len(digits)))
    typed = int(digits[: k + 1] + digits[k:])
    if typed <= injector.true["agreed_amount"]:
        return None
    return injector.amount("digit_twice", "funds_to_date", typed, "agreed_amount")


@kind
def dates_swapped(injector: ErrorInjector) -> InjectedError | None:
    """Type two dates in each other's column."""
    pairs = [("signed_on", "started_on"), ("started_on", "in_production_on"), ("negotiated_on", "signed_on")]
    pairs = [p for p in pairs if injector.has(*p) and (injector.true[p[1]] - injector.true[p[0]]).days > 31]
    if not pairs:
        return None
    earlier, later = injector.one(pairs)
    cells = injector.sheet.cells[injector.place]
    a, b = injector.sheet.column(earlier), injector.sheet.column(later)
    before = (cells[a], cells[b])
    cells[a], cells[b] = cells[b], cells[a]
    return InjectedError(
        "dates_swapped",
        str(injector.true["project_code"]),
        injector.place,
        (earlier, later),
        before,
        before[::-1],
    )


@kind
def year_too_early(injector: ErrorInjector) -> InjectedError | None:
    """Start or production typed with an earlier year, before the step before it."""
    pairs = [("signed_on", "started_on"), ("started_on", "in_production_on")]
    for before, name in pairs:
        if injector.has(before, name):
            day = injector.true[name].date()
            typed = date(
                day.year - 1 - int(injector.true[name].year > injector.true[before].year),
                day.month,
                min(day.day, 28),
            )
            if typed < injector.true[before].date() - timedelta(days=31):
                return injector.put("year_too_early", name, injector.sheet.style.day(typed), before)
    return None


@kind
def impossible_date(injector: ErrorInjector) -> InjectedError | None:
    """Type a day that no calendar has."""
    names = [name for name in DATED if injector.has(name)]
    if not names:
        return None
    name = injector.one(names)
    y = injector.true[name].year
    return injector.put(
        "impossible_date",
        name,
        injector.one((f"{y}-2-30", f"{y}-13-5", f"{y}年6月31日", f"{y}.11.31", f"{y}/0/15")),
    )


@kind
def ambiguous_date(injector: ErrorInjector) -> InjectedError | None:
    """Type an ambiguous date: the number 2023.1, day and month in an unclear order, or no year."""
    names = [name for name in DATED if injector.has(name)]
    if not names:
        return None
    name = injector.one(names)
    y = injector.true[name].year
    return injector.put(
        "ambiguous_date", name, injector.one((y + 0.1, y + 0.1, f"5/6/{y}", "6月8日", f"3-4-{y % 100}"))
    )


@kind
def planned_date(injector: ErrorInjector) -> InjectedError | None:
    """Type a date that lies ahead: planned, not done."""
    names = [n for n in ("signed_on", "started_on", "in_production_on") if injector.has(n)]
    if not names:
        return None
    end = pd.Timestamp(injector.sheet.month) + pd.DateOffset(months=int(injector.rng.integers(4, 18)))
    return injector.put("planned_date", names[-1], injector.sheet.style.day(end.date()))


@kind
def planned_in_words(injector: ErrorInjector) -> InjectedError | None:
    """Say in words when it is planned."""
    names = [n for n in ("started_on", "in_production_on") if injector.has(n)]
    if not names:
        return None
    y = int(injector.sheet.month[:4]) + 1
    return injector.put(
        "planned_in_words",
        names[-1],
        injector.one((f"预计{y}年6月", "拟明年开工", f"{y}年上半年", "待定", "已开工")),
    )
