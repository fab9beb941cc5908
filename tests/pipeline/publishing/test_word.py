"""The Word file of a circular: layout of official documents, fonts, widths, escaped texts, same bytes."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import docx
import pypdfium2
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm

from jjinvest.pipeline.publishing.circular import make_circular
from jjinvest.pipeline.publishing.word import FALLBACK, word
from jjinvest.reporting.circular.blocks import Table, Text
from tests.fixtures.circulars import PERIOD, district_named, full_year, run_of

SECONDS = 180  # LibreOffice on a busy machine


@pytest.fixture
def circular(everything):
    return make_circular(run_of(full_year()), district_named(everything, "某<区>&"), PERIOD, "zh")


@pytest.fixture
def document(circular):
    return docx.Document(io.BytesIO(word(circular)))


def test_the_page_is_a4_with_the_margins_of_official_documents(document):
    section = document.sections[0]
    sizes = [round(length / 36_000, 1) for length in (section.page_width, section.page_height)]
    assert sizes == [210, 297]
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(length / 36_000) for length in margins] == [37, 35, 28, 26]


def test_every_style_used_names_a_font_in_all_four_slots(document):
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    paragraphs = [*document.paragraphs, *(p for cell in cells for p in cell.paragraphs)]
    used = {paragraph.style.name: paragraph.style for paragraph in paragraphs}
    assert len(used) >= 7
    for style in used.values():
        fonts = style.element.rPr.find(qn("w:rFonts"))
        assert fonts is not None, style.name
        slots = {slot: fonts.get(qn(f"w:{slot}")) for slot in ("ascii", "hAnsi", "eastAsia", "cs")}
        assert all(slots.values()), style.name
        assert slots["eastAsia"] in FALLBACK
        assert not [name for name in fonts.attrib if "heme" in name]


def test_every_font_has_another_that_stands_in_for_it(circular):
    with zipfile.ZipFile(io.BytesIO(word(circular))) as package:
        table = package.read("word/fontTable.xml").decode()
    for name, other in FALLBACK.items():
        assert f'<w:font w:name="{name}"><w:altName w:val="{other}"/>' in table


def test_widths_of_a_table_stand_in_its_grid_and_in_its_cells(document):
    [table] = document.tables
    grid = [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid.findall(qn("w:gridCol"))]
    for row in table._tbl.tr_lst:
        assert [int(cell.tcPr.find(qn("w:tcW")).get(qn("w:w"))) for cell in row.tc_lst] == grid
    assert abs(sum(grid) - Mm(156).twips) < 10
    assert table._tbl.tblPr.find(qn("w:tblLayout")).get(qn("w:type")) == "fixed"


def test_texts_of_data_are_texts(circular, document):
    title = document.paragraphs[0].text
    assert (
        title == "某<区>&招商投资局\n关于2023年招商引资情况的通报"
    )  # broken behind the bureau, not in a word
    assert title.replace("\n", "") == circular.title
    assert [cell.text for cell in document.tables[0].rows[1].cells][1:4] == ["90亿元", "100亿元", "90%"]


def test_charts_have_a_width_and_a_text_that_stands_for_them(circular, document):
    shapes = document.inline_shapes
    assert [shape._inline.docPr.get("descr") for shape in shapes] == [
        p.alternative for p in circular.pictures
    ]
    assert {round(shape.width / 36_000) for shape in shapes} == {156}


def test_the_same_circular_gives_the_same_bytes(circular):
    content = word(circular)
    assert content == word(circular)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        properties = package.read("docProps/core.xml").decode()
    assert "2024-03-31T00:00:00Z" in properties
    assert "python-docx" not in properties


def _office() -> str:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    writer = office and any(Path(office).resolve().parent.glob("libsw*lo.so"))
    if not writer:
        if os.environ.get("CI"):
            pytest.fail("LibreOffice Writer is missing; .ci/run installs it")
        pytest.skip("LibreOffice Writer is not installed")
    return str(office)


def test_libreoffice_opens_it_on_a4_with_every_sentence(circular, tmp_path):
    office = _office()
    path = tmp_path / "circular.docx"
    path.write_bytes(word(circular))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [office, "--headless", profile, "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)
    with pypdfium2.PdfDocument(tmp_path / "circular.pdf") as pdf:
        assert 1 <= len(pdf) <= 4
        sizes = {tuple(round(length / 72 * 25.4) for length in page.get_size()) for page in pdf}
        text = "".join(page.get_textpage().get_text_range() for page in pdf)
    assert sizes == {(210, 297)}
    shown = "".join(text.split())
    for paragraph in circular.texts:
        assert "".join(paragraph.text.split()) in shown or len(paragraph.text) > 25
    assert "一、总体情况" in shown
    assert "距目标还差10亿元" in shown


def test_a_long_table_may_be_split_and_a_short_one_not(circular):
    def kept(rows: int) -> list[bool]:
        table = Table("各镇", ("镇", "数"), tuple((Text(f"镇{n}"), Text("1")) for n in range(rows)))
        document = docx.Document(io.BytesIO(word(replace(circular, blocks=(table,)))))
        [made] = document.tables
        return [bool(row.cells[0].paragraphs[0].paragraph_format.keep_with_next) for row in made.rows]

    assert kept(4) == [True, True, True, True, False]
    assert kept(10) == [True, True, *[False] * 7, True, False]
