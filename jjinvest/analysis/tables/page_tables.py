"""The tables of the pages by name, as functions of the results; names are those of the captions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import pandas as pd

from jjinvest.core.access import ROW_TIER_COLUMN, TIERS, highest
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.metrics.ledger_observations import GROUPING_OF_SCOPE
from jjinvest.reporting import tables
from jjinvest.reporting.pages.scorecard import first_alerts, scored
from jjinvest.reporting.tables import leaders, parts_of_total
from jjinvest.reporting.tables.cells import Term
from jjinvest.reporting.tables.recent_periods import trend as recent_periods
from jjinvest.results.results import Results

Build = Callable[[Results], pd.DataFrame]
ACCESS_LEVEL = "access_level"
MID_YEAR = "year.agreed_amount.mid_year"


def _of_ledger(build: Callable[[Results | None], pd.DataFrame]) -> Build:
    """Table from the ledger's view; empty without one."""
    return lambda results: build(results.ledger)


def _of_ledger_year(build: Build) -> Build:
    """Table from the simulation of the ledger; empty without one."""
    return lambda results: pd.DataFrame() if results.outlook.ledger_year is None else build(results)


def _of_both(results: Results) -> pd.DataFrame:
    """Origin of the year's funds: from the ledger, else as published."""
    if results.ledger is not None:
        return tables.origin_of_funds(results.ledger)
    return tables.new_and_carried_over(results)


def _of_ahead(build: Callable[[Results, str], pd.DataFrame]) -> Build:
    """Table of the forecast agreed amount of the year ahead; empty without one."""

    def table(results: Results) -> pd.DataFrame:
        key, distribution = results.outlook.ahead
        return pd.DataFrame() if distribution is None else build(results, key)

    return table


def _why(results: Results) -> pd.DataFrame:
    return pd.DataFrame() if results.release_comparison.forecast is None else tables.why(results)


def _drivers(results: Results, tier: str) -> pd.DataFrame:
    if results.release_comparison.forecast is None:
        return pd.DataFrame()
    return tables.change_drivers(results, "government" if tier == "government" else "public")


def _alerts(results: Results, *, of_projects: bool) -> pd.DataFrame:
    """Alerts on projects that wait too long, or on targets that are behind their pace."""
    found = [alert for alert in results.alerts if bool(alert.projects) is of_projects]
    return tables.alert_list(found, results.facts)


def _first_alerts(results: Results) -> pd.DataFrame:
    return tables.alert_list(first_alerts(results.alerts), results.facts)


def _alert_projects(results: Results, tier: str = "") -> pd.DataFrame:
    """Projects behind the alerts, with the access level of each, or those of one level."""
    waiting = tables.waiting_projects(results.alerts)
    level = waiting.pop(ROW_TIER_COLUMN)
    chosen = waiting[level == tier] if tier else waiting.assign(**{ACCESS_LEVEL: level.map(Term)})
    chosen = chosen.reset_index(drop=True)
    chosen.attrs["tier"] = tier or highest([TIERS[0], *level])
    return chosen


def _concentration(results: Results) -> pd.DataFrame:
    """What the largest projects hold: exactly where there is a ledger, else its bounds."""
    largest = tables.largest(results.ledger)
    shares = {"part_share": "amount_share"}
    return tables.concentration(results) if largest.empty else largest.rename(columns=shares)


def _score(results: Results, dimension: str, *, league: bool) -> pd.DataFrame:
    """Score of the district (the empty dimension) or of its parts, or the points of each indicator."""
    view, scores = scored(results).get(dimension, (results, []))
    if not scores:
        return pd.DataFrame()
    if league:
        return tables.league(scores, view.facts)
    return tables.indicators(scores, view.facts, *((tables.member_name,) if dimension else ()))


def _composition(results: Results, scope: str) -> pd.DataFrame:
    return dict(parts_of_total.composition(results)).get(scope, pd.DataFrame())


