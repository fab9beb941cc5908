"""Tests of what a message states beside its numbers: it is shown only where its test holds."""

from __future__ import annotations

from collections.abc import Callable

from jjinvest.core.fact_id import FactId
from jjinvest.core.periods import period_end
from jjinvest.metrics.targets import targets_known
from jjinvest.results.results import Results


def _no_target(results: Results) -> bool:
    """Whether no figure of the year is a target or states how much of one is reached."""
    return not targets_known(results.workspace, results.year)


def _target_without_actual(results: Results) -> bool:
    return not _no_target(results) and results.get("now.targets.counted") is None


def _first_half(results: Results) -> bool:
    return results.period.endswith("H1")


def _implied(*measures: str) -> Callable[[Results], bool]:
    """Whether all these targets of the municipality are implied by a completion."""

    def test(results: Results) -> bool:
        targets = results.workspace.targets.set_index("target_id")["evidence"]
        names = [FactId.of(results.year, measure, "target", "municipality") for measure in measures]
        return all(targets.get(name) == "implied" for name in names)

    return test


def _alone(results: Results) -> bool:
    """Whether the forecast of the year in progress rests on no earlier year."""
    ahead = results.outlook.mid_year
    return ahead is not None and "no_earlier_year" in ahead.reasons


def _nothing_earlier(results: Results) -> bool:
    """Whether no figure is of a period that ended earlier, and no growth was published."""
    figures, end = results.workspace.figures, period_end(results.period)
    earlier = [period_end(each) < end for each in figures.loc[figures["statistic"] == "level", "period"]]
    return not any(earlier) and not figures["statistic"].isin(["growth", "multiple", "points"]).any()


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


def _of_other_basis(results: Results) -> bool:
    """Whether a contract amount from outside stands beside a target for the agreed amount from outside."""
    contract, target = (
        results.get(name)
        for name in ("now.contract_amount.out_of_city", "next.agreed_amount.out_of_city.target")
    )
    return contract is not None and target is not None


def _checked_early(results: Results) -> bool:
    """Whether the mid-year forecast rests on the first half's figures only, with no target known."""
    forecast = results.outlook.mid_year
    if forecast is None or forecast.as_of is None:
        return False
    then = results.workspace.as_of(forecast.as_of)
    used = then.figures[then.figures["figure_id"].isin(forecast.sources)]
    of_half = not used.empty and bool((used["period"] == f"{results.year}H1").all())
    return of_half and not targets_known(then, results.year)


_OF_OUTSIDE = ("contract_amount.out_of_city", "funds_in_place.out_of_city")
TESTS: dict[str, Callable[[Results], bool]] = {
    "overview.lead_half": _no_target,
    "overview.target_not_published": _no_target,
    "overview.target_without_actual": _target_without_actual,
    "overview.municipal": _implied(*_OF_OUTSIDE),
    "answer.reached.unknown": _no_target,
    "answer.reached.no_actual": _target_without_actual,
    "answer.gap": _implied(*_OF_OUTSIDE),
    "answer.gap.unknown": _no_target,
    "answer.gap.no_actual": _target_without_actual,
    "answer.next.half_alone": _alone,
    "answer.changed.unknown": _nothing_earlier,
    "targets.lead_half": _no_target,
    "targets.lead": lambda results: results.get("next.agreed_amount.out_of_city.growth_needed") is None,
    "targets.large": _no_tier_of_100,
    "targets.out_of_city": lambda results: (
        results.get("now.agreed_amount.out_of_city") is None
        and _published("now.contract_amount.out_of_city")(results)
    ),
    "targets.stood": _of_other_basis,
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
