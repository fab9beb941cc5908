"""Read a file as a document: its kind by its first bytes, its text by the module of that kind.

The modules of Word, PDF and web pages are imported when such a file is read.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from jjinvest.core.errors import DataError, Problem
from jjinvest.data.bulletins.extract.decode import decoded
from jjinvest.data.bulletins.extract.failure import UnreadableDocumentError
from jjinvest.data.bulletins.text.document import Document

MAX_BYTES = 60_000_000
"""Largest file: a PDF with pictures."""
MAX_CHARACTERS = 400_000
"""Longest text; a government work report has some 20,000 characters, a yearbook more than this."""
MAX_MARKUP = 8_000_000
"""Longest web page with its markup; pictures written into a page take most of it."""
MIN_CHINESE_SHARE = 0.2
"""Share of Chinese characters among letters below which a text is in another language."""
MAX_KANA_SHARE = 0.1
"""Share of Japanese syllables among letters above which a text is Japanese."""
_READABLE = "公报文件：txt、html、docx，或有文字层的 pdf a bulletin: txt, html, docx or a pdf with text"
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]")
_LETTER = re.compile(r"[^\W\d_]")
_KANA = re.compile(r"[\u3040-\u30ff]")
_HTML = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|div|p|table|meta|article|span|h[1-6])[\s>]", re.IGNORECASE
)
_HEAD = 4096  # bytes in which a web page shows that it is one
_ANOTHER_KIND = (
    (b"\xd0\xcf\x11\xe0", "旧版 Office 文件（doc、wps、xls） an old Office file", "另存为 docx save as docx"),
    (b"{\\rtf", "RTF 文件 an RTF file", "另存为 docx save as docx"),
    (b"\x89PNG", "图片 a picture", "文字识别后再读 recognise its text first"),
    (b"\xff\xd8\xff", "图片 a picture", "文字识别后再读 recognise its text first"),
    (b"GIF8", "图片 a picture", "文字识别后再读 recognise its text first"),
    (b"II*\x00", "图片 a picture", "文字识别后再读 recognise its text first"),
    (b"MM\x00*", "图片 a picture", "文字识别后再读 recognise its text first"),
    (b"Rar!", "压缩包 an archive", "解压后再读 unpack it first"),
    (b"7z\xbc\xaf", "压缩包 an archive", "解压后再读 unpack it first"),
    (b"\x1f\x8b", "压缩包 an archive", "解压后再读 unpack it first"),
)


def read_document(path: Path | str) -> Document:
    """Read a bulletin from a file.

    Raises
    ------
    DataError
        If it is missing, of another kind, damaged, a scan, empty, too large or in another language.
    """
    path = Path(path)
    try:
        if path.is_file() and path.stat().st_size > MAX_BYTES:
            raise UnreadableDocumentError(
                f"{path.stat().st_size // 1_000_000} MB",
                f"不大于 {MAX_BYTES // 1_000_000} MB at most {MAX_BYTES // 1_000_000} MB",
                "只留公报部分 keep the bulletin only",
            )
        raw = path.read_bytes()
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        found = "没有这个文件 missing" if missing else f"读不了 unreadable: {error.strerror}"
        raise _fault(path.as_posix(), found, _READABLE, "检查文件名 check the name") from None
    except UnreadableDocumentError as error:
        raise _fault(path.as_posix(), *error.parts) from None
    return _checked(path.as_posix(), lambda: _document(raw, path.suffix.lower()))


def read_pasted_text(text: str, name: str = "-") -> Document:
    """Read a text that was pasted or comes from another program.

    Raises
    ------
    DataError
        If it is empty, too long or in another language.
    """
    from jjinvest.data.bulletins.extract.plain import plain_document

    return _checked(name, lambda: plain_document(text))


def read_pasted_bytes(raw: bytes, name: str = "-") -> Document:
    """Read what standard input gives: a text in any usual encoding, or the bytes of a file.

    Raises
    ------
    DataError
        As :func:`read_document`.
    """
    if len(raw) > MAX_BYTES:
        raise _fault(
            name, f"{len(raw) // 1_000_000} MB", f"不大于 {MAX_BYTES // 1_000_000} MB", "只留公报部分"
        )
    return _checked(name, lambda: _document(raw, ""))


def _document(raw: bytes, suffix: str) -> Document:
    if not raw.strip():
        raise UnreadableDocumentError("空文件 an empty file", _READABLE, "换一份文件 take another file")
    if b"%PDF-" in raw[:1024]:
        from jjinvest.data.bulletins.extract.pdf import pdf_document

        return pdf_document(raw)
    if raw.startswith(b"PK") or suffix == ".docx":
        return _packed(raw)
    for start, found, remedy in _ANOTHER_KIND:
        if raw.startswith(start):
            raise UnreadableDocumentError(found, _READABLE, remedy)
    if suffix == ".pdf":
        raise UnreadableDocumentError("PDF 损坏 a damaged PDF", _READABLE, "重新下载 download it again")
    if re.search(rb"^MIME-Version:", raw[:_HEAD], re.IGNORECASE | re.MULTILINE):
        found, remedy = "网页归档（mhtml） a web archive", "在浏览器中另存为 html save as html in the browser"
        raise UnreadableDocumentError(found, _READABLE, remedy)
    if suffix in (".html", ".htm", ".shtml", ".xhtml") or _HTML.search(raw[:_HEAD].replace(b"\x00", b"")):
        from jjinvest.data.bulletins.extract.page import page_document

        html = decoded(raw, declared=True)
        if len(html) > MAX_MARKUP or len(_HAN.findall(html)) > MAX_CHARACTERS:
            raise _too_long(len(html))
        return page_document(html)
    from jjinvest.data.bulletins.extract.plain import plain_document

    return plain_document(decoded(raw))


def _packed(raw: bytes) -> Document:
    from jjinvest.data.bulletins.extract.word import word_document

    try:
        return word_document(raw)
    except zipfile.BadZipFile:
        remedy = "重新下载，或在 Word 中另存 download it again, or save it again in Word"
        raise UnreadableDocumentError("文件损坏或有密码 damaged or protected", _READABLE, remedy) from None


def _checked(name: str, read: Callable[[], Document]) -> Document:
    """Read a document and check that it holds Chinese text of a length that can be read."""
    try:
        document = _shown(read())
        _check_text(document)
    except UnreadableDocumentError as error:
        raise _fault(name, *error.parts) from None
    return document


def _shown(document: Document) -> Document:
    """Leave out control characters, which would steer a terminal, and halves of letters."""
    blocks = tuple(
        replace(
            block, text=_CONTROL.sub("", block.text), cells=tuple(_CONTROL.sub("", c) for c in block.cells)
        )
        if _CONTROL.search(block.text + "".join(block.cells))
        else block
        for block in document.blocks
    )
    title = _CONTROL.sub("", document.title)
    return replace(document, blocks=tuple(block for block in blocks if block.text.strip()), title=title)


def _check_text(document: Document) -> None:
    size = sum(len(block.text) for block in document.blocks)
    if not size:
        raise UnreadableDocumentError(
            "没有文字 no text", "公报的文字 the text of a bulletin", "换一份文件 take another file"
        )
    if size > MAX_CHARACTERS:
        raise _too_long(size)
    text = document.text
    letters = len(_LETTER.findall(text))
    if not letters:
        return
    if (
        len(_HAN.findall(text)) < MIN_CHINESE_SHARE * letters
        or len(_KANA.findall(text)) > MAX_KANA_SHARE * letters
    ):
        raise UnreadableDocumentError(
            "不是中文 not in Chinese", "中文公报 a bulletin in Chinese", "换中文版 take its Chinese version"
        )


def _too_long(size: int) -> UnreadableDocumentError:
    return UnreadableDocumentError(
        f"文字太长：{size} 字 too long: {size} characters",
        f"不超过 {MAX_CHARACTERS} 字 at most {MAX_CHARACTERS}",
        "只留公报部分，或分成几份 keep the bulletin only, or split it",
    )


def _fault(name: str, found: str, expected: str, remedy: str) -> DataError:
    return DataError([Problem(name, None, None, found, expected, remedy)])
