"""Figures that a contradiction accuses: those whose change alone would repair it, with what they had to be.

The command `check` names them row by row; pages name them by these facts, and mark them wherever they stand.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from jjinvest.core import facts
from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.core.periods import period_months
from jjinvest.core.rounding import exact, round_half_up
from jjinvest.data.figure_rows import FigureRow
from jjinvest.data.figures import quantity_of
from jjinvest.data.workspace import Workspace
from jjinvest.metrics.half_years import DIFFERENT_TEXTS, DIFFERENT_WORDING
from jjinvest.quality.checks.report import CONTRADICTS, PLAIN_SLIPS, CheckReport, Finding
from jjinvest.quality.reconciliation.ledger_comparison import DIFFERS_FROM_LEDGER
from jjinvest.quality.reconciliation.reconcile import IN_POINTS

CONTRADICTED, RESTS_ON_CONTRADICTED = "contradicted", "rests_on_contradicted"
"""Caveats of a published figure that others contradict, and of a number computed from one."""
RESTS_ON_DIFFERING = "rests_on_differing"
"""Caveat of a number computed from a published figure that differs from the ledger."""
MARKED = (CONTRADICTED, DIFFERS_FROM_LEDGER, RESTS_ON_CONTRADICTED, RESTS_ON_DIFFERING)
"""Caveats of the numbers that carry the mark 待核 wherever they stand.

