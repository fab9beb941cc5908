"""Footnotes: one note a source, marks at the numbers, no line numbers of files that readers do not have."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.reporting.footnotes import Footnotes, Passage, is_quoted, passage
from jjinvest.reporting.html import plain
from jjinvest.reporting.report import Report
from tests.fixtures.pages import build_page, results_of


def number(*sources: str, evidence: str = "published", caveat: str = "") -> Fact:
    return Fact(
        "2023.agreed_amount",
        1,
        1,
        1,
        "亿元",
        "agreed",
        "all",
        evidence,
        "2023",
        sources=sources,
        caveat=caveat,
    )


@pytest.fixture
def notes() -> Footnotes:
    passages = {
        "a1": Passage("《甲》", "导语"),
        "a2": Passage("《甲》", "结语"),
        "b": Passage("《乙》", "“签约 70 个”"),
    }
    return Footnotes(passages, lambda key: f"说明 {key}")


def test_numbers_of_one_source_share_a_note_that_lists_its_passages(notes):
    first, second, again = (notes.marks(number(name)) for name in ("a1", "b", "a2"))
    assert first == again == '<sup class="mark"><a href="#note-1">1</a></sup>'
    assert 'href="#note-2"' in second
    assert [plain(item) for item in re.findall("<li.*?</li>", notes.list())] == [
        "《甲》导语；结语",
        "《乙》“签约 70 个”",
    ]


def test_a_condition_is_a_note_of_its_own(notes):
    assert plain(notes.marks(number("a1", caveat="rounded"))) == ""
    assert "说明 rounded" in notes.list()


@pytest.mark.parametrize("name", ["2023.alert.total", "2023.targets.reached", "2023.checks.total"])
def test_no_text_is_cited_for_what_the_program_counts(notes, name):
    counted = replace(number("a1", evidence="computed"), id=FactId(name))
    assert notes.marks(counted) == ""
    assert 'href="#note-1"' in notes.marks(number("a1", evidence="computed"))


def test_a_number_computed_from_several_sources_has_no_mark(notes):
    assert notes.marks(number("a1", "b", evidence="computed")) == ""
    assert notes.list() == ""


@pytest.mark.parametrize(
    ("quote", "shown"),
    [
        ("导语（第199–207行）", "导语"),
        ("第13行", ""),
        ("标题“28个项目”", "标题“28个项目”"),
        ("签约 3 行", "签约 3 行"),
    ],
)
def test_line_numbers_of_a_file_are_left_out(quote, shown):
    assert passage(quote) == shown


def test_a_name_of_a_part_is_no_quotation():
    assert not is_quoted("导语")
    assert is_quoted("全年签约项目132个")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_overview_marks_its_numbers_and_names_no_lines(everything, language):
    results = results_of(everything, date(2024, 3, 31), "2023Q4")
    built = build_page(results, "00_overview", language)
    title = "江津区2023年招商引资工作亮点回眸"
    assert sum(title in text for text in built.texts) == 1
    assert not re.search(r"第[\d–]+行|lines? \d", built.text)


def test_marks_are_not_part_of_the_plain_text(everything):
    report = Report.of_results(results_of(everything, date(2024, 3, 31), "2023Q4"), "zh")
    report.use_footnotes()
    renderer = report.renderer()
    assert plain(renderer.number(report.results["now.agreed_amount"])) == "1088 亿元"


def test_a_note_of_many_passages_quotes_the_first_and_says_how_many():
    passages = {f"a{n}": Passage("《甲》", f"第{n}句") for n in range(1, 7)}
    notes = Footnotes(passages, lambda key: key, further=" 等 {number} 处")
    for name in ("a1", "a2", "a3", "a4"):
        notes.marks(number(name))
    assert plain(notes.list()) == "《甲》第1句；第2句；第3句；第4句"
    for name in ("a5", "a6"):
        notes.marks(number(name))
    assert plain(notes.list()) == "《甲》第1句；第2句；第3句；第4句 等 6 处"
