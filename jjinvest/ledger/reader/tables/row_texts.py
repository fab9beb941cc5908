"""What the texts of a row say about it: a note, a heading, a sum, a row beside the projects, or nothing.

Most texts of a ledger say nothing of the kind, so each text is looked at once: only a row with one of the
others is read with care.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from unicodedata import is_normalized

from jjinvest.ledger.fields import AMOUNTS, DATES
from jjinvest.ledger.reader.headed_columns.headers import normalise
from jjinvest.ledger.reader.tables.sum_labels import BEGINNINGS_BESIDE, is_beside, may_be_sum, sum_label

_NOTE = re.compile(
    r"(?:备注|说明|注|填表|填报|制表|审核|复核|联系|单位负责人|负责人|数据来源|截至|统计时间|导出时间|导出日期|打印时间|打印日期|查询条件).{0,200}"
)
_SIGNATURE = re.compile(
    r".{0,40}\((?:单位|部门)?(?:盖章|公章|签章|印章|签字|签名|章)(?:处)?\):?"
    r"|(?:经办人|经手人|(?:分管|主要|主管|单位)?领导)(?:\(?(?:签字|签名|签章)\)?)?:.{0,20}"
)
"""Where those who answer for a form sign or seal it: 某某中心（盖章）, 分管领导：."""
_SIGNED = ("章)", "章）", "字)", "字）", "名)", "名）")
_MAY_BEGIN = frozenset([""]) | frozenset(
    " \t\n\r\v\f_*:'\u200b\ufeff\x1c\x1d\x1e\x1f\x85备说注填制审复联单负数截统导打查经分主领"
    "一二三四五六七八九十(" + BEGINNINGS_BESIDE
)
"""First letters of notes, headings and rows beside the projects, and what does not count before them."""
_HEADING = re.compile(r"[一二三四五六七八九十]+[、.].{0,30}|\([一二三四五六七八九十0-9]+\).{0,30}")

_DAY = re.compile(
    r"20[0-9]{2}(?:年[0-9]{1,2}月[0-9]{1,2}日?|-[0-9]{1,2}-[0-9]{1,2}|([./])[0-9]{1,2}\1[0-9]{1,2})"
)
"""A day written out, as it stands beside the names of those who filled in a form."""
_DASHES = " 　—–-－―/／"
_DIGITS = re.compile("[0-9]+")
_PAGE = re.compile("第?[0-9]+页|页次|[0-9]+/[0-9]+")
_EXAMPLE = re.compile(r"\(?(?:填写|填报)?(?:示例|样例|范例|举例)(?:行)?\)?(?:[,，:：].{0,20})?")


def loud_texts(rows: list[list[object]], header: Mapping[int, str]) -> set[str]:
    """Texts that may make a row something other than a project; a blank one is among them."""
    texts = {cell for cells in rows for cell in cells if isinstance(cell, str)}
    names = frozenset(header.values())
    return {text for text in texts if _is_loud(text) or text.strip() in names}


def _is_loud(text: str) -> bool:
    if text[:2] == "20" and "年" in text and _is_day(text):
        return True
    usual = text.isascii() or is_normalized("NFKC", text)
    if usual and text[:1] not in _MAY_BEGIN and not may_be_sum(text) and not text.endswith(_SIGNED):
        return False  # most names, codes and words of a ledger
    return not text.strip() or bool(sum_label(text) or kind_of_text(text) or is_beside(text))


def is_dash(cell: object) -> bool:
    """Whether a cell is a dash or a stroke, as stands for nothing."""
    return isinstance(cell, str) and bool(cell.strip()) and not cell.strip(_DASHES)


def filled_cells(cells: list[object]) -> dict[int, object]:
    """Cells of a row by column, without blanks."""
    return {
        i: cell
        for i, cell in enumerate(cells)
        if cell is not None and not (isinstance(cell, str) and not cell.strip())
    }


def kind_of_row(filled: Mapping[int, object], names: set[str]) -> str:
    """Return note or heading for a row that is neither a project nor a sum; empty for a project.

    `filled` are its cells by column, `names` the fields among them.
    """
    first = next((cell for cell in filled.values() if isinstance(cell, str)), None)
    kind = kind_of_text(first) if isinstance(first, str) else ""
    if kind == "note" and all(kind_of_text(c) == "note" or _is_day(c) for c in map(_text, filled.values())):
        return kind  # 填表人：…… beside 审核人：…… and the day, wherever they stand
    if len(filled) == 1 and isinstance(first, str) and _is_day(first):
        return "note"  # 2023年11月5日 alone, below the table
    if names & {*AMOUNTS, *DATES} or len(filled) > (3 if kind == "note" else 1):
        return ""
    return kind


def _text(cell: object) -> str:
    """Text of a cell, of a date as it is written; empty for a number."""
    return cell if isinstance(cell, str) else f"{cell:%Y-%m-%d}" if isinstance(cell, date) else ""


def _is_day(text: str) -> bool:
    return _DAY.fullmatch(normalise(text)) is not None


def is_example(filled: Mapping[int, object]) -> bool:
    """Whether a row says that it is the example of a template: 示例, 样例，勿删."""
    return any(isinstance(cell, str) and _EXAMPLE.fullmatch(normalise(cell)) for cell in filled.values())


def titles_above(rows: list[list[object]]) -> frozenset[str]:
    """Texts above a header, which a program that prints pages repeats at the head of each page."""
    return frozenset(cell for cells in rows for cell in cells if isinstance(cell, str) and cell.strip())


def repeats_titles(filled: Mapping[int, object], titles: frozenset[str]) -> bool:
    """Whether a row holds nothing but titles of the sheet again; the number of the page may differ."""
    masked = {_DIGITS.sub("0", normalise(title)) for title in titles}
    texts = [normalise(cell) for cell in filled.values() if isinstance(cell, str)]
    if len(texts) < len(filled) or not texts:
        return False
    paged = [_PAGE.search(text) is not None for text in texts]
    return all(
        _DIGITS.sub("0", text) in masked if is_page else text in {normalise(title) for title in titles}
        for text, is_page in zip(texts, paged, strict=True)
    )


def titles_of_all(rows: list[list[object]]) -> list[str]:
    """Texts above the first header that are of the whole sheet, not of a block: 一、新签约项目."""
    return [cell for cells in rows for cell in cells if isinstance(cell, str) and not kind_of_text(cell)]


def kind_of_text(cell: str) -> str:
    """Return note or heading for a text that is one; empty for any other."""
    plain = normalise(cell.replace("：", ":")) if len(cell) < 400 else ""
    if _NOTE.fullmatch(plain) or _SIGNATURE.fullmatch(plain):
        return "note"
    return "heading" if _HEADING.fullmatch(plain) else ""
