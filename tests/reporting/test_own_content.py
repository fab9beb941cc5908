"""An analyst's own frames, charts and text: numbers as facts, everything escaped, levels kept."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

from jjinvest.analysis.opening import analysis_of
from jjinvest.core.errors import ParameterError
from jjinvest.reporting import own_content
from jjinvest.reporting.output_records import MIME
from jjinvest.reporting.report import Report
from tests.fixtures.analyses import sample_results
from tests.fixtures.imports import import_ledger, results_of
from tests.fixtures.workbooks import clean_projects


def cells(frame, tier="public", title="Own"):
    return own_content.as_cells(frame, title=title, period="2023", tier=tier)


def test_numbers_become_facts_of_the_analyst_with_the_units_of_the_frame():
    frame = pd.DataFrame({"park": ["east", "west"], "amount": [10.25, 4.0], "projects": [3, 1]})
    frame.attrs["units"] = {"amount": "亿元", "projects": "个"}
    table = cells(frame)
    assert list(table["park"]) == ["east", "west"]
    assert [(f.id, f.value, f.unit, f.evidence, f.decimals) for f in table["amount"]] == [
        ("2023.analyst.Own.east.amount", 10.25, "亿元", "analyst", 2),
        ("2023.analyst.Own.west.amount", 4.0, "亿元", "analyst", 2),
    ]
    assert [f.decimals for f in table["projects"]] == [0, 0]


def test_a_named_index_and_column_levels_become_columns():
    frame = pd.DataFrame({"month": ["2023-01", "2023-01"], "origin": ["in", "out"], "value": [1.0, 2.0]})
    wide = frame.pivot_table(index="month", columns="origin", values="value", aggfunc=["sum"])
    assert list(cells(wide)) == ["month", "sum · in", "sum · out"]


def test_rows_of_the_same_words_have_ids_of_their_own():
    table = cells(pd.DataFrame({"park": ["east", "east"], "value": [1.0, 2.0]}))
    assert len({fact.id for fact in table["value"]}) == 2


def test_a_series_is_a_table_of_one_column_and_nothing_is_a_dash():
    table = cells(pd.Series([1.0, float("nan")], index=pd.Index(["a", "b"], name="park"), name="share"))
    assert table["share"][1] is None
    assert table["share"][0].value == 1.0


@given(st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=6))
def test_any_words_make_ids_that_are_apart(words):
    table = cells(pd.DataFrame({"name": words, "value": range(len(words))}))
    assert len({fact.id for fact in table["value"]}) == len(words)


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        (pd.DataFrame({"cell": [object()]}), "no number, text or date"),
        (pd.DataFrame([[1, 2]], columns=["a", "a"]), "two columns of one name"),
        (pd.DataFrame({"value": range(own_content.MAX_CELLS + 1)}), "too large"),
    ],
)
def test_what_no_page_can_show_is_refused_with_its_remedy(frame, said):
    with pytest.raises(ParameterError, match=said):
        cells(frame)


def test_markdown_is_written_and_markup_escaped():
    html = own_content.text_html(
        "# Head\n\n**bold** <i>x</i>\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |"
    )
    assert "<p><strong>Head</strong></p>" in html
    assert "<strong>bold</strong> &lt;i&gt;" in html
    assert html.count("<li>") == 2
    assert "<td>1</td>" in html


def test_a_chart_is_described_by_its_axes_and_series():
    axes = Figure().subplots()
    axes.plot([2019, 2023], [1, 9], label="agreed")
    axes.set_xlabel("year")
    axes.legend()
    text = own_content.described(axes.figure, "Growth")
    assert text.startswith("Growth; year 2019 – 2023; 1 – 9")  # the data, not the margins of the axes
    assert text.endswith("agreed")
    assert own_content.image_of(axes) is axes.figure


def test_other_objects_are_refused():
    with pytest.raises(ParameterError, match="cannot publish a dict"):
        own_content.image_of({})


def test_of_links_and_images_the_words_remain():
    html = own_content.text_html("![a map](https://x.org/a.png) and [source](https://x.org) <https://y.org>")
    assert "<img" not in html
    assert "<a" not in html
    assert "a map" in html
    assert "source (https://x.org)" in html
    assert html.count("https://y.org") == 1


@pytest.fixture(scope="module")
def with_ledger(made_once):
    return analysis_of(made_once("analysis-both", lambda _: sample_results()), "en")


def level_of(analysis, monkeypatch, content, **options):
    """Access level at which a report would publish something."""
    report, levels = analysis.report(), []
    monkeypatch.setattr(report, "block", lambda html, renderer, *, tier, **record: levels.append(tier))
    report.show(content, title="Own", **options)
    *_, level = levels  # after the note that something is left out
    return level


def test_what_may_hold_rows_of_a_ledger_is_internal_unless_it_is_stated(with_ledger, monkeypatch):
    axes = Figure().subplots()
    plain = pd.DataFrame({"value": [1.0]})
    monthly = with_ledger.frame("agreed_amount", by="month")
    assert monthly.attrs["tier"] == "government"
    for content, options, level in (
        (axes, {}, "internal"),
        (plain, {}, "internal"),
        (plain, {"tier": "public"}, "public"),
        (monthly, {}, "government"),
        (monthly, {"tier": "internal"}, "internal"),
    ):
        assert level_of(with_ledger, monkeypatch, content, **options) == level
    with pytest.raises(ParameterError, match="not to be shown at public"):
        level_of(with_ledger, monkeypatch, monthly, tier="public")
    with pytest.raises(ParameterError, match="no such access level"):
        level_of(with_ledger, monkeypatch, monthly, tier="secret")


def test_years_are_words_and_counts_stay_numbers():
    frame = pd.DataFrame({"year": [2022, 2023], "projects": [2022, 3], "value": [1.5, 2.0]})
    table = cells(frame.astype({"year": "Int64"}))
    assert list(table["year"]) == ["2022", "2023"]
    assert [fact.id for fact in table["value"]] == [
        "2023.analyst.Own.2022.value",
        "2023.analyst.Own.2023.value",
    ]
    assert [fact.value for fact in table["projects"]] == [2022, 3]
    frame.attrs["units"] = {"month": "", "value": "亿元"}
    assert list(cells(frame.assign(month=[11, 12]))["month"]) == ["11", "12"]


def test_a_frame_of_an_analysis_is_shown_with_heads_in_words(with_ledger, monkeypatch):
    report, shown = with_ledger.report(), []
    monkeypatch.setattr(report, "block", lambda html, renderer, **record: shown.append(html))
    yearly = with_ledger.frame("agreed_amount", by="year")
    report.show(yearly, title="By year")
    report.show(with_ledger.what_if(growth=0.1), title="Scenario")
    heads = shown[0].split("<tbody")[0].split("<thead")[1]
    assert "Agreed amount" in heads
    assert "亿元" in heads
    assert "Year" in heads
    assert "value" not in heads
    assert str(yearly["year"].iloc[0]) in shown[0]  # a year is no amount
    assert "Before" in shown[1]
    assert "change_unit" not in shown[1]


def test_a_number_keeps_its_sources_and_unit_while_it_is_that_of_its_fact(annual_results, monkeypatch):
    d, shown = analysis_of(annual_results, "zh"), []
    report = d.report()
    monkeypatch.setattr(report, "block", lambda html, renderer, **record: shown.append(renderer.shown))
    frame = d.frame("agreed_amount", by="sector")
    report.show(frame, title="t")
    report.show(frame.assign(value=frame["value"] * 2), title="u")
    of_value = [[f for f in facts if f.value in (896.6, 2 * 896.6)] for facts in shown]
    ((kept,), (changed,)) = of_value
    assert kept.sources == frame._facts["value"][1].sources
    assert kept.sources
    assert (kept.unit, changed.unit, changed.sources) == ("亿元", "亿元", ())


def test_the_ends_of_an_interval_keep_the_sources_of_their_number(annual_results, monkeypatch):
    d, shown = analysis_of(annual_results, "zh"), []
    report = d.report()
    monkeypatch.setattr(report, "block", lambda html, renderer, **record: shown.append(renderer.shown))
    frame = d.frame("agreed_amount", by="sector")
    bounds = d.table("bounds")
    report.show(frame[["sector", "low", "high"]], title="t")
    report.show(bounds, title="b")
    ends, of_table = shown
    assert len(ends) == 2 * len(frame)
    behind = frame._facts["value"][1]
    assert {f.sources for f in ends if f.value in (behind.low, behind.high)} == {behind.sources}
    assert any(f.sources for f in of_table)


def test_a_page_says_that_something_of_its_author_is_left_out(tmp_path):
    import_ledger(tmp_path / "district", clean_projects(20), "2023-12", "2024-01-10")
    shown = list[tuple[str, str]]()
    report = Report.of_results(results_of(tmp_path / "district"), "zh")
    report._emit = lambda bundle: shown.append((bundle[MIME]["tier"], bundle["text/plain"]))
    drawn = Figure()
    drawn.subplots().bar(["a"], [1])
    report.show(drawn, title="图一")
    [(tier, said), (own, _)] = shown
    assert (tier, own) == ("public", "internal")
    assert "没有公布" in said
    assert "图一" not in said
    shown.clear()
    report.show(drawn, title="图二", tier="public")
    assert [tier for tier, _ in shown] == ["public"]


def test_growth_after_a_zero_is_a_dash():
    amounts = pd.Series([0.0, 2.0, 3.0], name="amount")
    cells = own_content.as_cells(
        amounts.pct_change().to_frame(), title="Growth", period="2023", tier="public"
    )
    assert [cell and cell.value for cell in cells["amount"]] == [None, None, 0.5]
