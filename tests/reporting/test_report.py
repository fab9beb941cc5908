"""Pages of a report: numbers shown are recorded, sections without content are named."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from jjinvest.core.errors import UnknownFactError
from jjinvest.core.rounding import round_half_up
from jjinvest.reporting import charts, tables
from jjinvest.reporting.pages import structure
from jjinvest.reporting.report import Report
from jjinvest.reporting.tables.cells import Ranged
from tests.fixtures.workspaces import words


def test_a_missing_number_is_an_error_or_the_other_message(mid_year_results):
    with pytest.raises(UnknownFactError, match="no such fact"):
        _ = mid_year_results["next.agreed_amount.target"]


def test_a_page_records_every_number_it_shows(annual_results, monkeypatch):
    published = []
    monkeypatch.setattr("IPython.display.display", lambda bundle, raw: published.append(bundle))
    page = Report(annual_results, words(annual_results))
    page.section("sectors")
    page.text("structure.named")
    page.table("sectors", tables.sectors(annual_results))
    page.end()
    facts = {f["id"] for bundle in published for f in bundle["application/vnd.jjinvest+json"]["facts"]}
    shown = {part.split('"')[0] for bundle in published for part in bundle["text/html"].split('title="')[1:]}
    assert shown == facts
    assert len(facts) >= 15


def test_a_section_without_content_is_named_at_the_end(mid_year_results, monkeypatch):
    published = []
    monkeypatch.setattr("IPython.display.display", lambda bundle, raw: published.append(bundle["text/html"]))
    page = Report(mid_year_results, words(mid_year_results))
    page.section("sectors")
    page.table("sectors", tables.sectors(mid_year_results))
    page.end()
    assert len(published) == 1
    assert "三次产业的完整构成" in published[0]


def test_the_sentence_above_a_chart_has_the_decimals_of_its_table(annual_results, monkeypatch):
    """72 % of the projects stands as 72.0 in a column with 24.2 and 3.8."""
    published = []
    monkeypatch.setattr("IPython.display.display", lambda bundle, raw: published.append(bundle["text/html"]))
    structure.sectors(Report(annual_results, words(annual_results)))
    [html] = [html for html in published if "<figcaption>" in html]
    caption, table = html.split("</figcaption>")
    assert ">72.0%<" in caption
    assert ">72.0<" in table


@pytest.mark.parametrize(("rows", "drawn"), [(1, False), (2, True)])
def test_a_single_bar_is_a_row_of_a_table(annual_results, monkeypatch, rows, drawn):
    published = []
    monkeypatch.setattr("IPython.display.display", lambda bundle, raw: published.append(bundle["text/html"]))
    page = Report(annual_results, words(annual_results))
    page.figure("sectors", charts.sectors, tables.sectors(annual_results).head(rows), least_rows=2)
    assert ("<img" in published[-1]) == drawn
    assert "<table>" in published[-1]


def test_a_table_above_the_level_of_a_run_is_not_written_in_it(annual_results, monkeypatch, results_at_hand):
    published = []
    monkeypatch.setattr("IPython.display.display", lambda bundle, raw: published.append(bundle))

    def tables_shown() -> int:
        published.clear()
        page = Report(annual_results, words(annual_results))
        for tier in ("public", "government"):
            page.table("sectors", tables.sectors(annual_results), tier=tier)
        return len(published)

    assert tables_shown() == 2
    with results_at_hand():
        assert tables_shown() == 1
    assert published[0]["application/vnd.jjinvest+json"]["tier"] == "public"


@pytest.mark.parametrize(("value", "decimals"), [(2.675, 2), (-8.235, 2), (2.7, 1), (1088.0, 0), (0.004, 3)])
def test_a_table_records_a_number_unrounded_with_the_decimals_of_the_page(
    annual_results, monkeypatch, value, decimals
):
    published = []
    monkeypatch.setattr("IPython.display.display", lambda bundle, raw: published.append(bundle))
    known = annual_results["2023.agreed_amount"]
    number = replace(known, value=value, low=value, high=value, evidence="computed", decimals=None)
    vocabulary = words(annual_results)
    frame = pd.DataFrame({"group": ["x"], "amount": [number]}, dtype=object)
    Report(annual_results, vocabulary).table("sectors", frame)
    table = published[-1]["application/vnd.jjinvest+json"]["table"]
    assert (table["rows"], table["decimals"]) == ([["x", value]], [[None, decimals]])
    written = vocabulary.number(round_half_up(value, decimals), decimals)
    assert f">{written}<" in published[-1]["text/html"]


def test_a_table_records_both_ends_of_an_interval_that_it_writes(annual_results, monkeypatch):
    published = []
    monkeypatch.setattr("IPython.display.display", lambda bundle, raw: published.append(bundle))
    known = replace(
        annual_results["2023.agreed_amount"], low=34.4, high=119.6, evidence="computed", decimals=None
    )
    chance = replace(known, unit="概率", value=None, low=0.25, high=0.31)
    frame = pd.DataFrame({"group": ["x", "y"], "interval": [Ranged(known), Ranged(chance)]}, dtype=object)
    Report(annual_results, words(annual_results)).table("sectors", frame)
    table = published[-1]["application/vnd.jjinvest+json"]["table"]
    assert [len(text.split("–")) for _, text in table["rows"]] == [2, 2]
    ends = [end for _, end in table["bounds"]]
    assert [(end["low"], end["high"], end["unit"]) for end in ends] == [(34.4, 119.6, "亿元"), (25, 31, "%")]


def test_tables_of_one_caption_on_two_pages_have_sheets_of_their_own(annual_results, monkeypatch):
    published = []
    monkeypatch.setattr("IPython.display.display", lambda bundle, raw: published.append(bundle))
    frame = pd.DataFrame({"group": ["x"], "amount": [annual_results["2023.agreed_amount"]]}, dtype=object)
    for name in ("breakdown", "composition"):
        Report(annual_results, words(annual_results)).table(name, frame, scope="sector")
    tables = [each["application/vnd.jjinvest+json"]["table"] for each in published]
    assert tables[0]["caption"] == tables[1]["caption"]
    assert [table["sheet"] for table in tables] == [
        f"结构：{tables[0]['caption']}",
        f"总览：{tables[0]['caption']}",
    ]


@pytest.mark.parametrize(
    ("language", "shown"), [("en", "<b>Secondary</b> sector: 3"), ("zh", "<b>secondary</b> sector: 3")]
)
def test_a_sentence_begins_with_a_capital_in_english(annual_results, language, shown):
    report = Report.of_results(annual_results, language)
    assert report.opened("<b>secondary</b> sector: 3") == shown
    assert report.opened("<b>3</b> projects") == "<b>3</b> projects"