_FIXED: dict[str, Build] = {
    "advances": tables.advances,
    "alerts": partial(_alerts, of_projects=False),
    "alerts_of_projects": partial(_alerts, of_projects=True),
    "alert_projects": _alert_projects,
    "alert_projects_public": partial(_alert_projects, tier="public"),
    "alert_projects_government": partial(_alert_projects, tier="government"),
    "alert_projects_internal": partial(_alert_projects, tier="internal"),
    "assumptions": tables.assumptions,
    "backtest": tables.backtest,
    "backtest_years": tables.backtest_years,
    "bounds": tables.tier_bounds,
    "bridge": _of_ahead(tables.bridge),
    "calibration": tables.calibration,
    "categories": _of_ledger_year(tables.categories),
    "chains": lambda results: tables.named_groups(results, "chain"),
    "chance_drivers": tables.chance_drivers,
    "chances": tables.chances,
    "change_drivers": partial(_drivers, tier="public"),
    "change_drivers_government": partial(_drivers, tier="government"),
    "channels": lambda results: tables.named_groups(results, "channel"),
    "checks": tables.checks,
    "cohorts": _of_ledger_year(tables.cohorts),
    "comparison": tables.comparison,
    "completion": tables.completion,
    "computed": tables.computed,
    "concentration": _concentration,
    "conflict": tables.conflict,
    "count_bounds": tables.count_bounds,
    "disclosures": tables.disclosures,
    "events": tables.events,
    "exceedance_quantiles": _of_ahead(tables.exceedance_quantiles),
    "fan": tables.fan,
    "first_alerts": _first_alerts,
    "figures_earlier": lambda results: tables.figures(results, "earlier"),
    "figures_events": lambda results: tables.figures(results, "events"),
    "figures_others": lambda results: tables.figures(results, "others"),
    "figures_projects": lambda results: tables.figures(results, "projects"),
    "figures_totals": lambda results: tables.figures(results, "totals"),
    "forecast": _of_ahead(tables.forecast),
    "funds": tables.funds,
    "funds_by_age": _of_ledger_year(tables.funds_by_age),
    "funds_chances": tables.funds_chances,
    "funds_origin": _of_both,
    "funds_rates": tables.funds_rates,
    "growth_reference": tables.growth_reference,
    "halves": tables.halves,
    "key_figures": tables.key_figures,
    "large": tables.large_projects,
    "largest": _of_ledger(tables.largest),
    "largest_listed": leaders.largest_listed,
    "ledger_outlook": _of_ledger_year(tables.ledger_outlook),
    "light_rules": leaders.rules,
    "methods": tables.method_scores_elsewhere,
    "method_uses": tables.method_uses,
    "number_methods": tables.number_methods,
    "mid_year_scores": lambda results: tables.mid_year_scores(results, MID_YEAR),
    "not_recomputable": tables.not_recomputable,
    "not_subtractable": tables.not_subtractable,
    "out_of_city": tables.out_of_city,
    "outlook": tables.outlook,
    "pace": tables.pace,
    "pace_seasonal": tables.seasonal_pace,
    "pipeline_published": tables.published_pipeline,
    "pooled": tables.pooled,
    "projects": tables.projects,
    "rates": _of_ledger(tables.rates),
    "recent_periods": recent_periods,
    "reconstructed": tables.reconstructed,
    "restated": tables.findings,
    "revised_figures": leaders.revised_figures,
    "revisions": tables.revisions,
    "scenarios": tables.scenarios,
    "scorecard": partial(_score, dimension="", league=False),
    "sectors": tables.sectors,
    "sensitivity": _of_ahead(tables.sensitivity),
    "sources": tables.sources,
    "stages": _of_ledger(tables.stages),
    "targets_ahead": leaders.targets_ahead,
    "task_forces": tables.task_forces,
    "tiers": tables.tiers,
    "track_record": tables.track_record,
    "trend": tables.trend,
    "waiting": _of_ledger(tables.waiting),
    "why": _why,
    "why_each": tables.why_each,
    "withheld_groups": _of_ledger(tables.withheld_groups),
}
TEXT_COLUMNS = frozenset(
    [
        "about",
        "access_level",
        "address",
        "age",
        "assumption",
        "authority",
        "case",
        "category",
        "certainty",
        "chain",
        "chance_in_words",
        "chance_light",
        "channel",
        "citation",
        "cohort",
        "culprit",
        "date_basis",
        "days_waiting",
        "disclosure",
        "evidence",
        "finding",
        "green_from",
        "group",
        "grouping",
        "indicator",
        "item",
        "level",
        "light_rule",
        "measure",
        "method",
        "months",
        "needs",
        "origin_of_funds",
        "park",
        "part",
        "period",
        "place",
        "project",
        "published_on",
        "publisher",
        "reached_with",
        "reaches",
        "reason",
        "rule",
        "scenario",
        "scored_on",
        "since",
        "since_earliest",
        "source",
        "stage",
        "statistic",
        "task_force",
        "tier",
        "title",
        "town",
        "unit",
        "unit_scored",
        "used",
        "verdict",
        "visible_from",
        "why",
        "year",
        "yellow_from",
    ]
)
"""Columns of words; a table without rows shows by its name alone that a column is one of numbers."""
NEEDS_LEDGER = frozenset(
    {
        *("categories", "cohorts", "funds_by_age", "largest", "ledger_outlook", "pace_seasonal", "rates"),
        *(
            "stages",
            "waiting",
            "withheld_groups",
            "comparison",
            *(f"by_{scope}" for scope in GROUPING_OF_SCOPE),
        ),
    }
)
"""Tables of a ledger: without one they have no rows."""
NEEDS_TARGET = frozenset({"completion", "pace", "stood", "targets", "targets_ahead"})
"""Tables of targets: without one they have no rows."""
OF_RELEASES = frozenset({"revisions", "revised_figures", "advances"})
"""Tables that compare with an earlier release: without one they have no rows."""
RESTATED = "restated"
"""Table of the restatements within the published figures themselves."""
SAME = {"stood": "completion", "outlook_half": "outlook"}
"""Captions under which another table is shown."""


