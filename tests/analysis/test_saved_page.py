"""A page of one's own as a file: nothing runs or is loaded, texts are escaped, levels are kept."""

from __future__ import annotations

import re

import pytest

from jjinvest.core.errors import ParameterError


def test_a_page_holds_frames_charts_and_texts_and_loads_nothing(year, tmp_path):
    sectors = year.frame("agreed_amount", by="sector")
    chart = sectors.plot.barh(x="sector", y="value")
    blocks = {"按产业 <i>": sectors, "图": chart, "说明": "**重点** <script>alert(1)</script>"}
    file = year.save_page(tmp_path / "page.html", blocks, title="我的页面")
    html = file.read_text(encoding="utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]
    for shown in (
        "我的页面",
        "第二产业",
        "896.6",
        "协议引资 <small>（亿元）</small>",
        "原文公布",
        "分析员自算",
        "<strong>重点</strong>",
    ):
        assert shown in html
    for kept_out in ("<script", "<i>", "http:", "https:", "<link"):
        assert kept_out not in html
    assert all(address.startswith("#") for address in re.findall(r'href="([^"]*)"', html))
    assert "Content-Security-Policy" in html
    assert re.search(r'alt="[^"]+"|aria-label="[^"]+"', html)


def test_the_level_of_a_page_is_that_of_its_content(both, tmp_path):
    file = both.save_page(tmp_path / "page.html", {"台账": both.ledger.head(2)}, title="项目")
    mark = both.words.message("tier.internal")
    assert mark in file.read_text(encoding="utf-8")
    chart = both.frame("agreed_amount", by="year").plot.barh(x="year", y="value")
    shown = both.save_page(tmp_path / "shown.html", {"图": chart, "说明": "一句话"}, title="页")
    assert "其公开级别高于本报告" not in shown.read_text(encoding="utf-8")  # it shows what it would leave out
    with pytest.raises(ParameterError, match="internal"):
        both.save_page(tmp_path / "no.html", {"台账": both.ledger.head(2)}, title="项目", tier="public")
    assert not (tmp_path / "no.html").exists()
    years = {"年": both.frame("agreed_amount", by="year")}
    open_to_all = both.save_page(tmp_path / "years.html", years, title="年", tier="public")
    html = open_to_all.read_text(encoding="utf-8")
    assert ">2023<" in html
    assert mark not in html


def test_another_kind_of_file_is_refused(year, tmp_path):
    with pytest.raises(ParameterError, match=r"page\.html"):
        year.save_page(tmp_path / "page.pdf", {}, title="x")


def test_a_page_keeps_the_notes_of_a_frame_and_says_whose_numbers_it_has(year, both, tmp_path):
    frame = year.frame("agreed_amount", by="half")
    own = year.save_page(tmp_path / "own.html", {"半年": frame}, title="页").read_text(encoding="utf-8")
    assert frame.attrs["notes"].splitlines()[0] in own
    foreign = both.words.message("own.not_synthetic")
    assert foreign not in own
    other = both.save_page(tmp_path / "other.html", {"半年": frame}, title="页").read_text(encoding="utf-8")
    assert f"江津区的数（{foreign}）" in other


def test_a_folder_that_does_not_exist_is_named(year, tmp_path):
    with pytest.raises(ParameterError, match="no such folder"):
        year.save_page(tmp_path / "absent" / "page.html", {"一": "text"}, title="一页")
