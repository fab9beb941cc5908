"""Tests of what a message states beside its numbers: it is shown only where its test holds."""

from __future__ import annotations

from collections.abc import Callable

from jjinvest.metrics.targets import targets_known
from jjinvest.results.results import Results


def _alone(results: Results) -> bool:
    """Whether the forecast of the year in progress rests on no earlier year."""
    ahead = results.outlook.mid_year
    return ahead is not None and "no_earlier_year" in ahead.reasons


def _no_tier_of_100(results: Results) -> bool:
    counted = (fact for fact in results.facts.values() if fact.evidence == "published" and fact.value)
    return not any(fact.id.name == "tier_ge_100" for fact in counted if fact.id.metric == "projects_signed")


def _no_funds_by_project(results: Results) -> bool:
    figures = results.workspace.figures
    funded = figures["metric"].isin(["funds_in_place", "funds_to_date"])
    return results.workspace.ledger is None and not (funded & (figures["scope"] == "project")).any()


def _published(name: str) -> Callable[[Results], bool]:
    """Whether a number was published; a ledger's sum was not."""
    return lambda results: (fact := results.get(name)) is not None and fact.evidence == "published"


def _checked_early(results: Results) -> bool:
    """Whether the mid-year forecast rests on the first half's figures only, with no target known."""
    forecast = results.outlook.mid_year
    if forecast is None or forecast.as_of is None:
        return False
    then = results.workspace.as_of(forecast.as_of)
    used = then.figures[then.figures["figure_id"].isin(forecast.sources)]
    of_half = not used.empty and bool((used["period"] == f"{results.year}H1").all())
    return of_half and not targets_known(then, results.year)


TESTS: dict[str, Callable[[Results], bool]] = {
    "targets.large": _no_tier_of_100,
    "targets.out_of_city": lambda results: (
        results.get("now.agreed_amount.out_of_city") is None
        and _published("now.contract_amount.out_of_city")(results)
    ),
    "annual.sums": _published("now.agreed_amount"),
    "targets.funds": _no_funds_by_project,
    "targets.self_check": _checked_early,
    "targets.self_check_wide": _alone,
}
"""Test by message key; a message without one states only its numbers."""


def holds(key: str, results: Results) -> bool:
    """Whether what a message states beside its numbers is so."""
    test = TESTS.get(key.removesuffix(".brief"))
    return test is None or test(results)