def page_tables(results: Results) -> Mapping[str, Build]:
    """Every table of the pages by name: the fixed ones, and one for each dimension of the data."""
    by_scope: dict[str, Build] = {
        f"by_{scope}": _of_ledger(partial(tables.by_group, scope=scope)) for scope in GROUPING_OF_SCOPE
    }
    scopes = tables.dimensions(results)
    by_dimension: dict[str, Build] = {
        f"breakdown_{scope.replace(';', '_')}": partial(tables.breakdown, scope=scope) for scope in scopes
    }
    for scope in parts_of_total.FIRST_DIMENSIONS:
        by_dimension[f"composition_{scope}"] = partial(_composition, scope=scope)
    rules = results.workspace.rules.scorecards
    for dimension in () if rules is None else rules.by:
        by_dimension[f"league_{dimension}"] = partial(_score, dimension=dimension, league=True)
        by_dimension[f"league_indicators_{dimension}"] = partial(_score, dimension=dimension, league=False)
    fixed: dict[str, Build] = {**_FIXED, **{name: _FIXED[same] for name, same in SAME.items()}}
    return dict(sorted({**fixed, **by_scope, **by_dimension}.items()))


def why_no_rows(name: str, results: Results, words: Vocabulary, known_later: str = "") -> str:
    """Why a table has no rows: no ledger, target, release or change, or no such number by the as-of day.

    Parameters
    ----------
    known_later
        What became known after the as-of day.
    """
    if name in NEEDS_LEDGER and results.workspace.ledger is None:
        return words.message("analysis.empty.no_ledger")
    if name in OF_RELEASES:
        compared = results.release_comparison.release is not None
        reason = words.message(f"empty.{name}" if compared else "analysis.empty.no_release")
        restated = name != "advances" and len(_FIXED[RESTATED](results))
        return "\n".join([reason, *([words.message("analysis.empty.see_restated")] if restated else [])])
    if words.has(f"empty.{name}"):
        return words.message(f"empty.{name}")
    no_target = name in NEEDS_TARGET and results.workspace.targets.empty
    reason = words.message(f"analysis.empty.{'no_target' if no_target else 'no_number'}")
    return "\n".join(filter(None, (reason, known_later)))
