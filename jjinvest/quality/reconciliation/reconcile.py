"""Reconciliation: the checks of a workspace's published figures, as facts and frames for the pages.

The rules are in :mod:`jjinvest.quality.checks`. Beside them each year with agreed amounts is asked for joint
consistency: whether one ledger can satisfy all its figures (:mod:`jjinvest.quality.bounds`). The command
`check`, the overview and the page on data quality show this one answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from functools import partial

import pandas as pd

from jjinvest.core import facts
from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.core.quantity import Quantity
from jjinvest.core.rounding import exact, round_half_up
from jjinvest.data.figure_rows import FigureRow
from jjinvest.data.figures import quantity_of
from jjinvest.data.workspace import Workspace
from jjinvest.metrics.breakdowns import AMOUNT, COUNT
from jjinvest.metrics.published import claims_only
from jjinvest.quality.bounds.bounds import consistent
from jjinvest.quality.bounds.model import UndecidedError
from jjinvest.quality.bounds.statistics import Consistency, NotPublishedError
from jjinvest.quality.checks.checks import Check
from jjinvest.quality.checks.intervals import finite
from jjinvest.quality.checks.report import CONTRADICTS, CURRENCIES, RESTATED, CheckReport, Finding, report

AGREES = "agrees"
GROUPINGS = ("task_force", "chain", "channel", "group")
COLUMNS = [
    "rule",
    "fact_id",
    "verdict",
    "equal",
    "published",
    "computed",
    "difference",
    "rows",
    "sources",
]
IN_POINTS = frozenset(("pace_gap", "points"))
"""Statistics that are differences of percentages."""
DEFINED_PARTS = frozenset(
    {
        "average",
        "carried_over",
        "completion",
        "funds_rate_cohort",
        "funds_rate_dynamic",
        "growth",
        "named",
        "new",
        "performance_rate",
        "pipeline",
        "production_rate",
        "share",
        "start_rate",
        "target",
    }
)
"""Parts of a figure's id whose definition is shown instead of that of its evidence."""


FURTHER_DIGITS = 3
"""Decimals beyond the usual ones, one less, by which a difference may be made to fit its numbers."""
LEAST_GROWTH = -1
"""A number that was there can fall by no more than 100 %."""


def figure_definition(fact_id: FactId) -> str:
    """Definition key of a figure: the last part that has one; empty for the definition of its evidence."""
    return next((part for part in reversed(fact_id.parts) if part in DEFINED_PARTS), "")


def check_figures(workspace: Workspace) -> CheckReport:
    """Check the figures visible in a workspace, one by one and jointly.

    Returns
    -------
    CheckReport
        Checks, findings and the figures that take part in no check. A year whose figures no ledger
        satisfies although each check holds adds a finding of kind ``joint``.
    """
    return with_ledgers(check_relations(workspace), workspace)


def check_relations(workspace: Workspace) -> CheckReport:
    """Check the relations of the visible figures alone, which takes little time."""
    members = {
        (column, str(key)): frozenset(workspace.projects.loc[workspace.projects[column] == key, "project_id"])
        for column in GROUPINGS
        for key in workspace.projects[column].unique()
        if key
    }
    return report(
        workspace.rows,
        workspace.dimensions.divided,
        members=members,
        listed=workspace.dimensions.listed,
    )


def with_ledgers(checked: CheckReport, workspace: Workspace) -> CheckReport:
    """Add the years of which no ledger satisfies the figures, unless relations contradict each other."""
    if checked.verdict == "contradiction":
        return checked
    revised = [set(finding.rows) for finding in checked.findings if finding.verdict == RESTATED]
    return replace(checked, findings=(*checked.findings, *_joint_findings(workspace, revised)))


def _joint_findings(workspace: Workspace, revised: Sequence[Collection[int]]) -> Iterator[Finding]:
    """Years of which no single ledger satisfies the figures, but for those that a revision explains."""
    rows = {row.figure_id: row for row in workspace.rows}
    years = {row.year for row in workspace.rows if row.metric in (AMOUNT, COUNT) and row.statistic == "level"}
    for year in sorted(years):
        consistency = joint_consistency(workspace, year)
        if consistency is None or consistency.consistent:
            continue
        concerned = [rows[each] for each in consistency.conflict if each in rows]
        single = {rows[each].row for each in consistency.single_corrections if each in rows}
        lines = tuple(sorted({row.row for row in concerned}))
        if any(set(lines) <= set(rows_revised) for rows_revised in revised):
            continue
        zh = "；".join(f"第 {row.row} 行 {row.fact_id} {row.digits} {row.unit}" for row in concerned)
        en = "; ".join(f"row {row.row} {row.fact_id} {row.digits} {row.unit}" for row in concerned)
        yield Finding(
            CONTRADICTS,
            "joint",
            lines,
            tuple(sorted(single)),
            (),
            f"没有一份台账能同时满足 {year} 年的这些公布数：{zh}。",
            f"No ledger satisfies these published figures of {year} together: {en}.",
        )


