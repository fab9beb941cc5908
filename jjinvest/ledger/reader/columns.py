"""Columns of a ledger: headers of one or two rows, units of titles and unit rows, columns of one meaning."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from jjinvest.ledger.fields import BY_NAME
from jjinvest.ledger.reader.cells import cell_text
from jjinvest.ledger.reader.headers import (
    HeaderMeaning,
    Spellings,
    amount_units,
    makes_other_column,
    normalise,
    unit_in,
)
from jjinvest.ledger.reader.money_units import CNY, MoneyUnit, amount_unit
from jjinvest.ledger.reader.month_columns import FundsInTime, funds_in_time
from jjinvest.ledger.reader.two_units import finer_of_two_units
from jjinvest.ledger.reader.workbook import WorkbookSheet

MIN_NUMBERED = 3  # numbers in a row that numbers the columns
MIN_GROUPED_TEXTS = 3  # texts in a row above the header that make it a row of groups, not a title
_TITLE_SHARE = 0.8  # of the columns; a merge as wide is a title
_NO_UNITS = frozenset(
    ["%", "‰", "个", "家", "亩", "人", "项", "户", "-", "—", "/", "天", "日期", "年月", "年月日"]
)
_OF_DATE = re.compile(r"年[./-]?月(?:[./-]?日)?|y{2,4}[./-]?mm?(?:[./-]?dd?)?")
_AT_END = re.compile(r"(.*?)[:为是]?((?:人民币|rmb)?[十百千]?[万亿千]?(?:[美欧港日]?元|港币|万|亿))")
_IN_CNY = re.compile("内资|人民币|其中内资|折(?:合|算)?(?:成|为)?人民币(?:金额|额)?")
_CONVERTED = re.compile("折(?:合|算)?(?:成|为)?人民币")
_OF_DAYS = re.compile("时间|日期|节点")
_FAMILIES = (
    (re.compile("(?:到位|资金|到资|累计|本年|当月|实际)+"), ("funds_month", "funds_ytd", "funds_to_date")),
    (re.compile("(?:正式|投资|合同)*合同(?:投资)?"), ("contract_amount",)),
    (re.compile("(?:项目|计划|总|投资|协议|签约|引资)+"), ("agreed_amount", "contract_amount")),
)
_SAVE_FOR = re.compile("另有|另行|除外|注明|标明|除.{1,8}外")
_OF_COLUMNS, _OF_TABLES = re.compile("投资|资金|合同|协议|到位|引资|签约"), re.compile("台账|表|清单")
Meaning = Callable[[str], HeaderMeaning | None]


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
    """

    columns: dict[str, LedgerColumn] = field(default_factory=dict)
    unknown: dict[int, str] = field(default_factory=dict)
    passed_over: dict[int, tuple[str, str]] = field(default_factory=dict)
    conflicts: list[str] = field(default_factory=list)
    unused_unit: str = ""
    in_time: FundsInTime = field(default_factory=FundsInTime)


@dataclass(frozen=True)
class HeaderText:
    """Text of a header with its group, and its own, which stands alone where the group says nothing."""

    text: str
    own: str

    def meaning(self, meaning_of: Meaning) -> HeaderMeaning | None:
        """Meaning of group and header together, else of the header alone."""
        whole = meaning_of(self.text)
        group = self.text.removesuffix(self.own) if self.own != self.text else ""
        if whole is None and _OF_DAYS.search(group) and not makes_other_column(group):
            whole = meaning_of(f"{self.own}日期")  # 时间节点 above 签约, 开工, 投产
        if whole is not None or not group or makes_other_column(group):
            return whole
        if _IN_CNY.fullmatch(normalise(_without_brackets(self.own))):
            of_group = meaning_of(_without_brackets(group))  # 引资额 above 内资（万元） and 外资（万美元）
            return of_group and replace(of_group, unit=unit_in(self.own) or unit_in(group))
        # 资金到位情况 above 开工以来累计
        core = _without_brackets(group).removesuffix("情况")
        alone = meaning_of(f"{self.own}{core}") or meaning_of(self.own)
        if alone is None or alone.unit or not (unit := unit_in(group)):
            return alone
        return replace(alone, unit=unit)


