"""Units that titles name for columns: one for all, or one for the columns that they name."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from jjinvest.ledger.fields import BY_NAME
from jjinvest.ledger.reader.headed_columns.headers import HeaderMeaning, amount_units, normalise, unit_in
from jjinvest.ledger.reader.units.money_units import CNY, MoneyUnit, amount_unit

_AT_END = re.compile(r"(.*?)[:为是]?((?:人民币|rmb)?[十百千]?[万亿千]?(?:[美欧港日]?元|港币|万|亿))")
_FAMILIES = (
    (re.compile("(?:到位|资金|到资|累计|本年|当月|实际)+"), ("funds_month", "funds_ytd", "funds_to_date")),
    (re.compile("(?:正式|投资|合同)*合同(?:投资)?"), ("contract_amount",)),
    (re.compile("(?:项目|计划|总|投资|协议|签约|引资)+"), ("agreed_amount", "contract_amount")),
)
_SAVE_FOR = re.compile("另有|另行|除外|注明|标明|除.{1,8}外")
_OF_COLUMNS, _OF_TABLES = re.compile("投资|资金|合同|协议|到位|引资|签约"), re.compile("台账|表|清单")

UNIT_LINE = re.compile(r"\(?(?:金额|货币|计量|资金)?单位[为是]?[^()]{1,12}\)?")
_BESIDE_TITLE = re.compile(
    r"(?:数据|统计|填报|报送|制表|填表|编制|更新)?(?:截[至止]|日期|时间|期)?(?:截[至止]到?)?"
    r"20[0-9]{2}[年./-][0-9]{1,2}(?:[月./-](?:[0-9]{1,2}日?)?)?[底末]?(?:止|更新|制表|填报|报送)?"
    r"|第[0-9]+页.{0,8}|(?:填报|报送|制表|编制)(?:单位|部门|人).{1,30}"
)
"""What stands beside a title in a row of its own: 数据截止：2024年12月, 第1页 共4页, 填报单位：……"""
MAX_TITLES = 1
"""Other texts in such a row."""


def bare_unit(text: str) -> str:
    """Text of a unit alone, without brackets around it and 单位 before it."""
    plain = normalise(text).removeprefix("单位")
    return plain[1:-1] if re.fullmatch(r"\([^()]*\)", plain) else plain


def is_title_row(texts: Mapping[int, str]) -> bool:
    """Whether a row holds a title with its unit, day or page beside it, and no groups of columns."""
    plain = [normalise(text) for text in texts.values()]
    beside = [
        text
        for text in plain
        if (UNIT_LINE.fullmatch(text) and unit_in(text)) or _BESIDE_TITLE.fullmatch(text)
    ]
    return bool(beside) and len(plain) - len(beside) <= MAX_TITLES


def title_units(
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


def units_of_headers(texts: Iterable[str], units: Mapping[int, str]) -> set[object]:
    """Units that headers, or the row of units below them, name for their own columns."""
    words = [unit_in(text) for text in texts]
    return {
        amount_unit(part) for word in [*words, *map(bare_unit, units.values())] for part in word.split("/")
    }


def unused_unit(titles: Sequence[str], candidates: Mapping[str, list[tuple[int, str, HeaderMeaning]]]) -> str:
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
