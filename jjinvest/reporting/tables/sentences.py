"""Sentences about whatever figures there are: the total of each metric, each target, each change.

A sentence is a message with its own values; it is made once for each figure, so that a district needs no
particular metric.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from jjinvest.core.access import allows
from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.core.frame_rows import rows_of
from jjinvest.core.origins import MEASURES_OF_ORIGINS, ORIGIN
from jjinvest.core.periods import is_event, period_end
from jjinvest.core.rounding import round_half_up
from jjinvest.data.metric_kinds import RATE, kind_of_metric
from jjinvest.metrics.lights import ABOVE, AT, BELOW, FROM, REACHED, side_of_target
from jjinvest.metrics.targets import measure, target_fact_id
from jjinvest.reporting.tables.cells import FactName, Period, Term
from jjinvest.reporting.tables.ranks import AMONG, official_ranks
from jjinvest.results.results import Results

HEADLINE = ("projects_signed", "agreed_amount", "contract_amount", "funds_in_place")
"""Metrics in the order in which a summary names them; any other one follows as published."""
RANK_UNIT = "名"
"""Unit of a rank."""
OF_A_GROUP = re.compile(
    r"同组|同类|分组|[一二三四甲乙丙丁ABCD]组|组内|片区|梯队|同.{0,4}(?:区县|地区|开发区)"
)
"""Words of a text that compare within a part of a municipality or province."""
PEERS = re.compile(rf"{OF_A_GROUP.pattern}|全[市省国州区县]|全.{{0,4}}(?:区县|地区|开发区)")
"""Words of a text on who is compared in a rank."""
CHANGES = {
    "growth": "headline.change",
    "growth.like_for_like": "headline.change_like_for_like",
    "multiple": "headline.change_multiple",
    "points": "headline.change",
}
"""Message on each statistic that compares with the year before, by the end of its id."""
COUNTS_OF_CHECKS = ("total", "agrees", "contradicts", "restated")
INNER_QUOTES = str.maketrans("“”", "‘’")
MOST_CHANGES = 6
"""Growth rates that the overview names at most."""
FLAT_DECIMALS = 1
"""Decimals in % to which a growth rate of nothing is rounded."""
KINDS_OF_PROJECTS = frozenset(
    ("all", "out_of_city", "sector", "tier", "cohort", "origin", "chain", "channel", "industry", "ownership")
)
"""Scopes of numbers that are of the whole district; any other is a place or a body of it, as a park is."""
MOST_NAMED = 4
"""Figures, and targets, that a summary names at most; the tables have them all."""


@dataclass(frozen=True)
class Sentence:
    """A message key with the values of its placeholders that are no fact ids."""

    key: str
    content: Mapping[str, Fact | FactName | Period | Term | str]


def headline_ids(
    results: Results, *, of_places: bool = True, is_named: Callable[[str], bool] | None = None
) -> list[FactId]:
    """Return ids of the period's totals: of the whole or, if no whole was published, of its parts.

    A number of one origin that has a name of its own, 合同外资额, is a total.

    Parameters
    ----------
    of_places
        Whether parts are numbers of parks, towns and task forces too, which do not stand for the district.
    is_named
        Whether a metric has a name; those without one are left out, where this is given.
    """
    figures = results.figures
    is_own = (figures["period"] == results.period) & (figures["statistic"] == "level")
    own = rows_of(figures.loc[is_own, ["fact_id", "metric", "scope", "subject"]])
    own = [row for row in own if is_named is None or is_named(str(row["metric"]))]
    of_whole = [row for row in own if row["scope"] == "all" or _is_measure_of_origin(row)]
    chosen = of_whole or [row for row in own if row["scope"] not in ("project", "group")]
    if not of_places:
        chosen = [row for row in chosen if KINDS_OF_PROJECTS.issuperset(str(row["scope"]).split(";"))]
    order = {metric: place for place, metric in enumerate(HEADLINE)}
    in_order = sorted(chosen, key=lambda row: order.get(row["metric"], len(order)))
    ids = dict.fromkeys(FactId.parse(row["fact_id"]) for row in in_order)
    return [fact_id for fact_id in ids if fact_id in results.facts]


def _is_measure_of_origin(row: Mapping[Hashable, Any]) -> bool:
    return row["scope"] == ORIGIN and f"{row['metric']}_{row['subject']}" in MEASURES_OF_ORIGINS


def headline(results: Results, ids: Sequence[FactId] | None = None) -> list[Sentence]:
    """Totals of the period, or those with some ids, each with its published growth."""
    sentences = list[Sentence]()
    stated = headline_ids(results, of_places=False)[:MOST_NAMED] if ids is None else ids
    for place, fact_id in enumerate(stated):
        key = "headline.first" if place == 0 else "headline.further"
        values: dict[str, Fact | FactName | Term] = {
            "item": FactName(fact_id, with_period=False),
            "number": results.facts[fact_id],
        }
        growth = results.facts.get(fact_id / "growth")
        if growth is not None:
            key, values = f"{key}_{growth_key(growth)}", values | {"growth": growth}
        sentences.append(Sentence(key, values))
    return sentences or [Sentence("headline.none_growth" if changes(results) else "headline.none", {})]


def known_instead(results: Results) -> list[Sentence]:
    """Totals of the latest part of the year, and the year's targets; none where the period has totals."""
    if headline_ids(results, of_places=False):
        return []
    figures = results.figures
    own = figures[(figures["scope"] == "all") & (figures["statistic"] == "level")]
    periods = [p for p in own["period"] if p[:4] == str(results.year) and not is_event(p)]
    latest = max(periods, key=period_end, default="")
    order = {metric: place for place, metric in enumerate(HEADLINE)}
    rows = rows_of(own.loc[own["period"] == latest, ["fact_id", "metric"]])
    ids = [
        FactId(row["fact_id"]) for row in sorted(rows, key=lambda row: order.get(row["metric"], len(order)))
    ]
    levels = [
        last_number(results.facts[fact_id]) for fact_id in dict.fromkeys(ids) if fact_id in results.facts
    ]
    targets = [target for _, target in _targets(results, results.year) if target["scope"] == "all"]
    set_for_year = [
        Sentence("target.aim", _about(results, target)) for target in _each_measure_first(targets)
    ]
    return [*levels[:MOST_NAMED], *set_for_year[:MOST_NAMED]]


