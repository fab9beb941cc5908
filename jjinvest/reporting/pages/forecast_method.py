"""Page 70, the methods of the forecast: which one answers and why, parts, assumptions, past errors."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING, Any

from jjinvest.forecasting.attribution.ledger_drivers import moved_exchange_rates
from jjinvest.ledger.validation.imports.exchange_rates import rate_text
from jjinvest.reporting import charts, tables
from jjinvest.reporting.pages.expected import expected_from
from jjinvest.reporting.pages.forecast import track_sentence
from jjinvest.reporting.tables import sentences
from jjinvest.reporting.tables.cells import FactName, Term
from jjinvest.reporting.tables.sentences import Sentence

if TYPE_CHECKING:
    from jjinvest.forecasting.attribution.facts import ForecastChange
    from jjinvest.reporting.report import Report
    from jjinvest.results.results import Results

FUNDS_TEXTS = ("funds", "funds_model", "funds_narrow")
"""Messages on the growth of funds elsewhere."""


def methods(report: Report) -> None:
    """Which method answers for the agreed amount and why, and how several are pooled."""
    results = report.results
    outlook, kind = results.outlook, "" if results.complete_year else "_half"
    report.section("methods")
    if outlook.pooled is not None:
        key = f"targets.pooled{'_alone' if outlook.single_method else ''}"
        signed = results.get("now.agreed_amount")
        certain = results.complete_year or (signed is not None and signed.relation == "=")
        report.text(f"{key}{kind}" if certain else f"{key}_year")
    elif results.complete_year:
        report.text("targets.agreed", otherwise="")
        report.text("targets.earlier_readings", otherwise="")
    elif outlook.ahead[1] is not None and "no_earlier_year" in outlook.ahead[1].reasons:
        report.text("targets.self_check", otherwise="")
        report.text("targets.self_check_wide", otherwise="")
    if outlook.ahead[1] is not None:
        report.table("method_uses", tables.method_uses(results))
    weights = tables.pooled(results)
    report.table("pooled" if "chance" in weights else "pooled_weights", weights)


def parts(report: Report, chart: Callable[..., Any] = charts.bridge) -> None:
    """Parts that make up the expected total."""
    results = report.results
    key, _ = results.outlook.ahead
    report.section("parts")
    target = results.get(f"{results.outlook.year_ahead}.agreed_amount.target")
    report.figure("bridge", chart, tables.bridge(results, key), target=target)


def chances(report: Report, chart: Callable[..., Any] = charts.probability_curve) -> None:
    """Chance of each amount, and of the target under each assumption."""
    results = report.results
    key, ahead = results.outlook.ahead
    kind, pooled = "" if results.complete_year else "_half", results.outlook.pooled is not None
    report.section("chance")
    if ahead is not None:
        one = "targets.chance" if results.complete_year else "targets.chance_in_progress"
        report.text(f"targets.chance_pooled{kind}" if pooled else one, otherwise="")
        report.figure(
            "curve",
            chart,
            tables.exceedance_quantiles(results, key),
            samples=ahead.samples,
            target=results.get(f"{results.outlook.year_ahead}.agreed_amount.target"),
            chance=results.get(f"{key}.p_reach"),
        )
    if not pooled:
        report.table("chances", tables.chances(results), folded=True)


def every_change(report: Report) -> None:
    """Why each released forecast changed, one row a forecast."""
    comparison = report.results.release_comparison
    report.section("why_each")
    if comparison.forecast is not None:
        _change(report, comparison.forecast)
    if len(comparison.forecasts) > (comparison.forecast is not None):
        report.text("why.each")
        report.table("why_each", tables.why_each(report.results))


def _change(report: Report, change: ForecastChange) -> None:
    """What the forecast was and is, and the reasons that moved it."""
    moved = {reason: fact for reason, fact in change.by_reason.items() if fact.value}
    if not moved:
        report.first(sentences=[Sentence("forecast.unchanged", {"item": FactName(change.key)})])
        return
    renderer, chinese = report.renderer(), report.words.language == "zh"
    reasons = [
        report.sentence(renderer, Sentence("why.reason", {"reason": Term(f"why_by_{name}"), "effect": fact}))
        for name, fact in moved.items()
    ]
    opening = report.written(renderer, f"why.{change.kind}")
    parts = report.written(renderer, "why.parts") + ("、" if chinese else ", ").join(reasons)
    space, stop = ("", "。") if chinese else (" ", ".")
    text = f"{opening}{space}{parts}{stop}"
    if "data_revision" in moved and (rates := _rates(report, change)):
        text += f"{space}{report.written(renderer, 'why.rates')}{rates}{stop}"
    report.block(f'<p class="text">{text}</p>', renderer)


def _rates(report: Report, change: ForecastChange) -> str:
    """Exchange rates of the ledger that moved since the release, with both rates; empty without any."""
    from jjinvest.ledger.reader.units.money_units import currency_name  # needed by a ledger alone

    state, language = report.results.workspace.ledger, report.words.language
    moved = [] if state is None else moved_exchange_rates(state, change.key)
    joint = "；" if language == "zh" else "; "
    return joint.join(
        f"{escape(currency_name(currency, language))} {rate_text(before)} → {rate_text(after)}"
        for currency, before, after in moved
    )


def ledger(report: Report) -> None:
    """The ledger's simulation: totals, distribution and parts, where it is used."""
    results = report.results
    weights, simulated = results.outlook.scorecard.weights, results.outlook.ledger_year
    report.section("ledger_forecast")
    if "ledger_simulation" not in weights or simulated is None:
        return
    head = f"{tables.ahead(results)}.agreed_amount"
    report.text("targets.ledger")
    half = "" if results.complete_year else "_half"
    if "estimates_compared" in simulated.reasons:
        report.text(f"targets.estimates_compared{half}", otherwise="")
    elif "estimates_not_compared" in simulated.reasons:
        report.text("targets.estimates_not_compared")
    if "endings_not_kept" in simulated.reasons:
        report.text(f"targets.endings_not_kept{half}", otherwise="")
    report.text("targets.funds_backtest", otherwise="")
    report.table("ledger_outlook", tables.ledger_outlook(results))
    if len(weights) > 1:
        report.figure(
            "ledger_forecast",
            charts.distribution,
            tables.forecast(results, f"{head}.ledger"),
            samples=simulated.samples["agreed_amount"],
            target=results.get(f"{head}.target"),
        )
        report.figure("ledger_bridge", charts.bridge, tables.bridge(results, f"{head}.ledger"))