def joint_consistency(workspace: Workspace, year: int) -> Consistency | None:
    """Whether one ledger can satisfy all published figures of a year.

    None if there are too few figures, or if the solver could not decide it in its time.
    """
    try:
        return consistent(workspace, year)
    except (NotPublishedError, UndecidedError):
        return None


def reconcile(checked: CheckReport, workspace: Workspace) -> pd.DataFrame:
    """Return the checks as a frame.

    Returns
    -------
    pandas.DataFrame
        One check a row, and one for each set of figures that hold one by one but not together (``joint``):
        ``rule``, the kind of relation; ``fact_id`` of the figure that the others determine;
        ``verdict`` (agrees, restated, contradicts, remark); ``equal``, False for a one-sided check;
        ``published``, ``computed``, ``difference`` as facts (difference = published − computed, None where
        one side is open); ``rows`` of figures.csv; ``sources``, the figure ids compared.
    """
    by_row = {row.row: row for row in workspace.rows}
    verdict_of = {id(check): finding.verdict for finding in checked.findings for check in finding.checks}
    count = Counter[FactId]()
    rows = []
    for check in checked.checks:
        subject = by_row[check.result.row]
        key = FactId.of(subject.fact_id.period, *subject.fact_id.parts, "check", check.kind)
        count[key] += 1
        verdict = verdict_of.get(id(check), AGREES if check.holds else "remark")
        row = _row(check, subject, by_row, key if count[key] == 1 else key / count[key])
        rows.append({**row, "verdict": verdict})
    for finding in _joint(checked):
        subject = by_row[(finding.accused or finding.rows)[0]]
        key = FactId.of(subject.fact_id.period, *subject.fact_id.parts, "check", finding.kind)
        count[key] += 1
        rows.append(_joint_row(finding, subject, by_row, key if count[key] == 1 else key / count[key]))
    return pd.DataFrame(rows, columns=COLUMNS)


def _joint(checked: CheckReport) -> list[Finding]:
    """Sets of figures that contradict each other although each check holds."""
    alone = [each for each in checked.findings if each.verdict == CONTRADICTS and not each.checks]
    return [each for each in alone if each.kind in ("joint", CURRENCIES)]


def _joint_row(
    finding: Finding, subject: FigureRow, by_row: dict[int, FigureRow], key: FactId
) -> dict[str, object]:
    """A joint contradiction as a check of the first figure whose change alone would resolve it, if any."""
    published = facts.from_quantity(
        key / "published",
        quantity_of(subject),
        period=subject.period,
        definition=figure_definition(FactId(subject.fact_id)),
        evidence="published",
    )
    return {
        "rule": finding.kind,
        "fact_id": subject.fact_id,
        "verdict": finding.verdict,
        "equal": False,
        "published": replace(published, decimals=max(subject.decimals, published.shown_decimals)),
        "computed": None,
        "difference": None,
        "rows": finding.rows,
        "sources": tuple(dict.fromkeys(by_row[row].figure_id for row in finding.rows)),
    }


def _row(check: Check, subject: FigureRow, by_row: dict[int, FigureRow], key: FactId) -> dict[str, object]:
    published = quantity_of(subject)
    figures = [by_row[entry.row] for entry in check.entries]
    sources = tuple(dict.fromkeys(figure.figure_id for figure in figures))
    computed = _computed(check, published, sources)
    of_figure = partial(
        facts.from_quantity, period=subject.period, definition=figure_definition(FactId(subject.fact_id))
    )

    def make(fact_id: FactId, quantity: Quantity, *, evidence: str, relation: str = "=") -> Fact:
        """Make a fact that shows as many decimals as the published figure, where that has as many or more."""
        fact = of_figure(fact_id, quantity, evidence=evidence, relation=relation)
        if subject.statistic in IN_POINTS and fact.unit == "%":
            fact = replace(fact, unit="个百分点")
        return replace(fact, decimals=subject.decimals) if subject.decimals >= fact.shown_decimals else fact

    stated = make(key / "published", published, evidence="published", relation=subject.relation)
    again = None if computed is None else make(key / "computed", computed, evidence="computed")
    difference = None if computed is None else _difference(key, published, computed, make)
    return {
        "rule": check.kind,
        "fact_id": subject.fact_id,
        "equal": check.equal,
        "published": stated,
        **_that_fit(stated, again, difference),
        "rows": check.rows,
        "sources": sources,
    }


