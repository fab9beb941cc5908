"""Recognise files of other programs by their content, so that their refusal names the format.

A file's name says little: clerks rename, and mail programs cut names. What is not listed here is read or
refused by the reader of the format that its first bytes announce.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection

_SAVE = (
    "用 WPS、Excel 或 LibreOffice 打开，另存为 xlsx open it in WPS, Excel or LibreOffice and save it as xlsx"
)
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
_BY_PART = {
    "xl/workbook.bin": "xlsb（Excel 二进制工作簿）an Excel binary workbook, xlsb",
    "word/document.xml": "docx（Word 文档）a Word document, docx",
    "ppt/presentation.xml": "pptx（演示文稿）a presentation, pptx",
    "Index/Document.iwa": "苹果 Numbers 表格 an Apple Numbers spreadsheet",
}
_BY_START = {
    b"%PDF": "PDF 文件 a PDF",
    b"\x89PNG": "图片 a picture",
    b"\xff\xd8\xff": "图片 a picture",
    b"{\\rtf": "rtf 文档 an rtf document",
    b"Rar!": "rar 压缩包 a rar archive",
    b"7z\xbc\xaf": "7z 压缩包 a 7z archive",
}
_BY_STREAM = {
    "EncryptedPackage": "有密码的工作簿 a workbook with a password",
    "WordDocument": "doc（Word 文档）a Word document, doc",
    "PowerPoint Document": "ppt（演示文稿）a presentation, ppt",
}
_REMEDIES = {
    "EncryptedPackage": "打开后去掉密码再保存 open it, take the password off and save it",
    b"Rar!": "先解压 unpack it first",
    b"7z\xbc\xaf": "先解压 unpack it first",
}
_COPY = "把表格复制到工作簿里 copy the table into a workbook"


def foreign_format(raw: bytes) -> tuple[str, str] | None:
    """Return the format of a file that is no ledger that can be read, and what to do; None for any other.

    Parameters
    ----------
    raw
        The bytes of the file.

    Examples
    --------
    >>> foreign_format(b"%PDF-1.7 ...")[0]
    'PDF 文件 a PDF'
    >>> foreign_format(b"code,name") is None
    True
    """
    if raw.startswith(b"PK\x03\x04"):
        return _archive(raw)
    if raw.startswith(b"\xd0\xcf\x11\xe0"):
        return _compound(raw)
    for start, name in _BY_START.items():
        if raw.startswith(start):
            return name, _REMEDIES.get(start, _COPY)
    return None


def _archive(raw: bytes) -> tuple[str, str] | None:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            names = archive.namelist()
            kind = _media_type(archive, names)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError, EOFError):
        return None  # the reader of xlsx says what is damaged
    if "xl/workbook.xml" in names:
        return None
    if kind.startswith(_OPEN_DOCUMENT + "spreadsheet"):
        return "ods（OpenDocument 表格）an OpenDocument spreadsheet, ods", _SAVE
    if kind.startswith(_OPEN_DOCUMENT):
        return "OpenDocument 文档 an OpenDocument file, no spreadsheet", _COPY
    for part, name in _BY_PART.items():
        if part in names:
            return name, _COPY if part.startswith(("word", "ppt")) else _SAVE
    inside = [name for name in names if name.lower().endswith((".xlsx", ".xls", ".et", ".csv"))]
    if inside:
        return "压缩包，里面才是工作簿 an archive that holds workbooks", "先解压 unpack it first"
    return None


def _media_type(archive: zipfile.ZipFile, names: Collection[str]) -> str:
    if "mimetype" not in names:
        return ""
    with archive.open("mimetype") as part:
        return part.read(100).decode("ascii", "replace")


def _compound(raw: bytes) -> tuple[str, str] | None:
    """Look for the streams of a compound file; those of xls and et are named Workbook or Book."""
    if any(name.encode("utf-16-le") in raw for name in ("Workbook", "Book")):
        return None
    for stream, name in _BY_STREAM.items():
        if stream.encode("utf-16-le") in raw:
            return name, _REMEDIES.get(stream, _COPY)
    return None
