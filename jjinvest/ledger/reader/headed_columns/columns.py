"""Columns of a ledger: headers of one or two rows, units of titles and unit rows, columns of one meaning."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from jjinvest.ledger.fields import BY_NAME
from jjinvest.ledger.findings import column_letters
from jjinvest.ledger.reader.headed_columns.columns_by_content import columns_by_content
from jjinvest.ledger.reader.headed_columns.header_texts import A_PART, HeaderText, Meaning, without_brackets
from jjinvest.ledger.reader.headed_columns.headers import (
    HeaderMeaning,
    Spellings,
    amount_units,
    normalise,
    unit_in,
)
from jjinvest.ledger.reader.headed_columns.month_columns import FundsInTime, funds_in_time
from jjinvest.ledger.reader.headed_columns.month_headers import MonthHeader, month_headers
from jjinvest.ledger.reader.headed_columns.parts_by_origin import leave_foreign_part, leave_parts_by_origin
from jjinvest.ledger.reader.units.money_units import CNY, amount_unit
from jjinvest.ledger.reader.units.title_units import (
    bare_unit,
    title_units,
    units_of_headers,
    unused_unit,
)
from jjinvest.ledger.reader.units.two_units import column_of_two_units, finer_of_either
from jjinvest.ledger.reader.values.cells import cell_text

_NO_UNITS = frozenset(
    ["%", "‰", "个", "家", "亩", "人", "项", "户", "-", "—", "/", "天", "日期", "年月", "年月日"]
)
_OF_DATE = re.compile(r"年[./-]?月(?:[./-]?日)?|y{2,4}[./-]?mm?(?:[./-]?dd?)?")
_CONVERTED = re.compile("折(?:合|算)?(?:成|为)?人民币")
_CONVERTED_ALONE = re.compile("折(?:合|算)?(?:成|为)?人民币(?:金额|额)?")
_OF_ONE_YEAR = ("funds_month", "funds_ytd")


_INTENDED, _AGREED = re.compile("拟|意向|预计|计划"), re.compile("签约|协议")
_SECOND_BEST = {
    "in_production_on": re.compile("[^投]*竣工[^投]*"),
    "park": re.compile("(?:所属|所在|属地|落地)?(?:乡镇|镇街|街镇|镇乡|镇|街道)/?(?:名称)?"),
}
"""Headers that stand in for a field."""
PARTS = "两部分"
"""Word by which a question is known to be of parts that are to be added, none of them left out."""
Candidate = tuple[int, str, HeaderMeaning]
"""A column with its header and what that means."""


@dataclass(frozen=True)
class LedgerColumn:
    """A column of the sheet (from 0), the unit of money in its header or the title, and its header."""

    index: int
    unit: str
    header: str


@dataclass
class ReadColumns:
    """Columns of one block of a sheet.

    Attributes
    ----------
    columns
        Columns by field.
    unknown
        Headers that name no field, by column.
    passed_over
        Headers that mean the same as a column that is read, and the header of that column.
    conflicts
        Headers of one meaning between which nothing decides.
    unused_unit
        Unit that a title names and no column of amounts has, as each has another of its own.
    in_time
        Columns of the funds of single months and before the year.
    ticked
        Columns with ticks, by the stage that they stand for.
    undated
        Fields of columns of funds that are left unread as the month of the ledger is unknown, by column.
    beside
        Columns in another unit that a row may fill in place of that of the field.
    """

    columns: dict[str, LedgerColumn] = field(default_factory=dict)
    unknown: dict[int, str] = field(default_factory=dict)
    passed_over: dict[int, tuple[str, str]] = field(default_factory=dict)
    conflicts: list[str] = field(default_factory=list)
    unused_unit: str = ""
    in_time: FundsInTime = field(default_factory=FundsInTime)
    ticked: dict[str, int] = field(default_factory=dict)
    undated: dict[int, str] = field(default_factory=dict)
    beside: dict[str, LedgerColumn] = field(default_factory=dict)


def is_unit_row(cells: Mapping[int, object]) -> bool:
    """Whether a row under a header holds nothing but units."""
    texts = [bare_unit(cell) if isinstance(cell, str) else "" for cell in cells.values()]
    named = [text for text in texts if text == "%" or amount_unit(text) is not None or amount_units(text)]
    return bool(named) and all(
        text in _NO_UNITS or _OF_DATE.fullmatch(text) or text in named for text in texts
    )


def read_columns(
    texts: Mapping[int, HeaderText],
    meaning_of: Meaning,
    spellings: Spellings,
    *,
    titles: Sequence[str],
    units: Mapping[int, str],
    month: tuple[int, int] | None,
    cells: Callable[[int], Sequence[object]],
    of_funds: bool = False,
) -> ReadColumns:
    """Decide what the columns under a header mean.

    Parameters
    ----------
    texts
        Headers by column.
    meaning_of
        Meaning of a header.
    spellings
        Spellings of the package and the district.
    titles
        Texts above the header, which may name units.
    units
        Unit row under the header, by column.
    month
        Month of the ledger: a column dated otherwise is another one.
    cells
        Cells of a column under the header.
    of_funds
        Whether the sheet is one of funds in place.
    """
    read = ReadColumns()
    candidates: dict[str, list[tuple[int, str, HeaderMeaning]]] = defaultdict(list)
    heads = {index: (each.text, each.own) for index, each in texts.items()}
    months = {} if month is None else month_headers(heads, month[0])
    for index, each in texts.items():
        meaning = _with_unit_below(each.meaning(meaning_of), bare_unit(units.get(index, "")))
        meaning = _of_ledger_month(meaning, months.get(index), len(months), month)
        if month is None and meaning is not None and meaning.dated and meaning.field in _OF_ONE_YEAR:
            read.undated[index] = meaning.field  # 8月到位 in a ledger of an unknown month
            meaning = None
        if meaning is not None:
            candidates[meaning.field].append((index, each.text, meaning))
        elif not spellings.is_ignored(each.text):
            read.unknown[index] = each.text
    leave_parts_by_origin(read.unknown, candidates)
    leave_foreign_part(read.unknown, candidates)
    _leave_second_best(read, candidates)
    read.conflicts += _halves(texts, candidates)
    _read_converted(read, candidates)
    of_titles = title_units(
        titles, candidates, units_of_headers([each.text for each in texts.values()], units)
    )
    read.unused_unit = unused_unit(titles, candidates)
    for name, same in candidates.items():
        chosen = _chosen(name, same, cells, read)
        if chosen is not None:
            index, text, meaning = chosen
            unit = meaning.unit
            if BY_NAME[name].kind == "amount" and not unit:
                unit = of_titles.get(index, "")
            read.columns[name] = LedgerColumn(index, unit, text)
    _read_in_time(read, texts, units, titles, month, of_funds=of_funds)
    _read_by_content(read, texts, cells, meaning_of, spellings)
    return read


def _with_unit_below(meaning: HeaderMeaning | None, unit: str) -> HeaderMeaning | None:
    """Meaning with the unit of the row below; None where that unit is none of money."""
    if meaning is None or BY_NAME[meaning.field].kind != "amount" or not unit:
        return meaning
    if _OF_DATE.fullmatch(unit) or (unit in _NO_UNITS and unit not in ("-", "—", "/")):
        return None
    agrees = not meaning.unit or amount_unit(meaning.unit) == amount_unit(unit)
    return replace(meaning, unit=unit if agrees else f"{meaning.unit}/{unit}")


def _of_ledger_month(
    meaning: HeaderMeaning | None, header: MonthHeader | None, columns: int, month: tuple[int, int] | None
) -> HeaderMeaning | None:
    """Meaning of a header if it is of the ledger's own month or of none; else None.

    Parameters
    ----------
    header
        The single month that the header names, if it does.
    columns
        Number of columns that name a single month.
    """
    if meaning is None:
        return None
    if header is not None and _is_of_single_month(meaning, header, columns):
        return replace(meaning, field="funds_month") if (header.year, header.month) == month else None
    return None if meaning.dated and not _is_of_month(meaning, month) else meaning


def _read_by_content(
    read: ReadColumns,
    texts: Mapping[int, HeaderText],
    cells: Callable[[int], Sequence[object]],
    meaning_of: Meaning,
    spellings: Spellings,
) -> None:
    """Find the columns that only what they hold explains, among those whose headers name no field."""
    unknown = {index: (texts[index].text, texts[index].own) for index in read.unknown}
    by_content = columns_by_content(unknown, set(read.columns), cells, meaning_of, spellings)
    read.ticked = by_content.ticked
    for name, index in by_content.columns.items():
        read.columns[name] = LedgerColumn(index, "", read.unknown[index])
    for index in (*by_content.columns.values(), *by_content.ticked.values()):
        del read.unknown[index]


def _leave_second_best(read: ReadColumns, candidates: dict[str, list[Candidate]]) -> None:
    """Leave 竣工时间 beside 投产时间, and 镇街 beside 园区, for which they only stand in."""
    for name, second in _SECOND_BEST.items():
        left = [each for each in candidates.get(name, []) if second.fullmatch(without_brackets(each[1]))]
        if left and len(left) < len(candidates[name]):
            read.unknown |= {index: text for index, text, _ in left}
            candidates[name] = [each for each in candidates[name] if each not in left]


def _halves(
    texts: Mapping[int, HeaderText], candidates: Mapping[str, list[tuple[int, str, HeaderMeaning]]]
) -> list[str]:
    """What is to be asked where 内资 and 外资 below one group are both in 元 and no column has their sum.

    外资 in dollars beside it has no place in a sum, and is named as unread.
    """
    asked = []
    for name, same in candidates.items():
        for index, text, _ in same if all(m.rank == A_PART for _, _, m in same) else []:
            group = texts[index].group
            others = (each for each in texts.values() if group and each.group == group and "外资" in each.own)
            for other in others:
                unit = amount_unit(unit_in(other.own))
                if "内资" in texts[index].own and (unit is None or unit.currency == CNY):
                    asked.append(_are_parts(f"「{text}」、「{other.text}」", name))
    return asked


def _are_parts(headers: str, name: str) -> str:
    """What is to be asked of columns that hold parts of one field."""
    field = BY_NAME[name]
    return f"{headers}是{field.zh}的{PARTS}，缺合计一列 parts of the {field.en}: add a column with their sum"


def _read_converted(read: ReadColumns, candidates: dict[str, list[tuple[int, str, HeaderMeaning]]]) -> None:
    """Read 折人民币（万元）, which follows an amount in the original currency, as that amount."""
    for index, text in list(read.unknown.items()):
        if not _CONVERTED_ALONE.fullmatch(normalise(without_brackets(text))):
            continue
        for name, same in candidates.items():
            if [place for place, _, _ in same] == [index - 1] and BY_NAME[name].kind == "amount":
                before = same[0]
                candidates[name] = [(index, text, replace(before[2], unit=unit_in(text)))]
                read.passed_over[index - 1] = (before[1], text)
                del read.unknown[index]
                break


def _read_in_time(
    read: ReadColumns,
    texts: Mapping[int, HeaderText],
    units: Mapping[int, str],
    titles: Sequence[str],
    month: tuple[int, int] | None,
    *,
    of_funds: bool,
) -> None:
    """Find the columns of months, whose unit may stand below the header or in a title."""
    pseudo = {"funds_month": [(i, each.text, HeaderMeaning("funds_month", "")) for i, each in texts.items()]}
    unit_of = title_units(titles, pseudo, units_of_headers([each.text for each in texts.values()], units))
    unit_of |= {i: unit for i, text in units.items() if amount_unit(unit := bare_unit(text)) is not None}
    units_of_funds = {column.unit for name, column in read.columns.items() if name.startswith("funds_")}
    if len(units_of_funds) == 1:
        (unit,) = units_of_funds  # 1月 beside 累计到位（万元）
        unit_of = {i: unit_of.get(i) or unit for i in texts}
    known = {name: column.index for name, column in read.columns.items()}
    heads = {i: (each.text, each.own) for i, each in texts.items()}
    read.in_time = funds_in_time(heads, known, unit_of, month, of_funds=of_funds)
    read.unknown = {i: text for i, text in read.unknown.items() if i not in read.in_time.indexes()}


def _chosen(
    name: str,
    same: list[tuple[int, str, HeaderMeaning]],
    cells: Callable[[int], Sequence[object]],
    read: ReadColumns,
) -> tuple[int, str, HeaderMeaning] | None:
    """Return the column that is read of several with one meaning; None where nothing decides."""
    if len(same) == 1:
        return same[0]
    if any(meaning.listed for _, _, meaning in same):
        # 行业类别 beside 产业链: a listed header has precedence over one that only matches a pattern
        read.unknown |= {index: text for index, text, meaning in same if not meaning.listed}
        same = [each for each in same if each[2].listed]
    with_values = [each for each in same if any(cell_text(cell).strip() for cell in cells(each[0]))]
    ordered = sorted(with_values or same, key=lambda each: each[2].rank)
    first = ordered[0]
    tied = len(ordered) > 1 and ordered[1][2].rank == first[2].rank
    of_figures = BY_NAME[name].kind in ("amount", "date")
    if len(ordered) > 1 and BY_NAME[name].kind == "amount":
        converted = [each for each in ordered if _CONVERTED.search(normalise(each[1]))]
        others = [unit for each in ordered if each not in converted and (unit := amount_unit(each[2].unit))]
        if len(converted) == 1 and len(others) == len(ordered) - 1 and all(u.currency != CNY for u in others):
            read.passed_over |= {i: (text, converted[0][1]) for i, text, _ in same if i != converted[0][0]}
            return converted[0]  # 投资总额 in 万美元 beside 折人民币（万元）
        units = {index: meaning.unit for index, _, meaning in ordered}
        finest = column_of_two_units(units, cells)
        if finest is not None:
            first = next(each for each in ordered if each[0] == finest)
            read.passed_over |= {i: (text, first[1]) for i, text, _ in same if i != finest}
            return first
        if (either := finer_of_either(units, cells)) is not None:
            finer, coarser = (next(each for each in ordered if each[0] == index) for index in either)
            read.beside[name] = LedgerColumn(coarser[0], coarser[2].unit, coarser[1])
            return finer
    agreed = _agreed_beside_intended(ordered) if name == "agreed_amount" else None
    if agreed is not None and not _only_intended(ordered, agreed, cells):
        first, tied, of_figures = agreed, False, False
    if len(ordered) > 1 and of_figures and (tied or first[2].rank > 0):
        texts = [text for _, text, _ in ordered]
        headers = "、".join(
            f"「{text}」" + (f"（{column_letters(index)}列）" if texts.count(text) > 1 else "")
            for index, text, _ in ordered
        )
        if any("内资" in text for text in texts) and any("外资" in text for text in texts):
            read.conflicts.append(_are_parts(headers, name))
            return None
        hint = "" if agreed is None else f"，有的行只填了拟投资额：把它填进「{agreed[1]}」一列，另一列删去"
        read.conflicts.append(f"{headers}都是{BY_NAME[name].zh} ({BY_NAME[name].en}){hint}")
        return None
    read.passed_over |= {index: (text, first[1]) for index, text, _ in same if index != first[0]}
    return first


def _agreed_beside_intended(same: list[tuple[int, str, HeaderMeaning]]) -> Candidate | None:
    """Return the column of agreed amounts (签约额) beside those of intended ones (拟投资额), if no other."""
    intended = [each for each in same if _INTENDED.search(each[1])]
    agreed = [each for each in same if each not in intended and _AGREED.search(each[1])]
    return agreed[0] if len(agreed) == 1 and intended and len(intended) + 1 == len(same) else None


def _only_intended(
    same: list[tuple[int, str, HeaderMeaning]],
    agreed: Candidate,
    cells: Callable[[int], Sequence[object]],
) -> bool:
    """Whether a row has an intended amount and no agreed one: to leave the column unread would lose it."""
    columns = [cells(each[0]) for each in same if each is not agreed]
    rows = zip(cells(agreed[0]), *columns, strict=True)
    return any(
        not cell_text(one).strip() and any(cell_text(other).strip() for other in others)
        for one, *others in rows
    )


def _is_of_single_month(meaning: HeaderMeaning, header: MonthHeader, columns: int) -> bool:
    """Whether a header is of the funds of a single month, of which only the ledger's own is a field.

    到位资金（2023年3月） is where other months have such columns, too; alone it is of all funds up to it.
    """
    several = meaning.field == "funds_to_date" and header.paid and columns > 1
    return meaning.field == "funds_month" or several


def _is_of_month(meaning: HeaderMeaning, month: tuple[int, int] | None) -> bool:
    """Whether what a header is dated by is the ledger's month or year."""
    if month is None:
        return True
    years = re.findall(r"(20[0-9]{2})年?", meaning.dated)
    months = re.findall(r"([0-9]{1,2})月", meaning.dated)
    if years and int(years[-1]) != month[0]:
        return False
    if months and int(months[-1]) != month[1]:
        return False
    of_year = bool(years) and not months and BY_NAME[meaning.field].kind == "amount"
    return not of_year or meaning.field in _OF_ONE_YEAR or "截" in meaning.dated
