"""Tables of scorecards and alerts: league with bands, each score with its inputs, projects behind."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import takewhile

import pandas as pd

from jjinvest.core.access import ROW_TIER_COLUMN
from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.metrics.alerts import Alert
from jjinvest.metrics.scorecard import Score
from jjinvest.reporting.tables.cells import (
    Badge,
    Bilingual,
    FactName,
    Period,
    Ranged,
    Term,
    aims_apart,
    cells,
    with_aims_apart,
)
from jjinvest.reporting.tables.latest_known import LEDGER
from jjinvest.reporting.tables.sentences import aim

LEAGUE = ["rank", "unit_scored", "assessment", "assessment_range", "rank_range", "known_weight", "remark"]
INDICATORS = [
    "unit_scored",
    "indicator",
    "actual",
    "target",
    "completion",
    "weight",
    "cap",
    "earned",
    "remark",
]
ALERTS = ["level", "rule", "about", "authority", "measured", "threshold", "since", "certainty"]
WAITING = ["level", "rule", "project", "days_waiting", "since"]

Named = Callable[[Score], object]


def member_name(score: Score) -> Term:
    """Name of a part of a district: a label of the member."""
    dimension, member = score.unit.parts[-2:]
    return Term(member, dimension)


def league(scores: Sequence[Score], facts: Mapping[str, Fact], named: Named = member_name) -> pd.DataFrame:
    """League table: rank, score, how far both could move, and how much of the weights is known.

    Parameters
    ----------
    facts
        Facts as published, by id.
    named
        Returns the cell that names a unit.
    """
    rows = []
    for score in scores:
        total, rank = _as(score.total, facts), _as(score.rank, facts)
        assert total is not None
        rows.append(
            {
                "rank": rank,
                "unit_scored": named(score),
                "assessment": total,
                "assessment_range": Ranged(total) if wide(total) and total.value is not None else None,
                "rank_range": Ranged(rank) if rank is not None and wide(rank) else None,
                "known_weight": _as(score.known_weight, facts),
                "remark": _remark(score),
            }
        )
    table = cells(rows, LEAGUE)
    if all(score.known_weight.value == 100 for score in scores):
        table = table.drop(columns="known_weight")
    return table.dropna(axis="columns", how="all")


def _remark(score: Score) -> Term | None:
    if score.rank is None:
        return Term("not_ranked")
    return Term("rank_shared") if score.tied else None


def wide(fact: Fact) -> bool:
    """Whether the interval of a number shows in the decimals it is written with."""
    if fact.low is None or fact.high is None:
        return False
    return bool(fact.high - fact.low >= 10**-fact.shown_decimals)


def indicators(
    scores: Sequence[Score], facts: Mapping[str, Fact], named: Named | None = None
) -> pd.DataFrame:
    """Each indicator of each unit: inputs, weight, cap and points, or why there are none."""
    rows = []
    for score in scores:
        for each in score.indicators:
            inputs = {name: _as(fact, facts) for name, fact in each.inputs.items()}
            rows.append(
                {
                    "unit_scored": None if named is None else named(score),
                    "indicator": FactName(each.name, with_period=False),
                    **{name: inputs.get(name) for name in ("actual", "target", "completion")},
                    "weight": _as(each.weight, facts),
                    "cap": _as(each.cap, facts),
                    "earned": _as(each.points, facts),
                    "remark": Term(f"points_missing_{each.missing}") if each.missing else None,
                }
            )
    return cells(rows, INDICATORS).dropna(axis="columns", how="all")


def alert_list(found: Sequence[Alert], facts: Mapping[str, Fact]) -> pd.DataFrame:
    """Each alert: level, rule, what it is about, the number and its threshold, since when."""
    rows = []
    for alert in found:
        rows.append(
            {
                "level": Badge(alert.level, word=f"alert_{alert.level}"),
                "rule": _rule(alert),
                "about": _subject(alert.about) if isinstance(alert.about, FactId) else None,
                "authority": _authority(alert, facts),
                "measured": _as(alert.number, facts),
                "threshold": _as(alert.threshold, facts),
                "since": None if _is_missed(alert) else Period(alert.since),
                "certainty": None if _is_missed(alert) else Term(_certainty(alert)),
            }
        )
    table = with_aims_apart(cells(rows, ALERTS)).dropna(axis="columns", how="all")
    if "authority" in table and set(table["authority"].dropna()) == {aim("")}:
        table = table.drop(columns="authority")
    of_projects = any(alert.projects for alert in found)
    return table.rename(columns={"since": "since_earliest"}) if of_projects else table


def _certainty(alert: Alert) -> str:
    """Whether it is known since when an alert is one."""
    return "since_certain" if alert.since_known else "since_at_the_latest"


def _rule(alert: Alert) -> Bilingual | Term:
    """Name of a rule: its own, or the word for its key."""
    zh, en = alert.names
    if zh or en:
        return Bilingual(zh or en, en or zh)
    return Term("alert_target_missed" if _is_missed(alert) else f"alert_{alert.rule}")


def _authority(alert: Alert, facts: Mapping[str, Fact]) -> Term | None:
    """Whose target it is: that of another authority may be ahead of its pace."""
    about = alert.about
    if not isinstance(about, FactId):
        return None
    subject, authority = about.subject, about.authority
    if SEASONAL in about.parts:
        place = about.parts.index(SEASONAL)
        subject = FactId.of(about.period, *about.parts[:place])
        authority = "".join(about.parts[place + 1 :][:1])
    of_measure = (each for each in map(FactId, facts) if each.statistic == "pace_gap")
    others = [aim(each.authority) for each in of_measure if each.subject == subject]
    own, *_ = aims_apart([aim(authority), *others])
    return own if isinstance(own, Term) else None


SEASONAL = "pace_gap_seasonal"
"""Statistic of the distance to the pace of the season, behind which the authority stands."""


def _is_missed(alert: Alert) -> bool:
    """Whether a distance to the pace is that of a whole year: the target was missed, nobody is behind."""
    return isinstance(alert.about, FactId) and alert.about.period.isdigit()


def _subject(distance: FactId) -> FactName:
    """Name of the target that a distance to the pace is about."""
    of = takewhile(lambda part: part not in _DISTANCES, (part for part in distance.parts if part != LEDGER))
    return FactName(FactId.of(distance.period, *of), with_period=False)


_DISTANCES = ("pace_gap", "pace_gap_seasonal", "excess")


def waiting_projects(found: Sequence[Alert]) -> pd.DataFrame:
    """Projects behind the alerts, the longest first; each row has the tier of its project."""
    rows = [
        {
            "level": Badge(alert.level, word=f"alert_{alert.level}"),
            "rule": _rule(alert),
            "project": project.name,
            "days_waiting": f"{project.days}",
            "since": Period(project.since.isoformat()),
            ROW_TIER_COLUMN: project.tier,
        }
        for alert in found
        for project in alert.projects
    ]
    return cells(rows, [*WAITING, ROW_TIER_COLUMN])


def _as(fact: Fact | None, facts: Mapping[str, Fact]) -> Fact | None:
    """Return a number as it is published: with its day, tier and the prefix of its view."""
    return None if fact is None else facts.get(fact.id, fact)