def _without_brackets(text: str) -> str:
    return re.sub(r"\([^()]*\)|\s", "", unicodedata.normalize("NFKC", text))


def header_texts(sheet: WorkbookSheet, row: int, depth: int) -> dict[int, HeaderText]:
    """Texts of a header by column; at depth 2 a cell is joined to the group above it."""
    cells = _texts(sheet, row)
    if depth == 1 or row == 0:
        return {i: HeaderText(text[:200], text[:200]) for i, text in cells.items()}
    above, wide = _groups(sheet, row - 1, set(cells))
    texts: dict[int, HeaderText] = {}
    for i in sorted(above.keys() | cells.keys()):
        group, own = above.get(i, ""), cells.get(i, "")
        text = (f"{group}{own}" if i in wide and own else own or group)[:200]
        if text:
            texts[i] = HeaderText(text, (own or text)[:200])
    return texts


def has_groups(sheet: WorkbookSheet, row: int) -> bool:
    """Whether the row above a header holds groups of columns, so that it belongs to the header."""
    return row > 0 and bool(_groups(sheet, row - 1, set(_texts(sheet, row)))[1])


def _texts(sheet: WorkbookSheet, row: int) -> dict[int, str]:
    return {
        i: " ".join(cell.split())
        for i, cell in enumerate(sheet.rows[row])
        if isinstance(cell, str) and cell.strip()
    }


def _groups(sheet: WorkbookSheet, row: int, below: set[int]) -> tuple[dict[int, str], set[int]]:
    """Texts of a row by column, each group over all its columns; and the columns that are in a group."""
    above = _texts(sheet, row)
    width = max([*below, *above, 0]) + 1
    if len(above) == 1 and min(above) <= 1 and above.keys() <= below:
        return {}, set()  # a title over the first columns, merged narrower than the table
    wide: set[int] = set()
    for top, left, bottom, right in sheet.merged:
        if top == row and bottom == row and right > left and right - left + 1 < _TITLE_SHARE * width:
            if left in above:
                above |= dict.fromkeys(range(left, right + 1), above[left])
                wide |= set(range(left, right + 1))
        elif top < row <= bottom and right == left:
            above.pop(left, None)  # hidden under a merge
    if len(set(above) & below) + len(set(above) - below) >= MIN_GROUPED_TEXTS and not wide:
        # groups without merges: blanks to the right of a group that stands above a header of its own
        group = ""
        for column in range(width):
            if column in above:
                group = above[column] if column in below else ""
                start = column
            elif group and column in below:
                above[column] = group
                wide |= {start, column}
    return above, wide


def is_unit_row(cells: Mapping[int, object]) -> bool:
    """Whether a row under a header holds nothing but units."""
    texts = [_bare(cell) if isinstance(cell, str) else "" for cell in cells.values()]
    named = [text for text in texts if text == "%" or amount_unit(text) is not None or amount_units(text)]
    return bool(named) and all(
        text in _NO_UNITS or _OF_DATE.fullmatch(text) or text in named for text in texts
    )


def numbers_columns(filled: Mapping[int, object]) -> bool:
    """Whether a row under the header numbers the columns: 1, 2, 3, with 甲, 乙 before them."""
    if len(filled) < MIN_NUMBERED:
        return False
    texts = [normalise(cell_text(cell)).strip("()").removesuffix(".0") for cell in filled.values()]
    digits = [int(text) for text in texts if text.isdecimal() and len(text) < 3]
    others = [text for text in texts if not (text.isdecimal() and len(text) < 3)]
    in_order = len(digits) >= MIN_NUMBERED and digits == list(range(digits[0], digits[0] + len(digits)))
    return in_order and digits[0] in (1, 2) and all(text in "甲乙丙丁戊" for text in others)


def _bare(text: str) -> str:
    plain = normalise(text).removeprefix("单位")
    return plain[1:-1] if re.fullmatch(r"\([^()]*\)", plain) else plain


