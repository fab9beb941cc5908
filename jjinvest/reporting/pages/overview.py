"""Page 00, the overview: targets with lights, the next targets, where the total comes from, trust.

The headline has the main numbers; below it each is shown once. A measure without a target has a card without
a light.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from jjinvest.core.access import allows
from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.core.periods import is_event, period_end
from jjinvest.forecasting.attribution.facts import rests_on_ledger
from jjinvest.reporting import charts
from jjinvest.reporting.cards import cards_html, light_html, standing_card
from jjinvest.reporting.pages import scorecard
from jjinvest.reporting.pages.expected import below_last_year, expected_total, needed_first
from jjinvest.reporting.pages.known_before import known_before
from jjinvest.reporting.pages.trust import trust_light, trust_sentences
from jjinvest.reporting.tables import leaders, parts_of_total, sentences
from jjinvest.reporting.tables.cells import FactName, Term
from jjinvest.reporting.tables.corrected_parts import parts_apart
from jjinvest.reporting.tables.recent_periods import trend as recent_periods
from jjinvest.reporting.tables.releases import main_reason, track_record
from jjinvest.reporting.tables.revised import revised, revised_sentence, stated_days
from jjinvest.reporting.tables.sentences import Sentence
from jjinvest.reporting.tables.target_standings import other_lights, where_targets_stand

if TYPE_CHECKING:
    from jjinvest.reporting.report import Report
    from jjinvest.results.results import Results

CHANGES = tuple(f"overview.changed_{end}" for end in ("margin", "total", "margin_actual", "total_actual"))
"""Messages on why the forecast of the year differs from the last release's; at most one has its numbers."""
LEADING = ("projects_signed", "agreed_amount", "targets.counted")
"""Numbers that the page opens with, as far as they are known."""
MOST_TOTALS = 2
"""Totals that the page opens with where no project and no amount is known."""
MIN_RANKED = 3
"""Periods of which one may be called the highest or lowest; of two, one is above or below the other."""


def lead(report: Report) -> None:
    """Open the page: projects and amount of the period, and which of the comparable targets are reached.

    During the year most targets are not reached yet: then they are ahead of the calendar or behind it.
    """
    report.use_footnotes()
    results = report.results
    where = where_targets_stand(results, report.words)
    running = not results.complete_year and bool(where)
    leading = LEADING[:-1] if running else LEADING
    kept = [name for name in leading if results.get(f"now.{name}") is not None]
    if kept == ["agreed_amount"] and not running:
        kept = []  # the summary below states it with its growth
    others = [] if set(LEADING[:-1]) & set(kept) else _other_totals(report)
    if kept and others:
        report.first(sentences=others, lead=True)
        report.text("overview.lead_targets_alone")
    elif kept:
        report.text(f"overview.lead_{'_'.join(name.split('.')[0].split('_')[0] for name in kept)}")
    elif running:
        report.first(sentences=others, lead=True)
    else:
        named = sentences.headline_ids(results, of_places=False, is_named=report.words.is_named)
        headline = sentences.headline(results, named or None)[:1]
        report.first(sentences=_other_totals(report) or headline, lead=True)
        report.first(sentences=_instead(report))
    report.first(sentences=where, lead=running and not kept and not others)
    report.text("overview.ended", otherwise="")
    report.first(sentences=[*sentences.overdue(results), *_revised(report)])
    ranks = [each for each in sentences.ranks(results) if _is_named(report, each.content["item"])]
    report.first(sentences=[*ranks, *sentences.ranks_as_worded(results, results.period)])


def _other_totals(report: Report) -> list[Sentence]:
    """Totals to open with where neither projects nor amounts signed are counted: funds, rates last."""
    results = report.results
    known = sentences.headline_ids(results, of_places=False)
    named = [each for each in known if report.words.is_named(each.metric)]
    in_order = sorted(named, key=lambda each: results.facts[each].unit == "%")
    return sentences.headline(results, in_order[:MOST_TOTALS]) if named else []


def _instead(report: Report) -> list[Sentence]:
    """What is known where the period has no total; what stands below, where there are no cards, is left out.

    Of a year that is over, cards of parks alone leave its targets unspoken of: they are without a result.
    """
    results = report.results
    said = sentences.known_instead(results)
    open_ones = known_before(results, report.words)
    if open_ones and not sentences.headline_ids(results, of_places=False):
        cards = leaders.standings(results)
        of_parts = results.complete_year and not any(each.aim for each in cards)
        said = [] if not cards else open_ones if of_parts else said
    return [each for each in said if _is_named(report, each.content["item"])]


