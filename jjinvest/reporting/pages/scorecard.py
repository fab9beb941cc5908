"""Sections that assess: scorecard of the district, league tables of its parts, alerts.

Each is shown where there is something to show: without targets there is no scorecard, without a rule that is
broken no alert.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from jjinvest.core.access import ROW_TIER_COLUMN, TIERS
from jjinvest.core.fact_id import FactId
from jjinvest.metrics.lights import LightRule, light_of
from jjinvest.reporting import tables
from jjinvest.reporting.cards import light_html
from jjinvest.reporting.tables.cells import Term
from jjinvest.reporting.tables.sentences import Sentence

if TYPE_CHECKING:
    from jjinvest.core.facts import Fact
    from jjinvest.metrics.alerts import Alert
    from jjinvest.metrics.scorecard import Score
    from jjinvest.reporting.html import Renderer
    from jjinvest.reporting.report import Report
    from jjinvest.results.results import Results

FIRST_ALERTS = 3
"""Alerts that the overview lists."""


def scorecard(report: Report) -> None:
    """Score of the district and league tables of its parks, task forces and towns."""
    found = scored(report.results)
    if not found:
        if could_be_scored(report.results):
            report.absent("scorecard", f"scorecard.{why_not_scored(report.results)}")
        return
    report.section("scorecard")
    view, _ = next(iter(found.values()))  # of a district that publishes nothing to score, the ledger's
    pace = pace_of(view.facts, view.period)
    rules = Sentence(f"scorecard.rules_{report.results.workspace.rules.origin['scorecard']}", {})
    report.first(sentences=[rules, Sentence("scorecard.pace", {"pace": pace})])
    opened = "" in found  # the score of the district leads; each league is then folded
    for dimension, (view, scores) in found.items():
        if dimension:
            report.table("league", tables.league(scores, view.facts), scope=dimension, folded=opened)
            opened = True
            detail = tables.indicators(scores, view.facts, tables.member_name)
            report.table("league_indicators", detail, scope=dimension, folded=True)
        else:
            report.text(f"scorecard.own{_of_weights(view)}", given=_own_score(view))
            report.table("scorecard", tables.indicators(scores, view.facts), folded=True)
    every = [score for _, scores in found.values() for score in scores]
    keys = (*(f"points_by_{method}" for method in methods(every)), "missing")
    report.first(sentences=[Sentence(f"scorecard.{key}", {}) for key in keys])


def why_not_scored(results: Results) -> str:
    """Why there is no score: no rules, only the example, or too little known of the weights."""
    if results.workspace.rules.scorecards:
        return "too_little"
    return "rules_example" if "scorecard" in results.workspace.rules.origin else "rules_absent"


def _own_score(view: Results) -> dict[str, Fact]:
    """Return the score of the district and how much of the weights it rests on."""
    head = FactId.of(view.period, "assessment")
    return {"total": view.facts[head], "known": view.facts[head / "known_weight"]}


def _of_weights(view: Results) -> str:
    """End of the key of a message on the score: whether some of the weights are not known."""
    return "" if _own_score(view)["known"].value == 100 else "_scaled"


def could_be_scored(results: Results) -> bool:
    """Whether rules could give points: there is a completion of the period, or a ledger with groups."""
    if results.ledger is not None:
        return True
    facts = results.facts.values()
    return any(fact.period == results.period and fact.id.statistic == "completion" for fact in facts)


def summary(report: Report) -> None:
    """Publish the score with its light, first and last of each league, and the first alerts of all."""
    results = report.results
    found, raised = scored(results), results.alerts
    if not found and not raised:
        return
    report.section("attention")
    renderer = report.renderer()
    lines = [_score_line(report, renderer, found[""][0])] if "" in found else []
    ends = [_ends_of_league(*each, dimension) for dimension, each in found.items() if dimension]
    sentences = [sentence for sentence in ends if sentence is not None]
    space = "" if report.words.language == "zh" else " "
    if sentences:
        text = space.join(report.sentence(renderer, each) for each in sentences)
        lines.append(f'<p class="text">{text}</p>')
    if raised:
        link = report.link(renderer, "attention.more", _page_of(raised))
        lines.append(f'<p class="text">{report.written(renderer, "attention.alerts")} {link}</p>')
    report.block("".join(lines), renderer)
    report.table("first_alerts", tables.alert_list(first_alerts(raised), results.facts))


def first_alerts(raised: Sequence[Alert]) -> list[Alert]:
    """Return the alerts that stand on the overview: the first of each target, then what else is first.

    A target behind both the calendar and its own pace has two alerts, and must not keep another from sight.
    """
    of_targets: dict[tuple[str, ...], Alert] = {}
    for place, alert in enumerate(raised):
        parts = FactId(alert.about).parts if not alert.projects else (alert.rule, str(place))
        key = tuple(part for part in parts if part not in ("pace_gap", "pace_gap_seasonal"))
        of_targets.setdefault(key, alert)
    first = list(of_targets.values())
    others = [alert for alert in raised if not any(alert is each for each in first)]
    return sorted([*first, *others][:FIRST_ALERTS], key=raised.index)


def _page_of(raised: Sequence[Alert]) -> str:
    """Page with the whole list: that of projects where each alert is about projects."""
    return "40_pipeline" if all(alert.projects for alert in raised) else "30_funds_in_place"


def _score_line(report: Report, renderer: Renderer, view: Results) -> str:
    """Score of the district, its light and whose rules it follows."""
    rules = view.workspace.rules
    assert rules.scorecards is not None
    total = _own_score(view)["total"]
    thresholds = (float(getattr(rules.scorecards.district, name)) for name in ("green_from", "yellow_from"))
    light = light_html(report, renderer, light_of(total, LightRule("assessment", *thresholds)))
    key = f"attention.score_{rules.origin['scorecard']}{_of_weights(view)}"
    return f'{light}<p class="text">{report.written(renderer, key, _own_score(view))}</p>'


def _ends_of_league(view: Results, scores: Sequence[Score], dimension: str) -> Sentence | None:
    """Who leads and who is last of a league, with their scores; None where no two are ranked."""
    ranked = [score for score in scores if score.rank is not None]
    if len(ranked) < 2:
        return None
    content: dict[str, Fact | Term] = {"dimension": Term(dimension)}
    for place, score in (("first", ranked[0]), ("last", ranked[-1])):
        assert score.total is not None
        content |= {place: tables.member_name(score), f"{place}_score": view.facts[score.total.id]}
    return Sentence("attention.league", content)


def methods(scores: Iterable[Score]) -> list[str]:
    """Methods by which the points of some scores are counted, each once."""
    return list(dict.fromkeys(each.indicator.method for score in scores for each in score.indicators))


def pace_of(facts: Mapping[str, Fact], period: str) -> Fact:
    """Share of a year's target that scores count by the end of a period."""
    return facts[FactId.of(period, "assessment", "pace")]


