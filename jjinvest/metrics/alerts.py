"""Alerts (预警) by rule and threshold: targets behind their pace, projects that wait too long.

The rules are data (:mod:`jjinvest.data.scoring.rules`). An alert is red or yellow, with since when and which
projects; without one nothing is said to be in order, because the rules see only what is known.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import inf

import pandas as pd

from jjinvest.core.access import allows, highest, of_project
from jjinvest.core.codes import DATE_OF_STAGE, SIGNED_STAGES
from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact, count_fact
from jjinvest.core.periods import canonical_period, is_event, period_end, period_key, period_months
from jjinvest.core.quantity import Definition, Quantity
from jjinvest.data.ledger_snapshot import LedgerState
from jjinvest.data.scoring.rules import Alerts, PaceAlert, UnpaidAlert, WaitingAlert
from jjinvest.data.workspace import Workspace
from jjinvest.metrics.ledger_indicators import not_known
from jjinvest.metrics.lights import RED, YELLOW, as_approximate, ends
from jjinvest.metrics.pace import ELSEWHERE, SeasonalPace, completion_path, distance, seasonal_pace
from jjinvest.metrics.targets import figures_with, pace_gap, target_fact_id

ALERT = "alert"
"""Metric of what alerts count, in fact ids: ``2023.alert.signed_not_started.red``."""
LEVELS = (RED, YELLOW)
MONTHS_PER_QUARTER = 3


@dataclass(frozen=True)
class ProjectWaiting:
    """A project behind an alert: since when it is above the threshold, and who may see it."""

    name: str
    since: date
    days: int
    tier: str


@dataclass(frozen=True)
class Alert:
    """One alert.

    Attributes
    ----------
    rule, level
        Key of the rule; ``red`` or ``yellow``.
    about
        What it is about: the id of a number for a pace, else the stage.
    number, threshold
        Distance to the pace and the largest allowed, or the number of projects and the days allowed.
    since
        Period or day from which the threshold has been passed without interruption, as far as is known.
    since_known
        Whether the period before `since` is known not to pass it; else it may have begun earlier.
    projects
        The projects, the longest first; empty for a pace.
    names
        Names of the rule in Chinese and English, where the rule gives its own.
    """

    rule: str
    level: str
    about: FactId | str
    number: Fact
    threshold: Fact
    since: str
    since_known: bool
    projects: tuple[ProjectWaiting, ...] = ()
    names: tuple[str, str] = ("", "")

    @property
    def facts(self) -> tuple[Fact, Fact]:
        """The numbers of the alert."""
        return self.number, self.threshold

    @property
    def beyond(self) -> float:
        """How far it is beyond its threshold: percentage points of a pace, days of the longest wait."""
        limit = self.threshold.value or 0.0
        if self.projects:
            return self.projects[0].days - limit
        return limit - (_most(self.number) or 0.0)


def alerts(workspace: Workspace, facts: Mapping[str, Fact], period: str) -> list[Alert]:
    """Return the alerts of a district in a period, red ones first, then by distance to their threshold.

    Percentage points and days cannot be compared: of one level targets come before projects.

    Parameters
    ----------
    workspace
        Data as of a date, with the rules that hold.
    facts
        Facts of the period by id, in which distances to the pace are looked up.
    """
    rules = workspace.rules.alerts
    found = [*_behind(workspace, facts, rules, period)]
    if workspace.ledger is not None:
        published = set(workspace.projects["name"])
        found += _waiting(workspace.ledger, rules, period, published)
    return sorted(found, key=lambda each: (LEVELS.index(each.level), bool(each.projects), -each.beyond))


def _behind(workspace: Workspace, facts: Mapping[str, Fact], rules: Alerts, period: str) -> Iterator[Alert]:
    """Targets whose completion is behind a pace by more than a rule allows."""
    targets, about = workspace.targets, figures_with(workspace.figures, "~")
    of_year = targets[targets["year"] == int(period[:4])]
    for rule in rules.pace:
        for _, target in of_year.iterrows():
            statistic = "pace_gap" if rule.pace == "linear" else "pace_gap_seasonal"
            gap_id = target_fact_id(target, period, "pace_gap")
            if rule.pace == "seasonal":
                gap_id = gap_id.subject / statistic / gap_id.authority
            gap = facts.get(gap_id)
            if gap is None and rule.pace == "seasonal":
                gap = facts.get(gap_id.subject / statistic)
            if gap is None and rule.pace == "linear" and period_months(period) == (1, 12):
                gap = _missed_rate(facts.get(target_fact_id(target, period, "excess")))
            if gap is None:
                continue
            gap = as_approximate(gap, about)
            most = _most(gap)
            level = "" if most is None else rule.level(-most)
            if not level:
                continue
            of_rate = gap.id.statistic == "excess"
            since, known = (period, True) if of_rate else _since(workspace, target, rule, period, level)
            limit = _threshold(rule, level, period, "个百分点")
            subject = gap_id if gap_id in facts else gap.id
            yield Alert(rule.key, level, subject, gap, limit, since, known, names=(rule.zh, rule.en))
        if rule.pace == "linear":
            covered = {target_fact_id(target, period, "pace_gap") for _, target in of_year.iterrows()}
            yield from _of_completions_alone(workspace, facts, rule, period, covered)


def _of_completions_alone(
    workspace: Workspace, facts: Mapping[str, Fact], rule: PaceAlert, period: str, covered: Collection[FactId]
) -> Iterator[Alert]:
    """Completions published without their target's number, such as those of counties, that are behind."""
    about = figures_with(workspace.figures, "~")
    for gap in facts.values():
        gap_id = gap.id
        is_own = gap_id.period == period_key(period) and gap.evidence in ("published", "computed")
        if not is_own or gap_id.statistic != "pace_gap" or gap_id in covered or "check" in gap_id.parts:
            continue
        if gap_id.name not in ("pace_gap", gap_id.authority) or "ledger" in gap_id.parts:
            continue
        shown = as_approximate(gap, about)
        most = _most(shown)
        level = "" if most is None else rule.level(-most)
        if level:
            path = _completions_of(workspace, gap_id.with_statistic("completion"), period)
            since, known = _since_of(path, None, about, Fraction(getattr(rule, level)), period)
            limit = _threshold(rule, level, period, "个百分点")
            yield Alert(rule.key, level, gap_id, shown, limit, since, known, names=(rule.zh, rule.en))