def _revised(report: Report) -> list[sentences.Sentence]:
    """Main numbers and targets that a later text changed, with the day of that text."""
    results, words = report.results, report.words
    days = stated_days(results.workspace.figures)
    found = [
        each
        for each in revised(results.check_facts.values(), results.period)
        if len(each.of.subject.parts if each.is_target else each.of.parts) == 1
    ]
    said = [revised_sentence(each, words.since(days.get(each.figure))) for each in found]
    return [each for each in said if _is_named(report, each.content["item"])]


def _is_named(report: Report, item: object) -> bool:
    """Whether what a card or a sentence is about has a name; leaders read no identifiers."""
    return isinstance(item, FactName) and report.words.is_named(FactId(item.id).metric)


def completion(report: Report) -> None:
    """Each target of the year: the number reached, the gap, its light and why; then totals without."""
    known = leaders.standings(report.results)
    found = [each for each in known if each.aim is not None or _is_named(report, each.item)]
    report.section("completion" if any(standing.aim for standing in found) else "key")
    shown = leaders.most_urgent(found)
    if not shown:
        report.first(sentences=known_before(report.results, report.words))
        return
    renderer = report.renderer()
    has_targets = any(standing.aim for standing in found)
    named = zip(found, leaders.names_of(found, report.words), strict=True)
    html = cards_html([standing_card(report, renderer, each, name) for each, name in named if each in shown])
    if not has_targets:
        html += f'<p class="text">{report.written(renderer, "overview.no_targets")}</p>'
    elif any(each.aim is None and each.target is None and each.completion is None for each in shown):
        html += f'<p class="text">{report.written(renderer, "overview.others_without_target")}</p>'
    if len(found) < len(known):
        unnamed = report.written(renderer, "overview.unnamed")
        link = report.link(renderer, "overview.further_targets", "10_annual_figures")
        html += f'<p class="text">{unnamed} {link}</p>'
    elif len(found) > len(shown):
        link = report.link(renderer, "overview.further_targets", "10_annual_figures")
        html += f'<p class="text">{link}</p>'
    report.block(html, renderer)
    report.text("ledger.contracts_open", otherwise="")


def attention(report: Report) -> None:
    """Score by the office's own rules, and the first alerts; without either there is no section."""
    scorecard.summary(report)


def ahead(report: Report) -> None:
    """Targets of the year ahead with their chance, and the total that is expected.

    During the year a target that has a card is not repeated; one whose measure has no number yet has none.
    """
    results = report.results
    targets = leaders.targets_ahead(results) if results.complete_year else leaders.targets_alone(results)
    named = "expected" if targets.empty else "outlook"
    report.section(named if results.complete_year else "year_end")
    if results.complete_year or not targets.empty:
        report.table("targets_ahead", targets)
        ranks = sentences.ranks_as_worded(results, str(results.outlook.year_ahead))
        report.first(sentences=[*other_lights(targets, report.words), *ranks])
    expected = (expected_total(results), below_last_year(results), needed_first(results))
    report.first(sentences=[each for each in expected if each is not None])


def composition(report: Report) -> None:
    """Where the total comes from: up to three dimensions side by side, each part with its share."""
    results = report.results
    parts = parts_of_total.composition(results)
    apart = parts_apart(results.facts.values(), results.facts.get, results.period, report.words)
    if not parts:
        report.section("composition")
    for place, (scope, frame) in enumerate(parts, start=1):
        ends_row = place == parts_of_total.DIMENSIONS_SHOWN
        width = "third last" if ends_row else "third"
        report.section(f"by_{scope}", width=width, source=of_the_ledger(report.results, frame))
        report.table("composition", frame, scope=scope, bars="part_share")
        report.first(sentences=apart.get(scope, []))
    share = report.results.get("now.agreed_amount.out_of_city.share")
    if share is not None:
        if parts:  # else it is all that is known of where the total comes from
            report.section("")
        report.first(sentences=[Sentence("overview.out_of_city", {"share": share})])


