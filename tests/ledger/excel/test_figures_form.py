"""The Excel form of figures: the same bytes for the same rows, no formula, nothing lost in the round."""

from __future__ import annotations

import io
import time
import zipfile

import pytest
from openpyxl import load_workbook

from jjinvest.data.bulletins.rules import NAMED_BY_UNIT, rules
from jjinvest.ledger.excel.figures_form import figures_form
from jjinvest.ledger.excel.figures_reader import read_figures_form
from jjinvest.ledger.excel.figures_words import COLUMNS, DIMENSIONS, FIGURES, SOURCES, key_of, word_of

FIGURE = {
    "source": "s",
    "period": "2023",
    "metric": "funds_in_place",
    "where": "sector=secondary",
    "statistic": "growth",
    "value": "-7.30",
    "unit": "%",
    "quote": "下降7.3%",
}
SOURCE = {"source": "s", "title": "公报", "published": "2024-01-05", "address": "example.org"}
DIMENSION = {
    "dimension": "sector",
    "member": "secondary",
    "zh": "第二产业",
    "en": "secondary",
    "complete": "yes",
}
HOSTILE = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "＝1+1",
    "＋1",
    "－1+1",
    "＠SUM(A1)",
    '=HYPERLINK("http://example.invalid","点")',
    "{=1+1}",
    "\x1b[31m红",
    "a\x00b\x0bc",
    "\u202eabc\u202c",
    "a\u200fb\u200eb",
    "\ufeffabc",
    "\u200b=1+1",
    "<script>alert(1)</script>&amp;",
    "_x0041_",
    "字" * 32_000,
    "第一行\n=1+1",
    "007",
    "1e3",
    "NA",
    "http://example.invalid",
    "😀👩‍👩‍👧",
]


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the system's time zone cannot be changed")
def test_the_same_rows_give_the_same_bytes_at_another_time(monkeypatch):
    clocks, made = set(), set()
    for zone in ("Pacific/Kiritimati", "Pacific/Midway"):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        clocks.add(time.localtime()[:6])
        made.add((figures_form([FIGURE], [SOURCE], [DIMENSION]), figures_form()))
        time.sleep(2.1)  # archives count in steps of two seconds
    monkeypatch.undo()
    time.tzset()
    assert len(clocks) == 2
    assert len(made) == 1


def test_other_rows_give_other_bytes():
    assert figures_form([FIGURE]) != figures_form([FIGURE | {"value": "-7.3"}])


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:12]))
def test_a_hostile_text_is_a_text_in_every_column(text):
    rows = {name: {column.name: text for column in COLUMNS[name]} for name in (FIGURES, SOURCES, DIMENSIONS)}
    content = figures_form([rows[FIGURES]], [rows[SOURCES]], [rows[DIMENSIONS]])
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    assert not any(b"<f>" in part or b"<f " in part for part in parts.values())
    assert not any(b"hyperlink" in part for name, part in parts.items() if "worksheets" in name)
    book = load_workbook(io.BytesIO(content))
    for name in rows:
        for cell in book[name][2]:
            assert cell.data_type == "s"
            assert not str(cell.value).startswith(tuple("=+@＝＋＠"))


def test_the_form_is_read_as_it_was_written(tmp_path):
    path = tmp_path / "form.xlsx"
    path.write_bytes(figures_form([FIGURE], [SOURCE], [DIMENSION]))
    form = read_figures_form(path)
    assert not form.tables.problems
    for written, (line, read) in (
        (FIGURE, form.figures[0]),
        (SOURCE, form.sources[0]),
        (DIMENSION, form.dimensions[0]),
    ):
        assert line == 2
        assert {name: text for name, text in read.items() if text} == written


@pytest.mark.parametrize("key", ["fdi_projects", "projects_landed", "fixed_asset_investment", *NAMED_BY_UNIT])
def test_a_metric_beyond_the_drop_down_has_a_word_that_is_read_again(key):
    word = word_of("metric", key)
    assert not word.isascii()
    assert key_of("metric", word) == key


def test_words_of_other_metrics_are_none_of_the_drop_down():
    words = {word_of("metric", each.metric) for each in rules().metrics}
    keys = {each.metric for each in rules().metrics}
    assert {key_of("metric", word) or word for word in words} == keys


@pytest.mark.parametrize(("word", "meant"), [("市外", "来源地=市外"), ("三产", "产业=三产")])
def test_a_member_without_its_dimension_is_refused_with_what_to_write(tmp_path, word, meant):
    path = tmp_path / "form.xlsx"
    path.write_bytes(figures_form([FIGURE], [SOURCE], [DIMENSION]))
    book = load_workbook(path)
    sheet = book.worksheets[0]
    place = next(cell.column for cell in sheet[1] if str(cell.value).startswith("范围"))
    sheet.cell(2, place).value = word
    book.save(path)
    (problem,) = read_figures_form(path).tables.problems
    assert problem.expected == meant
