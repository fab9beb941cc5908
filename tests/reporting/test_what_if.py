"""What-if tables: nothing changed changes nothing, each change affects what depends on it only."""

from __future__ import annotations

import pytest

from jjinvest.core.errors import ParameterError, UnknownFactError
from jjinvest.reporting.what_if import what_if
from jjinvest.results.results import Results


def numbers(effect, column="after") -> dict[str, float]:
    return {
        row["item"].key.removeprefix("what_if_"): row[column].value for row in effect.cells.to_dict("records")
    }


def test_nothing_changed_changes_nothing(annual_results):
    effect = what_if(annual_results)
    assert numbers(effect, "after") == pytest.approx(numbers(effect, "before"))
    assert set(numbers(effect, "change").values()) == {0.0}
    assert {"agreed", "completion", "next_median", "next_chance", "funds", "funds_completion"} == set(
        numbers(effect)
    )


def test_before_is_what_the_reports_show(annual_results):
    before = numbers(what_if(annual_results), "before")
    assert before["agreed"] == annual_results["now.agreed_amount"].value
    assert before["next_chance"] == annual_results["next.agreed_amount.p_reach"].value


def test_growth_moves_the_next_year_alone(annual_results):
    base, more, fewer = (numbers(what_if(annual_results, growth=g)) for g in (0.0, 0.2, -0.2))
    assert fewer["next_chance"] < base["next_chance"] < more["next_chance"]
    assert fewer["next_median"] == pytest.approx(0.8 * base["next_median"], rel=0.02)
    assert [more[k] for k in ("agreed", "funds")] == [base[k] for k in ("agreed", "funds")]


def test_a_cancelled_project_lowers_both_years_a_postponed_one_returns_for_certain(annual_results):
    amount = annual_results["now.agreed_amount.project.juwan"].value
    base, cancelled = numbers(what_if(annual_results)), numbers(what_if(annual_results, cancelled=["juwan"]))
    postponed = numbers(what_if(annual_results, postponed=["juwan"]))
    assert base["agreed"] - cancelled["agreed"] == amount
    assert postponed["agreed"] == cancelled["agreed"]
    assert postponed["next_median"] - cancelled["next_median"] == pytest.approx(amount)
    assert cancelled["next_chance"] < base["next_chance"]
    assert cancelled["completion"] == pytest.approx(100 * (1088 - amount) / 1000)


def test_conversion_and_speed_move_their_own(annual_results):
    effect = numbers(what_if(annual_results, conversion=1.0, payment_speed=1.5))
    assert effect["pipeline"] == pytest.approx(
        2 * annual_results["next.agreed_amount.pipeline.expected"].value
    )
    assert effect["funds"] == pytest.approx(1.5 * 188)
    assert effect["funds_completion"] == pytest.approx(1.5 * 94)


def test_unknown_projects_and_impossible_numbers_are_refused(annual_results):
    with pytest.raises(UnknownFactError, match="juwan"):
        what_if(annual_results, cancelled=["juwam"])
    for wrong in (
        {"growth": -1.0},
        {"payment_speed": -0.1},
        {"conversion": 1.1},
        {"postponed": ["juwan"], "cancelled": ["juwan"]},
    ):
        with pytest.raises(ValueError, match=r"growth|postponed"):
            what_if(annual_results, **wrong)


def test_mid_year_shows_fewer_effects(mid_year_results):
    assert set(numbers(what_if(mid_year_results))) <= {"agreed", "pipeline", "funds"}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_shows_itself_in_a_notebook(annual_results, language):
    effect = what_if(annual_results, growth=-0.1, postponed=["juwan"], language=language)
    bundle = effect._repr_mimebundle_()
    assert "−10%" in bundle["text/html"]
    assert "<table>" in bundle["text/html"]
    assert "href" not in bundle["text/html"]
    columns = ["item", "before", "after", "unit", "change", "change_unit", "method"]
    assert list(effect.table.columns) == columns
    assert {row["after"].evidence for row in effect.cells.to_dict("records")} == {"modelled"}


def test_results_show_what_they_hold(annual_results):
    bundle = annual_results._repr_mimebundle_()
    assert "2023Q4" in bundle["text/html"]
    assert "2023.agreed_amount" in bundle["text/plain"]
    assert len(bundle["text/html"]) < 20_000


