"""Sentences about checks in plain official Chinese and English."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from jjinvest.core.codes import TO_DATE
from jjinvest.data.figure_model import FigureRow
from jjinvest.quality.checks.check_names import (
    AUTHORITIES,
    KINDS,
    MEMBERS,
    METRICS,
    SLIP_WORDS,
    STATISTICS,
)
from jjinvest.quality.checks.checks import Check
from jjinvest.quality.checks.entries import Entry
from jjinvest.quality.checks.intervals import Bound

if TYPE_CHECKING:
    from jjinvest.quality.checks.repairs import Reading, Repair

_REVISED = re.compile("核定|核实|修订|修正|更正|调整|订正")
"""Words of a text that say that a number replaces an earlier one."""
Labels = Mapping[tuple[str, str], Mapping[str, str]]
"""Names by language of each member of a dimension."""


def number(value: Bound, decimals: int) -> str:
    """Show a number with a fixed number of decimals and a true minus sign."""
    exact = Fraction(value)
    scaled = abs(exact) * Fraction(10) ** decimals
    whole = int(scaled + Fraction(1, 2))
    text = str(whole).rjust(decimals + 1, "0")
    text = f"{text[:-decimals]}.{text[-decimals:]}" if decimals > 0 else text
    return f"−{text}" if exact < 0 and whole else text


def name(entry: Entry, language: int) -> str:
    """What a figure measures: period, metric, part, statistic."""
    return figure_name(entry.figure, language)


def _metric(metric: str, language: int) -> str:
    """Name of a metric, or its own text; of a total to date that of what is added up."""
    if metric in METRICS:
        return METRICS[metric][language]
    added = METRICS.get(metric.removesuffix(TO_DATE))
    if added is None:
        return metric
    return (f"历年累计{added[0]}", f"{added[1]} to date")[language]


def figure_name(figure: FigureRow, language: int, labels: Labels | None = None) -> str:
    """What a figure measures, in the words of the table of figures; members by their labels where given."""
    metric, code = _metric(figure.metric, language), ("zh", "en")[language]
    names = [
        (labels or {}).get((dimension, member), {}).get(code)
        or MEMBERS.get(member, (member, member))[language]
        for dimension, member in figure.where
    ]
    part = ", ".join(names)
    statistic = STATISTICS.get(figure.statistic, ("", ""))[language]
    set_by = figure.authority and AUTHORITIES.get(figure.authority, (figure.authority,) * 2)[language]
    if language == 0:
        part = f"（{part.replace(', ', '、')}）" if part else ""
        authority = f"（{set_by}）" if set_by else ""
        return f"{figure.period} {metric}{part}{statistic}{authority}"
    words = [
        figure.period,
        metric,
        f"({part})" if part else "",
        statistic,
        set_by and f"[{set_by}]",
    ]
    return " ".join(word for word in words if word)


def published(entry: Entry, language: int) -> str:
    """The number as published, with its unit and relation."""
    figure = entry.figure
    relation = {"=": "", "~": ("约 ", "about ")[language]}.get(figure.relation, f"{figure.relation} ")
    return f"{relation}{number(figure.value, figure.decimals)} {figure.unit}"


def interval_words(
    value: Fraction | None, low: Bound | None, high: Bound | None, decimals: int, unit: str, language: int
) -> str:
    """A value with its interval, such as 24.21 % (24.18–24.24)."""
    ends = [None if end is None else number(end, decimals) for end in (low, high)]
    if ends[0] is not None and ends[0] == ends[1]:
        return f"{ends[0]} {unit}"
    if ends[0] is None and ends[1] is None:
        return ("任意值", "any value")[language]
    if ends[0] is None:
        return (f"不超过 {ends[1]} {unit}", f"at most {ends[1]} {unit}")[language]
    if ends[1] is None:
        return (f"不低于 {ends[0]} {unit}", f"at least {ends[0]} {unit}")[language]
    between = (f"{ends[0]} 至 {ends[1]}", f"{ends[0]} to {ends[1]}")[language]
    if "−" not in between:
        between = f"{ends[0]}–{ends[1]}"
    if value is None:
        return f"{between} {unit}"
    return (
        f"{number(value, decimals)} {unit}（{between}）",
        f"{number(value, decimals)} {unit} ({between})",
    )[language]


def reading_words(entry: Entry, reading: Reading) -> tuple[str, str]:
    """A reading in Chinese and English."""
    decimals, unit = entry.form.decimals, entry.figure.unit
    if reading.decimals is not None:
        decimals = reading.decimals
    if reading.kind == "value":
        words = [
            interval_words(reading.value, reading.low, reading.high, decimals, unit, language)
            for language in (0, 1)
        ]
        return f"其余各数要求它为 {words[0]}", f"the other figures require {words[1]}"
    assert reading.value is not None
    shown = f"{number(reading.value, decimals)} {unit}"
    zh, en = SLIP_WORDS[reading.kind]
    return zh.format(shown), en.format(shown)


def _row(entry: Entry, language: int) -> str:
    return (
        f"第 {entry.row} 行 {name(entry, 0)} {published(entry, 0)}",
        f"row {entry.row}, {name(entry, 1)}, {published(entry, 1)}",
    )[language]


def relation_words(check: Check, language: int) -> str:
    """The relation with its figures: the result first."""
    kind = KINDS[check.kind][language]
    rows = ("；", "; ")[language].join(_row(entry, language) for entry in check.entries)
    return (f"{kind}：{rows}", f"{kind}: {rows}")[language]


def with_names(text: str, figures: Iterable[tuple[str, FigureRow]], language: int) -> str:
    """A finding without rows of the table of figures: each figure by a name that readers know.

    Parameters
    ----------
    figures
        Figures of the rows that the finding speaks of, each with its name.
    """
    for known, figure in figures:
        row = (rf"第 {figure.row} 行", rf"\brow {figure.row}\b")[language]
        own = re.escape((" ", ", ")[language] + figure_name(figure, language))
        text = re.sub(f"{row}(?:{own})?", known.replace("\\", r"\\"), text)
    return text


def with_labels(text: str, figures: Iterable[FigureRow], labels: Labels, language: int) -> str:
    """A finding with the names of members, 城关镇, in place of their codes, t01."""
    for figure in figures:
        text = text.replace(figure_name(figure, language), figure_name(figure, language, labels))
    return text


def describe_changed(earlier: Entry, later: Entry) -> tuple[str, str]:
    """A project's amount that was published otherwise later, in Chinese and English."""
    return (
        f"具名项目金额先后公布不同，应是修订：{_row(earlier, 0)}；{_row(later, 0)}。",
        f"The amount of a named project was published otherwise later, probably restated: "
        f"{_row(earlier, 1)}; {_row(later, 1)}.",
    )