def _completions_of(workspace: Workspace, completion: FactId, period: str) -> dict[str, Quantity]:
    """Completions of one target by each running total of the year up to a period, in order."""
    found = dict[str, Quantity]()
    for name, quantity in workspace.latest.items():
        of_year = name.startswith(period[:4]) and FactId(name).measure == completion.measure
        months = canonical_period(FactId(name).period.upper()) if of_year else ""
        if of_year and not is_event(months) and period_months(months)[0] == 1:
            found[months] = quantity.as_now_known()
    last = period_end(period)
    return {name: found[name] for name in sorted(found, key=period_end) if period_end(name) <= last}


def _missed_rate(excess: Fact | None) -> Fact | None:
    """Distance of a rate to its target once the year is over: a rate has no pace."""
    return excess if excess is not None and excess.unit == "个百分点" else None


def _most(gap: Fact) -> float | None:
    """Most that a distance to the pace can be; None where a bound (超过) leaves that open.

    The pace of other places is an interval, which counts too.
    """
    if gap.caveat == ELSEWHERE:
        return gap.high
    both = ends(gap)
    return None if both is None or both[1] == inf else both[1]


def _ends_by_then(
    gap: Quantity, about: Collection[str], *, elsewhere: bool
) -> tuple[Fraction | None, Fraction | None]:
    """Least and most that the distance to an earlier pace can be; `about` are ids of the figures with 约."""
    bound = (gap.low is None) != (gap.high is None)
    approximate = any(source in about for source in gap.sources)
    if elsewhere or bound or approximate or gap.value is None:
        return gap.low, gap.high
    return gap.value, gap.value


def _since(
    workspace: Workspace, target: pd.Series, rule: PaceAlert, period: str, level: str
) -> tuple[str, bool]:
    """First period of the last uninterrupted run above the threshold, and whether the one before is below.

    Where figures are published by month, a period is the one before only if no month lies between: beyond a
    missing one nothing is known of the run.
    """
    path, limit = completion_path(workspace, target, period), Fraction(getattr(rule, level))
    pace = seasonal_pace(workspace, target) if rule.pace == "seasonal" else None
    return _since_of(path, pace, figures_with(workspace.figures, "~"), limit, period)


def _since_of(
    path: Mapping[str, Quantity],
    pace: SeasonalPace | None,
    about: Collection[str],
    limit: Fraction,
    period: str,
) -> tuple[str, bool]:
    """First period of the last run of a path above a limit, as :func:`_since` returns it."""
    since, known, step = period, False, _step([*path, period])
    for name in reversed([name for name in path if name != period]):
        if period_months(since)[1] - period_months(name)[1] > step:
            break
        if pace is None:
            gap: Quantity | None = pace_gap(path[name], period_months(name)[1])
        else:
            progress = pace.progress(name)
            gap = None if progress is None else distance(path[name], progress)
        elsewhere = pace is not None and pace.caveat == ELSEWHERE
        least, most = (None, None) if gap is None else _ends_by_then(gap, about, elsewhere=elsewhere)
        if most is None or -100 * most <= limit:
            known = least is not None and -100 * least <= limit
            break
        since = name
    return since, known or period_months(since) == (1, 1)  # no month of the year is before January


