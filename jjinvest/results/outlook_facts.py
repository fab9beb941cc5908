"""Every number of an outlook as facts: the year ahead, its targets, the mid-year forecast, the scores."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.forecasting.annual.joint_targets import joint_targets
from jjinvest.forecasting.annual.next_year import AgreedOutlook, large_projects_needed
from jjinvest.forecasting.annual.out_of_city import out_of_city_outlook
from jjinvest.forecasting.annual.published_pipeline import pipeline_outlook
from jjinvest.forecasting.assumption_facts import assumption_facts
from jjinvest.forecasting.distribution import ForecastDistribution
from jjinvest.forecasting.evaluation.benchmark_scores import synthetic_scores
from jjinvest.forecasting.evaluation.facts import backtest_facts, method_facts, scores_by_place
from jjinvest.forecasting.evaluation.realised import score_realised
from jjinvest.forecasting.ledger.facts import ledger_forecast_facts
from jjinvest.forecasting.ledger.forecast import AGREED
from jjinvest.forecasting.ledger.large_projects import large_project_facts
from jjinvest.forecasting.sensitivity import sensitivity_facts
from jjinvest.forecasting.year_to_date.running_totals import figures_of, linear_projection, year_to_date
from jjinvest.metrics.breakdowns import COUNT
from jjinvest.metrics.ledger_indicators import undated_talks
from jjinvest.metrics.pace import own_pace
from jjinvest.metrics.small_groups import withheld_new_cohorts
from jjinvest.metrics.target_needs import growth_needed, monthly_pace

if TYPE_CHECKING:
    from jjinvest.results.outlook import Outlook


def outlook_facts(outlook: Outlook) -> list[Fact]:
    """Every number of the outlook."""
    following = outlook.year + 1
    facts = [
        *growth_needed(outlook.metric_workspace, outlook.year_ahead),
        *monthly_pace(outlook.metric_workspace, outlook.period),
        *outlook.funds.facts,
        *pipeline_outlook(outlook.metric_workspace, following, assumptions=outlook.assumptions),
        *assumption_facts(outlook.assumptions, outlook.period),
        *_method_facts(outlook),
    ]
    if outlook.agreed is not None:
        facts += _agreed_facts(outlook, outlook.agreed)
    ledger, targets = outlook.workspace.ledger, outlook.workspace.targets
    if outlook.ledger_year is not None and ledger is not None:
        facts += ledger_forecast_facts(
            outlook.ledger_year,
            targets,
            outlook.period,
            ledger.source,
            undated_talks(ledger),
            withheld_new_cohorts(ledger, outlook.period),
        )
    if outlook.mid_year is not None:
        facts += _mid_year_facts(outlook, outlook.mid_year)
    if outlook.whole_year is not None:
        facts += outlook.whole_year.facts(targets) + sensitivity_facts(outlook.whole_year, targets)
    for made in outlook.further_made.values():
        facts += made.facts(targets, part="" if outlook.complete_year else "mid_year")
    for number in outlook.numbers:
        facts = [number.widened(fact) for fact in facts] + list(number.facts(targets))
    if outlook.past_mid_year is not None and outlook.past_mid_year is not outlook.mid_year:
        facts += outlook.past_mid_year.facts(part="mid_year")
    if outlook.judged or outlook.past_years:
        sources = () if ledger is None else (ledger.source,)
        facts += backtest_facts(outlook.scorecard, synthetic_scores(outlook.passed), outlook.period, sources)
    if outlook.pooled is not None:
        facts += outlook.pooled.facts(targets, part="pooled")
        facts += sensitivity_facts(outlook.pooled, targets, part="pooled")
    return facts


def _agreed_facts(outlook: Outlook, agreed: AgreedOutlook) -> list[Fact]:
    """The next year's agreed amount from size classes, and what follows from the same simulation."""
    year, assumptions = outlook.year + 1, outlook.assumptions
    joint = joint_targets(
        outlook.metric_workspace,
        agreed.distribution,
        outlook.funds.published,
        outlook.funds.complete,
        seed=outlook.seed,
        assumptions=assumptions,
    )
    return [
        *_with_large_projects(outlook, agreed, year),
        *sensitivity_facts(agreed.distribution, outlook.workspace.targets),
        *joint,
        *out_of_city_outlook(outlook.metric_workspace, year, agreed, assumptions=assumptions),
    ]


