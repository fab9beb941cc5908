"""The leaders' pages on few sheets of A4."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from jjinvest.pipeline.publishing import leaders_pdf
from jjinvest.pipeline.publishing.leaders_pdf import MAX_SHEETS, joined, leaders_pages, print_leaders
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
    html = joined(entries, 0.9)
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


@pytest.mark.parametrize(("sheets", "tried"), [([3], 1), ([9, 7, 6], 3), ([9] * 9, len(leaders_pdf.LAYOUTS))])
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
    assert len(printed) == tried == len(set(printed))


@pytest.mark.browser
def test_the_leaders_pages_fit_on_six_sheets_of_a4(published, tmp_path):
    chromium()
    pages = reader_pages(published("2023Q4"), ["zh"])
    assert 0 < print_leaders(pages, tmp_path / "leaders.pdf", find_chromium()) <= MAX_SHEETS
    with pypdfium2.PdfDocument(tmp_path / "leaders.pdf") as pdf:
        sizes = {tuple(round(length / 72 * 25.4) for length in page.get_size()) for page in pdf}
    assert sizes == {(210, 297)}