A share of a doubtful total is doubtful.
"""
_MOST_DECIMALS = 8


@dataclass(frozen=True)
class AccusedFigure:
    """A published figure that may be wrong, and what the others require it to be, where that is known.

    `is_determined`: it is what the first check computes, as a total is computed from its parts. `pace_gap`:
    of a completion, the distance to the pace that follows from what is required, where none was published.
    """

    fact_id: FactId
    published: Fact
    required: Fact | None
    is_determined: bool = False
    pace_gap: Fact | None = None


def accused_figures(checked: CheckReport, workspace: Workspace) -> list[list[AccusedFigure]]:
    """Return the accused figures of each contradiction.

    Where no single change repairs one, the figure that its first check determines, without a number for it.
    """
    by_row, seen = {row.row: row for row in workspace.rows}, dict[FactId, int]()
    stated = {row.fact_id for row in workspace.rows}
    found = []
    for finding in _contradictions(checked):
        accused = []
        first = _subject(finding)
        for line in finding.accused or first:
            row = by_row[line]
            key = FactId.of(row.fact_id.period, *row.fact_id.parts, "check", "accused")
            seen[key] = seen.get(key, 0) + 1
            readings = [each for each in finding.readings if each["row"] == line]
            figure = _accused(row, readings, key if seen[key] == 1 else key / seen[key])
            if figure.fact_id.with_statistic("pace_gap") not in stated:
                figure = replace(figure, pace_gap=_pace_gap(figure))
            accused.append(replace(figure, is_determined=line in first))
        found.append(accused)
    return found


def required_alone(accused: Iterable[Sequence[AccusedFigure]]) -> dict[FactId, Fact]:
    """What the other figures require of each one that a contradiction accuses alone, by its id.

    Of a completion also of its distance to the pace, which is computed from it.
    """
    alone = [found[0] for found in accused if len(found) == 1]
    required = {each.fact_id: each.required for each in alone if each.required is not None}
    gaps = {
        each.fact_id.with_statistic("pace_gap"): each.pace_gap for each in alone if each.pace_gap is not None
    }
    return required | gaps


def with_required(known: Mapping[str, Fact], accused: Iterable[Sequence[AccusedFigure]]) -> dict[str, Fact]:
    """Facts by id, with what is required in place of each figure that a contradiction accuses alone."""
    return {**known, **{str(name): fact for name, fact in required_alone(accused).items()}}


def with_required_gaps(found: Iterable[Fact], accused: Iterable[Sequence[AccusedFigure]]) -> list[Fact]:
    """Give computed distances to the pace the one that is required, where they rest on a wrong completion."""
    required = required_alone(accused)
    return [
        replace(fact, value=gap.value, low=gap.low, high=gap.high)
        if fact.evidence == "computed"
        and fact.id.statistic == "pace_gap"
        and (gap := required.get(fact.id)) is not None
        else fact
        for fact in found
    ]


def _contradictions(checked: CheckReport) -> Iterator[Finding]:
    return (finding for finding in checked.findings if finding.verdict == CONTRADICTS)


def _subject(finding: Finding) -> tuple[int, ...]:
    """Row of the figure that a contradiction without an accused one is named by."""
    return (finding.checks[0].result.row,) if finding.checks else finding.rows[:1]


def _accused(row: FigureRow, readings: list[Mapping[str, Any]], key: FactId) -> AccusedFigure:
    published = facts.from_quantity(
        key / "published",
        quantity_of(row),
        period=row.period,
        evidence="published",
        relation=row.relation,
        scope="all",
    )
    if row.statistic in IN_POINTS and published.unit == "%":
        published = replace(published, unit="个百分点", signed=True)
    reading = _required(readings)
    if reading is None or not row.value or published.value is None:
        return AccusedFigure(row.fact_id, published, None)
    scale = exact(published.value) / exact(row.value)
    value, low, high = (
        None if reading[name] is None else scale * Fraction(reading[name])
        for name in ("value", "low", "high")
    )
    required = replace(
        published,
        id=key / "computed",
        value=_float(value),
        low=_float(low),
        high=_float(high),
        relation="=",
        evidence="computed",
        decimals=max((_places(end) for end in (value, low, high) if end is not None), default=None),
    )
    return AccusedFigure(row.fact_id, published, required)


def _pace_gap(figure: AccusedFigure) -> Fact | None:
    """Distance to the pace that a completion has, where the others say what it must be; None of others."""
    required = figure.required
    if figure.fact_id.statistic != "completion" or required is None or required.unit != "%":
        return None
    passed = Fraction(100 * period_months(str(figure.fact_id.period))[1], 12)
    value, low, high = (
        None if end is None else _float(exact(end) - passed)
        for end in (required.value, required.low, required.high)
    )
    gap = replace(required, id=required.id / "pace_gap", value=value, low=low, high=high)
    return replace(gap, unit="个百分点", signed=True, decimals=None)


def _required(readings: list[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """What the figure must have been: the one usual slip that fits, else the interval.

    Where the others only bound it (5亿元以上 lies between two classes) and several slips fit, none of them is
    more likely than another.
    """
    interval = next(iter(readings), None)
    slips = [each for each in readings if each["kind"] != "value"]
    if interval is not None and interval["value"] is None and len({each["value"] for each in slips}) > 1:
        return interval
    return next((each for each in slips if each["kind"] in PLAIN_SLIPS), interval)


def _float(number: Fraction | None) -> float | None:
    return None if number is None else float(number)


def _places(number: Fraction) -> int:
    """Decimals that a number has."""
    return len(format(round_half_up(number, _MOST_DECIMALS).normalize(), "f").partition(".")[2])


def contradicted(checked: CheckReport, workspace: Workspace) -> frozenset[str]:
    """Return ids of the figures that are accused or, where a contradiction accuses none, of all in it."""
    rows = {line for finding in _contradictions(checked) for line in finding.accused or finding.rows}
    return frozenset(row.figure_id for row in workspace.rows if row.row in rows)


def with_doubt(found: Iterable[Fact], doubted: frozenset[str], differing: Collection[str] = ()) -> list[Fact]:
    """Give figures that are contradicted, and numbers that rest on one, a caveat; other caveats stay.

    Parameters
    ----------
    doubted
        Ids of the contradicted figures.
    differing
        Ids of the published figures that differ from the ledger.
    """
    doubts = ((frozenset(differing), *_OF_LEDGER), (doubted, CONTRADICTED, RESTS_ON_CONTRADICTED))
    return [_with_doubt(fact, doubts) for fact in found]


_OF_LEDGER = (DIFFERS_FROM_LEDGER, RESTS_ON_DIFFERING)
_YIELDS = ("", RESTS_ON_DIFFERING, DIFFERENT_TEXTS, DIFFERENT_WORDING)
"""Caveats of computed numbers that a doubt takes the place of: that two texts may word a measure differently
matters less than that one of their numbers may be wrong."""


def _is_chance_of(fact: Fact, figures: frozenset[str]) -> bool:
    """Whether a number is the chance of a target that is among these figures, or of several with it."""
    doubted = (figure for figure in fact.sources if figure in figures)
    return (fact.target is not None or fact.unit == "概率") and any(
        FactId(figure.partition("@")[0]).statistic == "target" for figure in doubted
    )


def _with_doubt(fact: Fact, doubts: Iterable[tuple[frozenset[str], str, str]]) -> Fact:
    """Give a number the caveat of the last doubt that concerns it; a computed one keeps another it has.

    Only one that says how a number was computed: that its two texts may differ in wording yields to a doubt.
    A forecast is no result of arithmetic on one figure: what it rests on stands beside it. But the chance
    of a doubtful target is as doubtful as the target.
    """
    is_stated = fact.evidence in ("published", "target")
    caveat = fact.caveat
    for figures, of_figure, of_computed in doubts:
        if figures.isdisjoint(fact.sources):
            continue
        if is_stated:
            caveat = of_figure
        elif fact.evidence == "modelled":
            caveat = of_computed if _is_chance_of(fact, figures) else caveat
        elif caveat in _YIELDS:
            caveat = of_computed
    return replace(fact, caveat=caveat)
