"""Page 50, the forecast for leaders: the answer, the range, what moves it, what it would take, its record.

Scores, assumptions and the reasoning of each method are on page 70
(:mod:`jjinvest.reporting.pages.forecast_method`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.forecasting.method import MID_YEAR_ALONE
from jjinvest.forecasting.select_method import BASIS
from jjinvest.metrics.targets import measure
from jjinvest.reporting import charts, tables
from jjinvest.reporting.pages.expected import expected_numbers, expected_total, needed_first
from jjinvest.reporting.tables import leaders, sentences
from jjinvest.reporting.tables.cells import ChanceInWords, FactName, ReleaseName, Term
from jjinvest.reporting.tables.outlook import chance_of
from jjinvest.reporting.tables.releases import main_reason
from jjinvest.reporting.tables.sentences import Sentence
from jjinvest.reporting.tables.target_standings import other_lights

if TYPE_CHECKING:
    from jjinvest.reporting.report import Report
    from jjinvest.results.results import Results

METHOD_PAGE = "70_forecast_method"
MOST_DRIVERS = 6
"""Drivers and assumptions that the page shows, the strongest first."""
MIN_SWING = 2.0
"""Change of a chance, in percentage points, from which it is shown; a smaller one says nothing."""


def lead(report: Report) -> None:
    """Open the page: the chance of the target of the agreed amount, else the range of its total."""
    report.use_footnotes()
    results = report.results
    answer = chance_of_target(results)
    chances = chances_of_others(results)
    expected = expected_total(results)
    if answer is not None:
        report.first(sentences=[answer, *by_other_methods(answer)], lead=True)
        report.first(sentences=chances)
    elif chances:
        report.first(sentences=[*chances, *([expected] if expected else [])], lead=True)
    elif expected is not None:
        report.first(sentences=[expected], lead=True)
    elif found := sentences.aims(results):
        report.first(sentences=found, lead=True)
    else:
        report.nothing("forecast.none_next" if results.complete_year else "forecast.none")
    report.first(sentences=sentences.overdue(results))


def chance_of_target(results: Results) -> Sentence | None:
    """Chance of the target ahead of the agreed amount; None without a target or without a forecast.

    Of a target that is reached already it says so.
    """
    of_total = FactName(FactId.of(results.year, "agreed_amount"), with_period=False)
    for each in sentences.aims(results):
        if each.key == "target.aim_reached" and each.content["item"] == of_total:
            return each
    key, _ = results.outlook.ahead
    chance = results.get(results.resolve(key) / "p_reach")
    target = results.get(FactId.of(results.outlook.year_ahead, "agreed_amount", "target"))
    if chance is None or target is None:
        return None
    of_year = FactId.of(results.outlook.year_ahead, "agreed_amount")
    content: dict[str, Any] = {
        "period": FactName(FactId.of(of_year.period)),
        "item": FactName(of_year, with_period=False),
        "target": target,
        "in_words": ChanceInWords(chance),
        "chance": chance,
    }
    return Sentence("forecast.lead", content)


def chances_of_others(results: Results) -> list[Sentence]:
    """Chance of each total ahead that has a target, but for the agreed amount of all.

    Totals come before parts, and the smallest chance first.
    """
    year, targets = results.outlook.year_ahead, results.workspace.targets
    of_total = chance_of_target(results)
    stated = None if of_total is None else of_total.content.get("chance")
    found = list[tuple[bool, float, Sentence]]()
    totals = targets[(targets["year"] == year) & targets["metric"].isin(list(BASIS))]
    for _, target in totals.iterrows():
        chance = chance_of(results, target)
        if chance is None or chance == stated or sentences.is_reached(results, target):
            continue
        content: dict[str, Any] = {
            "period": FactName(FactId.of(year)),
            "item": FactName(FactId.of(year, measure(target)), with_period=False),
            "aim": sentences.aim(target["authority"]),
            "target": results.facts[target["target_id"]],
            "in_words": ChanceInWords(chance),
            "chance": chance,
        }
        least = chance.low if chance.value is None else chance.value
        is_part = len(FactId.of(year, measure(target)).parts) > 1
        found.append((is_part, least or 0.0, Sentence("forecast.lead_other", content)))
    in_order = sorted(found, key=lambda each: each[:2])
    return [said for *_, said in in_order][: sentences.MOST_NAMED]


def by_other_methods(answer: Sentence) -> list[Sentence]:
    """Range of a chance over methods and assumptions, by the rule of the table and the cards."""
    chance = answer.content.get("chance")
    if not isinstance(chance, Fact) or not leaders.has_range(chance):
        return []
    key = "forecast.lead_lights" if leaders.other_light(chance) else "forecast.lead_between"
    return [Sentence(key, {"chance": chance})]


def aims(report: Report) -> None:
    """Every target ahead with its light, the growth it needs and its chance; then the chance of all."""
    results = report.results
    report.section("aims")
    table = leaders.targets_ahead(results)
    report.table("targets_ahead", table)
    answer = chance_of_target(results)
    stated = None if answer is None else answer.content.get("chance")
    ranks = sentences.ranks_as_worded(results, str(results.outlook.year_ahead))
    report.first(sentences=[*other_lights(table, report.words, stated=stated), *ranks])
    report.first(sentences=expected_numbers(results))
    report.text("targets.joint", otherwise="")


def counts_amounts(results: Results) -> bool:
    """Whether a district has an agreed amount of any year, as a number, a target or in a ledger."""
    measured = set(results.workspace.figures["metric"]) | set(results.workspace.targets["metric"])
    return results.ledger is not None or "agreed_amount" in measured


def range_of_total(report: Report, chart: Callable[..., Any] = charts.distribution) -> None:
    """The range of the total ahead, with the target and what is certain already."""
    results = report.results
    key, distribution = results.outlook.ahead
    if distribution is None and not counts_amounts(results):
        return  # what was never counted is no part that has too few data
    report.section("range")
    if distribution is None:
        return
    kind = "_total" if results.complete_year else "_half"
    pooled = results.outlook.pooled is not None
    expected = expected_total(results)
    title = None if expected is None else Sentence("forecast.range", expected.content)
    begun = not results.complete_year and results.outlook.whole_year is None
    name = f"pooled{kind}" if pooled else "mid_year" if begun else "forecast"
    report.figure(
        name,
        chart,
        tables.forecast(results, key),
        title=title,
        samples=distribution.samples,
        target=results.get(f"{results.outlook.year_ahead}.agreed_amount.target"),
        actual=results.get("now.agreed_amount") if results.complete_year else None,
        certain=None if results.complete_year else results.get("now.agreed_amount"),
    )
    of_season = share_passed(results)
    if of_season is not None:
        report.first(sentences=[of_season])


def share_passed(results: Results) -> Sentence | None:
    """On which share of the year a forecast rests, and what the district's own season alone would give."""
    key, shown = results.outlook.ahead
    head = results.resolve(key)
    share, total = results.get(head / "assumed" / "share_passed"), results.get(head / "by_own_season")
    own = results.get(FactId.of(results.period, head.metric, "seasonal_progress"))
    if shown is None or share is None or own is None or total is None:
        return None
    alone = "_alone" if share.caveat == MID_YEAR_ALONE else ""
    return Sentence(f"forecast.share_passed{alone}", {"share": share, "own": own, "total": total})


