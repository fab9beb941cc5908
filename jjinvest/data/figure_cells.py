"""Check the cells of one row of format 2: of a figure, a source, a dimension."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from jjinvest.core.origins import plain_member
from jjinvest.core.periods import canonical_period
from jjinvest.core.spreadsheet import escape_formula
from jjinvest.core.units import BARE_SCALES, is_counted, is_money, plain_unit, unit_scale
from jjinvest.data.figure_choices import OFFERED, key_of_choice, words_of_choice
from jjinvest.data.figure_lines import CORRECT, TableCells
from jjinvest.data.figure_model import (
    COLUMNS,
    COMPARED,
    DEFAULTS,
    PERCENT,
    RELATIONS,
    SIGNED,
    SOURCE_EXTRA,
    STATISTICS,
    VERSIONS,
    Dimensions,
    FigureRow,
    Source,
    Where,
    has_other_base,
    where_text,
)
from jjinvest.data.figure_texts import (
    is_by_excel,
    number_remedy,
    plain_day,
    plain_number,
    plain_period,
    plain_signs,
    plain_size,
)
from jjinvest.data.metric_kinds import MONEY, fits, kind_of_metric, may_lack_unit, scale_is_of_yuan

_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
_SOURCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,63}")
_MEMBER = re.compile(r"[^\s;=,<>&\"'\\]+( [^\s;=,<>&\"'\\]+)*")
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,8})?")
_HALF_WIDTH = re.compile(r"[0-9]{1,12}(\.[0-9]{1,8})?")
_BASE_YEAR = re.compile(r"(?:比|较|与|同|是|为|相当于|达到)((?:19|20)[0-9]{2})年")
_YEAR_BEFORE = re.compile("同比|上年|去年|上一年")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YEARS = re.compile(
    r"((?:19|20)\d{2})(?:年|-\d\d|Q\d|H\d)?\s*(?:\.\.|[-~—–]|至|到)\s*((?:19|20)\d{2})(?:年|-\d\d|Q\d|H\d)?",
    re.ASCII,
)
"""From one year to another, as a period."""
_NOT_KEPT = (
    "跨年的累计数（如五年累计）不作公布数：删去这一行，需要时写在某一年的 note "
    "totals over several years are not kept: delete the row, or put the number in the note of a year"
)
_AS_TEXT = (
    "Excel 把它改写成了日期：先把单元格设为文本格式，再填 {example} "
    "Excel made a date of it: set the cell to text, then type it again"
)
_EMPTY_UNIT, _OTHER_UNIT = (
    "照原文填上单位 fill in the unit of the text",
    "改正单位；量的不是这个指标，就另取指标名 correct the unit, or the metric if it measures something else",
)
_LONGEST_MEMBER = 80


_OF_RANKS = ("位", "个", "位次", "名次")
"""Units that texts give a rank, or none: it is read as 第3名 whatever the word for one."""


def _spans_years(period: str) -> bool:
    found = _YEARS.fullmatch(period.strip())
    return found is not None and found[1] != found[2]


def read_figure(
    cells: TableCells, line: int, values: Mapping[str, str], order: Mapping[str, int]
) -> FigureRow | None:
    """Check one row; None if it has a fault of its own.

    Parameters
    ----------
    order
        Place of each listed dimension in a `where`.
    """
    before = len(cells.problems)
    given = {name: values.get(name, "") or DEFAULTS.get(name, "") for name in COLUMNS}
    text = plain_cells(given)
    if not _SOURCE.fullmatch(text["source"]):
        cells.problem(line, "source", text["source"], "sources.csv 中的编号 an id of sources.csv")
    period = _period(cells, line, text["period"], given["period"])
    if not _NAME.fullmatch(text["metric"]):
        cells.problem(line, "metric", text["metric"], "小写字母、数字与 _ 组成的名称 lower-case name")
    where = _where(cells, line, text["where"])
    _check_choices(cells, line, text, given)
    _check_number(cells, line, text, given)
    if len(cells.problems) > before:
        return None
    unit = text["unit"] or ("%" if text["statistic"] in PERCENT else "个")
    if text["statistic"] == "rank" and unit in _OF_RANKS:
        unit = "名"
    _check_unit(cells, line, text, unit)
    _check_value(cells, line, text, unit, where)
    if len(cells.problems) > before:
        return None
    return FigureRow(
        row=line,
        source=text["source"],
        period=period,
        metric=text["metric"],
        where=_in_order(where, order),
        statistic=text["statistic"],
        of=_whole(text, where, order),
        authority=text["authority"],
        relation=text["relation"],
        value=Fraction(text["value"]),
        decimals=len(text["value"].partition(".")[2]),
        digits=text["value"],
        unit=unit,
        half_width=Fraction(text["half_width"]) if text["half_width"] else None,
        version=text["version"] or _other_base(text, period),
        quote=text["quote"],
        note=text["note"],
    )


def _other_base(text: Mapping[str, str], period: str) -> str:
    """Version of a rate whose words name another base than the year before: 比2019年同期, 环比."""
    words = plain_signs(text["quote"] + text["note"])
    if text["statistic"] not in COMPARED or not period or _YEAR_BEFORE.search(words):
        return ""
    years = {int(year) for year in _BASE_YEAR.findall(words)}
    if len(years) == 1 and (year := years.pop()) < int(period[:4]) - 1:
        return f"over_{year}"
    return "sequential" if "环比" in words and not years else ""


def _period(cells: TableCells, line: int, text: str, given: str) -> str:
    """Return the one way in which a period is written; empty where it is none."""
    try:
        return canonical_period(text)
    except ValueError:
        expected = "期间，例如 2023、2023H1、2023Q1-Q3、2023-10、2023-01..2023-10、2023-12-27 a period"
        remedy = _NOT_KEPT if _spans_years(text) else CORRECT
        if is_by_excel(text):
            remedy = _AS_TEXT.format(example="2023-10（月）或 2023-10-01（日）")
        cells.problem(line, "period", given, expected, remedy)
    return ""


def _check_choices(cells: TableCells, line: int, text: Mapping[str, str], given: Mapping[str, str]) -> None:
    """Check the cells that take one of some words, and the name of an authority."""
    for name, allowed in (("statistic", STATISTICS), ("relation", RELATIONS)):
        if text[name] not in allowed:
            cells.problem(line, name, given[name], f"以下之一 one of: {words_of_choice(name)}")
    version = text["version"]
    of_rate = has_other_base(version)
    if (version not in VERSIONS and not of_rate) or (of_rate and text["statistic"] not in COMPARED):
        further = (
            "over_2019（比2019年）；环比、比某年只用于 growth、multiple、points the last two for rates only"
        )
        expected = f"以下之一 one of: {words_of_choice('version')}, {further}"
        cells.problem(line, "version", given["version"], expected)
    if text["authority"] and not _NAME.fullmatch(text["authority"]):
        cells.problem(
            line, "authority", given["authority"], f"{words_of_choice('authority')} 等，或留空 or empty"
        )


def _check_number(cells: TableCells, line: int, text: Mapping[str, str], given: Mapping[str, str]) -> None:
    """Check that value, half width and unit have their form."""
    if not _NUMBER.fullmatch(text["value"]):
        expected = "半角十进制数，例如 6.4 a decimal number such as 6.4"
        cells.problem(line, "value", given["value"], expected, number_remedy(given["value"]))
    if text["half_width"] and not _HALF_WIDTH.fullmatch(text["half_width"]):
        cells.problem(line, "half_width", given["half_width"], "不小于零的数，或空着 a number ≥ 0, or empty")
    if not _is_unit(text["unit"]):
        cells.problem(line, "unit", text["unit"], "单位，例如 亿元、个、% a unit")


def plain_cells(text: Mapping[str, str]) -> dict[str, str]:
    """Cells of a row, with what has one meaning written in one way."""
    text = {**text, **{name: key_of_choice(name, text[name]) for name in OFFERED}}
    value, unit = plain_number(text["value"]), plain_signs(text["unit"])
    unit = plain_unit(unit, of_money=scale_is_of_yuan(text["metric"]))
    if value.endswith("%") and (unit or "%") == "%" and text["statistic"] in PERCENT:
        value = plain_number(value[:-1])
    cells = {"period": plain_period(text["period"]), "value": value, "unit": unit}
    return {**text, **cells, "half_width": plain_number(text["half_width"])}


def _where(cells: TableCells, line: int, text: str) -> Where:
    pairs: list[tuple[str, str]] = []
    for part in filter(None, (part.strip() for part in re.split("[;；]", text))):
        dimension, equals, member = (
            piece.strip() for piece in re.sub("[=＝]", "=", part, count=1).partition("=")
        )
        if not equals or not _NAME.fullmatch(dimension) or not _is_member(member):
            expected = "以 ; 连接的 维度=成员，例如 sector=secondary dimension=member, joined by ;"
            cells.problem(line, "where", text, expected)
            return ()
        if dimension == "size" and plain_size(member) is None:
            expected = (
                "ge_10、20_50 或 lt_1 之类（亿元），全部规模则不写；"
                "按美元等分档的另立维度，如 class=ge_usd_100m such as ge_10, 20_50, lt_1; "
                "classes in another currency are a dimension of their own"
            )
            cells.problem(line, "where", member, expected)
            return ()
        pairs.append((dimension, _plain_member(dimension, member)))
    if len({dimension for dimension, _ in pairs}) < len(pairs):
        cells.problem(line, "where", text, "每个维度一次 each dimension once")
    return tuple(pairs)


def _plain_member(dimension: str, member: str) -> str:
    """Member by its one name: a size class below an edge begins at 0, 境外 is ``abroad``."""
    return (plain_size(member) if dimension == "size" else None) or plain_member(dimension, member)


def _in_order(where: Iterable[tuple[str, str]], order: Mapping[str, int]) -> Where:
    """Pairs of dimension and member in the one order in which they identify a figure."""
    return tuple(sorted(where, key=lambda pair: (order.get(pair[0], len(order)), pair)))


def _whole(text: Mapping[str, str], where: Where, order: Mapping[str, int]) -> str:
    """Whole of a share, in the order of dimensions; named if it is not that without the last dimension."""
    of = text["of"]
    if text["statistic"] == "share" and not of and where[-1:] != _in_order(where, order)[-1:]:
        return where_text(_in_order(where[:-1], order))
    metric, colon, pairs = of.rpartition(":")
    if "=" not in pairs:
        return of
    named = ((part.strip() for part in pair.split("=", 1)) for pair in pairs.split(";"))
    whole = _in_order(((dimension, _plain_member(dimension, member)) for dimension, member in named), order)
    return f"{metric}{colon}{where_text(whole)}"


def _is_unit(text: str) -> bool:
    return (
        len(text) <= 12
        and not re.search(r"[\s<>&\"'=;]", text)
        and text.isprintable()
        and escape_formula(text) == text
    )


def _is_member(text: str) -> bool:
    """Whether a text may name a member: printable, and no formula of a spreadsheet."""
    return (
        _MEMBER.fullmatch(text) is not None
        and text.isprintable()
        and len(text) <= _LONGEST_MEMBER
        and escape_formula(text) == text
    )


def _is_whole(text: str) -> bool:
    """Whether a text names the whole of a share: ``all``, a `where`, or ``metric:`` and a `where`."""
    metric, colon, where = text.rpartition(":")
    if colon and not _NAME.fullmatch(metric):
        return False
    if where == "all" or (colon and not where):
        return True
    pairs = [part.partition("=") for part in where.split(";")]
    return all(
        equals and _NAME.fullmatch(dimension.strip()) and _is_member(member.strip())
        for dimension, equals, member in pairs
    )


def _check_unit(cells: TableCells, line: int, text: Mapping[str, str], unit: str) -> None:
    """A number needs a unit of what its metric measures; without one, only a count is clear."""
    metric, given = text["metric"], text["unit"]
    if text["statistic"] not in ("level", "target"):
        return
    if not (fits(metric, unit) if given else may_lack_unit(metric)):
        expected = _expected_unit(metric, given)
        cells.problem(line, "unit", given, expected, _OTHER_UNIT if given else _EMPTY_UNIT)


def _expected_unit(metric: str, given: str) -> str:
    kind = kind_of_metric(metric)
    if kind == MONEY:
        return f"金额的单位，例如 亿元、万元、万美元（{metric} 是金额） a unit of money such as 亿元, 万美元"
    if given in BARE_SCALES:
        return f"完整的单位，例如 {given}元、{given}人次 a whole unit such as {given}元, {given}人次"
    if kind == "area":
        return "面积的单位，例如 亩、平方米 a unit of area"
    return "%" if kind == "rate" else "个、家之类，不是金额或 % a unit that counts, no money and no %"


def _check_value(cells: TableCells, line: int, text: Mapping[str, str], unit: str, where: Where) -> None:
    value, statistic = Decimal(text["value"]), text["statistic"]
    is_ratio = unit_scale(unit)[0] == "ratio"
    if (
        value < 0
        and statistic not in SIGNED
        and (is_counted(unit) or statistic in ("target", "share", "rank"))
    ):
        cells.problem(line, "value", text["value"], "不小于零的数 a number ≥ 0")
    if statistic in (*PERCENT, "points", "pace_gap") and not is_ratio:
        cells.problem(line, "unit", text["unit"], "% 或 百分点 % or 百分点")
    if statistic == "multiple" and unit != "倍":
        cells.problem(line, "unit", text["unit"], "倍（增长X倍写 1+X） 倍: 1+X for a rise of X times")
    if is_counted(unit) and statistic in ("level", "target") and value != value.to_integral_value():
        cells.problem(line, "value", text["value"], "整数 a whole number")
    if is_money(unit) and (value * int(unit_scale(unit)[1])) % 1:
        remedy = (
            "改正该数；汇率、单价、人均数的单位写全，如 元/美元、元/人 correct it; "
            "write the whole unit of a rate, a price or an average, such as 元/美元"
        )
        cells.problem(line, "value", text["value"], "可化为整数元的金额 an amount in whole 元", remedy)
    if text["of"] and not _is_whole(text["of"]):
        cells.problem(
            line, "of", text["of"], "all、维度=成员 或 指标:维度=成员 all, dimension=member, metric:where"
        )
    elif text["of"] and statistic not in ("share", "points"):
        cells.problem(line, "of", text["of"], "只有 share 与 points 填 of only share and points have of")
    if statistic == "share" and not where and not text["of"]:
        cells.problem(
            line, "of", text["of"], "占什么的比重 what it is a share of: all, sector=…, metric:where"
        )


def read_sources(cells: TableCells) -> dict[str, Source]:
    """Read sources.csv."""
    sources: dict[str, Source] = {}
    for line, values in cells.rows:
        name, published = values["source"], plain_day(values.get("published", ""))
        day: date | None = None
        if not _SOURCE.fullmatch(name):
            cells.problem(line, "source", name, "字母、数字与 _ . - 组成的编号 an id of letters and digits")
            continue
        if name in sources:
            cells.problem(
                line, "source", name, "不重复的编号 a unique id", "删去一行或改编号 delete one or rename"
            )
        if published:
            try:
                day = date.fromisoformat(published if _DAY.fullmatch(published) else "")
            except ValueError:
                expected = "日期，例如 2023-07-26；不知道就空着 a date, or empty"
                remedy = _AS_TEXT.format(example="2023-07-26") if is_by_excel(published) else CORRECT
                cells.problem(line, "published", published, expected, remedy)
        further = {key: values.get(key, "") for key in ("title", "address", *SOURCE_EXTRA)}
        sources[name] = Source(name, published=day, **{**further, "title": further["title"] or name})
    return sources


OVERLAP = ("overlap", "重叠", "可重叠")
"""Words of the column `complete` for a dimension that counts a project in several members."""


def read_dimensions(cells: TableCells) -> Dimensions:
    """Read dimensions.csv."""
    complete: dict[str, bool] = {}
    overlapping = set[str]()
    labels: dict[tuple[str, str], Mapping[str, str]] = {}
    for line, values in cells.rows:
        dimension, member, stated = (values.get(name, "") for name in ("dimension", "member", "complete"))
        if not _NAME.fullmatch(dimension):
            cells.problem(line, "dimension", dimension, "小写字母、数字与 _ 组成的名称 lower-case name")
            continue
        if escape_formula(member) != member:
            cells.problem(line, "member", member, "不以 = + - @ 开头 a text that does not start so")
        typed, member = member, _plain_member(dimension, member)
        if stated.lower() not in ("", "yes", "no", "是", "否", *OVERLAP):
            expected = "yes、no、overlap（可重叠）或空着 yes, no, overlap or empty"
            cells.problem(line, "complete", stated, expected)
        if typed != member and (dimension, member) in labels:
            continue  # another word for a member that has its name
        if (dimension, member) in labels:
            cells.problem(line, "member", member, "每个成员一行 each member once", "删去一行 delete one row")
        complete[dimension] = complete.get(dimension, False) or stated.lower() in ("yes", "是")
        overlapping |= {dimension} if stated.lower() in OVERLAP else set()
        labels[dimension, member] = {
            language: values[language] for language in ("zh", "en") if values.get(language)
        }
    return Dimensions(complete, labels, frozenset(overlapping))
