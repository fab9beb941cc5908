"""Groups of numbers that take seconds: each declares its ids; none is computed before it is asked for."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from jjinvest.core.fact_id import FactId
from jjinvest.quality.bounds.highs import solve
from jjinvest.reporting.tables import breakdowns
from jjinvest.results.computations import declared_ids
from jjinvest.results.fact_index import LEDGER
from jjinvest.results.results import Results
from tests.fixtures.analyses import sample_results

COSTLY = ("bounds", "disclosures", "reconstructed", "reconstruction_summary", "release_comparison")


@pytest.fixture
def sample(made_once: Callable[..., Results]) -> Results:
    """A district with published figures and a ledger."""
    return made_once("analysis-both", lambda _: sample_results())


def fresh(results: Results) -> Results:
    """The same results with nothing computed yet."""
    return Results(results.workspace, results.run_period, results.seed, results.assumptions)


def test_every_id_of_a_costly_group_is_declared(annual_results):
    declared = declared_ids(annual_results.workspace, annual_results.year)
    for facts, ids in (
        (annual_results.bounds, declared.bounds),
        (annual_results.disclosures, declared.disclosures),
        (annual_results.reconstruction_summary, declared.reconstruction),
    ):
        assert facts
        assert set(facts) <= ids


def test_groups_do_not_share_an_id(annual_results):
    groups = [
        set(getattr(annual_results, name))
        for name in ("facts", "bounds", "disclosures", "reconstruction_summary")
    ]
    assert len(set.union(*groups)) == sum(len(group) for group in groups)


def test_declaring_solves_no_integer_programme(annual_results, monkeypatch):
    def no_search(*arguments: object, **options: object) -> object:
        assert arguments[4] is None
        return solve(*arguments, **options)

    monkeypatch.setattr("jjinvest.quality.bounds.milp.solve", no_search)
    assert declared_ids(annual_results.workspace, annual_results.year).bounds


@pytest.mark.parametrize(
    "name", ["now.agreed_amount", "now.agreed_amount.project.juwan", "next.agreed_amount.p_reach"]
)
def test_a_page_that_asks_no_bound_computes_none(annual_results, name):
    results = fresh(annual_results)
    assert results[name] == annual_results[name]
    assert not set(COSTLY) & set(vars(results))


@pytest.mark.parametrize(
    "name",
    [
        "now.agreed_amount",
        "now.agreed_amount.project.juwan",
        "now.agreed_amount.top20.share",
        "now.agreed_amount.tier_20_50",
        "now.projects_signed.tier_ge_9999",
    ],
)
def test_a_number_of_the_period_is_found_without_a_forecast(annual_results, name):
    results = fresh(annual_results)
    found = results.get(name)
    assert found == annual_results.get(name)
    assert (found is None) == name.endswith("9999")
    assert not {"facts", "outlook", "checks"} & set(vars(results))


@pytest.mark.parametrize(
    "table", [breakdowns.sectors, breakdowns.halves, breakdowns.tiers, breakdowns.projects]
)
def test_a_table_of_what_was_signed_computes_no_forecast(annual_results, table):
    results = fresh(annual_results)
    assert not table(results).empty
    assert not {"facts", "outlook"} & set(vars(results))


@pytest.mark.parametrize("known", ["annual_results", "mid_year_results", "sample"])
def test_every_number_is_found_as_when_all_are_computed(known, request):
    whole = request.getfixturevalue(known)
    for view in whole.available_views:
        assert view.measured.items() <= view.facts.items()
        declared = view.declared.bounds | view.declared.disclosures | view.declared.reconstruction
        assert not declared & (view.facts.keys() - view.measured.keys())
        assert not [
            name for name in view.facts.keys() - view.measured.keys() if view._only_measured(FactId(name))
        ]
        for short, name in view._without_target.items():
            if FactId(short).metric != LEDGER:  # which the view of the ledger answers
                assert view.get(short) == view.facts[name]


def test_an_id_that_nobody_declares_computes_no_group(annual_results):
    results = fresh(annual_results)
    assert results.get("now.agreed_amount.project.nobody") is None
    assert not set(COSTLY) & set(vars(results))


def test_a_bound_computes_its_own_group_alone(annual_results):
    results = fresh(annual_results)
    results.__dict__["facts"] = annual_results.facts
    assert results["now.agreed_amount.top20"] == annual_results.bounds["2023.agreed_amount.top20"]
    assert set(COSTLY) & set(vars(results)) == {"bounds"}


def test_no_group_exists_before_the_year_is_complete(mid_year_results):
    assert mid_year_results.bounds == {}
    assert mid_year_results.get("year.agreed_amount.top20.width") is None
