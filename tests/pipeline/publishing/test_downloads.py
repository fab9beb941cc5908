"""Downloads of a run: a workbook a language, an archive, PDFs; reproducible bytes, no running formula."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile

import openpyxl
import pytest
from click.testing import CliRunner

from jjinvest.cli.main import main
from jjinvest.core.errors import JJInvestError
from jjinvest.pipeline.publishing import pdf
from jjinvest.pipeline.publishing.excel import sheet_names, workbook
from tests.fixtures.chromium import chromium

TABLE = {
    "name": "evil",
    "caption": "=1+1 [x]/y",
    "columns": ["名称", "@sum"],
    "rows": [["=HYPERLINK(1)", 1.5], ["+1", None], ["@x", 2.0], ["江津", -8.1]],
}


def test_the_workbook_holds_every_table_that_is_there_as_csv(published):
    folder = published("2023Q4")
    for language in ("zh", "en"):
        book = openpyxl.load_workbook(folder / f"jiangjin-2023Q4.{language}.xlsx")
        tables = sorted((folder / "tables").glob(f"*.{language}.csv"))
        assert len(book.sheetnames) == len(tables) + 1
        rows = {p.name: len(list(csv.reader(io.StringIO(p.read_text(encoding="utf-8-sig"))))) for p in tables}
        assert sorted(book[name].max_row - 2 for name in book.sheetnames[1:]) == sorted(rows.values())
        links = [row[0].hyperlink.location for row in book.worksheets[0].iter_rows(min_row=3)]
        assert [link.split("!")[0].strip("'") for link in links] == book.sheetnames[1:]


def test_no_cell_of_a_workbook_is_a_formula_and_numbers_are_numbers():
    book = openpyxl.load_workbook(io.BytesIO(workbook([TABLE], "t", "Contents")))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in cells if cell.data_type == "f"]
    values = [cell.value for cell in cells]
    assert "'=HYPERLINK(1)" in values
    assert 1.5 in values
    assert -8.1 in values


def test_the_same_tables_give_the_same_workbook():
    assert workbook([TABLE], "t", "Contents") == workbook([TABLE], "t", "Contents")


def test_sheets_have_names_of_their_own_that_a_spreadsheet_takes():
    names = sheet_names(["a/b", "A b", "x" * 40, "x" * 40, "'", "Contents"], taken="contents")
    assert len({name.casefold() for name in names}) == len(names)
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\'") for name in names)
    assert "contents" not in {name.casefold() for name in names}


def test_the_archive_holds_everything_but_what_tells_of_the_run(published):
    folder = published("2023Q4")
    with zipfile.ZipFile(folder / "jiangjin-2023Q4.zip") as archive:
        assert archive.testzip() is None
        entries = archive.infolist()
        names = {entry.filename.removeprefix("jiangjin-2023Q4/") for entry in entries}
        assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
        for entry in entries[::7]:
            file = folder / entry.filename.removeprefix("jiangjin-2023Q4/")
            assert hashlib.sha256(archive.read(entry)).digest() == hashlib.sha256(file.read_bytes()).digest()
    files = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert names == files - {"run.json", "run.jsonl", "jiangjin-2023Q4.zip"}


@pytest.mark.browser
def test_pages_are_printed_outside_the_folder_of_the_run(published):
    chromium()
    folder = published("2023Q2")
    root = folder.parents[2]
    before = sorted(p.name for p in folder.rglob("*"))
    page = next(p for p in pdf.reader_pages(folder, ["zh"]))
    [pdf_file] = pdf.print_pages(
        [page], root / "outputs" / "pdf" / "jiangjin" / "2023Q2", pdf.find_chromium()
    )
    content = pdf_file.read_bytes()
    assert content.startswith(b"%PDF-")
    assert len(content) > 20_000
    assert pdf_file.name == "00_overview.zh.pdf"
    assert sorted(p.name for p in folder.rglob("*")) == before


def test_without_a_browser_or_a_run_the_message_says_what_to_do(monkeypatch, published, tmp_path):
    monkeypatch.setattr(pdf, "BROWSER_PATHS", ())
    monkeypatch.setattr(pdf.shutil, "which", lambda name: None)
    with pytest.raises(JJInvestError, match="apt install chromium"):
        pdf.find_chromium()
    root = published("2023Q2").parents[2]
    for arguments, expected in (
        (("2023Q2",), "chromium"),
        (("2023Q1",), "jjinvest run 2023Q1"),
        (("2023Q2", "--lang", "fr"), "no pages to print"),
        (("2023",), "not a period"),
    ):
        ended = CliRunner().invoke(main, ["pdf", *arguments, "--root", str(root)])
        assert ended.exit_code == 2
        assert expected in ended.output
