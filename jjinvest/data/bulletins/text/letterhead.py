"""The title of a text that stands below the letterhead of an office: its name, the number, then the title."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from jjinvest.data.bulletins.periods.times import is_publication

_HEAD = re.compile(r"(?:文件|简报|专报|快报|要情|信息|动态|周报|月报|内参|通讯)$")
_NUMBER = re.compile(
    r"(?:[\u3400-\u9fff]{0,16}[〔\[［(（【]\d{4}[〕\]］)）】]\s*第?\s*\d{1,4}\s*号"
    r"|\d{0,4}年?第?\s*[\d一二三四五六七八九十百]{1,4}\s*期\s*(?:[(（]总第?\s*\d{1,4}\s*期[)）])?)"
)
_ENDS = re.compile(r"(?:通报|报告|通知|汇报|情况|公报|意见|总结|要点|函|表|快报)(?:（[^（）]*）)?$")
_LINES = 8


def is_number(line: str) -> bool:
    """Whether a line is only the number of a document or of an issue: 某招办〔2024〕6号, 第7期."""
    return _NUMBER.fullmatch(unicodedata.normalize("NFKC", line).strip()) is not None


def title_below(lines: Sequence[str]) -> str:
    """Title below a letterhead; empty where a text has no letterhead.

    Examples
    --------
    >>> title_below(["某县招商办公室文件", "某招办〔2024〕6号", "关于上半年招商引资情况的通报", "各乡镇："])
    '关于上半年招商引资情况的通报'
    >>> title_below(["某县上半年招商引资情况", "上半年，签约6个。"])
    ''
    """
    written = [unicodedata.normalize("NFKC", line).strip() for line in lines if line.strip()][:_LINES]
    if not written or _HEAD.search(written[0]) is None:
        return ""
    at = next((at for at, line in enumerate(written[1:4], 1) if is_number(line)), None)
    if at is None:
        return ""
    rest = [line for line in written[at + 1 :] if not is_publication(line)]
    if not rest or len(rest[0]) > 60 or re.search(r"[。；：:，,]", rest[0]):
        return ""
    title = rest[0]
    if _ENDS.search(title) is None and len(rest) > 1 and _ENDS.search(rest[1]) and len(rest[1]) <= 40:
        title += rest[1]  # a title broken into two lines
    return title
