"""Text of bytes in any usual encoding of Chinese: UTF-8, UTF-16, GB18030, Big5, or as a web page declares."""

from __future__ import annotations

import re

from jjinvest.data.bulletins.extract.failure import UnreadableDocumentError
from jjinvest.data.text_files import ENCODINGS

_BY_MARK = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_DECLARED = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_-]{3,20})", re.IGNORECASE)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "iso-8859-1": "gb18030"}
"""Pages declare the smaller encoding and use letters of the wider one."""


def decoded(raw: bytes, *, declared: bool = False) -> str:
    """Decode the bytes of a file.

    Parameters
    ----------
    declared
        Also try the encoding that the head of a web page declares.

    Raises
    ------
    UnreadableDocumentError
        If no encoding fits.

    Examples
    --------
    >>> decoded("签约".encode("gb18030")), decoded("签约".encode("utf-16"))
    ('签约', '签约')
    """
    for mark, encoding in _BY_MARK:
        if raw.startswith(mark):
            return _try(raw, encoding) or ""
    candidates = [*ENCODINGS, "big5hkscs"]
    found = _DECLARED.search(raw[:4096]) if declared else None
    if found is not None:
        name = found[1].decode("ascii").lower()
        candidates.insert(1, _WIDER.get(name, name))
    if raw[:200].count(b"\x00") > 50:  # UTF-16 without its mark: every other byte of ASCII text is zero
        candidates.insert(0, "utf-16-le" if raw[1:2] == b"\x00" else "utf-16-be")
    for encoding in candidates:
        text = _try(raw, encoding)
        if text is not None and not _is_by_chance(text, raw):
            return text
    # one broken letter, as a cut download leaves it, does not make a page unreadable
    text = raw.decode("utf-8", errors="replace")
    if text.count("\ufffd") * 100 < len(text):
        return text
    raise UnreadableDocumentError(
        "无法识别的编码 unknown encoding",
        "UTF-8 或 GB18030 编码的文本 text in UTF-8 or GB18030",
        "另存为 UTF-8 文本 save as UTF-8 text",
    )


def _is_by_chance(text: str, raw: bytes) -> bool:
    """Whether a short text in GB18030 is by chance valid in another encoding, where it yields no Chinese."""
    if text.isascii() or _HAN.search(text) is not None:
        return False
    return _HAN.search(_try(raw, "gb18030") or "") is not None


def _try(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None
