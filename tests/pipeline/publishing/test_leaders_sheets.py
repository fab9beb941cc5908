"""Pages made ready for paper: what is left out is named, and every chart keeps its own letters."""

from __future__ import annotations

from bs4 import BeautifulSoup

from jjinvest.i18n.catalog import catalog
from jjinvest.pipeline.publishing.leaders_sheets import EVERYTHING, Limits, sheet_of

ZH, EN = catalog("zh"), catalog("en")


def table(rows: int, columns: int = 2, caption: str = "各园区") -> str:
    head = "<thead><tr>" + "<th>协议引资（亿元）</th>" * columns + "</tr></thead>"
    lines = "".join(f"<tr><th>园区 {n}</th>{'<td>1</td>' * (columns - 1)}</tr>" for n in range(rows))
    return (
        f"<div class='scroll'><table><caption>{caption}</caption>{head}<tbody>{lines}</tbody></table></div>"
    )


def read(main: str, limits: Limits = EVERYTHING, words=ZH) -> BeautifulSoup:
    html = f"<html><body><main><header><h1>结构</h1></header>{main}</main></body></html>"
    return BeautifulSoup(sheet_of(html, "p0", limits, words), "html.parser")


def test_each_reference_leads_to_an_element_of_its_own_page():
    chart = (
        "<svg class='outlines'><defs><path id='o0' d='M0 0'/></defs></svg>"
        "<svg class='chart' viewBox='0 0 9 9'><g clip-path='url(#c0-p)'><use href='#o0'/></g>"
        "<rect style='fill:url(#c0-h)'/></svg><a href='#note-1'>1</a><a href='provenance.zh.html#x'>2</a>"
    )
    found = read(f"<h2 id='note-1'>节</h2><figure>{chart}</figure>")
    assert found.find("path")["id"] == "p0-o0"
    assert found.find("use")["href"] == "#p0-o0"
    assert found.find("g")["clip-path"] == "url(#p0-c0-p)"
    assert found.find("rect")["style"] == "fill:url(#p0-c0-h)"
    assert [link["href"] for link in found.find_all("a")] == ["#p0-note-1", "provenance.zh.html#x"]


def test_a_long_table_keeps_its_first_rows_and_says_how_many_there_are():
    found = read("<h2>园区</h2>" + table(30), Limits(5))
    assert [cell.get_text() for cell in found.select("tbody th")] == [f"园区 {n}" for n in range(5)]
    assert found.select_one("tbody .folded").get_text() == "另有 25 行，见网页“结构”。"
    assert found.select_one("tbody .folded")["colspan"] == "2"


def test_one_row_is_not_cut_off_to_be_named():
    found = read("<h2>园区</h2>" + table(6), Limits(5))
    assert len(found.select("tbody th")) == 6
    assert found.select_one(".folded") is None


def test_what_is_folded_on_the_page_is_named():
    details = "<details class='fold'><summary>按产业链</summary>" + table(3) + "</details>"
    caveat = "<ul class='caveats'><li>不公开</li></ul>"
    found = read("<h2>园区</h2>" + table(3) + caveat + details + caveat)
    assert found.select_one("p.folded").get_text() == "折叠的表，见网页“结构”：按产业链。"
    assert "summary" not in str(found)
    assert found.get_text().count("不公开") == 1


def test_what_is_beyond_the_limit_of_a_section_goes_with_its_caveats():
    caveat = "<ul class='caveats'><li>{}</li></ul>"
    parts = table(3, caption="一") + caveat.format("甲") + table(3, caption="二") + caveat.format("乙")
    found = read(f"<h2>园区</h2>{parts}", Limits(blocks=1), EN)
    assert [caption.get_text() for caption in found.find_all("caption")] == ["一"]
    assert found.select_one("p.folded").get_text().endswith(": 二.")
    assert "甲" in found.get_text()
    assert "乙" not in found.get_text()


def test_narrow_sections_stand_side_by_side_and_wide_ones_alone():
    sections = [table(4), table(4), table(4, columns=9), table(4)]
    found = read("".join(f"<h2>第 {n} 节</h2>{part}" for n, part in enumerate(sections)))
    rows = [[half.h2.get_text() for half in row.select(".half")] for row in found.select(".row")]
    assert rows == [["第 0 节", "第 1 节"]]
    assert [title.get_text() for title in found.find_all("h2")] == [f"第 {n} 节" for n in range(4)]


def test_the_halves_of_a_row_are_about_as_high():
    heights = [2, 2, 2, 9]
    found = read("".join(f"<h2>第 {n} 节</h2>{table(rows)}" for n, rows in enumerate(heights)))
    [row] = found.select(".row")
    left, right = row.select(".half")
    assert [title.get_text() for title in left.find_all("h2")] == ["第 0 节", "第 1 节", "第 2 节"]
    assert [title.get_text() for title in right.find_all("h2")] == ["第 3 节"]


def test_a_page_of_panels_stays_whole():
    panels = "<section class='panel third'><h2>按产业</h2>" + table(30) + "</section>"
    found = read(panels, Limits(5, 1))
    assert len(found.select("tbody tr")) == 30