def scored(results: Results) -> dict[str, tuple[Results, list[Score]]]:
    """Scores by dimension with the view they are of: the published one, else the ledger's."""
    found: dict[str, tuple[Results, list[Score]]] = {}
    for view in results.available_views:
        for dimension, scores in view.scorecards.items():
            if any(score.total is not None for score in scores):
                found.setdefault(dimension, (view, scores))
    return dict(sorted(found.items(), key=lambda item: item[0] != ""))


def pace_alerts(report: Report) -> None:
    """Alerts on targets that are behind their pace."""
    found = [alert for alert in report.results.alerts if not alert.projects]
    if found:
        report.section("alerts")
        _rules_of_alerts(report)
        report.table("alerts", tables.alert_list(found, report.results.facts))


def waiting_alerts(report: Report) -> None:
    """Alerts on projects that wait too long; the projects are for those who may see each."""
    found = [alert for alert in report.results.alerts if alert.projects]
    if not found:
        return
    report.section("alerts_of_projects")
    _rules_of_alerts(report)
    report.table("alerts_of_projects", tables.alert_list(found, report.results.facts))
    waiting = tables.waiting_projects(found)
    for tier in TIERS:
        of_tier = waiting[waiting[ROW_TIER_COLUMN] == tier]
        if not of_tier.empty:
            name = "alert_projects" if tier == TIERS[0] else f"alert_projects_{tier}"
            report.table(name, of_tier, tier=tier, folded=True)


def _rules_of_alerts(report: Report) -> None:
    """Say whose rules hold, and that no alert does not mean that all is well."""
    report.text(f"alerts.rules_{report.results.workspace.rules.origin['alerts']}")


def has_content(results: Results) -> bool:
    """Whether there is a score or an alert on a target to show."""
    return bool(scored(results)) or any(not alert.projects for alert in results.alerts)
