"""Reconciliation: every figure that others determine is recomputed and given a verdict and a label.

Two numbers agree when their intervals (from the rounding and the relation of each figure) touch. A difference
between publications of different days that no clerical error explains is a restatement (revision or changed
definition); any other is a contradiction, with its label and, where one correction would explain it, the
candidate. Nothing is corrected.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pandas as pd

from jjinvest.core import facts
from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.core.quantity import Definition, Quantity
from jjinvest.data.workspace import Workspace
from jjinvest.metrics.published import claims_only
from jjinvest.quality.reconciliation.discrepancies import Discrepancy, classify
from jjinvest.quality.reconciliation.identities import RULES, Identity
from jjinvest.quality.reconciliation.observations import Observations

AGREES, RESTATED, CONTRADICTS = "agrees", "restated", "contradicts"
RESTATEMENTS = ("revision", "changed_definition")
RESTATABLE_RULES = ("restatement", "running_total", "year_on_year")
COLUMNS = [
    "rule",
    "fact_id",
    "verdict",
    "label",
    "alternatives",
    "suspect",
    "candidate",
    "published",
    "computed",
    "difference",
    "sources",
]
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


def figure_definition(fact_id: FactId) -> str:
    """Definition key of a figure: the last part that has one; empty for the definition of its evidence."""
    return next((part for part in reversed(fact_id.parts) if part in DEFINED_PARTS), "")


def reconcile(workspace: Workspace) -> pd.DataFrame:
    """Apply every rule to the figures visible in `workspace`.

    Returns
    -------
    pandas.DataFrame
        One comparison a row: ``rule``; ``fact_id`` of the published figure; ``verdict`` (agrees, restated,
        contradicts); ``label`` of the discrepancy ("" if none, rounding, transposition, slip, sign,
        sum_error, running_total, revision, changed_definition, unexplained); ``alternatives``, labels that
        explain the figures as well; ``suspect`` figure id and ``candidate`` digits where the correction of
        one figure would explain it; ``published``, ``computed``, ``difference`` as facts (difference =
        published − computed, None where one side is open); ``sources``, all figure ids compared.
    """
    observations = Observations(workspace.figures)
    identities = [identity for rule in RULES for identity in rule(workspace, observations)]
    count = Counter[FactId]()
    rows = []
    for identity, discrepancy in zip(identities, classify(identities, observations), strict=True):
        key = FactId.parse(identity.subject.fact_id) / "check" / identity.rule
        count[key] += 1
        rows.append(_row(identity, discrepancy, key if count[key] == 1 else key / count[key]))
    return pd.DataFrame(rows, columns=COLUMNS)


def _row(identity: Identity, discrepancy: Discrepancy, key: FactId) -> dict[str, object]:
    published, computed, period = identity.subject.quantity, identity.computed, identity.subject.period
    return {
        "rule": identity.rule,
        "fact_id": identity.subject.fact_id,
        "verdict": _verdict(identity, discrepancy),
        "label": discrepancy.label,
        "alternatives": discrepancy.alternatives,
        "suspect": discrepancy.figure_id,
        "candidate": discrepancy.candidate,
        "published": facts.from_quantity(key / "published", published, evidence="published", period=period),
        "computed": facts.from_quantity(
            key / "computed",
            computed,
            evidence="computed",
            period=period,
            definition=figure_definition(key),
        ),
        "difference": _difference(key, published, computed, period),
        "sources": tuple(dict.fromkeys((*published.sources, *computed.sources))),
    }


def _verdict(identity: Identity, discrepancy: Discrepancy) -> str:
    if identity.holds():
        return AGREES
    restated = discrepancy.label in RESTATEMENTS and identity.rule in RESTATABLE_RULES
    return RESTATED if restated else CONTRADICTS


def _difference(key: FactId, published: Quantity, computed: Quantity, period: str) -> Fact | None:
    """Published less computed, of percentages in percentage points; None where a side is open."""
    ends = (published.low, published.high, computed.low, computed.high)
    if published.value is None or computed.value is None or None in ends:
        return None
    difference = Quantity.exact(
        published.value - computed.value, published.unit, published.definition, published.sources
    )
    fact = facts.from_quantity(
        key / "difference",
        difference,
        evidence="computed",
        period=period,
        definition=figure_definition(key),
    )
    return replace(fact, signed=True, unit="个百分点" if fact.unit == "%" else fact.unit)


def check_counts(checks: pd.DataFrame, workspace: Workspace, period: str) -> list[Fact]:
    """Count the checks by verdict, the statements and the figures, and the figures that no other determines.

    ``figures`` counts statements; ``listed`` the numbers they state, a repeated one once; ``claims``, only
    where there are any, what is claimed without a number ("over-fulfilled"), and ``by_digits`` the statements
    whose rounding is not given and is taken as half their last digit.
    """
    verdicts = checks["verdict"].value_counts()
    published = set(workspace.figures["fact_id"])
    claims = {fact_id for fact_id, group in workspace.figures.groupby("fact_id") if claims_only(group)}
    counts = {
        "total": len(checks),
        **{verdict: int(verdicts.get(verdict, 0)) for verdict in (AGREES, RESTATED, CONTRADICTS)},
        "figures": len(workspace.figures),
        "listed": len(published - claims),
        "not_recomputable": len(published - set(checks["fact_id"])),
    }
    if claims:
        counts["claims"] = len(claims)
    if by_digits := int((workspace.figures["precision"] == "by_digits").sum()):
        counts["by_digits"] = by_digits
    return [
        facts.from_quantity(
            FactId.of(period, "checks", name),
            Quantity.exact(number, "个", Definition("count")),
            evidence="computed",
            period=period,
            definition="checks",
        )
        for name, number in counts.items()
    ]
