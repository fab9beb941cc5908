"""Tables, texts and charts of the report: escaped, complete, drawn with the packaged font."""

from __future__ import annotations

import subprocess
import sys

import pandas as pd
import pytest

from jjinvest.core.errors import UnknownFactError
from jjinvest.core.facts import Fact
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.reporting import charts, tables
from jjinvest.reporting.charts.style import FONT
from jjinvest.reporting.html import Renderer, plain
from jjinvest.reporting.report import Report
from jjinvest.reporting.tables.cells import Term
from tests.fixtures.workspaces import words

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


def test_a_missing_number_is_an_error_or_the_other_message(mid_year_results):
    with pytest.raises(UnknownFactError, match="no such fact"):
        _ = mid_year_results["next.agreed_amount.target"]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("period", ["annual_results", "mid_year_results"])
def test_every_chart_draws_without_missing_glyphs(request, period, language):
    results = request.getfixturevalue(period)
    vocabulary = words(results, language)
    plain_charts = {
        charts.completion: tables.completion(results),
        charts.sectors: tables.sectors(results),
        charts.interval_bars: tables.tier_bounds(results),
        charts.task_forces: tables.task_forces(results),
        charts.named_projects: tables.projects(results),
        charts.checks: tables.checks(results),
        charts.conditional_chances: tables.out_of_city(results),
    }
    drawn = 0
    for draw, frame in plain_charts.items():
        if not frame.empty:
            svg = charts.to_svg(draw(frame, vocabulary))  # warnings are errors: a missing glyph fails here
            assert svg == charts.to_svg(draw(frame, vocabulary))
            drawn += 1
    assert drawn >= 2


def test_the_packaged_font_is_used_and_settings_are_left_alone(annual_results):
    import matplotlib as mpl

    before = mpl.rcParams["font.family"]
    figure = charts.sectors(tables.sectors(annual_results), words(annual_results))
    assert {text.get_fontname() for ax in figure.axes for text in ax.get_yticklabels()} == {FONT}
    assert mpl.rcParams["font.family"] == before


def test_single_row_tables_draw(annual_results):
    vocabulary = words(annual_results)
    assert charts.to_svg(charts.sectors(tables.sectors(annual_results).iloc[:1], vocabulary))
    assert charts.to_svg(charts.named_projects(tables.projects(annual_results).iloc[:1], vocabulary))


def test_a_page_records_every_number_it_shows(annual_results, monkeypatch):
    published = []
    monkeypatch.setattr("jjinvest.reporting.report.display", lambda bundle, raw: published.append(bundle))
    page = Report(annual_results, words(annual_results))
    page.section("sectors")
    page.text("structure.lead")
    page.table("sectors", tables.sectors(annual_results))
    page.end()
    facts = {f["id"] for bundle in published for f in bundle["application/vnd.jjinvest+json"]["facts"]}
    shown = {part.split('"')[0] for bundle in published for part in bundle["text/html"].split('title="')[1:]}
    assert shown == facts
    assert len(facts) >= 15


def test_a_section_without_content_is_named_at_the_end(mid_year_results, monkeypatch):
    published = []
    monkeypatch.setattr(
        "jjinvest.reporting.report.display", lambda bundle, raw: published.append(bundle["text/html"])
    )
    page = Report(mid_year_results, words(mid_year_results))
    page.section("sectors")
    page.table("sectors", tables.sectors(mid_year_results))
    page.end()
    assert len(published) == 1
    assert "三次产业" in published[0]


def test_importing_the_analysis_does_not_import_papermill_or_jupyterlab():
    heavy = ("papermill", "jupyterlab", "nbconvert", "matplotlib")
    code = f"import sys, jjinvest.results.results; sys.exit(any(m in sys.modules for m in {heavy}))"
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0