def read_columns(
    texts: Mapping[int, HeaderText],
    meaning_of: Meaning,
    spellings: Spellings,
    *,
    titles: Sequence[str],
    units: Mapping[int, str],
    month: tuple[int, int] | None,
    cells: Callable[[int], Sequence[object]],
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
    """
    read = ReadColumns()
    candidates: dict[str, list[tuple[int, str, HeaderMeaning]]] = defaultdict(list)
    for index, each in texts.items():
        meaning = each.meaning(meaning_of)
        if meaning is not None and BY_NAME[meaning.field].kind == "amount":
            unit = _bare(units.get(index, ""))
            if _OF_DATE.fullmatch(unit) or (unit in _NO_UNITS and unit not in ("-", "—", "/")):
                meaning = None
            elif unit:
                agrees = not meaning.unit or amount_unit(meaning.unit) == amount_unit(unit)
                meaning = replace(meaning, unit=unit if agrees else f"{meaning.unit}/{unit}")
        if meaning is not None and meaning.dated and not _is_of_month(meaning, month):
            meaning = None
        if meaning is not None and meaning.field == "funds_month" and meaning.dated and month is None:
            meaning = None  # 8月到位 in a ledger of an unknown month
        if meaning is not None:
            candidates[meaning.field].append((index, each.text, meaning))
        elif not spellings.is_ignored(each.text):
            read.unknown[index] = each.text
    of_titles = _title_units(titles, candidates, _units_of_headers(texts, units))
    read.unused_unit = _unused_unit(titles, candidates)
    for name, same in candidates.items():
        chosen = _chosen(name, same, cells, read)
        if chosen is not None:
            index, text, meaning = chosen
            unit = meaning.unit
            if BY_NAME[name].kind == "amount" and not unit:
                unit = of_titles.get(index, "")
            read.columns[name] = LedgerColumn(index, unit, text)
    _read_in_time(read, texts, units, titles, month)
    return read


def _read_in_time(
    read: ReadColumns,
    texts: Mapping[int, HeaderText],
    units: Mapping[int, str],
    titles: Sequence[str],
    month: tuple[int, int] | None,
) -> None:
    """Find the columns of months, whose unit may stand below the header or in a title."""
    pseudo = {"funds_month": [(i, each.text, HeaderMeaning("funds_month", "")) for i, each in texts.items()]}
    unit_of = _title_units(titles, pseudo, _units_of_headers(texts, units))
    unit_of |= {i: unit for i, text in units.items() if amount_unit(unit := _bare(text)) is not None}
    known = {name: column.index for name, column in read.columns.items()}
    read.in_time = funds_in_time({i: (e.text, e.own) for i, e in texts.items()}, known, unit_of, month)
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
        finest = finer_of_two_units({index: meaning.unit for index, _, meaning in ordered}, cells)
        if finest is not None:
            first = next(each for each in ordered if each[0] == finest)
            read.passed_over |= {i: (text, first[1]) for i, text, _ in same if i != finest}
            return first
    if len(ordered) > 1 and of_figures and (tied or first[2].rank > 0):
        headers = "、".join(f"「{text}」" for _, text, _ in ordered)
        read.conflicts.append(f"{headers}都是{BY_NAME[name].zh} ({BY_NAME[name].en})")
        return None
    read.passed_over |= {index: (text, first[1]) for index, text, _ in same if index != first[0]}
    return first


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
    return not of_year or meaning.field == "funds_ytd" or "截" in meaning.dated


def _title_units(
    titles: Iterable[str],
    candidates: Mapping[str, list[tuple[int, str, HeaderMeaning]]],
    of_headers: Collection[object],
) -> dict[int, str]:
    """Units that titles give to columns without one of their own.

    A foreign currency that a header names for its own column is that column's: 单位：万元、万美元
    above 合同外资（万美元） leaves 万元 to the others.
    """
    of_all: dict[object, str] = {}
    of_column: dict[int, dict[object, str]] = defaultdict(dict)
    columns = {i: (name, text) for name, same in candidates.items() for i, text, _ in same}
    for title in titles:
        for unit, words in _units_with_words(title):
            matched = [i for i, (name, text) in columns.items() if _concerns(words, name, text)]
            for index in matched:
                of_column[index].setdefault(amount_unit(unit), unit)
            if not matched and (not _OF_COLUMNS.search(words) or _OF_TABLES.search(words)):
                of_all.setdefault(amount_unit(unit), unit)
    foreign = {unit for unit in of_all if isinstance(unit, MoneyUnit) and unit.currency != CNY}
    if len(of_all) > len(foreign & set(of_headers)):
        of_all = {unit: word for unit, word in of_all.items() if unit not in foreign & set(of_headers)}
    return {i: "/".join(of_column.get(i, of_all).values()) for i in columns}


def _units_of_headers(texts: Mapping[int, HeaderText], units: Mapping[int, str]) -> set[object]:
    """Units that headers, or the row of units below them, name for their own columns."""
    words = [unit_in(each.text) for each in texts.values()]
    return {amount_unit(part) for word in [*words, *map(_bare, units.values())] for part in word.split("/")}


def _unused_unit(
    titles: Sequence[str], candidates: Mapping[str, list[tuple[int, str, HeaderMeaning]]]
) -> str:
    """Unit that the titles name against the units of all columns of amounts; empty where there is none."""
    own = [m.unit for name, same in candidates.items() if BY_NAME[name].kind == "amount" for _, _, m in same]
    if not own or not all(own) or any(_SAVE_FOR.search(title) for title in titles):
        return ""
    used = {amount_unit(unit) for units in own for unit in units.split("/")}
    named = {amount_unit(unit): unit for title in titles for unit, _ in _units_with_words(title)}
    return "/".join(unit for read, unit in named.items() if read not in used)


def _units_with_words(title: str) -> Iterable[tuple[str, str]]:
    """Units in a title, each with the words beside it that may name columns."""
    plain = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", title)).strip()
    if "单位" not in plain:
        for bracket in re.findall(r"\(([^()]*)\)|\[([^\[\]]*)\]|【([^【】]*)】", plain):
            inside = next((each for each in bracket if each), "")
            if amount_unit(inside) is not None:
                yield inside, ""
        return
    if plain.count("单位") == 1:
        yield from _listed_units(plain.partition("单位")[2], "")
        return
    words = ""
    for clause in re.split(r"[;,、\s]", plain):
        before, named, listed = clause.partition("单位")
        words += f"、{before}"
        if named:
            yield from _listed_units(listed, words)
            words = ""


def _listed_units(listed: str, words: str) -> Iterable[tuple[str, str]]:
    """Units behind 单位, each with its words: 亿元（协议金额）, 到位资金万元."""
    waiting = words
    for piece in re.split(r"[,;、\s]+(?![^(]*\))", listed.lstrip(":为是 ")):
        bare = piece.strip("()")
        beside = re.fullmatch(r"([^()]+)\(([^()]*)\)?", piece)
        at_end = _AT_END.fullmatch(bare)
        if amount_unit(bare) is not None:
            yield bare, waiting
        elif beside and amount_unit(beside[1]) is not None:
            yield beside[1], f"{waiting}、{beside[2]}"
        elif beside and amount_unit(beside[2]) is not None:
            yield beside[2], f"{waiting}、{beside[1]}"
        elif units := amount_units(bare):
            yield from ((unit, waiting) for unit in units)
        elif at_end and amount_unit(at_end[2]) is not None:
            yield at_end[2], f"{waiting}、{at_end[1]}"
        else:
            waiting = f"{waiting}、{bare}"
            continue
        waiting = words


def _concerns(words: str, name: str, header: str) -> bool:
    """Whether words of a title name a column."""
    if BY_NAME[name].kind != "amount":
        return False
    bare = normalise(re.sub(r"\([^()]*\)", "", unicodedata.normalize("NFKC", header)))
    for word in re.split(r"[、,/和及]", normalise(words)):
        short = re.sub(r"(金额|总额|额)$", "", word)
        if len(short) >= 2 and (short in bare or bare in word):
            return True
        if len(short) >= 2 and any(p.fullmatch(short) and name in names for p, names in _FAMILIES):
            return True
    return False
