"""What the results of a district compute: the calls of metrics, quality and forecasting for each number.

Results import it when they compute; prepared ones are read without it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pandas as pd

from jjinvest.data.figures import typed_figures
from jjinvest.metrics.alerts import alert_counts as alert_counts
from jjinvest.metrics.alerts import alerts as alerts
from jjinvest.metrics.approximate import with_approximation as with_approximation
from jjinvest.metrics.breakdowns import averages, groups, named_groups, shares, tier_counts
from jjinvest.metrics.corrected_parts import corrected_parts
from jjinvest.metrics.growth import growths
from jjinvest.metrics.half_years import growths_of_halves, second_half, years_with_halves
from jjinvest.metrics.implied_levels import with_implied_levels as with_implied_levels
from jjinvest.metrics.ledger_indicators import (
    by_quarter,
    ended_again,
    funds_by_signing_year,
    largest,
    largest_listed,
    named_ledger_rates,
    open_contracts,
    rows_used,
    seasonal_pace,
    stages,
)
from jjinvest.metrics.ledger_observations import as_published, observations
from jjinvest.metrics.ledger_parts import published_parts
from jjinvest.metrics.ledger_quarters import growth_of_quarters
from jjinvest.metrics.lights import distinguished
from jjinvest.metrics.other_cohort import other_cohort
from jjinvest.metrics.pace import seasonal_gaps as seasonal_gaps
from jjinvest.metrics.published import further_targets, named_rates, published
from jjinvest.metrics.scorecard import pace_counted as pace_counted
from jjinvest.metrics.scorecard import scorecards as scorecards
from jjinvest.metrics.single_quarters import single_quarters
from jjinvest.metrics.targets import (
    completions,
    figures_with,
    reached,
    targets_of,
    targets_of_other_years,
    with_rounding_noted,
)
from jjinvest.quality.bounds.reported import (
    consistency_fact,
    reported_bound_ids,
    reported_disclosure_ids,
)
from jjinvest.quality.bounds.reported import reported_bounds as reported_bounds
from jjinvest.quality.bounds.reported import reported_disclosures as reported_disclosures
from jjinvest.quality.bounds.restated_halves import with_restated_parts
from jjinvest.quality.reconciliation.accused import accused_figures as accused_figures
from jjinvest.quality.reconciliation.accused import contradicted, with_doubt, with_required_gaps
from jjinvest.quality.reconciliation.accused import with_required as with_required
from jjinvest.quality.reconciliation.ledger_comparison import (
    compare_with_ledger,
    comparison_counts,
    differing_figures,
)
from jjinvest.quality.reconciliation.reconcile import check_counts
from jjinvest.quality.reconciliation.reconcile import check_relations as check_relations
from jjinvest.quality.reconciliation.reconcile import joint_consistency as joint_consistency
from jjinvest.quality.reconciliation.reconcile import reconcile as reconcile
from jjinvest.quality.reconciliation.reconcile import with_ledgers as with_ledgers
from jjinvest.quality.reconstruction.summary import reconstructed_amounts as reconstructed_amounts
from jjinvest.quality.reconstruction.summary import reconstruction_summary as reconstruction_summary
from jjinvest.quality.reconstruction.summary import reconstruction_summary_ids
from jjinvest.results.fact_groups import DeclaredIds
from jjinvest.results.outlook import Outlook as Outlook
from jjinvest.results.release_comparison import ReleaseComparison as ReleaseComparison

if TYPE_CHECKING:
    from jjinvest.core.facts import Fact
    from jjinvest.data.workspace import Workspace
    from jjinvest.results.results import Results


def figures_of_ledger(workspace: Workspace, period: str) -> pd.DataFrame:
    """Figures of the ledger, with published ones of what it does not hold (other years, ranks, plans)."""
    state, known = workspace.ledger, workspace.figures
    if state is None:
        return known
    # the view of the ledger alone holds no published figures, but its rows still say what is public
    of_ledger = as_published(observations(state, period), typed_figures(workspace.rows), workspace.tier)
    others = known[~known["fact_id"].isin(of_ledger["fact_id"])].assign(
        evidence="published", tier="public", caveat=""
    )
    return pd.concat([others, of_ledger], ignore_index=True) if len(others) else of_ledger


def metric_facts(results: Results) -> list[list[Fact]]:
    """Facts of the metrics: what was published and what follows, without forecasts."""
    workspace, period, year = results.metric_workspace, results.period, results.year
    completed = completions(workspace, period)
    as_published = with_rounding_noted(published(workspace), completed)
    years = [each for each in years_with_halves(workspace) if each < year]
    second_halves = [
        fact
        for each in (*years, year)
        for fact in with_restated_parts(workspace, each, second_half(workspace, each))
    ]
    about = figures_with(workspace.figures, "~")
    found = [
        as_published,
        further_targets(workspace),
        targets_of_other_years(workspace, year),
        targets_of(workspace, year),
        targets_of(workspace, year + 1),
        shares(workspace, period),
        averages(workspace, period),
        tier_counts(workspace, period),
        groups(workspace, period),
        named_groups(workspace, period),
        completed,
        reached(completed, as_published, period, about),
        named_rates(workspace, period),
        other_cohort(workspace, period),
        second_halves,
        corrected_parts(workspace, period),
        growths(workspace, period),
        growths_of_halves(workspace, period),
        single_quarters(workspace, period),
        *ledger_facts(results),
    ]
    found = [distinguished(each, workspace.rules.alerts) for each in found]
    if results.prefix:  # the ledger alone
        return found
    return [doubts_given(results, each) for each in found]


def doubts_given(results: Results, found: Iterable[Fact]) -> list[Fact]:
    """Give numbers that published figures or the ledger contradict, and what follows from them, a caveat."""
    if results.prefix:
        return list(found)
    return _with_doubt(results, with_required_gaps(found, results.accused), results.comparison)


def _with_doubt(results: Results, found: Iterable[Fact], compared: pd.DataFrame) -> list[Fact]:
    state = results.workspace.ledger
    doubted = contradicted(results.check_report, results.workspace)
    differing = differing_figures(compared, results.year if state is None else state.stands_on.year)
    stated = (fact for fact in compared["published"] if fact.id in differing)
    return with_doubt(found, doubted, {figure for fact in stated for figure in fact.sources})


def facts_ahead(results: Results) -> list[Fact]:
    """Every number of the outlook; what a target still needs of an approximate number is approximate too."""
    found = with_approximation(results.outlook.facts(), results.workspace.figures)
    return doubts_given(results, found)


def gaps_by_season(results: Results) -> list[Fact]:
    """Progress of each target against the season (:func:`seasonal_gaps`)."""
    return doubts_given(
        results, seasonal_gaps(results.metric_workspace, results.workspace.targets, results.period)
    )


def checks(results: Results) -> pd.DataFrame:
    """Reconciliation of every visible figure (:func:`reconcile`), doubtful numbers marked as on all pages."""
    made = reconcile(results.check_report, results.workspace)
    if results.prefix or made.empty:
        return made
    stated = (cell for side in ("published", "computed") for cell in made[side] if cell is not None)
    marked = {fact.id: fact for fact in doubts_given(results, stated)}
    published, computed = (
        pd.Series([None if cell is None else marked[cell.id] for cell in made[side]], made.index, object)
        for side in ("published", "computed")
    )
    return made.assign(published=published, computed=computed)


def ledger_facts(results: Results) -> list[list[Fact]]:
    """Facts that only the rows of a ledger give, where the figures are the ledger's."""
    state = results.workspace.ledger
    if state is None or not results.rests_on_ledger:
        return []
    indicators = (
        rows_used,
        open_contracts,
        ended_again,
        stages,
        named_ledger_rates,
        funds_by_signing_year,
        largest,
        largest_listed,
        by_quarter,
        growth_of_quarters,
    )
    return [
        *(indicator(state, results.period) for indicator in indicators),
        seasonal_pace(state, results.workspace.targets, results.period),
    ]