def large_projects(report: Report) -> None:
    """Expected number of large projects, and scenarios of the next year."""
    results = report.results
    report.section("large")
    report.text("targets.large", otherwise="")
    report.table("large", tables.large_projects(results))
    report.table("scenarios", tables.scenarios(results))


def out_of_city(report: Report, chart: Callable[..., Any] = charts.conditional_chances) -> None:
    """Chance of the out-of-city target by the ratio that was not published."""
    frame = tables.out_of_city(report.results)
    if frame.empty and answered_by_ledger(report.results, "agreed_amount.out_of_city"):
        return
    report.section("out_of_city")
    report.text("targets.out_of_city", otherwise="")
    report.figure("out_of_city", chart, frame)


def answered_by_ledger(results: Results, total: str) -> bool:
    """Whether the ledger's section of the page has a total, so that it is no part without data."""
    simulated = results.outlook.ledger_year
    used = "ledger_simulation" in results.outlook.scorecard.weights
    return used and simulated is not None and total in simulated.samples


def funds(report: Report, chart: Callable[..., Any] = charts.growth_rows) -> None:
    """Growth of funds elsewhere against what the target needs; of a year begun, what is expected."""
    results = report.results
    expected = [
        found
        for key in results.outlook.further
        if key.metric == "funds_in_place" and (found := expected_from(results, key / "mid_year")) is not None
    ]
    has_own = bool(expected) or any(report.known(f"targets.{name}") for name in FUNDS_TEXTS)
    has_own = has_own or not tables.funds_chances(results).empty
    if not has_own and answered_by_ledger(results, "funds_in_place"):
        return
    report.section("funds")
    report.first(sentences=expected)
    report.text("targets.funds", otherwise="")
    report.text("targets.funds_model", otherwise="")
    report.text("targets.funds_narrow", otherwise="")
    report.table("funds_chances", tables.funds_chances(results), folded=True)
    needed = results.get("next.funds_in_place.out_of_city.growth_needed")
    if needed is not None:
        report.figure("growth_reference", chart, tables.growth_reference(results), needed=needed)


def numbers(report: Report) -> None:
    """Numbers of projects that have a target ahead: what each method gives and which one is shown."""
    frame = tables.number_methods(report.results)
    if len(frame):
        report.section("numbers")
        report.text("targets.numbers")
        report.table("number_methods", frame)


def negotiations(report: Report) -> None:
    """What projects under negotiation may bring, and why a rank is not forecast."""
    results = report.results
    report.section("pipeline")
    report.text("targets.pipeline", otherwise="")
    report.section("rank")
    report.text("targets.rank", otherwise="")
    report.first(sentences=sentences.ranks_as_worded(results, str(results.outlook.year_ahead)))


def self_check(report: Report, chart: Callable[..., Any] = charts.distribution) -> None:
    """What was forecast at mid-year from the figures of that day, beside the actual number."""
    results = report.results
    mid_year = results.outlook.mid_year
    if not results.complete_year and results.outlook.past_mid_year is not None:
        return  # the record of past forecasts has it in one sentence
    report.section("self_check")
    if not results.complete_year or mid_year is None:
        return
    report.text("targets.self_check", otherwise="")
    report.figure(
        "mid_year",
        chart,
        tables.forecast(results, "year.agreed_amount.mid_year"),
        samples=mid_year.samples,
        certain=results.get("half.agreed_amount"),
        actual=results.get("year.agreed_amount"),
    )
    report.text("targets.self_check_actual", otherwise="")
    report.table(
        "mid_year_scores", tables.mid_year_scores(results, "year.agreed_amount.mid_year"), folded=True
    )
    if "no_earlier_year" in mid_year.reasons:
        report.text("targets.self_check_wide", otherwise="")


def past_years(report: Report) -> None:
    """Past years re-forecast by every method, with scores; scores of the methods on other data."""
    results = report.results
    report.section("backtest")
    for code in results.outlook.scorecard.reasons:
        if code == "nothing":  # then the record is the one that the page for leaders states
            report.first(sentences=[track_sentence(results)])
        else:
            report.text(f"backtest.{code}", otherwise="")
    report.figure("fan", charts.fan, tables.fan(results), behind=_behind_fan(results))
    report.table("backtest", tables.backtest(results))
    report.text("backtest.methods")
    report.table("methods", tables.method_scores_elsewhere(results), folded=True)
    report.figure("calibration", charts.calibration, tables.calibration(results))
    if results.release_comparison.release is not None:
        report.table("track_record", tables.track_record(results))


def _behind_fan(results: Results) -> Any:
    """Table behind the fan chart: every past year with its range, reference and actual number."""
    years = tables.backtest_years(results)
    return None if years.empty else years


def assumptions(report: Report) -> None:
    """Every assumption with its value, and what the marks of evidence mean."""
    report.section("assumptions")
    report.table("assumptions", tables.assumptions(report.results))
    report.section("evidence")
    report.text("evidence.legend")
    report.end()
