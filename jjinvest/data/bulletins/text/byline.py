"""Day of publication and publisher as a bulletin states them: below its title, or at its end."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date

from jjinvest.data.bulletins.text.document import Document

_HEAD_LINES, _TAIL_LINES = 6, 4
"""Lines below the title and at the end in which a byline may stand."""
_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_DAY = re.compile(
    r"(?P<year>(?:19|20)\d\d|[二一][〇○零九一二三四五六七八]{3})\s*[-/.年]\s*(?P<month>\d{1,2}|[一二三四五六七八九十]{1,2})\s*[-/.月]\s*"
    r"(?P<day>\d{1,2}|[一二三四五六七八九十]{1,3})\s*[日号]?(?:\s*\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?"
)
_LABEL = re.compile(
    r"(?:信息)?(?:来源|供稿|发布单位|发布机构|公布单位|公布机构|印发单位|发文单位|发文机关|发布时间|发布日期|公布日期|公布时间|印发日期|成文日期|日期|时间)\s*[:：]?|"
    r"[发公]布|[主承]办|版权所有|印发|编发|编印|签发|[（）()\[\]【】|｜\s]+|^于"
)
_ORGAN = re.compile(
    r"[\u3400-\u9fff（）]{2,28}(?:局|委员会|委|办公室|办|中心|人民政府|政府|管委会|促进会|厅|处|署|公司|领导小组|统计调查队)"
)


def byline_of(document: Document) -> tuple[str, str]:
    """Day of publication, ``2025-01-21``, and publisher; each empty where no line states it alone.

    Examples
    --------
    >>> from jjinvest.data.bulletins.text.document import Block
    >>> byline_of(Document((Block("甲县招商情况", "第1行"), Block("甲县投资促进局　2025年1月21日", "第2行"))))
    ('2025-01-21', '甲县投资促进局')
    """
    lines = [
        unicodedata.normalize("NFKC", block.text).strip() for block in document.blocks if not block.table
    ]
    day = organ = ""
    for line in _candidates(lines):
        found = _stated(line)
        if found is not None:
            day, organ = day or found[0], organ or found[1]
    return document.published or day, organ


def organ_of_title(title: str) -> str:
    """Office that a title names as its writer; empty where it names none.

    Examples
    --------
    >>> organ_of_title("甲县投资促进局关于上半年招商引资工作的汇报"), organ_of_title("关于招商的通报")
    ('甲县投资促进局', '')
    """
    organ, about, _ = title.partition("关于")
    return organ.strip() if about and _ORGAN.fullmatch(organ.strip()) else ""


def _candidates(lines: Sequence[str]) -> list[str]:
    """Lines that may be a byline: short, no sentence; those of the end first, where offices sign."""
    chosen = [*reversed(lines[-_TAIL_LINES:]), *lines[1 : 1 + _HEAD_LINES]] if len(lines) > 1 else []
    return [line for line in chosen if 0 < len(line) <= 60 and not re.search(r"[。；！？%]", line)]


def _stated(line: str) -> tuple[str, str] | None:
    """Day and publisher of a line that says nothing else."""
    match = _DAY.search(line)
    rest = line if match is None else f"{line[: match.start()]} {line[match.end() :]}"
    words = [word for word in _LABEL.sub(" ", rest).split(" ") if word]
    if len(words) > 1 or (match is None and not words):
        return None
    organ = words[0] if words and _ORGAN.fullmatch(words[0]) else ""
    if words and not organ:
        return None
    day = "" if match is None else _day(match)
    return None if match is not None and not day else (day, organ)


def _day(match: re.Match[str]) -> str:
    try:
        return date(*(_number(match[name]) for name in ("year", "month", "day"))).isoformat()
    except ValueError:
        return ""


def _number(words: str) -> int:
    if words.isdecimal():
        return int(words)
    if len(words) == 4:  # 二〇二五: digit by digit
        return int(words.translate(_DIGITS))
    tens, ten, ones = words.rpartition("十")
    if not ten:
        return int(words.translate(_DIGITS))
    return 10 * int(tens.translate(_DIGITS) or "1") + int(ones.translate(_DIGITS) or "0")
