"""A bulletin as HTML: every number marked with its reading, and nothing of the text unescaped."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import jjinvest as jj
from jjinvest.data.bulletins.extract import read_pasted_text
from jjinvest.results.reading import BulletinReading, read_for_review
from tests.fixtures.bulletin_folders import TEXT, written


@pytest.fixture
def reading(tmp_path: Path) -> BulletinReading:
    return jj.read(written(tmp_path, TEXT))


class _Marks(HTMLParser):
    """Tags, marked words with their title, and the visible text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.titles: dict[str, str] = {}
        self.text = ""
        self._title: str | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        assert {name for name, _ in attrs} <= {"style", "title"}
        self._title = dict(attrs).get("title") if tag == "mark" else None

    def handle_endtag(self, tag: str) -> None:
        self._title = None

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._title is not None:
            self.titles[data] = self._title


def test_notebook_shows_the_text_with_marked_numbers(reading: BulletinReading) -> None:
    marks = _Marks(reading._repr_html_())
    assert "签约项目数" in marks.titles["132个"]
    assert "把握高" in marks.titles["132个"]
    assert "未懂" in marks.titles["47亿元"]
    for line in TEXT.splitlines():
        assert line in marks.text


_PARTS = ["<script>alert(1)</script>", "\"'><img src=x onerror=alert(1)>", "&lt;b&gt;", "=cmd|' /C calc'!A0"]
_PARTS += [
    "签约132个",
    "2023年",
    "到位资金81.6亿元",
    "，",
    "。",
    "\n",
    "\t",
    "投资5亿元的<b>厂</b>项目",
    "增长12.3%",
    "\u202e",
]


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from(_PARTS), min_size=1, max_size=12))
def test_nothing_of_the_text_reaches_a_page_unescaped(parts: list[str]) -> None:
    text = "全区招商引资签约项目情况：" * 12 + "".join(parts)
    shown = _Marks(read_for_review(read_pasted_text(text))._repr_html_())
    assert shown.tags <= {"div", "p", "span", "mark"}
    for part in parts:
        assert part.strip() in shown.text or part in "\n\t" or part == "\u202e" or re.search(r"\s", part)