def test_what_if_draws_the_ledgers_year_again(later: Results) -> None:
    base = numbers(what_if(later))
    assert set(numbers(what_if(later), "change").values()) == {0.0}
    named = later.outlook.ledger_year.named.table.sort_values("expected", ascending=False).iloc[0]
    for name in (named["project_code"], named["project_name"]):
        cancelled = numbers(what_if(later, cancelled=[name]))
        assert cancelled["year_median"] < base["year_median"]
        assert cancelled["agreed"] == base["agreed"]
    assert numbers(what_if(later, growth=0.5))["year_median"] > base["year_median"]
    assert numbers(what_if(later, conversion=0.0))["year_median"] < base["year_median"]
    fast = numbers(what_if(later, payment_speed=1.5))
    assert fast["year_median"] == base["year_median"]
    if "ledger_funds_in_place" in base:
        assert fast["ledger_funds_in_place"] > base["ledger_funds_in_place"]


def test_a_cancelled_signed_project_leaves_the_year_for_certain(later: Results) -> None:
    rows = later.workspace.ledger.projects
    one = rows[(rows["signed_on"].dt.year == 2023) & rows["agreed_amount"].notna()].iloc[0]
    amount = int(one["agreed_amount"]) / 1e8
    base, cancelled = numbers(what_if(later)), numbers(what_if(later, cancelled=[one["key"]]))
    assert base["agreed"] - cancelled["agreed"] == pytest.approx(amount)
    assert base["year_median"] - cancelled["year_median"] == pytest.approx(amount)


def test_one_question_has_one_baseline_the_forecast_of_the_page(later: Results) -> None:
    """Median and chance of the year stand once, before the change as the page shows them."""
    key, shown = later.outlook.ahead
    before = numbers(what_if(later), "before")
    assert before["year_median"] == later[key / "forecast" / "median"].value
    assert before["year_chance"] == later[key / "p_reach"].value
    assert not {"ledger_agreed_amount", "next_median"} & set(before)
    methods = dict(zip(what_if(later).table["item"], what_if(later).table["method"], strict=True))
    assert {"pooled" if "pooled" in shown.reasons else shown.method} <= set(methods.values())


def test_a_small_change_has_a_small_effect(later: Results) -> None:
    """The same samples before and after: a hundredth more projects is no chance difference."""
    table = what_if(later, growth=0.01).table
    moved = (table["change"] / table["before"]).abs()
    assert 0 < moved.max() < 0.04


def _largest(results: Results, rows) -> object:
    projects = results.workspace.ledger.projects
    return projects[rows(projects)].sort_values("agreed_amount", ascending=False).iloc[0]


def test_a_cancelled_project_of_an_earlier_year_takes_its_payments_with_it(later: Results) -> None:
    one = _largest(
        later,
        lambda p: (
            (p["signed_on"].dt.year < 2023)
            & p["terminated_on"].isna()
            & (p["funds_ytd"].fillna(0).astype("int64") > 0)
        ),
    )
    base, cancelled = numbers(what_if(later)), numbers(what_if(later, cancelled=[one["project_name"]]))
    paid = int(one["funds_ytd"]) / 1e8
    assert base["funds_paid"] - cancelled["funds_paid"] == pytest.approx(paid)
    assert base["year_median"] == cancelled["year_median"]
    with pytest.raises(ParameterError, match=str(one["signed_on"].year)):
        what_if(later, postponed=one["key"])


def test_nothing_falls_below_zero(later: Results) -> None:
    projects = later.workspace.ledger.projects
    signed = projects[projects["signed_on"].notna() & projects["agreed_amount"].notna()]
    after = numbers(what_if(later, cancelled=list(signed["key"])))
    assert min(after.values()) >= 0
    assert (after["agreed"], after["completion"]) == (0, 0)


def test_a_change_without_effect_says_so(later: Results) -> None:
    assert "growth" in what_if(later).note
    ended = _largest(later, lambda p: (p["signed_on"].dt.year < 2022) & (p["terminated_on"].dt.year < 2023))
    effect = what_if(later, cancelled=[ended["key"]])
    assert effect.unaffected
    assert effect.note in effect._repr_mimebundle_()["text/html"]
    assert not what_if(later, growth=0.1).note


def test_an_unknown_project_lists_near_names(later: Results) -> None:
    name = str(later.workspace.ledger.projects["project_name"].iloc[0])
    with pytest.raises(UnknownFactError, match=name):
        what_if(later, cancelled=[name[:-4]])


def test_a_published_project_is_known_by_its_name(annual_results) -> None:
    name = annual_results.workspace.labels.loc["juwan", "zh"]
    assert numbers(what_if(annual_results, cancelled=name)) == numbers(
        what_if(annual_results, cancelled=["juwan"])
    )


def test_the_assumed_chance_of_the_published_pipeline_is_shown_before_and_after(annual_results):
    effect = what_if(annual_results, conversion=0.7)
    assumed = 100 * annual_results.assumptions.pipeline_probability
    assert numbers(effect, "before")["conversion"] == pytest.approx(assumed)
    assert numbers(effect)["conversion"] == pytest.approx(70.0)
    assert "conversion" not in numbers(what_if(annual_results, growth=0.1))