def describe_misquoted(entry: Entry, quoted: str) -> tuple[str, str]:
    """A row whose value is not the number in its quote, in Chinese and English."""
    quote = str(entry.figure.quote)
    return (
        f"数值与引文不同：{_row(entry, 0)}；引文“{quote}”中是 {quoted}。",
        f"Value and quote differ: {_row(entry, 1)}; its quote “{quote}” has {quoted}.",
    )


def describe_currencies(one: Entry, other: Entry, impossible: bool) -> tuple[str, str]:
    """One measure in two currencies, in Chinese and English; `impossible` where no rate makes them equal."""
    zh = (
        "同一指标、同一期间有两种币种，两数不换算，页面只列这一指标通常所用币种的一个："
        f"{_row(one, 0)}；{_row(other, 0)}。"
    )
    en = (
        f"One measure of one period in two currencies; they are not converted, and pages list only the one "
        f"in the measure's usual currency: {_row(one, 1)}; {_row(other, 1)}."
    )
    if not impossible:
        return zh, en
    return (
        f"{zh}两数折算的汇率不合常理，应有一个不是这个指标。",
        f"{en} No exchange rate makes them one amount: one of them is of another measure.",
    )


def describe(failing: Sequence[Check], repairs: Sequence[Repair]) -> tuple[str, str]:
    """A contradiction, in Chinese and English: what fails, and which change alone repairs it."""
    texts = []
    for language in (0, 1):
        fails = ("。", ". ")[language].join(relation_words(check, language) for check in failing[:3])
        if len(failing) > 3:
            fails += (f"。另有 {len(failing) - 3} 项", f". And {len(failing) - 3} more")[language]
        texts.append((f"公布数不相符。{fails}。", f"Published figures do not agree. {fails}. ")[language])
    zh, en = texts
    if any(_of_two_targets(check) for check in failing):
        zh += "原文分确保数、力争数的，只填考核用的一个。"
        en += "Where the text has a target that counts and one that is striven for, enter the first alone. "
    if any(check.kind == "parts_within" for check in failing):
        zh += "一个项目计入几个部分的，在 dimensions.csv 的 complete 一栏填“重叠”。"
        en += (
            "Where one project counts in several parts, write overlap in column complete of dimensions.csv. "
        )
    if not repairs:
        return zh + "改动任何一个数都不能使各项相符。", en + "No change of a single figure makes them agree."
    zh_changes, en_changes = [], []
    likelier, others = _likelier(repairs, failing)
    for repair in likelier:
        words = [reading_words(repair.entry, reading) for reading in _main(repair)]
        zh_words, en_words = "，或".join(z for z, _ in words), ", or ".join(e for _, e in words)
        zh_changes.append(f"第 {repair.entry.row} 行" + (f"：{zh_words}" if words else ""))
        en_changes.append(f"row {repair.entry.row}" + (f": {en_words}" if words else ""))
    zh += f"只改动下列一个数即可相符：{'；'.join(zh_changes)}。"
    en += f"Changing one of these alone makes them agree: {'; '.join(en_changes)}."
    if others:
        rows = "、".join(str(repair.entry.row) for repair in others)
        zh += f"只改动第 {rows} 行中的任何一个也可相符。"
        en += f" So does changing one of rows {rows.replace('、', ', ')} alone."
    return zh, en


