"""The change of a forecast as facts: written numbers add up, with and without a comparison."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.core.quantity import YI, Definition
from jjinvest.forecasting.attribution.decompose import REASONS, top_projects
from jjinvest.forecasting.attribution.facts import (
    MAX_NAMED_PROJECTS,
    PROJECT_REASONS,
    attribute_change,
    forecast_keys,
    forecast_state,
    without_comparison,
)
from tests.fixtures.forecast_states import (
    ledger_changes,
    projects,
    released_facts,
    states,
)

METRICS = {
    FactId.parse("2024.agreed_amount"): Definition("agreed"),
    FactId.parse("2024.agreed_amount.out_of_city"): Definition("agreed", "out_of_city"),
    FactId.parse("2024.funds_in_place"): Definition("funds"),
    FactId.parse("2024.funds_in_place.out_of_city"): Definition("funds", "out_of_city"),
}


@given(st.sampled_from(list(METRICS)), states, states, st.none() | projects, st.booleans())
def test_every_forecasts_change_adds_up_as_written_with_its_projects(key, before, after, moved, over):
    definition = METRICS[key]
    before, after = replace(before, definition=definition), replace(after, definition=definition)
    evidence = "computed" if over else "modelled"
    like = Fact(
        f"{key}.forecast.mean",
        after.mean,
        None,
        None,
        "亿元",
        definition.measure,
        definition.population,
        evidence,
        "2024",
    )
    named = top_projects(moved, count=9) if moved is not None else top_projects(ledger_changes(), count=0)
    named = named.assign(change=named["change"] / YI, tier="government")
    change = attribute_change(key, before, after, ledger_changes=moved, named=named, like=like)
    opening, *steps, closing = (Decimal(str(fact.value)) for fact in change.steps)
    assert opening + sum(steps) == closing
    assert set(change.by_reason) == set(REASONS)
    assert change.by_reason["new_signings"].id.endswith("new_payments" if "funds" in key else "new_signings")
    explained = sum(Decimal(str(change.by_reason[reason].value)) for reason in PROJECT_REASONS)
    shown = [Decimal(str(fact.value)) for fact in change.projects["fact"].head(MAX_NAMED_PROJECTS)]
    assert sum(shown) + Decimal(str(change.further["government"].value)) == explained
    assert all(fact.basis == definition.measure for fact in change.facts)


def test_a_forecast_without_comparison_keeps_its_opening_and_a_reason_code():
    key = FactId.parse("2024.agreed_amount")
    facts = released_facts(key, "agreed", pooled_forecast_median=200.04, ledger_forecast_median=190.0)
    assert forecast_keys(facts) == [key]
    assert forecast_state(facts, key, to_come=0.5) is None
    changes = without_comparison(key, facts, "only_median_released")
    assert [(fact.id.rpartition(".")[2], fact.value) for fact in changes.facts] == [("opening_median", 200.0)]
    assert changes.by_reason == {}
    with_mean = facts | released_facts(key, "agreed", ledger_forecast_mean=195.55)
    assert without_comparison(key, with_mean, "no_ledger_now").steps[0].id.endswith("opening_total")


def test_the_actual_of_a_year_is_the_published_total_not_that_of_the_ledger():
    """A page has one actual: 108.7 as published, also where the ledger adds up to 105.54."""
    key = FactId.parse("2025.agreed_amount")

    def total(fact_id: str, value: float, evidence: str) -> Fact:
        return Fact(fact_id, value, value, value, "亿元", "agreed", "all", evidence, "2025")

    published = total("2025.agreed_amount", 108.7, "published")
    of_ledger = total("2025.ledger.agreed_amount", 105.54, "computed")
    target = total("2025.agreed_amount.target", 110.0, "target")
    facts = {str(fact.id): fact for fact in (published, of_ledger, target)}
    state, actual = forecast_state(facts, key, to_come=0.0)
    assert (state.mean, actual) == (108.7, published)
    alone = {name: fact for name, fact in facts.items() if name != "2025.agreed_amount"}
    assert forecast_state(alone, key, to_come=0.0)[1] == of_ledger