def drivers(report: Report, chart: Callable[..., Any] = charts.sensitivity) -> None:
    """What would move the chance most: drivers of the simulated years and assumptions, strongest first.

    Several methods pooled have no drivers of their own; then those of the ledger's simulation are shown.
    """
    for key in _heads(report.results):
        chance = report.results.get(key / "p_reach")
        frame = _moving(tables.sensitivity(report.results, key)).head(MOST_DRIVERS)
        if chance is not None and chance.value is not None and not frame.empty:
            report.section("moves")
            report.figure("sensitivity", chart, frame, title=_strongest(frame), chance=chance)
            return


def _heads(results: Results) -> list[FactId]:
    """Forecasts whose drivers may be shown: that of the page where it has some, else the ledger's."""
    own = results.resolve(results.outlook.ahead[0])
    of_ledger = FactId.of(results.outlook.year_ahead, "agreed_amount", "ledger")
    has_drivers = not tables.sensitivity(results, own, drivers_only=True).empty
    return [own] if has_drivers else [of_ledger, own]


def _moving(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows that change the chance so much that it says something."""
    return frame[[abs(swing.value) >= MIN_SWING for swing in frame["swing"]]]


def _strongest(frame: pd.DataFrame) -> Sentence | None:
    """What moves the chance most: a driver with its ends and the chances there, an assumption with both."""
    first = frame.iloc[0]
    low, high = first["low_p"], first["high_p"]
    ends = {name: first[name] for name in ("low_at", "high_at")}
    if not isinstance(low, Fact) or not isinstance(high, Fact):
        return None
    if all(isinstance(end, Fact) for end in ends.values()):
        return Sentence("forecast.moves", {"item": first["item"], "low": low, "high": high, **ends})
    return Sentence("forecast.moves_assumption", {"item": first["item"], "base": low, "other": high})


def needed(report: Report) -> None:
    """What would have to happen: the amount a month that each target needs, and the large projects."""
    results = report.results
    frame = tables.pace(results).drop(columns="evidence")
    found = [each for each in (needed_first(results),) if each is not None]
    reached = [each for each in sentences.needs(results) if each.key == "target.reached"]
    said_first = (chance_of_target(results) or expected_total(results)) is None
    if frame.empty and not found and reached and said_first:
        return  # every target is reached, and the page opens with it
    if frame.empty and not found and not reached and results.year_overdue:
        return  # no month of the year is left
    report.section("needed")
    report.table("pace", frame)
    report.first(sentences=[*found, *reached])


def why(report: Report, chart: Callable[..., Any] = charts.bridge) -> None:
    """Why the forecast differs from the last release's: one bridge, and the projects that moved it."""
    results = report.results
    change = results.release_comparison.forecast
    if change is None:
        return
    report.section("why")
    if not any(fact.value for fact in change.by_reason.values()):
        report.first(sentences=[Sentence("forecast.unchanged", {"item": FactName(change.key)})])
        return
    frame, title = tables.why(results, moving=True), main_reason_title(change.kind, change.steps)
    report.figure(f"why_{change.kind}", chart, frame, title=title, opening=True)
    restricted = tables.change_drivers(results, "government")
    if restricted.empty:
        return  # no list of projects says which of them moved the forecast
    report.table("change_drivers", tables.change_drivers(results, "public"), folded=True)
    report.table("change_drivers_government", restricted, tier="government", folded=True)


def main_reason_title(kind: str, steps: Sequence[Fact]) -> Sentence | None:
    """Name the reason that moved the forecast most, where it is not what was signed since."""
    reason = main_reason(steps)
    if len(reason) != 1:
        return None
    ends = {"opening": steps[0], "closing": steps[-1]}
    content: dict[str, Any] = {**ends, "reason": Term(f"why_{reason[0].id.name}"), "effect": reason[0]}
    return Sentence(f"figure.why_{kind}_reason", content)


def track(report: Report) -> None:
    """One sentence on how earlier forecasts turned out, and where the methods are explained."""
    report.section("track")
    renderer = report.renderer()
    text = report.sentence(renderer, track_sentence(report.results))
    link = report.link(renderer, "forecast.method", METHOD_PAGE)
    report.block(f'<p class="text">{text} {link}</p>', renderer)


def track_sentence(results: Results) -> Sentence:
    """The latest released forecast beside its actual number, else a re-forecast of the past, else none.

    A range comes before a chance, which one year cannot prove right or wrong.
    """
    record = results.release_comparison.track_record
    rows = record.to_dict("records") if "forecast" in record else []
    ranges = [row for row in rows if row["forecast"].low is not None and row["forecast"].unit != "概率"]
    if found := ranges or [row for row in rows if row["forecast"].unit == "概率"]:
        of_agreed = [row for row in found if row["actual"].id.parts == ("agreed_amount",)]
        row = (of_agreed or found)[-1]
        content = {
            "release": ReleaseName(row["release"], row["version"]),
            "period": FactName(FactId.of(row["actual"].id.period)),
            "item": FactName(row["actual"].id, with_period=False),
            "band" if ranges else "chance": row["forecast"],
            "actual": row["actual"],
        }
        end = "outside" if row["outcome"] in ("above", "below") else row["outcome"]
        return Sentence(f"forecast.track_released_{end}", content)
    return _mid_year(results) or _backtest(results) or Sentence("forecast.track_none", {})


def _mid_year(results: Results) -> Sentence | None:
    """The last year published, forecast again from its middle, beside its actual number.

    None where the page of that time would have shown the forecast of a ledger: that of the figures says
    nothing of it.
    """
    made = results.outlook.past_mid_year
    if made is None or results.outlook.would_use_ledger(made.year):
        return None
    band, actual = results.get(made.key / "mid_year" / "forecast" / "band80"), results.get(made.key)
    if band is None or actual is None or actual.value is None:
        return None
    content: dict[str, Any] = {"period": FactName(FactId.of(made.year)), "band": band, "actual": actual}
    return Sentence(f"forecast.track_mid_year_{_inside(band, actual)}", content)


def _inside(band: Fact, actual: Fact) -> str:
    low, high, value = band.low or 0.0, band.high or 0.0, actual.value or 0.0
    return "inside" if low <= value <= high else "outside"


def _backtest(results: Results) -> Sentence | None:
    """Share of past years within the range, by the method with the largest weight."""
    weights = results.outlook.scorecard.weights
    if not weights:
        return None
    method = max(weights, key=lambda name: weights[name])
    years, covered = (results.get(f"now.backtest.{method}.{name}") for name in ("years", "covered80"))
    if years is None or covered is None:
        return None
    content: dict[str, Any] = {"method": Term(f"method_{method}"), "years": years, "covered": covered}
    if years.value == 1:  # a share of one year is none
        return Sentence(f"forecast.track_backtest_once_{'inside' if covered.value else 'outside'}", content)
    return Sentence("forecast.track_backtest", content)


def notes(report: Report) -> None:
    """Close the page: sources of the numbers marked and what they are subject to."""
    report.end()
    report.section("sources")
    report.notes()