def _step(cumulative: Sequence[str]) -> int:
    """Months between two running totals of a year as a district publishes them: by month, else by quarter."""
    ends_of_periods = {period_months(name)[1] for name in cumulative} - {1}  # January stands beside either
    return 1 if any(month % MONTHS_PER_QUARTER for month in ends_of_periods) else MONTHS_PER_QUARTER


def _waiting(state: LedgerState, rules: Alerts, period: str, published: set[str]) -> Iterator[Alert]:
    every: tuple[WaitingAlert | UnpaidAlert, ...] = (*rules.waiting, *rules.unpaid)
    for rule in every:
        if isinstance(rule, WaitingAlert) and rule.stage in not_known(state):
            continue
        rows, entered = _concerned(state.projects, rule)
        days = (pd.Timestamp(state.stands_on) - entered).dt.days
        for level, above, below in (("red", rule.red, None), ("yellow", rule.yellow, rule.red)):
            chosen = days > float(above)
            if below is not None:
                chosen &= days <= float(below)
            if not chosen.any():
                continue
            waiting = sorted(
                _projects(rows[chosen], entered[chosen], days[chosen], above, published),
                key=lambda project: (-project.days, project.name),
            )
            since = min(project.since for project in waiting)
            about = rule.stage if isinstance(rule, WaitingAlert) else "signed"
            number = _number(state, len(waiting), FactId.of(period, ALERT, rule.key, level), period)
            yield Alert(
                rule.key,
                level,
                about,
                number,
                _threshold(rule, level, period, "天"),
                since.isoformat(),
                True,
                tuple(waiting),
                (rule.zh, rule.en),
            )


def _concerned(ledger: pd.DataFrame, rule: WaitingAlert | UnpaidAlert) -> tuple[pd.DataFrame, pd.Series]:
    """Projects that a rule is about and the day from which it counts; without that day nothing is known."""
    if isinstance(rule, WaitingAlert):
        rows, column = ledger[ledger["stage"] == rule.stage], DATE_OF_STAGE[rule.stage]
    else:
        column = "signed_on"
        known = ledger["funds_to_date"].notna()
        in_force = ledger["stage"].isin(SIGNED_STAGES)
        rows = ledger[in_force & known & (ledger["funds_to_date"].fillna(0).astype("int64") == 0)]
    rows = rows[rows[column].notna()]
    return rows, rows[column]


def _projects(
    rows: pd.DataFrame, entered: pd.Series, days: pd.Series, above: Decimal, published: set[str]
) -> Iterator[ProjectWaiting]:
    for (_, row), day, number in zip(rows.iterrows(), entered, days, strict=True):
        name = str(row["project_name"])
        tier = of_project(str(row["stage"]), published=name in published)
        yield ProjectWaiting(name, day.date() + timedelta(days=int(above) + 1), int(number), tier)


def _number(state: LedgerState, count: int, fact_id: FactId, period: str) -> Fact:
    number = Quantity.exact(count, "个", Definition("count"), (state.source,))
    return Fact(
        fact_id,
        float(count),
        float(count),
        float(count),
        number.unit,
        "count",
        "all",
        "computed",
        period,
        sources=number.sources,
        definition=ALERT,
    )


def _threshold(rule: PaceAlert | WaitingAlert | UnpaidAlert, level: str, period: str, unit: str) -> Fact:
    limit = Fraction(getattr(rule, level))
    number = float(-limit if isinstance(rule, PaceAlert) else limit)
    fact_id = FactId.of(period, ALERT, rule.key, level, "threshold")
    return Fact(fact_id, number, number, number, unit, ALERT, "all", "target", period, definition="threshold")


def alert_counts(found: Sequence[Alert], period: str) -> list[Fact]:
    """Number of alerts, and of the red ones; nothing without an alert."""
    if not found:
        return []
    sources = tuple(dict.fromkeys(source for alert in found for source in alert.number.sources))
    tier = highest(alert.number.tier for alert in found)
    numbers = {"total": len(found), RED: sum(alert.level == RED for alert in found)}
    return [
        count_fact(
            FactId.of(period, ALERT, name),
            number,
            period,
            definition="alerts",
            sources=sources,
            tier=tier,
            interval=True,
        )
        for name, number in numbers.items()
    ]


def restricted(alert: Alert, tier: str) -> Alert:
    """Return an alert without the names that a reader of this tier may not see; its number stays."""
    return replace(alert, projects=tuple(each for each in alert.projects if allows(tier, each.tier)))


def worst(found: Sequence[Alert]) -> str:
    """Return the worst level among alerts; empty without any."""
    return next((level for level in LEVELS if any(alert.level == level for alert in found)), "")
