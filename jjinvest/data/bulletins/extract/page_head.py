"""What the head of a web page says: title, heading, day of publication."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from bs4 import BeautifulSoup
from bs4.element import Tag

_DAY = re.compile(r"((?:19|20)\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})")
_PUBLISHED = re.compile(
    rf"(?:发布|公布|发表|更新)?(?:时间|日期)\s*[:：]?\s*{_DAY.pattern}"
    rf"|{_DAY.pattern}日?(?:\s*\d{{1,2}}(?::\d{{2}}){{1,2}})?\s*(?:来源|信息来源|作者|浏览|阅读|点击)"
)
_ABOUT_THE_PAGE = re.compile(
    r"时间|日期|来源|字体|字号|阅读|浏览|点击|作者|编辑|打印|位置|首页|责任|分享|无障碍|登录|邮箱|电话|索引号|文号|机构"
)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LINES_ABOVE = 40
_META_DAYS = ("pubdate", "publishdate", "article:published_time", "date", "dc.date")


def attribute(tag: Tag, name: str) -> str:
    """Value of an attribute as text; empty where there is none."""
    value: Any = tag.get(name)
    return " ".join(value) if isinstance(value, list) else str(value or "")


def _metas(soup: BeautifulSoup) -> dict[str, str]:
    found: dict[str, str] = {}
    for tag in soup.find_all("meta"):
        name = (attribute(tag, "name") or attribute(tag, "property")).lower()
        content = attribute(tag, "content").strip()
        if name and content:
            found.setdefault(name, content)
    return found


def page_title(soup: BeautifulSoup) -> str:
    """Title by the meta elements of government pages, else of the window, without the name of the site."""
    metas = _metas(soup)
    if "articletitle" in metas:
        return metas["articletitle"]
    if soup.title is not None:
        text = re.sub(r"\s+", " ", soup.title.get_text()).strip()
        return re.split(r"\s*[_|｜]\s*|\s+[-–—]+\s+|--+", text)[0].strip()
    return metas.get("og:title", "")


def heading(soup: BeautifulSoup) -> str:
    """First heading of a length that a title has."""
    for tag in soup.find_all("h1"):
        text = re.sub(r"\s+", " ", tag.get_text()).strip()
        if 4 <= len(text) <= 100:
            return text
    return ""


def line_above(root: Tag) -> str:
    """Line that stands last above the text, such as a title in a table of its own; no link."""
    for text in root.find_all_previous(string=True, limit=_LINES_ABOVE):
        line = re.sub(r"\s+", " ", str(text)).strip()
        if not 6 <= len(line) <= 60 or len(_HAN.findall(line)) < 4 or "。" in line:
            continue
        if _ABOUT_THE_PAGE.search(line) or text.find_parent("a") is not None:
            continue
        return line
    return ""


def published_day(soup: BeautifulSoup) -> str:
    """Day of publication by the page's meta elements, else by the words above its text."""
    metas = _metas(soup)
    for name in _META_DAYS:
        day = _day(metas.get(name, ""))
        if day:
            return day
    found = _PUBLISHED.search(soup.get_text(" "))
    return _day(found[0]) if found is not None else ""


def _day(text: str) -> str:
    found = _DAY.search(text)
    if found is None:
        return ""
    try:
        return date(*map(int, found.groups())).isoformat()
    except ValueError:
        return ""