def largest(report: Report) -> None:
    """The ten largest projects, by name as far as the reader may see them."""
    frame = leaders.largest_listed(report.results)
    source = of_the_ledger(report.results, frame, "agreed_amount")
    report.section("largest", width="half", source=source)
    tier = "public"
    if any(isinstance(cell, Fact) and cell.tier != "public" for cell in frame.to_numpy().ravel()):
        tier = report.results.workspace.tier
    report.table("largest_listed", frame, tier=tier)


def trend(report: Report, chart: Callable[..., Any] = charts.trend) -> None:
    """One measure over the last quarters, events or years; the title says where the last one stands."""
    frame = recent_periods(report.results)
    of_events = not frame.empty and is_event(FactId(frame["period"].iloc[-1].id).period)
    name = "listed_events" if of_events else "trend"
    source = of_the_ledger(report.results, frame)
    if of_events and source is None:  # inside the panel: below it the text would stand under the other half
        source = Sentence("events.listed", {})
    report.section(name, width="half last", source=source)
    if not frame.empty:
        title = trend_message(frame, report.results.workspace.tier, report.results.period)
        report.figure("recent_periods", chart, frame, title=title, draws_withheld=True, least_rows=2)


def of_the_ledger(results: Results, frame: pd.DataFrame, measure: str = "") -> Sentence | None:
    """Say that a panel is of the ledger, with its total, where the page's total is the published one."""
    own = results.ledger
    if own is None or results.rests_on_ledger:
        return None
    cells = [cell for column in frame for cell in frame[column] if isinstance(cell, Fact)]
    if not any(rests_on_ledger(fact) for fact in cells):
        return None
    measure = measure or next((name for name in parts_of_total.MEASURES if name in frame), "")
    total = own.get(f"now.{measure}") if measure else None
    if total is None or not allows(results.workspace.tier, total.tier):
        return Sentence("overview.of_the_ledger", {})
    return Sentence("overview.of_the_ledger_total", {"total": total})


def trend_message(frame: pd.DataFrame, tier: str = "public", of: str = "") -> Sentence:
    """How the last number that may be seen compares with those before it, where intervals leave no doubt.

    It says so where later numbers are withheld, and compares with none that is; and where the last one ends
    before the period `of` the report, whose readers would take it for the latest.
    """
    measure = str(frame.columns[1])
    places = [place for place, fact in enumerate(frame[measure]) if allows(tier, fact.tier)]
    facts = [frame[measure].iloc[place] for place in places]
    last, others = facts[-1], facts[:-1]
    period = frame["period"].iloc[places[-1]]
    content = {"period": period, "item": Term(measure), "number": last}
    low, high = _ends(last)
    several = len(facts) == len(frame) >= MIN_RANKED
    year_ago = _same_part_before(frame, places[-1], facts, places)
    days, before = (FactId(frame["period"].iloc[places[n]].id).period for n in (-1, -2))
    event = "_event" if is_event(days) else ""
    since = "_same" if not event and days[4:] and days[4:] == before[4:] else event
    if places[-1] < len(frame) - 1:
        return Sentence("trend.last_before", content)
    if of and not event and period_end(days) < period_end(of):
        earlier = facts[-2] if _are_years_in_a_row(days, before) else year_ago
        return _until(content, last, earlier, days)
    seasonal = year_ago is not None and since != "_same"  # halves and quarters differ by season
    ranked = f"{event}_year_ago" if seasonal else event
    if year_ago is not None and seasonal:
        content["before"] = year_ago
    if several and all(_ends(fact)[1] < low for fact in others):
        return Sentence(f"trend.highest{ranked}", content)
    if several and all(_ends(fact)[0] > high for fact in others):
        return Sentence(f"trend.lowest{ranked}", content)
    if year_ago is not None and seasonal:
        if _ends(year_ago)[1] < low:
            return Sentence("trend.above_year_ago", content)
        if _ends(year_ago)[0] > high:
            return Sentence("trend.below_year_ago", content)
        return Sentence("trend.last_year_ago", content)
    of_season = not event and bool(days[4:]) and since != "_same"  # without a year ago nothing is comparable
    if places[-2] < places[-1] - 1 or of_season:
        return Sentence(f"trend.last{event}", content)
    if _ends(others[-1])[1] < low:
        return Sentence(f"trend.above{since}", content)
    if _ends(others[-1])[0] > high:
        return Sentence(f"trend.below{since}", content)
    same = last.value == others[-1].value and last.relation == others[-1].relation == "="
    return Sentence(f"trend.last{event}" if event or same else "trend.unclear", content)


