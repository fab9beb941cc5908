"""Cells, tables and sentences as HTML: escaped, with units once and decimals aligned."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd
import pytest

from jjinvest.core.facts import Fact
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.reporting import tables
from jjinvest.reporting.html import Renderer, plain
from jjinvest.reporting.tables.cells import Ranged, Term
from jjinvest.results.results import Results

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><b>',
    "=HYPERLINK(1)",
    "项目&amp;<i>",
    "x" * 10_000,
]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_from_data_is_escaped_in_every_kind_of_cell(text):
    vocabulary = Vocabulary("zh", {"evil": text})
    fact = Fact("2023.agreed_amount.evil", 1.0, None, None, "亿元", "agreed", "all", "published", "2023")
    frame = pd.DataFrame([{"project": Term("evil"), "title": text, "amount": fact}], dtype=object)
    html = Renderer(vocabulary, {}).table(frame, text)
    assert "<script" not in html
    assert "<img" not in html
    assert "<b>" not in html
    assert "<i>" not in html
    assert text in plain(html)


def test_a_sentence_escapes_its_values_and_records_its_facts():
    fact = Fact("2023.x", 5.0, None, None, "个", "count", "all", "published", "2023")
    renderer = Renderer(Vocabulary("zh", {}), {})
    html = renderer.sentence("**{district}** {now.x:n}", {"district": "<b>", "now.x": fact})
    assert html.startswith("<strong>&lt;b&gt;</strong>")
    assert renderer.shown == [fact]


def _number(value: float, unit: str, evidence: str) -> Fact:
    return Fact("2031.agreed_amount", value, None, None, unit, "agreed", "all", evidence, "2031")


@pytest.mark.parametrize(
    ("values", "unit", "evidence", "noted"),
    [
        ((31.6, 34.8, 66.4), "亿元", "modelled", True),
        ((31.6, 34.9, 66.5), "亿元", "modelled", False),
        ((81.25, 18.75), "%", "computed", True),
        ((81.2, 18.8), "%", "computed", False),
        ((81.25, 17.75), "%", "computed", False),
    ],
    ids=["parts and total", "parts and total alike", "shares", "shares alike", "no whole"],
)
def test_a_table_says_where_rounded_parts_do_not_add_up(values, unit, evidence, noted):
    frame = pd.DataFrame([{"amount": _number(value, unit, evidence)} for value in values], dtype=object)
    html = Renderer(Vocabulary("zh", {}), {}).table(frame, "表")
    assert ("因四舍五入" in html) == noted


def test_the_unit_of_many_columns_stands_once_and_steps_are_aligned(autumn: Results) -> None:
    table = tables.why_each(autumn)
    numbers = [column for column in table if any(isinstance(cell, Fact) for cell in table[column])]
    assert len(numbers) >= 5
    shown = Renderer(Vocabulary("en", {}), {}).table(table, "Change")
    assert shown.count("CNY 100 mn") == 1
    for column in numbers:
        few = Renderer(Vocabulary("en", {}), {}).table(table[["item", column]], "Change")
        assert few.count("CNY 100 mn") == 1
        written = re.findall(r'title="[^"]+">([^<]+)</a>', few)
        assert len(written) == len(table)
        assert len({len(number.partition(".")[2]) for number in written}) == 1


def test_names_of_rows_begin_with_a_capital_but_labels_of_the_district_stay():
    own = {"unit=iot": "iPark", "iot": "iPark"}
    frame = pd.DataFrame([{"case": Term("median")}, {"case": Term("iot", "unit")}], dtype=object)
    shown = Renderer(Vocabulary("en", own), {}).table(frame, "Cases")
    assert re.findall(r'<th scope="row">(.*?)</th>', shown) == ["Median", "iPark"]


def test_rows_that_are_no_parts_have_no_note_on_rounding():
    numbers = [_number(value, "亿元", "modelled") for value in (31.6, 34.8, 66.4)]
    of_districts = pd.DataFrame({"district": ["甲区", "乙区", "丙区"], "amount": numbers}, dtype=object)
    assert "因四舍五入" not in Renderer(Vocabulary("zh", {}), {}).table(of_districts, "表")
    parts = of_districts.rename(columns={"district": "group"})
    assert "因四舍五入" in Renderer(Vocabulary("zh", {}), {}).table(parts, "表")


def test_a_blank_is_to_the_right_among_numbers_and_to_the_left_among_words():
    rows = {"item": ["甲", "乙"], "about": [None, "园区"], "amount": [None, _number(1.5, "亿元", "computed")]}
    html = Renderer(Vocabulary("zh", {}), {}).table(pd.DataFrame(rows, dtype=object), "表")
    assert html.count('class="missing"') == 1
    assert '<td class="words">—</td><td class="missing">—</td>' in html


def _column(html):
    return re.findall(r'<span class="figure">([^<]+)</span>', html)


def test_what_is_computed_has_one_number_of_decimals_in_a_column_and_what_is_published_its_own():
    shares = [_number(value, "%", "computed") for value in (82.4, 17.0, 0.6)]
    wide = replace(shares[1], low=16.9, high=17.2)
    frame = pd.DataFrame([{"amount": each} for each in (shares[0], wide, shares[2])], dtype=object)
    assert _column(Renderer(Vocabulary("zh", {}), {}, links=False).table(frame, "表")) == [
        "82.4",
        "17.0",
        "0.6",
    ]
    published = [_number(value, "亿元", "published") for value in (896.6, 185.0)]
    frame = pd.DataFrame([{"amount": each} for each in published], dtype=object)
    assert _column(Renderer(Vocabulary("zh", {}), {}, links=False).table(frame, "表")) == ["896.6", "185"]


def test_an_amount_has_no_more_decimals_than_the_figures_behind_it():
    of_ledger = replace(_number(13.47, "亿元", "computed"), low=13.47, high=13.47)
    of_figures = replace(_number(13.5, "亿元", "computed"), low=13.4, high=13.6)
    exactly = replace(_number(7.1, "亿元", "computed"), low=7.1, high=7.1)
    frame = pd.DataFrame([{"amount": each} for each in (of_ledger, of_figures, exactly)], dtype=object)
    html = Renderer(Vocabulary("zh", {}), {}, links=False).table(frame, "表")
    assert _column(html) == ["13.47", "13.5", "7.10"]


def test_ranges_of_a_column_have_one_number_of_decimals():
    ends = ((12.24, 16.51), (16.0, 19.7))
    facts = [replace(_number(low, "亿元", "modelled"), low=low, high=high, decimals=2) for low, high in ends]
    frame = pd.DataFrame([{"interval": Ranged(each)} for each in facts], dtype=object)
    html = Renderer(Vocabulary("zh", {}), {}, links=False).table(frame, "表")
    assert _column(html) == ["12.24–16.51", "16.00–19.70"]


def test_the_largest_projects_together_are_no_parts():
    numbers = [_number(value, "亿元", "modelled") for value in (31.6, 34.8, 66.4)]
    frame = pd.DataFrame(
        {"group": [Term("top5"), Term("top10"), Term("top20")], "amount": numbers}, dtype=object
    )
    assert "因四舍五入" not in Renderer(Vocabulary("zh", {}), {}).table(frame, "表")


def test_a_target_that_nobody_published_is_about_its_number_in_tables():
    target = Fact(
        "2023.funds_in_place.target",
        75.0,
        74.0,
        76.0,
        "亿元",
        "",
        "",
        "target",
        "2023",
        caveat="implied_target",
    )
    renderer = Renderer(Vocabulary("zh", {}), {}, links=False)
    assert renderer.text(target) == "≈75 亿元"
    assert renderer.text(replace(target, caveat="")) == "75 亿元"