def last_number(fact: Fact) -> Sentence:
    """Say the last number of a measure with the period that it is of."""
    item = FactName(fact.id, with_period=False)
    return Sentence("overview.latest", {"latest_period": Period(fact.period), "item": item, "latest": fact})


def is_flat(growth: Fact) -> bool:
    """Whether a growth rate rounds to 0: the number is 基本持平, neither up nor down."""
    known = growth.value is not None and growth.relation in ("=", "~")
    return known and round_half_up(growth.value or 0.0, FLAT_DECIMALS) == 0


def growth_key(growth: Fact) -> str:
    """End of the key of a message on a growth rate."""
    return "flat" if is_flat(growth) else "growth"


def way_of_target(completion: Fact | None, excess: Fact | None) -> str:
    """How a number stands to its target: over, short, met, at_least, exceeded; empty where that is not known.

    Of a bound that begins at the target (超过) there is no excess to state.
    """
    reached = side_of_target(completion, excess)
    bare = excess is not None and excess.value == 0
    ways = {ABOVE: "exceeded" if bare else "over", FROM: "at_least", AT: "met", BELOW: "short"}
    if reached == BELOW and bare:
        return ""
    return ways.get(reached, "")


def outcome_of_checks(known: Callable[[str], Fact | None]) -> str:
    """End of the key of a message on the checks: that all agree, that nothing contradicts, or the counts.

    Parameters
    ----------
    known
        Count of the checks by its name, such as ``agrees``.
    """
    counts = {name: 0.0 if (fact := known(name)) is None else fact.value or 0.0 for name in COUNTS_OF_CHECKS}
    revised = "" if counts["restated"] else "_unrevised"  # a count of nothing is not stated
    if known("failing") is not None:
        return f"_failing{revised}"
    if counts["contradicts"]:
        return revised
    if counts["restated"]:
        return "_restated"
    return "_agree" if counts["agrees"] == counts["total"] else revised


def ranks(results: Results) -> list[Sentence]:
    """Ranks of the period's totals as they were published, with those of the year before."""
    found = list[Sentence]()
    for official in official_ranks(results.facts.values(), results.period):
        values: dict[str, Fact | FactName | Term] = {
            "item": FactName(official.subject, with_period=False),
            "rank": official.rank,
            "among": Term(f"among_{official.among or 'all'}"),
        }
        if official.before is not None:
            values["before"] = official.before
        found.append(Sentence(official.key, values))
    return found


def ranks_as_worded(results: Results, period: str) -> list[Sentence]:
    """Words of the text on each rank of a period, published or aimed at, that name who is compared.

    A rank among a group of districts (同组) is another one than among all of them, and a figure has no
    place for the group.
    """
    figures = results.workspace.figures
    of_period = (figures["period"] == period) & (figures["unit"] == RANK_UNIT)
    rows = rows_of(figures.loc[of_period, ["statistic", "authority", "quote", "note"]])
    texts = dict.fromkeys(map(_on_peers, rows))
    return [Sentence("rank.as_worded", {"quote": text}) for text in texts if text]


def _on_peers(row: Mapping[Hashable, Any]) -> str:
    """Words of a figure's row on who is compared in its rank, with inner quotation marks.

    Empty where there are none, or where they say no more than the sentence on the rank (居全市第3名).
    """
    said = row["statistic"] != "target" and (row["authority"],) in AMONG
    words = OF_A_GROUP if said else PEERS
    found = (text for text in (str(row["quote"]), str(row["note"])) if words.search(text))
    return next(found, "").strip().translate(INNER_QUOTES)


def overdue(results: Results) -> list[Sentence]:
    """Say that the year was over on the as-of day while its total is not published."""
    year = FactName(FactId.of(results.year))
    return [Sentence("overview.year_overdue", {"year": year})] if results.year_overdue else []