def _are_years_in_a_row(year: str, before: str) -> bool:
    """Whether two periods are a whole year and the one before."""
    return year.isdigit() and before.isdigit() and int(year) == int(before) + 1


def _until(content: Mapping[str, Any], last: Fact, before: Fact | None, period: str) -> Sentence:
    """Title of periods that end before that of the report: no rank, which would be taken for today's."""
    if before is None:
        return Sentence("trend.until", content)
    (low, high), (least, most) = _ends(last), _ends(before)
    way = "above" if most < low else "below" if least > high else ""
    if not way:
        return Sentence("trend.until", content)
    end = "year_ago" if period[4:] else "year"
    return Sentence(f"trend.until_{way}_{end}", {**content, "before": before})


def _same_part_before(frame: pd.DataFrame, place: int, facts: list[Fact], places: list[int]) -> Fact | None:
    """Number of the same quarter or half of the year before, where the frame has it for the reader."""
    period = FactId(frame["period"].iloc[place].id).period
    if is_event(period) or not period[4:]:
        return None
    before = f"{int(period[:4]) - 1}{period[4:]}"
    known = {FactId(frame["period"].iloc[at].id).period: fact for at, fact in zip(places, facts, strict=True)}
    return known.get(before)


def _ends(fact: Fact) -> tuple[float, float]:
    value = (fact.value or 0.0) if fact.relation not in ("<", "<=") else float("-inf")
    return (value if fact.low is None else fact.low, float("inf") if fact.high is None else fact.high)


def changed(report: Report) -> None:
    """What changed since the last release and why the forecast moved; without one, from half to half.

    Without published numbers of the year before, what the ledger has of both years.
    """
    results = report.results
    if results.release_comparison.release is None:
        known, source = sentences.changes(results), None
        if not known and results.ledger is not None:
            known, source = sentences.changes(results.ledger), Sentence("overview.of_the_ledger", {})
        report.section("changed", width="half", source=source)
        moved = [each for each in known if _is_named(report, each.content["item"])]
        if moved:
            report.first(sentences=moved[: sentences.MOST_CHANGES])
            report.text("overview.halves_restated", otherwise=("overview.halves", ""))
        else:
            report.first("overview.halves_restated", "overview.halves", sentences=[])
        return
    report.section("since_release")
    renderer = report.renderer()
    report.block(f'<p class="text">{report.written(renderer, "since_release.lead")}</p>', renderer)
    key = next((key for key in CHANGES if report.known(key) and report.known(f"{key}.brief")), None)
    change = results.release_comparison.forecast
    if change is not None and not any(fact.value for fact in change.by_reason.values()):
        report.first(sentences=[Sentence("forecast.unchanged", {"item": FactName(change.key)})])
    elif key is not None:
        renderer = report.renderer()
        text = f"<strong>{report.written(renderer, f'{key}.brief')}</strong>"
        joint = "。" if report.words.language == "zh" else ". "
        link = report.link(renderer, "overview.why", "50_targets_forecast")
        reason = [] if change is None else main_reason(change.steps)
        why = report.written(renderer, key)
        if len(reason) == 1:  # what was signed and what was expected do not explain the change
            term = Term(f"why_{reason[0].id.name}")
            named = Sentence("overview.changed_reason", {"reason": term, "effect": reason[0]})
            why = report.sentence(renderer, named)
        report.block(f'<p class="text">{text}{joint}{why} {link}</p>', renderer)
    report.table("revised_figures", leaders.revised_figures(results).head(parts_of_total.MOST_PARTS))
    record = track_record(results)
    if not record.empty:
        report.table("track_record", record, folded=True)


def trust(report: Report) -> None:
    """One line on whether the numbers hold together, with a light that is never green on nothing."""
    results = report.results
    report.section("trust", width="half last" if results.release_comparison.release is None else "")
    renderer = report.renderer()
    parts = trust_sentences(results)
    space = "" if report.words.language == "zh" else " "
    text = space.join(report.sentence(renderer, each) for each in parts)
    link = report.link(renderer, "overview.checks", "60_data_quality")
    light = light_html(report, renderer, trust_light(results))
    report.block(f'{light}<p class="text">{text} {link}</p>', renderer)


def notes(report: Report) -> None:
    """Close the page: sources and conditions of the numbers marked, and the rules of the lights."""
    report.end()
    report.section("sources")
    report.notes()
    report.table("light_rules", leaders.rules(report.results), folded=True)
