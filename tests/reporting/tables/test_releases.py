"""Why forecasts changed since a release: steps that add up, projects, forecasts without a counterpart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pandas as pd
import pytest

from jjinvest.core.assumptions import Assumptions
from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.data.releases import Release
from jjinvest.forecasting.attribution.decompose import REASONS
from jjinvest.forecasting.attribution.facts import ForecastChange
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.reporting import tables
from jjinvest.reporting.html import Renderer
from jjinvest.results.results import Results
from tests.fixtures.pages import build_page

KEYS = [
    "2023.agreed_amount",
    "2023.agreed_amount.out_of_city",
    "2023.funds_in_place",
    "2023.funds_in_place.out_of_city",
]


def reasons(change: ForecastChange) -> dict[str, float]:
    return {fact.id.rpartition("by_")[2]: fact.value for fact in change.steps[1:-1]}


def paid(results: Results, *, since: str, outside: bool) -> float:
    """What projects of the ledger paid in the year from a month on, in 亿元."""
    state = results.workspace.ledger
    out_of_city = (
        state.projects[state.projects["origin"].isin(["out_of_city", "abroad"])] if outside else None
    )
    rows = state.payments[state.payments["month"] >= since]
    if out_of_city is not None:
        rows = rows[rows["project_code"].isin(out_of_city["key"])]
    return float(rows["amount"].sum()) / 1e8


@pytest.mark.parametrize("outside", [False, True])
def test_funds_are_explained_by_payments_not_by_amounts_signed(autumn: Results, outside: bool) -> None:
    key = "2023.funds_in_place" + ".out_of_city" * outside
    [change] = [each for each in autumn.release_comparison.forecasts if each.key == key]
    by = reasons(change)
    lately = paid(autumn, since="2023-07-01", outside=outside)
    assert lately > 1
    assert by["new_payments"] + by["cancellations"] == pytest.approx(lately, abs=0.11)
    assert "new_signings" not in by
    # nothing of the months before was touched: no revision stands against the payments
    assert by["data_revision"] == pytest.approx(0.0, abs=0.11)
    head = f"2023.funds_in_place{'.out_of_city' * outside}.ledger"
    then = {fact.id: fact.value for fact in autumn.workspace.releases[-1].facts}
    so_far = paid(autumn, since="2023-01-01", outside=outside) - lately
    expected = then[f"{head}.forecast.mean"] - so_far
    assert by["progress"] == pytest.approx(-expected / 2, abs=0.11)


def without_some_facts(results: Results, removed) -> Results:
    """The same results, had the last release not held some of its numbers."""
    release = results.workspace.releases[-1]
    kept = tuple(fact for fact in release.facts if not removed(fact.id))
    held = replace(results.workspace, releases=(replace(release, facts=kept),))
    return Results(held, results.run_period, results.seed, results.assumptions)


@pytest.mark.parametrize("seen_at", ["autumn", "year_end"])
def test_every_forecast_of_the_release_has_a_row_that_adds_up_as_written(seen_at, request) -> None:
    results: Results = request.getfixturevalue(seen_at)
    assert [change.key for change in results.release_comparison.forecasts] == KEYS
    table = tables.why_each(results)
    assert [cell.id for cell in table["item"]] == KEYS
    reasons_shown = [column for column in table if column.removeprefix("why_") in REASONS]
    for row, change in zip(table.to_dict("records"), results.release_comparison.forecasts, strict=True):
        shown = sum(Decimal(str(row[column].value)) for column in reasons_shown)
        assert Decimal(str(row["why_opening"].value)) + shown == Decimal(str(row["why_closing"].value))
        dropped = set(REASONS) - {column.removeprefix("why_") for column in reasons_shown}
        assert all(change.by_reason[reason].value == 0 for reason in dropped)
    assert "why_new_signings" in reasons_shown


def test_the_closing_is_the_forecast_of_today_or_the_actual(autumn: Results, year_end: Results) -> None:
    now = {change.key: change for change in autumn.release_comparison.forecasts}
    head = "2023.funds_in_place"
    assert now[head].kind == "total"
    assert now[head].steps[-1].value == pytest.approx(autumn[f"{head}.ledger.forecast.mean"].value, abs=0.051)
    then = {change.key: change for change in year_end.release_comparison.forecasts}
    assert then[head].kind == "total_actual"
    assert then[head].steps[-1].value == pytest.approx(
        year_end["2023.ledger.funds_in_place"].value, abs=0.051
    )
    assert reasons(then[head])["model"] == pytest.approx(0, abs=0.11)


def test_what_a_page_did_not_show_of_the_certain_part_is_read_from_the_ledger_of_the_release(
    autumn: Results,
) -> None:
    alone = without_some_facts(autumn, lambda fact_id: ".part." in fact_id)
    for change, expected in zip(
        alone.release_comparison.forecasts, autumn.release_comparison.forecasts, strict=True
    ):
        assert [fact.value for fact in change.steps] == [fact.value for fact in expected.steps]


def test_a_forecast_without_a_counterpart_keeps_its_row_with_the_reason(autumn: Results) -> None:
    no_ledger = Results(replace(autumn.workspace, ledger=None), "2023Q3", 1, autumn.assumptions)
    table = tables.why_each(no_ledger)
    assert [cell.id for cell in table["item"]] == KEYS
    # the published quarters have the agreed amount, and the target of out-of-city funds has its own totals
    assert [change.not_comparable for change in no_ledger.release_comparison.forecasts] == [
        "",
        *["no_ledger_now"] * 2,
        "",
    ]
    assert [cell.key for cell in table["why_closing"][1:3]] == ["no_ledger_now"] * 2
    imports = replace(autumn.workspace.ledger, payments=autumn.workspace.ledger.payments.iloc[:0])
    no_funds = Results(replace(autumn.workspace, ledger=imports), "2023Q3", 1, autumn.assumptions)
    not_comparable = {change.key: change.not_comparable for change in no_funds.release_comparison.forecasts}
    assert not_comparable == dict.fromkeys(KEYS[:2], "") | dict.fromkeys(KEYS[2:], "not_forecast_now")
    for results in (no_ledger, no_funds, without_some_facts(autumn, lambda i: i.endswith("forecast.mean"))):
        for language in ("zh", "en"):
            words = Vocabulary(language, {})
            shown = Renderer(words, {}).table(tables.why_each(results), "")
            assert all(
                words.label(change.not_comparable) in shown
                for change in results.release_comparison.forecasts
                if change.not_comparable
            )


def test_a_release_of_medians_alone_is_named_as_such(autumn: Results) -> None:
    medians = without_some_facts(autumn, lambda fact_id: fact_id.endswith("forecast.mean"))
    assert {change.not_comparable for change in medians.release_comparison.forecasts} == {
        "only_median_released"
    }
    assert medians.release_comparison.forecast is None


def test_a_total_that_was_known_at_the_release_was_no_forecast(autumn: Results) -> None:
    release = autumn.workspace.releases[-1]
    mean = next(fact for fact in release.facts if fact.id == "2023.agreed_amount.ledger.forecast.mean")
    total = replace(mean, id=FactId.of(2023, "agreed_amount"), evidence="published")
    known = replace(release, facts=(*release.facts, total))
    results = Results(
        replace(autumn.workspace, releases=(known,)), autumn.run_period, autumn.seed, autumn.assumptions
    )
    assert [change.key for change in results.release_comparison.forecasts] == KEYS[1:]


def test_a_release_of_published_figures_is_closed_by_published_figures_beside_a_ledger(
    everything, mid_year_results
):
    """Ledger and published figures are two views; a release of published figures is closed by such."""
    release = Release(
        "2023Q2", 1, date(2023, 8, 1), date(2023, 7, 31), "", tuple(mid_year_results.facts.values())
    )
    held = replace(everything, releases=(release,)).as_of(date(2024, 3, 31))
    total = Fact("2023.ledger.agreed_amount", 1.0, None, None, "亿元", "agreed", "all", "computed", "2023")
    published = Results(held, "2023Q4", 20230731, Assumptions())
    beside = SimpleNamespace(facts={"2023.agreed_amount": total})
    view = SimpleNamespace(facts=published.facts, bounds={}, check_facts={}, ledger=beside)
    since = replace(published.release_comparison, now=view)
    [change] = [each for each in since.forecasts if each.key == "2023.agreed_amount"]
    assert change.kind == "total_actual"
    assert change.steps[-1].value == 1088


def test_the_reasons_add_up_in_the_decimals_shown(later: Results) -> None:
    change = later.release_comparison.forecast
    assert change is not None
    assert change.kind == "margin"
    opening, *steps, closing = (Decimal(str(fact.value)) for fact in change.steps)
    assert len(steps) == len(REASONS)
    assert opening + sum(steps) == closing
    mean, target = later["year.agreed_amount.pooled.forecast.mean"], later["year.agreed_amount.target"]
    assert float(closing) == pytest.approx(mean.value - target.value, abs=0.05001)


def test_projects_and_the_rest_make_up_what_projects_changed_at_every_tier(later: Results) -> None:
    change = later.release_comparison.forecast
    by = {fact.id.rpartition("by_")[2]: Decimal(str(fact.value)) for fact in change.steps[1:-1]}
    total = by["data_revision"] + by["new_signings"] + by["cancellations"]
    assert total != 0
    for tier in ("public", "government"):
        shown = tables.change_drivers(later, tier)
        assert all(cell.tier == "public" for cell in shown["effect"]) or tier == "government"
        if len(shown):
            assert sum(Decimal(str(cell.value)) for cell in shown["effect"]) == total
    names = Renderer(Vocabulary("zh", {}), {}).table(tables.change_drivers(later, "government"), "")
    signed = later.workspace.ledger.projects.set_index("key")["signed_on"]
    largest = change.projects.iloc[0]
    assert largest["project_name"] in names
    assert signed[largest["key"]] > pd.Timestamp("2023-06-30")


def test_the_ledger_of_the_release_is_identified_by_its_sources(later: Results) -> None:
    state = later.workspace.ledger
    assert state.earlier is not None
    assert len(state.earlier.projects) < len(state.projects)
    assert any(name.startswith("synthetic_01/private/ledgers/0001") for name in later.workspace.files)


def test_without_a_release_there_is_no_change(later: Results) -> None:
    alone = replace(later, workspace=replace(later.workspace, releases=()))
    assert alone.release_comparison.forecasts == ()
    assert alone.release_comparison.facts == {}
    assert tables.why(alone).empty
    assert tables.change_drivers(alone, "public").empty


def test_the_page_of_method_lists_only_reasons_that_moved_the_forecast(autumn: Results) -> None:
    change = autumn.release_comparison.forecast
    still = [reason for reason, fact in change.by_reason.items() if not fact.value]
    moved = [reason for reason, fact in change.by_reason.items() if fact.value]
    assert still
    assert moved
    words = Vocabulary("zh", {})
    [line] = [
        text for text in build_page(autumn, "70_forecast_method", "zh").sentences if "分项（亿元" in text
    ]
    parts = line.partition("）：")[2]
    assert [reason for reason in still if words.label(f"why_by_{reason}") in parts] == []
    assert all(words.label(f"why_by_{reason}") in parts for reason in moved)
