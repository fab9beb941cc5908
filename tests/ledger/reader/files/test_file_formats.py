"""Files of other programs: their refusal names the format; xls and et are read whatever they are called."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from jjinvest.ledger.reader.files.file_formats import foreign_format
from tests.fixtures.workbooks import check, clean_projects, refusal, rules_of, write_ledger

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def archive(path: Path, **parts: str) -> None:
    with zipfile.ZipFile(path, "w") as file:
        for name, content in parts.items():
            file.writestr(name.replace("__", "/").replace("_dot_", "."), content)


def compound(*streams: str) -> bytes:
    return COMPOUND + bytes(1000) + b"".join(name.encode("utf-16-le") + bytes(64) for name in streams)


@pytest.mark.parametrize("name", ["台账.ods", "台账.xlsx", "台账.xls"])
def test_an_open_document_spreadsheet_is_named_whatever_its_name(tmp_path, name):
    path = tmp_path / name
    archive(path, mimetype="application/vnd.oasis.opendocument.spreadsheet", content_dot_xml="<a/>")
    message = refusal(path)
    assert "ods（OpenDocument 表格）" in message
    assert "另存为 xlsx" in message
    archive(path, mimetype="application/vnd.oasis.opendocument.text", content_dot_xml="<a/>")
    assert "no spreadsheet" in refusal(path)


@pytest.mark.parametrize(
    ("part", "word"),
    [
        ("xl__workbook_dot_bin", "xlsb"),
        ("word__document_dot_xml", "Word"),
        ("ppt__presentation_dot_xml", "演示文稿"),
        ("Index__Document_dot_iwa", "Numbers"),
        ("一季度__台账_dot_xlsx", "先解压"),
    ],
)
def test_an_archive_of_another_program_is_named(tmp_path, part, word):
    path = tmp_path / "台账.xlsx"
    archive(path, **{part: "x"})
    assert word in refusal(path)


@pytest.mark.parametrize(
    ("streams", "word"),
    [
        (("EncryptedPackage", "EncryptionInfo"), "有密码"),
        (("WordDocument",), "doc（Word"),
        (("PowerPoint Document",), "演示文稿"),
    ],
)
def test_a_compound_file_without_a_workbook_is_named_by_its_stream(tmp_path, streams, word):
    path = tmp_path / "台账.xls"
    path.write_bytes(compound(*streams))
    assert word in refusal(path)
    assert foreign_format(compound("Workbook", *streams)) is None, "a text of a cell is no stream"


@pytest.mark.parametrize(
    ("content", "word"),
    [(b"%PDF-1.7\n", "PDF"), (b"\x89PNG\r\n", "图片"), (b"{\\rtf1", "rtf"), (b"Rar!\x1a", "先解压")],
)
def test_documents_and_pictures_are_named(tmp_path, content, word):
    path = tmp_path / "台账.xlsx"
    path.write_bytes(content)
    assert word in refusal(path)


def test_a_file_of_wps_is_read_by_what_it_holds(tmp_path):
    """WPS writes a .et as an old workbook or, later, as a new one."""
    old = tmp_path / "旧.et"
    shutil.copy(Path(__file__).parents[1] / "old.xls", old)
    assert rules_of(check(old)) == rules_of(check(Path(__file__).parents[1] / "old.xls"))
    new = tmp_path / "台账.xlsx"
    write_ledger(new, clean_projects())
    renamed = new.rename(tmp_path / "台账.et")
    result = check(renamed)
    assert rules_of(result) == []
    assert len(result.rows) == 20


def test_a_spreadsheet_of_excel_2003_is_no_web_page(tmp_path):
    path = tmp_path / "台账.xls"
    path.write_text(
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet><Table><Row/></Table>'
        "</Worksheet></Workbook>",
        encoding="utf-8",
    )
    message = refusal(path)
    assert "Excel 2003" in message
    assert "另存为 xlsx" in message
    assert "网页" not in message


def test_the_library_at_hand_still_loses_what_an_ods_holds(tmp_path):
    """Once it reads tabs, errors and merges, ods may be read; until then it is refused."""
    spaces = {
        name: f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0" for name in ("office", "table", "text")
    }
    declared = " ".join(f'xmlns:{name}="{space}"' for name, space in spaces.items())
    tab = '<table:table-cell office:value-type="string"><text:p>12<text:tab/>500</text:p></table:table-cell>'
    error = (
        '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="">'
        "<text:p>#DIV/0!</text:p></table:table-cell>"
    )
    open_formula = '<table:table-cell table:formula="of:=[.A1]*2"/>'
    merged = (
        '<table:table-cell office:value-type="float" office:value="7" table:number-rows-spanned="2">'
        "<text:p>7</text:p></table:table-cell>"
    )
    rows = f"<table:table-row>{tab}{error}{open_formula}{merged}</table:table-row>"
    table = f'<table:table table:name="A">{rows}</table:table>'
    path = tmp_path / "台账.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            f"<office:document-content {declared}><office:body><office:spreadsheet>{table}"
            "</office:spreadsheet></office:body></office:document-content>",
        )
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    sheet = CalamineWorkbook.from_path(path).get_sheet_by_index(0)
    assert sheet.to_python(skip_empty_area=False)[0] == ["12500", "", "", 7.0]
    assert not sheet.merged_cell_ranges
