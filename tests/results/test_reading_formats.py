"""One text in four kinds of file gives the same rows."""

from __future__ import annotations

from html import escape
from pathlib import Path

import pytest

from jjinvest.results.reading import read
from tests.fixtures.bulletin_files import Placed, docx, paragraph, pdf, word_table

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


_TABLE = [
    ["指标", "计量单位", "年度目标", "1-8月累计", "同比增长（±%）"],
    ["签约项目数", "个", "180", "132", "10.0"],
    ["其中：第一产业", "个", "", "5", ""],
    ["协议引资额", "亿元", "1000", "625", "-5.3"],
]
_EXPECTED = {
    ("2023", "projects_signed", "", "target", "180", "个"),
    ("2023-01..2023-08", "projects_signed", "", "level", "132", "个"),
    ("2023-01..2023-08", "projects_signed", "", "growth", "10.0", "%"),
    ("2023-01..2023-08", "projects_signed", "sector=primary", "level", "5", "个"),
    ("2023", "agreed_amount", "", "target", "1000", "亿元"),
    ("2023-01..2023-08", "agreed_amount", "", "level", "625", "亿元"),
    ("2023-01..2023-08", "agreed_amount", "", "growth", "-5.3", "%"),
}


def _table_only(kind: str) -> bytes:
    if kind == "docx":
        return docx(word_table(_TABLE))
    rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in _TABLE)
    return f"<html><body><table border=1>{rows}</table></body></html>".encode()


@pytest.mark.parametrize("kind", ["html", "docx"])
def test_page_of_one_table_becomes_rows(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"表.{kind}"
    path.write_bytes(_table_only(kind))
    data = read(path, year=2023).as_data()
    names = ("period", "metric", "where", "statistic", "value", "unit")
    assert {tuple(row[name] for name in names) for row in data["rows"]} == _EXPECTED
    assert data["not_understood"] == []
    assert data["rows"][0]["place"] == "表1第2行"