def quality_facts(results: Results) -> list[list[Fact]]:
    """Facts of the checks: counts, whether one ledger satisfies all figures, published against the ledger."""
    consistency = results.consistency if results.complete_year else None
    return [
        check_counts(results.check_report, results.workspace, results.period),
        [] if consistency is None else [consistency_fact(consistency, results.period)],
        [fact for fact in results.comparison["difference"] if fact is not None],
        comparison_counts(results.comparison, results.workspace.figures, results.period),
    ]


def comparison(results: Results) -> pd.DataFrame:
    """Each published figure that the ledger has too, with the verdict (:func:`compare_with_ledger`)."""
    state, known = results.workspace.ledger, results.workspace.figures
    if state is None or results.rests_on_ledger:
        return compare_with_ledger(known, known.iloc[:0])
    own = observations(state, results.period)
    own = pd.concat([own, published_parts(state, results.period, known, own)], ignore_index=True)
    compared = compare_with_ledger(known, as_published(own, known))
    # the figures are those that all pages show, with the same caveats
    published = _with_doubt(results, compared["published"], compared)
    return compared.assign(published=pd.Series(published, compared.index, object))


def declared_ids(workspace: Workspace, year: int) -> DeclaredIds:
    """List the ids of a year's bounds without solving anything; some may turn out to have no number."""
    return DeclaredIds(
        frozenset(reported_bound_ids(workspace, year)),
        frozenset(reported_disclosure_ids(workspace, year)),
        frozenset(reconstruction_summary_ids(workspace, year)),
    )


def reconstructed(results: Results, *, some: bool) -> pd.DataFrame:
    """Amounts (亿元) in reconstructed ledgers, a row each, if there are some."""
    if not some:
        return pd.DataFrame()
    number = results.assumptions.reconstructed_ledgers
    return reconstructed_amounts(results.workspace, results.year, seed=results.seed, number=number)