def _that_fit(published: Fact, computed: Fact | None, difference: Fact | None) -> dict[str, Fact | None]:
    """Give a computed number and its difference the decimals by which the three fit as they are shown.

    104.65 beside a published 104.7 differs by 0.05, not 104.7 by 0.1.
    """
    if computed is None or difference is None or None in (published.value, computed.value, difference.value):
        return {"computed": computed, "difference": difference}
    least = max(computed.shown_decimals, difference.shown_decimals)
    for digits in range(least, least + FURTHER_DIGITS):
        shown = [round_half_up(fact.value or 0.0, digits) for fact in (computed, difference)]
        if exact(published.value or 0.0) - exact(shown[0]) == exact(shown[1]):
            if digits == least:
                break
            return {
                "computed": replace(computed, decimals=digits),
                "difference": replace(difference, decimals=digits),
            }
    return {"computed": computed, "difference": difference}


def _computed(check: Check, like: Quantity, sources: tuple[str, ...]) -> Quantity | None:
    """Value and interval that the other figures give for the result; None if they bound nothing."""
    exact, allowed = check.implied(check.result, as_published=True), check.implied(check.result)
    low, high = finite(allowed.low), finite(allowed.high)
    if not check.equal and low == LEAST_GROWTH and like.unit == "ratio":
        low = None  # a bound that holds for any growth says nothing: the check gives the other one
    if low is None and high is None:
        return None
    value = finite(exact.low) if exact.low == exact.high else finite(exact.high) or finite(exact.low)
    return Quantity(value, low, high, like.unit, like.definition, sources)


def _difference(
    key: FactId, published: Quantity, computed: Quantity, make: Callable[..., Fact]
) -> Fact | None:
    """Published less computed, of percentages in percentage points; None where a side is open."""
    ends = (published.low, published.high, computed.low, computed.high)
    if published.value is None or computed.value is None or None in ends:
        return None
    difference = Quantity.exact(
        published.value - computed.value, published.unit, published.definition, computed.sources
    )
    fact = make(key / "difference", difference, evidence="computed")
    return replace(fact, signed=True, unit="个百分点" if fact.unit == "%" else fact.unit)


def check_counts(checked: CheckReport, workspace: Workspace, period: str) -> list[Fact]:
    """Count the checks by verdict and kind, the statements, and the figures that take part in no check.

    ``figures`` counts statements; ``listed`` the numbers they state, a repeated one once; ``equal`` the
    checks by an equality, ``one_sided`` those that only bound a figure; ``claims``, only where there are any,
    what is claimed without a number ("over-fulfilled"), ``failing`` the checks that contradict, of which one
    wrong figure may fail several, and ``by_digits`` the statements whose rounding is not given and is taken
    as half their last digit.
    """
    published = set(workspace.figures["fact_id"])
    claims = claims_only(workspace.figures)
    verdicts = Counter(finding.verdict for finding in checked.findings)
    revised = {id(c) for finding in checked.findings if finding.verdict == RESTATED for c in finding.checks}
    counts = {
        "total": len(checked.checks) + len(_joint(checked)),
        "agrees": sum(check.holds and id(check) not in revised for check in checked.checks),
        "restated": verdicts[RESTATED],
        "contradicts": verdicts[CONTRADICTS],
        "equal": checked.equal,
        "one_sided": checked.one_sided,
        "figures": len(workspace.figures),
        "listed": len(published - claims),
        "not_recomputable": len({row.row for row in checked.not_checked}),
    }
    failing = sum(len(each.checks) or 1 for each in checked.findings if each.verdict == CONTRADICTS)
    if failing:
        counts["failing"] = failing
    if claims:
        counts["claims"] = len(claims)
    if by_digits := int((workspace.figures["precision"] == "by_digits").sum()):
        counts["by_digits"] = by_digits
    key = FactId.of(period, "checks")
    return [
        facts.count_fact(key / name, number, period, definition="checks", interval=True)
        for name, number in counts.items()
    ]
