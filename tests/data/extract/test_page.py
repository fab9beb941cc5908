"""What extractors of web pages glue, break or add, read as shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from jjinvest.core.errors import DataError
from jjinvest.data.bulletins.extract import read_document
from jjinvest.data.bulletins.text.document import Document

_ARTICLE = "<p>2023年，全区签约项目132个，协议引资1088亿元。</p><p>到位资金81.6亿元，同比增长12.3%。</p>"


def _read(tmp_path: Path, html: str, encoding: str = "utf-8") -> Document:
    path = tmp_path / "公报.html"
    path.write_bytes(html.encode(encoding))
    return read_document(path)


def test_other_articles_navigation_and_footer_are_left_out(tmp_path: Path) -> None:
    page = (
        "<html><head><title>招商引资亮点_江津区政府</title><script>var n=99;</script></head><body>"
        "<div class='nav'><a href=x>2022年签约120个</a></div>"
        f"<div id='zoom'>{_ARTICLE}</div>"
        "<p>上一篇：<a href=y>2021年签约110个，到位70亿元。</a></p><p>下一篇：无</p>"
        "<div class='footer'>主办单位：招商局　电话：023-47521234　渝ICP备05004321号</div></body></html>"
    )
    document = _read(tmp_path, page)
    assert document.title == "招商引资亮点"
    assert [block.text for block in document.blocks] == [
        "招商引资亮点",
        "2023年，全区签约项目132个，协议引资1088亿元。",
        "到位资金81.6亿元，同比增长12.3%。",
    ]


def test_links_below_the_article_inside_its_container(tmp_path: Path) -> None:
    document = _read(
        tmp_path, f"<body><div>{_ARTICLE}<p>上一篇：2022年签约120个</p><ul><li>2021年签约9个</li></ul></div>"
    )
    assert "120" not in document.text
    assert "9个" not in document.text


def test_cells_are_not_glued_and_become_sentences(tmp_path: Path) -> None:
    table = (
        "<table><tr><th>产业</th><th>个数</th><th>金额（亿元）</th><th>占比（%）</th></tr>"
        "<tr><td>二产</td><td>31</td><td>251</td><td>48.2</td></tr></table>"
    )
    document = _read(tmp_path, f"<body>{table}</body>")
    assert document.blocks[-1].text == "二产个数31个，二产金额251亿元，二产占比48.2%。"
    assert document.blocks[-1].cells == ("二产", "31", "251", "48.2")


def test_cells_and_paragraphs_without_end_tags(tmp_path: Path) -> None:
    table = "<table><tr><td>产业<td>个数<tr><td>一产<td>5<tr><td>二产<td>95</table>"
    document = _read(tmp_path, f"<body><p>2023年签约132个，到位81亿元。<p>其中如下。{table}</body>")
    assert [block.text for block in document.blocks] == [
        "2023年签约132个，到位81亿元。", "其中如下。", "产业\t个数", "一产个数5个。", "二产个数95个。",
    ]  # fmt: skip


def test_cell_that_reaches_to_the_end_of_the_body(tmp_path: Path) -> None:
    rows = "<tr><td rowspan=0>北区<td>一产<td>5<tr><td>二产<td>95"
    bodies = f"<tbody>{rows}</tbody><tbody><tr><td>南区<td>一产<td>7</tbody>"
    table = f"<table><tr><td>片区<td>产业<td>项目个数{bodies}</table>"
    document = _read(tmp_path, f"<body><p>2023年签约132个，到位81亿元。{table}</body>")
    assert [block.cells for block in document.blocks if block.table] == [
        ("片区", "产业", "项目个数"), ("北区", "一产", "5"), ("北区", "二产", "95"), ("南区", "一产", "7"),
    ]  # fmt: skip


def test_cell_over_a_hundred_rows(tmp_path: Path) -> None:
    rows = "<tr><td rowspan=100>北区<td>第1批<td>1" + "".join(
        f"<tr><td>第{n}批<td>{n}" for n in range(2, 101)
    )
    table = f"<table><tr><td>片区<td>批次<td>项目个数{rows}</table>"
    document = _read(tmp_path, f"<body><p>2023年签约132个，到位81亿元。{table}</body>")
    assert document.blocks[-1].cells == ("北区", "第100批", "100")


def test_many_paragraphs_without_end_tags_are_no_damage(tmp_path: Path) -> None:
    document = _read(tmp_path, "<body>" + "<p>签约5个，到位3亿元。" * 3000)
    assert len(document.blocks) == 3000


def test_footnote_marks_go_and_square_metres_stay(tmp_path: Path) -> None:
    page = "<p>增长12.3%<sup>1</sup>，签约132个<sup>[2]</sup>，面积5万m<sup>2</sup>。</p>"
    assert _read(tmp_path, page).text == "增长12.3%，签约132个，面积5万m²。"


def test_line_break_inside_a_number_and_between_lines(tmp_path: Path) -> None:
    document = _read(tmp_path, "<p>协议引资1,0<br>88亿元，<br/>到位资金5<br>2023年签约9个。</p>")
    assert document.text == "协议引资1,088亿元，\n到位资金5\n2023年签约9个。"


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("132<br>1088", "132 1088"),
        ("<p>1,0</p><p>88</p>", "1,088"),
        ("1088<br>5.9%", "1088 5.9%"),
        ("1<br>088", "1088"),
    ],
)
def test_two_whole_numbers_of_a_cell_stay_two(tmp_path: Path, cell: str, read: str) -> None:
    rows = f"<tr><th>镇街</th><th>金额（亿元）</th></tr><tr><td>甲镇</td><td>{cell}</td></tr>"
    assert _read(tmp_path, f"<table>{rows}</table>{_ARTICLE}").blocks[1].cells == ("甲镇", read)


def test_struck_out_figures_are_not_read(tmp_path: Path) -> None:
    page = "<p>签约<del>10</del>12个，到位<s>8</s>5亿元，就业<strike>500</strike>600人。</p>"
    assert _read(tmp_path, page).text == "签约12个，到位5亿元，就业600人。"


def test_hidden_text_comments_and_scripts_are_not_read(tmp_path: Path) -> None:
    page = f"<!-- 签约7个 --><div style='display: none'>签约8个。</div><div hidden>签约9个。</div>{_ARTICLE}"
    assert not {"7个", "8个", "9个"} & set(_read(tmp_path, page).text.replace("，", "。").split("签约"))


def test_number_across_inline_elements(tmp_path: Path) -> None:
    assert _read(tmp_path, "<p>签约<b>1</b><span>32</span>个。</p>").text == "签约132个。"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    assert "签约项目132个" in _read(tmp_path, f"<html><meta charset=gb2312>{_ARTICLE}</html>", encoding).text


def test_day_of_publication(tmp_path: Path) -> None:
    page = (
        f"<html><body><div>发布时间：2024年1月12日 来源：招商局 浏览次数：1234</div>{_ARTICLE}</body></html>"
    )
    document = _read(tmp_path, page)
    assert document.published == "2024-01-12"
    assert "1234" not in document.text


def test_layout_tables_are_walked(tmp_path: Path) -> None:
    page = f"<table><tr><td><a>首页</a></td><td><table><tr><td>{_ARTICLE}</td></tr></table></td></tr></table>"
    assert "到位资金81.6亿元，同比增长12.3%。" in [block.text for block in _read(tmp_path, page).blocks]


def test_page_written_by_a_script_has_a_clear_word(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="脚本"):
        _read(tmp_path, "<html><body><div id=app></div><script>load()</script></body></html>")


def test_pages_nested_without_end_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="损坏"):
        _read(tmp_path, "<div>" * 5000 + "签约5个")


def test_title_in_a_table_above_the_text(tmp_path: Path) -> None:
    page = (
        "<html><head><title>某县人民政府门户网站</title></head><body><table><tr><td><a>首页</a></td></tr></table>"
        "<table><tr><td><table><tr><td><font size=5>1—10月全县招商引资情况通报</font></td></tr>"
        "<tr><td>发布时间：2018-11-08 【字体：大 中 小】 阅读：356次</td></tr>"
        f"<tr><td><div id=zoom>{_ARTICLE}</div></td></tr></table></td></tr></table></body></html>"
    )
    document = _read(tmp_path, page)
    assert document.title == "1—10月全县招商引资情况通报"
    assert document.published == "2018-11-08"
    assert "356" not in document.text


def test_article_in_an_element_named_like_a_sidebar(tmp_path: Path) -> None:
    table = "<table><tr><td>产业</td><td>个数</td></tr><tr><td>一产</td><td>5个</td></tr></table>"
    page = f"<div class='share content'>{table}<p>签约132个，到位3亿元，增长5%。</p></div>"
    assert "签约132个" in _read(tmp_path, page).text
