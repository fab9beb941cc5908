"""A synthetic district released at one quarter and read at the next."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pandas as pd
import pytest
from click.testing import CliRunner

from jjinvest.cli.main import main
from jjinvest.forecasting.attribution.decompose import REASONS
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.reporting import tables
from jjinvest.reporting.html import Renderer
from jjinvest.reporting.provenance import definition_key
from jjinvest.reporting.what_if import what_if
from jjinvest.results.outlook import MIN_WEIGHT
from jjinvest.results.results import Results
from tests.fixtures.runs import ROOT
from tests.fixtures.workspaces import released, seen


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory) -> Results:
    data = tmp_path_factory.mktemp("district") / "data"
    data.mkdir()
    (data / "context").symlink_to(ROOT / "data" / "context")
    options = ["synth", "--seed", "7", "--projects", "300", "--quarters", "3", "--out", str(data)]
    result = CliRunner().invoke(main, options)
    assert result.exit_code == 0, result.output
    folder = data / "synthetic_01"
    released(folder, seen(folder, "2023Q2", "2023-07-31"))
    return seen(folder, "2023Q3", "2023-10-20")


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


def test_every_number_of_changes_and_trials_has_a_name_and_a_definition(later: Results) -> None:
    of_backtest = [f for f in later.facts.values() if ".backtest." in f.id or ".pooled." in f.id]
    of_backtest += list(later.release_comparison.forecast.facts)
    assert len(of_backtest) > 50
    for language in ("zh", "en"):
        words = Vocabulary(language, {str(k): str(v) for k, v in later.workspace.labels[language].items()})
        for fact in of_backtest:
            assert words.fact_label(fact.id)
            assert words.message(definition_key(fact))
            assert words.fact(fact)
            assert later.get(fact.id) is not None


def test_levels_are_pooled_by_earned_weights_and_the_target_is_judged_by_the_pool(later: Results) -> None:
    scorecard, pooled = later.outlook.scorecard, later.outlook.pooled
    assert pooled is not None
    assert sum(scorecard.weights.values()) == pytest.approx(1)
    assert scorecard.reasons == ("few_years",)
    assert later.outlook.ahead == ("year.agreed_amount.pooled", pooled)
    chance = later["year.agreed_amount.pooled.p_reach"]
    assert chance.low <= chance.value <= chance.high
    assert tables.outlook(later).iloc[0]["chance"] == chance
    signed, rest = (later[f"year.agreed_amount.pooled.part.{part}"].value for part in ("signed", "rest"))
    assert signed + rest == pytest.approx(later["year.agreed_amount.pooled.forecast.mean"].value, abs=1e-9)
    assert (pooled.samples >= signed - 1e-9).all()


def test_tables_of_the_past_hold_each_year_and_naive(later: Results) -> None:
    years = [each.year for each in later.outlook.scorecard.years]
    assert len(years) >= 2
    assert len(tables.backtest_years(later)) == len(years)
    assert tables.backtest(later)["method"].iloc[-1].key == "method_naive"
    shown = tables.fan(later)
    assert len(shown) == len(years) + 1
    assert shown["actual"].notna().sum() == len(years)


def numbers(effect, column: str = "after") -> dict[str, float]:
    return {
        row["item"].key.removeprefix("what_if_"): row[column].value for row in effect.cells.to_dict("records")
    }


def test_what_if_draws_the_ledgers_year_again(later: Results) -> None:
    base = numbers(what_if(later))
    assert set(numbers(what_if(later), "change").values()) == {0.0}
    named = later.outlook.ledger_year.named.table.sort_values("expected", ascending=False).iloc[0]
    for name in (named["project_code"], named["project_name"]):
        cancelled = numbers(what_if(later, cancelled=[name]))
        assert cancelled["ledger_agreed_amount"] < base["ledger_agreed_amount"]
        assert cancelled["agreed"] == base["agreed"]
    assert numbers(what_if(later, growth=0.5))["ledger_agreed_amount"] > base["ledger_agreed_amount"]
    assert numbers(what_if(later, conversion=0.0))["ledger_agreed_amount"] < base["ledger_agreed_amount"]
    fast = numbers(what_if(later, payment_speed=1.5))
    assert fast["ledger_agreed_amount"] == base["ledger_agreed_amount"]
    if "ledger_funds_in_place" in base:
        assert fast["ledger_funds_in_place"] > base["ledger_funds_in_place"]


def test_a_cancelled_signed_project_leaves_the_year_for_certain(later: Results) -> None:
    rows = later.workspace.ledger.projects
    one = rows[(rows["signed_on"].dt.year == 2023) & rows["agreed_amount"].notna()].iloc[0]
    amount = int(one["agreed_amount"]) / 1e8
    base, cancelled = numbers(what_if(later)), numbers(what_if(later, cancelled=[one["key"]]))
    assert base["agreed"] - cancelled["agreed"] == pytest.approx(amount)
    assert base["ledger_agreed_amount"] - cancelled["ledger_agreed_amount"] == pytest.approx(amount)


def test_without_a_release_there_is_no_change(later: Results) -> None:
    alone = replace(later, workspace=replace(later.workspace, releases=()))
    assert alone.release_comparison.forecasts == ()
    assert alone.release_comparison.facts == {}
    assert tables.why(alone).empty
    assert tables.change_drivers(alone, "public").empty


def test_the_levels_that_are_pooled_say_their_weight_and_why(later):
    uses = {each.method: each for each in later.outlook.method_uses}
    for name, weight in later.outlook.scorecard.weights.items():
        assert (uses[name].use == "pooled") == (weight >= MIN_WEIGHT)
        assert (uses[name].reasons == ("no_weight",)) == (weight < MIN_WEIGHT)
    assert uses["ledger_simulation"].reasons[0] == "full_ledger"
    assert "origins_missing" not in uses["ledger_simulation"].reasons
    table = tables.method_uses(later)
    weights = {
        row["method"].key: row["weight"] for row in table.to_dict("records") if row["weight"] is not None
    }
    assert sum(fact.value for fact in weights.values()) == pytest.approx(100)
    assert set(weights) == {f"method_{name}" for name in later.outlook.scorecard.weights}
