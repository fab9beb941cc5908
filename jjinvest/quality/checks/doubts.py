"""Rows that nothing contradicts and that still look like slips.

Unknown names, repeated rows, 0.085 for 8.5 %. They are remarks for whoever typed the
rows; no page shows them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from difflib import get_close_matches
from typing import TypeVar

from jjinvest.core.units import RATIO_UNITS
from jjinvest.data.figure_rows import PERCENT, FigureRow
from jjinvest.data.over_years import is_total_to_date
from jjinvest.quality.checks.report import REMARK, CheckReport, Finding

UNKNOWN_METRIC, UNKNOWN_DIMENSION, UNKNOWN_MEMBER = "unknown_metric", "unknown_dimension", "unknown_member"
UNKNOWN_AUTHORITY, UNNAMED_MEMBER = "unknown_authority", "unnamed_member"
REPEATED_ROW, FRACTION, OVER_YEARS = "repeated_row", "fraction", "over_years"
_LIKE = 0.75
"""Share of common letters from which two names are alike: second and secondary."""
_OWN_NAMES = ("size", "project", "group")
"""Dimensions whose members are not from a list."""
_ROWS_NAMED = 6
_ADDED = re.compile("_(?:usd|cny|rmb|completion)(?=_to_date$|$)")
"""What pages add to the name of a known metric: foreign_funds_cny, funds_in_place_completion for ranks."""
_Name = TypeVar("_Name")


@dataclass(frozen=True)
class KnownNames:
    """Names that mean something: metrics and dimensions with a name for people, members by dimension.

    `listed` are the dimensions whose members the district lists itself, `labelled` the members of any
    dimension that have a name: a task force may go by that of its chain. `unnamed` are those that it lists
    without a name in Chinese, by dimension.
    """

    metrics: Collection[str] = ()
    dimensions: Collection[str] = ()
    members: Mapping[str, Collection[str]] = field(default_factory=dict)
    listed: Collection[str] = ()
    labelled: Collection[str] = ()
    authorities: Collection[str] = ()
    unnamed: Mapping[str, Collection[str]] = field(default_factory=dict)


def doubts_of(rows: Sequence[FigureRow], names: KnownNames, checked: CheckReport) -> list[Finding]:
    """Remarks on rows that look like slips, in the order of their rows.

    A rate that agrees with other figures is not doubted.
    """
    agreeing = {row for check in checked.checks if check.equal and check.holds for row in check.rows}
    doubted = [row for row in rows if row.row not in agreeing]
    found = [
        *_metrics(rows, names),
        *_dimensions(rows, names),
        *_members(rows, names),
        *_unnamed_members(rows, names),
        *_authorities(rows, names),
    ]
    found += [*_repeated(rows), *_fractions(doubted), *_totals_to_date(rows)]
    return sorted(found, key=lambda finding: finding.rows[:1])


def with_doubts(checked: CheckReport, rows: Sequence[FigureRow], names: KnownNames) -> CheckReport:
    """Return a report with these remarks after its findings."""
    return replace(checked, findings=(*checked.findings, *doubts_of(rows, names, checked)))


def _metrics(rows: Sequence[FigureRow], names: KnownNames) -> Iterator[Finding]:
    for metric, lines in _lines((row.metric, row.row) for row in rows).items():
        if metric not in names.metrics and _ADDED.sub("", metric) not in names.metrics:
            zh, en = _near(metric, names.metrics)
            yield _remark(
                UNKNOWN_METRIC,
                lines,
                f"{metric} 不是已知的指标{zh}；自定的指标请在 dimensions.csv 起名："
                f"维度填 metric，成员填 {metric}。",
                f"{metric} is no known metric{en}; give one of your own a name in dimensions.csv: dimension "
                f"metric, member {metric}.",
            )


def _dimensions(rows: Sequence[FigureRow], names: KnownNames) -> Iterator[Finding]:
    used = ((dimension, row.row) for row in rows for dimension, _ in row.where)
    for dimension, lines in _lines(used).items():
        if dimension not in names.dimensions:
            zh, en = _near(dimension, names.dimensions)
            yield _remark(
                UNKNOWN_DIMENSION,
                lines,
                f"维度 {dimension} 没有中文名{zh}，页面只能照写 {dimension}；请在 dimensions.csv 加一行起名："
                f"维度填 {dimension}，成员留空。",
                f"The dimension {dimension} has no name{en}, so pages show it as it is; name it by a row of "
                f"dimensions.csv: dimension {dimension}, no member.",
            )


def _members(rows: Sequence[FigureRow], names: KnownNames) -> Iterator[Finding]:
    used = ((pair, row.row) for row in rows for pair in row.where if pair[0] not in _OWN_NAMES)
    for (dimension, member), lines in _lines(used).items():
        known = names.members.get(dimension, ())
        zh, en = _near(member, known)
        as_it_is = dimension in names.dimensions and (member.isascii() or dimension in names.listed)
        if member in known or member in names.labelled or not (zh or as_it_is):
            continue
        yield _remark(
            UNKNOWN_MEMBER,
            lines,
            f"{dimension}={member} 不是已登记的成员{zh}；确是另一个成员，请在 dimensions.csv 起名。",
            f"{dimension}={member} is no member that is listed{en}; if it is one, name it in dimensions.csv.",
        )


def _unnamed_members(rows: Sequence[FigureRow], names: KnownNames) -> Iterator[Finding]:
    """Members that the district lists and does not name, once for each dimension."""
    for dimension, unnamed in names.unnamed.items():
        pairs = [(dict(row.where).get(dimension), row.row) for row in rows]
        used = [(member, line) for member, line in pairs if member in unnamed]
        if used:
            listed = list(dict.fromkeys(str(member) for member, _ in used))
            yield _remark(
                UNNAMED_MEMBER,
                [line for _, line in used],
                f"{dimension} 的 {'、'.join(listed)} 没有中文名，页面只能照写；"
                f"请在 dimensions.csv 的 zh 栏填中文名。",
                f"{', '.join(listed)} of {dimension} have no Chinese name, so pages show them as they are; "
                f"fill in the column zh of dimensions.csv.",
            )


def _authorities(rows: Sequence[FigureRow], names: KnownNames) -> Iterator[Finding]:
    used = ((row.authority, row.row) for row in rows if row.authority)
    for authority, lines in _lines(used).items():
        if authority in names.authorities or authority in names.labelled:
            continue
        zh, en = _near(authority, names.authorities)
        yield _remark(
            UNKNOWN_AUTHORITY,
            lines,
            f"下达单位 {authority} 没有中文名{zh}，页面只能照写 {authority}；请在 dimensions.csv 加一行起名："
            f"维度填 authority，成员填 {authority}。",
            f"The authority {authority} has no name{en}, so pages show it as it is; name it by a row of "
            f"dimensions.csv: dimension authority, member {authority}.",
        )


def _repeated(rows: Sequence[FigureRow]) -> Iterator[Finding]:
    """Rows of one source that say the same in every cell."""
    same: dict[FigureRow, list[int]] = {}
    for row in rows:
        same.setdefault(replace(row, row=0, figure_id=""), []).append(row.row)
    for lines in same.values():
        if len(lines) > 1:
            yield _remark(
                REPEATED_ROW,
                lines,
                "内容完全相同，是同一个数写了几遍：留一行，删去其余。",
                "say the same in every cell: keep one of them.",
            )


def _fractions(rows: Sequence[FigureRow]) -> Iterator[Finding]:
    """Rates in % that look like fractions of 1: a cell of 8.5 % that Excel holds as 0.085."""
    for row in rows:
        limit = 2 if row.statistic == "completion" else 1
        of_rate = row.statistic in PERCENT and row.unit in RATIO_UNITS
        if of_rate and 0 < abs(row.value) <= limit and row.decimals > 1:
            meant = format((Decimal(row.digits) * 100).normalize(), "f")
            yield _remark(
                FRACTION,
                [row.row],
                f"{row.metric} 的{_RATES[row.statistic]}是 {row.digits}%：原文若是 {meant}%，请写 {meant}。",
                f"{row.metric} has a {row.statistic} of {row.digits}%: if the text says {meant}%, write "
                f"{meant}.",
            )


def _totals_to_date(rows: Sequence[FigureRow]) -> Iterator[Finding]:
    """Parts signed in earlier years, so that their metric is read as a total to date."""
    for period, lines in _lines((row.period, row.row) for row in rows if is_total_to_date(row)).items():
        yield _remark(
            OVER_YEARS,
            lines,
            f"是以前年度签约的部分：所在的指标按截至 {period} 的累计读，不作 {period} 当期的数；"
            f"只有当期的，请另写一行（cohort=new）。",
            f"are parts signed in earlier years: their metrics are read as totals to date, not as numbers of "
            f"{period}; what the period itself has is a row of its own (cohort=new).",
        )


_RATES = {"completion": "完成率", "share": "比重", "growth": "增长率"}


def _lines(used: Iterator[tuple[_Name, int]]) -> dict[_Name, list[int]]:
    """Rows by what they use, each once."""
    found: dict[_Name, list[int]] = {}
    for name, row in used:
        found.setdefault(name, [])
        if row not in found[name]:
            found[name].append(row)
    return found


def _near(name: str, known: Collection[str]) -> tuple[str, str]:
    """Words for the known name that is most like another, in Chinese and English; empty without any."""
    like = get_close_matches(name, sorted(known), n=1, cutoff=_LIKE)
    return (f"（相近的是 {like[0]}）", f" (near: {like[0]})") if like else ("", "")


def _remark(kind: str, lines: Sequence[int], zh: str, en: str) -> Finding:
    shown = lines[:_ROWS_NAMED]
    more = len(lines) > len(shown)
    zh_rows = f"第 {'、'.join(map(str, shown))} 行" + (f"等 {len(lines)} 行" if more else "")
    en_rows = f"Row{'s' if len(lines) > 1 else ''} {', '.join(map(str, shown))}" + (" …" if more else "")
    return Finding(REMARK, kind, tuple(lines), tuple(lines), (), f"{zh_rows}：{zh}", f"{en_rows}: {en}")