def aim(authority: str) -> Term:
    """Name of the targets of an authority, such as 市级年度目标."""
    return Term(f"aim_{authority or 'district'}")


def needs(results: Results) -> list[Sentence]:
    """What each target ahead needs a month; of the year in progress, which of them are reached already."""
    sentences, year = list[Sentence](), results.outlook.year_ahead
    for _, target in _targets(results, year):
        values = _about(results, target)
        needed = results.facts.get(target_fact_id(target, year, "monthly_needed"))
        if needed is not None:
            sentences.append(Sentence("target.needs", values | {"needed": needed}))
        elif is_reached(results, target):
            sentences.append(Sentence("target.reached", values))
    return sentences


def aims(results: Results) -> list[Sentence]:
    """Each target ahead: reached already, or the growth that it needs on last year."""
    sentences, year = list[Sentence](), results.outlook.year_ahead
    for _, target in _targets(results, year):
        growth = results.facts.get(target_fact_id(target, year, "growth_needed"))
        values = _about(results, target)
        if is_reached(results, target):
            sentences.append(Sentence("target.aim_reached", values))
        elif growth is None:
            sentences.append(Sentence("target.aim", values))
        else:
            sentences.append(Sentence("target.aim_growth", values | {"growth": growth}))
    return sentences


def changes(results: Results) -> list[Sentence]:
    """Growth that was published of the period's totals, also of those that were not published themselves."""
    figures = results.figures
    rates = figures[
        (figures["period"] == results.period)
        & (figures["scope"] == "all")
        & figures["statistic"].isin(["growth", "points", "multiple"])
    ]
    order = {metric: place for place, metric in enumerate(HEADLINE)}
    metrics = sorted(dict.fromkeys(rates["metric"]), key=lambda metric: order.get(metric, len(order)))
    alone = (FactId.of(results.period, metric) for metric in metrics)
    said = [
        Sentence(
            _key_of_change(fact_id, end, growth),
            {"item": FactName(fact_id, with_period=False), "growth": growth},
        )
        for fact_id in dict.fromkeys([*headline_ids(results), *alone])
        for end in CHANGES
        if (growth := results.facts.get(FactId.of(fact_id.period, fact_id.measure, end))) is not None
    ]
    return [*said, *_changes_of_ledger(results)] if said else []


def _key_of_change(total: FactId, end: str, change: Fact) -> str:
    """Message on a change: points of what is no rate are of its growth or another rate."""
    if end == "points" and kind_of_metric(total.name) != RATE:
        return "headline.change_points"
    return "headline.change_flat" if end == "growth" and is_flat(change) else CHANGES[end]


def growth_of_ledger(results: Results, total: FactId) -> Fact | None:
    """Growth by the ledger of a total of which the published figures have none; None without one to see."""
    own = results.ledger
    if own is None or own is results:
        return None
    ends = (FactId.of(total.period, total.measure, end) for end in CHANGES)
    if any(results.facts.get(each) is not None for each in ends):
        return None
    growth = own.facts.get(FactId.of(total.period, total.measure, "growth"))
    return growth if growth is not None and allows(results.workspace.tier, growth.tier) else None


def _changes_of_ledger(results: Results) -> list[Sentence]:
    """Growth by the ledger of the totals of all projects that have none among the published figures."""
    totals = (FactId.of(results.period, metric) for metric in HEADLINE)
    return [
        Sentence(
            f"headline.change{'_flat' if is_flat(growth) else ''}_of_ledger",
            {"item": FactName(total, with_period=False), "growth": growth},
        )
        for total in totals
        if (growth := growth_of_ledger(results, total)) is not None
    ]


def is_reached(results: Results, target: pd.Series) -> bool:
    """Whether a target of the year in progress is reached already."""
    if results.complete_year or int(target["year"]) != results.year:
        return False
    completion, excess = (
        results.facts.get(target_fact_id(target, results.period, name)) for name in ("completion", "excess")
    )
    return side_of_target(completion, excess) in REACHED


def _each_measure_first(targets: Iterable[pd.Series]) -> list[pd.Series]:
    """The first target of every measure before the second of any, as not all of them are named."""
    times = Counter[str]()
    placed = list[tuple[int, pd.Series]]()
    for target in targets:
        times[measure(target)] += 1
        placed.append((times[measure(target)], target))
    return [target for _, target in sorted(placed, key=lambda each: each[0])]


def _targets(results: Results, year: int) -> Iterable[tuple[Hashable, pd.Series]]:
    """Targets of a year, those of totals before those of parts."""
    targets = results.workspace.targets
    return sorted(targets[targets["year"] == year].iterrows(), key=lambda each: each[1]["scope"] != "all")


def _about(results: Results, target: pd.Series) -> dict[str, Fact | FactName | Term]:
    key = FactId.of(results.year, measure(target))
    return {
        "item": FactName(key, with_period=False),
        "aim": aim(target["authority"]),
        "target": results.facts[target["target_id"]],
    }
