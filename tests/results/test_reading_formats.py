"""One text in four kinds of file gives the same rows."""

from __future__ import annotations

from html import escape
from pathlib import Path

import pytest

from jjinvest.results.reading import read
from tests.fixtures.bulletin_files import Placed, docx, paragraph, pdf

TEXTS = Path(__file__).resolve().parents[1] / "data" / "bulletin_texts"
BULLETINS = sorted(path.name for path in TEXTS.iterdir() if (path / "bulletin.txt").exists())
WIDTH = 38  # full-width characters of a line


def _paragraphs(name: str) -> list[str]:
    text = (TEXTS / name / "bulletin.txt").read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip()]


def _page(lines: list[str]) -> bytes:
    body = "".join(f"<p>{escape(line)}</p>" for line in lines)
    head = "<div class='nav'><a href='/'>首页</a></div><script>var n = 3;</script>"
    foot = (
        "<p>上一篇：<a href='x'>2019年签约项目7个</a></p><div class='footer'>版权所有 ICP备05004321号</div>"
    )
    return f"<html><body>{head}<div id='zoom'>{body}{foot}</div></body></html>".encode()


def _sheets(lines: list[str]) -> bytes:
    placed: list[tuple[float, str]] = []
    for line in lines:
        indented = "　　" + line
        placed += [(72, indented[at : at + WIDTH]) for at in range(0, len(indented), WIDTH)]
    placed = [
        (left + 24, text.lstrip("　")) if text.startswith("　") else (left, text) for left, text in placed
    ]
    pages: list[list[Placed]] = []
    for first in range(0, len(placed), 36):
        shown = placed[first : first + 36]
        page: list[Placed] = [(left, 780 - 20 * row, text) for row, (left, text) in enumerate(shown)]
        pages.append([*page, (290, 30, f"- {len(pages) + 1} -")])
    return pdf(*pages)


def _rows(path: Path, content: bytes) -> list[tuple[str, ...]]:
    path.write_bytes(content)
    names = ("period", "metric", "where", "statistic", "of", "authority", "relation", "value", "unit")
    return [tuple(row[name] for name in names) for row in read(path, year=2023).as_data()["rows"]]


@pytest.mark.parametrize("name", BULLETINS)
def test_rows_do_not_depend_on_the_kind_of_file(name: str, tmp_path: Path) -> None:
    lines = _paragraphs(name)
    plain = _rows(tmp_path / "a.txt", "\n".join(lines).encode())
    assert plain
    assert _rows(tmp_path / "a.html", _page(lines)) == plain
    assert _rows(tmp_path / "a.docx", docx(*(paragraph(escape(line)) for line in lines))) == plain
    assert _rows(tmp_path / "a.pdf", _sheets(lines)) == plain