def _with_large_projects(outlook: Outlook, agreed: AgreedOutlook, year: int) -> list[Fact]:
    """Facts of the outlook, with the numbers of large projects by the ledger where it is simulated."""
    if outlook.ledger_year is None or outlook.data.ledger is None:
        return agreed.facts + large_projects_needed(agreed, year)
    by_size = FactId.of(year, COUNT)
    facts = [fact for fact in agreed.facts if fact.id.below(by_size) is None]
    return facts + list(
        large_project_facts(
            outlook.ledger_year,
            draws=outlook.data.draws,
            seed=outlook.seed,
            unseen_prior=outlook.assumptions.hundred_yi_prior_shape,
            sources=outlook.data.ledger.sources,
        )
    )


def _linear_projection(outlook: Outlook, forecast: ForecastDistribution) -> float | None:
    """Year-end total in 亿元 if the rest of the year is like the part before the day of a forecast."""
    then = (
        outlook.metric_workspace if forecast.as_of is None else outlook.metric_workspace.as_of(forecast.as_of)
    )
    now = year_to_date(figures_of(then, forecast.key.measure, forecast.definition), outlook.year)
    return None if now is None else linear_projection(now)


def _by_own_season(outlook: Outlook, forecast: ForecastDistribution) -> float | None:
    """Year-end total in 亿元 if the share passed is that of the district's own earlier years."""
    pace = own_pace(outlook.metric_workspace, AGREED, outlook.year)
    now = outlook.workspace.latest.get(FactId.of(outlook.period, AGREED))
    progress = None if pace is None or outlook.complete_year else pace.progress(outlook.period)
    if now is None or now.value is None or progress is None or not progress.value:
        return None
    return float(forecast.threshold(now)) / float(progress.value)


def _mid_year_actual(outlook: Outlook) -> tuple[ForecastDistribution, float, float] | None:
    """Mid-year forecast, linear projection and actual; None until the annual figure is published."""
    if outlook.mid_year is None:
        return None
    projection = _linear_projection(outlook, outlook.mid_year)
    actual = outlook.workspace.latest.get(outlook.mid_year.key)
    if projection is None or actual is None:
        return None
    return outlook.mid_year, projection, outlook.mid_year.threshold(actual)


def _method_facts(outlook: Outlook) -> list[Fact]:
    """Scores of each method on other data than the district's past years."""
    mid_year = _mid_year_actual(outlook)
    sources = () if mid_year is None else _sources(outlook, mid_year[0])
    scores = scores_by_place(outlook.workspace.growth, outlook.passed, mid_year)
    return method_facts(scores, outlook.period, sources=sources)


def _sources(outlook: Outlook, forecast: ForecastDistribution) -> tuple[str, ...]:
    """Sources of a forecast and of the actual total."""
    actual = outlook.workspace.latest[forecast.key]
    return tuple(dict.fromkeys((*forecast.sources, *actual.sources)))


def _mid_year_facts(outlook: Outlook, forecast: ForecastDistribution) -> list[Fact]:
    """The mid-year forecast, the linear projection and, once the actual is published, the scores."""
    targets, part = outlook.workspace.targets, "mid_year"
    facts = forecast.facts(targets, part=part) + sensitivity_facts(forecast, targets, part=part)
    projection = _linear_projection(outlook, forecast)
    if projection is not None:
        pace = forecast.fact(forecast.key / part / "linear", projection, definition="linear")
        facts.append(replace(pace, evidence="computed", caveat="linear_pace"))
    by_season = _by_own_season(outlook, forecast)
    if by_season is not None:
        name = "by_own_season"
        total = forecast.fact(forecast.key / part / name, by_season, definition=name)
        facts.append(replace(total, evidence="computed", caveat="seasonal_own", decimals=1))
    actual = outlook.workspace.latest.get(forecast.key)
    if actual is not None:
        differ = outlook.workspace.profile.wordings_differ(f"{forecast.year}H1", str(forecast.year))
        facts += score_realised(forecast, actual, projection, part=part, wordings_differ=differ)
    return facts