def _of_two_targets(check: Check) -> bool:
    """Whether two values of one target contradict each other, and a text says that one is striven for."""
    figures = [entry.figure for entry in check.entries]
    targets = check.kind == "repeated" and all(figure.statistic == "target" for figure in figures)
    return targets and any(_STRIVEN.search(figure.quote) for figure in figures)


_STRIVEN = re.compile("力争|争取|冲刺|奋斗目标")


def _likelier(repairs: Sequence[Repair], failing: Sequence[Check]) -> tuple[list[Repair], list[Repair]]:
    """Repairs to describe in full and those of which the row is enough, where many figures fit equally well.

    In full are the results of the relations, and figures that a slip of the pen explains; one wrong digit
    explains nearly any figure.
    """
    if len(repairs) <= _IN_FULL:
        return list(repairs), []
    results = [check.result for check in failing]
    slips = [{reading.kind for reading in repair.readings} - {"value", "digit"} for repair in repairs]
    shown = [
        repair for repair, kinds in zip(repairs, slips, strict=True) if repair.entry in results or kinds
    ] or list(repairs[:1])
    return shown, [repair for repair in repairs if repair not in shown]


_IN_FULL = 4
"""Repairs that a finding describes in full, however they come about."""


def describe_joint(entries: Sequence[Entry], repairs: Sequence[Repair]) -> tuple[str, str]:
    """Figures that agree one by one and not together, in Chinese and English."""
    texts = []
    for language in (0, 1):
        rows = ("；", "; ")[language].join(_row(entry, language) for entry in entries)
        texts.append(
            (f"下列公布数逐项相符，合在一起则不可能同时成立：{rows}。",
             f"These figures agree one by one, but cannot all be right together: {rows}. ")[language]
        )  # fmt: skip
    zh, en = texts
    if not repairs:
        return zh + "改动任何一个数都不能使各项相符。", en + "No change of a single figure makes them agree."
    zh_rows, en_rows = [], []
    for repair in repairs:
        words = [reading_words(repair.entry, reading) for reading in repair.readings]
        zh_rows.append(f"第 {repair.entry.row} 行" + "".join(f"（{zh_}）" for zh_, _ in words))
        en_rows.append(f"row {repair.entry.row}" + "".join(f" ({en_})" for _, en_ in words))
    zh += f"只改动下列一个数即可相符：{'；'.join(zh_rows)}。"
    en += f"Changing one of these alone makes them agree: {'; '.join(en_rows)}."
    return zh, en


