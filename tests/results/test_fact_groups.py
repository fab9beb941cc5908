"""Groups of numbers that take seconds: each declares its ids; none is computed before it is asked for."""

from __future__ import annotations

import pytest

from jjinvest.quality.bounds.highs import solve
from jjinvest.results.fact_groups import DeclaredIds
from jjinvest.results.results import Results

COSTLY = ("bounds", "disclosures", "reconstructed", "reconstruction_summary", "release_comparison")


def fresh(results: Results) -> Results:
    """The same results with nothing computed yet."""
    return Results(results.workspace, results.run_period, results.seed, results.assumptions)


def test_every_id_of_a_costly_group_is_declared(annual_results):
    declared = DeclaredIds.of_year(annual_results.workspace, annual_results.year)
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
    assert DeclaredIds.of_year(annual_results.workspace, annual_results.year).bounds


@pytest.mark.parametrize(
    "name", ["now.agreed_amount", "now.agreed_amount.project.juwan", "next.agreed_amount.p_reach"]
)
def test_a_page_that_asks_no_bound_computes_none(annual_results, name):
    results = fresh(annual_results)
    assert results[name] == annual_results[name]
    assert not set(COSTLY) & set(vars(results))


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
