"""The leaders' pages on few sheets of A4."""

from __future__ import annotations

import re
from pathlib import Path

import pypdfium2
import pytest

from jjinvest.pipeline.publishing import leaders_pdf
from jjinvest.pipeline.publishing.html_export import _css
from jjinvest.pipeline.publishing.leaders_pdf import MAX_SHEETS, Layout, joined, leaders_pages, print_leaders
from jjinvest.pipeline.publishing.pdf import find_chromium, reader_pages
from tests.fixtures.chromium import chromium

PAGE = "<html><head><title>t</title></head><body class='reader'><main id='main'>{}</main></body></html>"


def pages_of(folder: Path, **texts: str) -> list[Path]:
    for name, text in texts.items():
        (folder / f"{name[1:]}.zh.html").write_text(PAGE.format(text), encoding="utf-8")
    return sorted(folder.glob("*.html"))


def test_only_pages_of_the_leaders_menu_are_joined_in_its_order(tmp_path):
    pages = pages_of(
        tmp_path, _00_overview="one", _30_funds_in_place="two", _40_pipeline="three", _60_data_quality="no"
    )
    entries = leaders_pages(pages)
    assert [[page.name[:2] for page in entry] for entry in entries] == [["00"], ["30", "40"]]
    html = joined(entries, Layout(0.9))
    assert html.index("one") < html.index("two") < html.index("three")
    assert "no<" not in html
    assert html.count("<main") == 1
    assert html.count('class="sheet"') == 2
    assert html.count('class="sheet joined"') == 1
    assert "zoom: 0.9" in html


def test_without_such_pages_nothing_is_written(tmp_path):
    pages = pages_of(tmp_path, _60_data_quality="no")
    assert print_leaders(pages, tmp_path / "out" / "leaders.pdf", Path("no-browser")) == 0
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("sheets", "tried"),
    [
        ([3], 1),
        ([9, 7, 6], 3),
        ([9] * 20, len(leaders_pdf.LAYOUTS) - 1),  # larger type than that of nine sheets is not tried
        ([18, 9, 8, 6], 4),  # too long at any size: cut short next
        ([12, 10, 10, 10, 6], 5),  # smaller type may do
    ],
)
def test_it_is_made_smaller_until_it_fits(tmp_path, monkeypatch, sheets, tried):
    printed: list[str] = []

    def write(page: Path, final: Path, browser: Path) -> None:
        printed.append(page.read_text(encoding="utf-8"))
        document = pypdfium2.PdfDocument.new()
        for _ in range(sheets[len(printed) - 1]):
            document.new_page(595, 842)
        document.save(final)

    monkeypatch.setattr(leaders_pdf, "print_page", write)
    pages = pages_of(tmp_path, _00_overview="one")
    assert print_leaders(pages, tmp_path / "leaders.pdf", Path("browser")) == sheets[tried - 1]
    assert len(printed) == tried
    assert len(set(printed)) > 1 or tried == 1


def test_nothing_is_made_smaller_than_can_be_read():
    assert min(layout.scale for layout in leaders_pdf.LAYOUTS) >= 0.8


@pytest.mark.browser
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_leaders_pages_fit_on_six_sheets_of_a4(published, tmp_path, language):
    chromium()
    pages = reader_pages(published("2023Q4"), [language])
    assert 0 < print_leaders(pages, tmp_path / "leaders.pdf", find_chromium()) <= MAX_SHEETS
    with pypdfium2.PdfDocument(tmp_path / "leaders.pdf") as pdf:
        sizes = {tuple(round(length / 72 * 25.4) for length in page.get_size()) for page in pdf}
    assert sizes == {(210, 297)}


def test_no_two_pages_of_the_leaders_share_an_id(published):
    """Charts of a page refer to its outlines of letters by id: a shared id would show other letters."""
    entries = leaders_pages(reader_pages(published("2023Q4"), ["zh"]))
    html = joined(entries, leaders_pdf.LAYOUTS[0])
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids)) > 100
    assert set(re.findall(r'(?:href="|url\()#([\w.-]+)', html)) <= {*ids}


def page_of_many_parts(sections: int, rows: int) -> str:
    """A page as long as that of a district with many parks and industries."""
    head = (
        "<thead><tr>" + "".join(f"<th scope='col'>各园区的指标 {n}</th>" for n in range(8)) + "</tr></thead>"
    )
    cells = "<th scope='row'>第一工业园区</th>" + "<td class='number'>1234.56</td>" * 7
    body = "<tbody>" + f"<tr>{cells}</tr>" * rows + "</tbody>"
    chart = "<figure><figcaption>标题</figcaption><svg class='chart' viewBox='0 0 500 300'></svg></figure>"
    block = f"<div class='scroll'><table><caption>各园区</caption>{head}{body}</table></div>"
    return "<header class='page-head'><h1>结构</h1></header>" + "".join(
        f"<h2>第 {n} 节</h2><p class='text'>说明。</p>{block}{chart}{block}" for n in range(sections)
    )


@pytest.mark.browser
def test_a_district_with_many_parts_fits_as_well(tmp_path):
    chromium()
    page = PAGE.format(page_of_many_parts(4, 30)).replace("<body", f"<style>{_css()}</style><body")
    (tmp_path / "20_structure.zh.html").write_text(page, encoding="utf-8")
    (tmp_path / "30_funds_in_place.zh.html").write_text(page, encoding="utf-8")
    pages = sorted(tmp_path.glob("*.html"))
    assert 0 < print_leaders(pages, tmp_path / "leaders.pdf", find_chromium()) <= MAX_SHEETS
    with pypdfium2.PdfDocument(tmp_path / "leaders.pdf") as pdf:
        text = "".join(sheet.get_textpage().get_text_bounded() for sheet in pdf)
    assert "另有 " in text
    assert "第 3 节" in text