def _main(repair: Repair) -> list[Reading]:
    """The interval, and the first reading of each kind of slip; none where the others bound nothing.

    Slips that then fit do so by chance: the growth of a count has a whole base for most numbers. Where the
    others give no one value, several slips of a kind are as likely as each other, and none is named.
    """
    if any(r.kind == "value" and not r.low and r.high is None for r in repair.readings):
        return []
    open_value = any(r.kind == "value" and r.value is None for r in repair.readings)
    shown: dict[str, list[Reading]] = {}
    for reading in repair.readings:
        shown.setdefault(reading.kind, []).append(reading)
    return [found[0] for found in shown.values() if len(found) == 1 or not open_value]


def _says_revised(check: Check) -> bool:
    """Whether the later of two publications says that it revises the first; two offices may just differ."""
    figures = [entry.figure for entry in check.entries]
    return any(figure.version == "restated" or _REVISED.search(figure.quote) for figure in figures)


def describe_restated(check: Check) -> tuple[str, str]:
    """A remark on a figure that was published otherwise before, in Chinese and English."""
    if check.kind == "repeated":
        revised = _says_revised(check)
        zh = "应是修订" if revised else "没有写明是修订，须核实以哪一个为准"
        en = "seems restated" if revised else "is not said to be restated, so that either may hold"
        return (
            f"同一个数先后公布不同，{zh}：{_row(check.parts[0], 0)}；{_row(check.result, 0)}。",
            f"A figure was published otherwise before and {en}: {_row(check.parts[0], 1)}; "
            f"{_row(check.result, 1)}.",
        )
    base = check.parts[-1]
    point = check.implied(base, as_published=True).scaled(1 / base.scale)
    wide = check.implied(base).scaled(1 / base.scale)
    zh = en = ""
    if (
        wide.low == wide.low
        and not wide.empty
        and abs(wide.low) != float("inf")
        and abs(wide.high) != float("inf")
    ):
        middle = (Fraction(point.low) + Fraction(point.high)) / 2
        decimals, unit = base.form.decimals, base.figure.unit
        zh = f"，推算为 {interval_words(middle, wide.low, wide.high, decimals, unit, 0)}"
        en = f": by the later text it is {interval_words(middle, wide.low, wide.high, decimals, unit, 1)}"
    return (
        f"上年同期数应已修订{zh}。{relation_words(check, 0)}。",
        f"The figure of the year before seems restated{en}. {relation_words(check, 1)}.",
    )


def describe_revised_alone(check: Check, first: Entry, later: Entry) -> tuple[str, str]:
    """A remark on a relation that held until one of its figures was revised, in Chinese and English."""
    return (
        f"只有一个数后来作了修订，与之核对的数仍是修订前公布的：{_row(first, 0)}；{_row(later, 0)}。"
        f"修订前相符：{relation_words(check, 0)}。",
        f"One figure was revised later; those it is held against are older: {_row(first, 1)}; "
        f"{_row(later, 1)}. They agreed before the revision: {relation_words(check, 1)}.",
    )


def describe_parts_before(check: Check, first: Entry, later: Entry) -> tuple[str, str]:
    """A remark on a sum of parts as they were before the period that they make up was revised."""
    return (
        f"较长的时段后来作了修订，其中各段没有随之修订：{_row(first, 0)}；{_row(later, 0)}。"
        f"计入这一修订即相符：{relation_words(check, 0)}。",
        f"A longer period was revised and its parts were not: {_row(first, 1)}; {_row(later, 1)}. "
        f"With what the revision changed they agree: {relation_words(check, 1)}.",
    )
