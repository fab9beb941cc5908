"""Published against computed: every figure that others determine is recomputed and given a verdict and a class.

Two numbers agree when their intervals (from the rounding and the relation of each print) touch. A mismatch between
prints of different days that no slip explains is a restatement (revision or changed definition); anything else is a
contradiction, with its class and, where one reading would explain it, the candidate. Nothing is corrected.
"""

from __future__ import annotations

import pandas as pd

from jjinvest.core import facts
from jjinvest.core.quantity import Definition, Quantity
from jjinvest.data.workspace import Workspace
from jjinvest.metrics.published import claims_only
from jjinvest.quality.reconciliation.discrepancies import Finding, classify
from jjinvest.quality.reconciliation.identities import RULES, Identity
from jjinvest.quality.reconciliation.observations import Prints

AGREES, RESTATED, CONTRADICTS = "agrees", "restated", "contradicts"
RESTATEMENTS = ("revision", "changed_definition")
COLUMNS = [
    "rule",
    "fact_id",
    "verdict",
    "kind",
    "also",
    "suspect",
    "candidate",
    "published",
    "computed",
    "difference",
    "sources",
]


def reconcile(workspace: Workspace) -> pd.DataFrame:
    """Apply every rule to the figures visible in `workspace`.

    Returns a frame, one comparison a row: ``rule``; ``fact_id`` of the published figure; ``verdict`` (agrees, restated,
    contradicts); ``kind`` of the mismatch ("" if none, rounding, transposition, slip, sign, sum_error, running_total,
    revision, changed_definition, unexplained); ``also``, kinds that explain the prints as well; ``suspect`` figure id and ``candidate`` digits where another reading of
    one print would explain it; ``published``, ``computed``, ``difference`` as facts (difference = published − computed,
    None where one side is open); ``sources``, all figure ids compared.
    """
    prints = Prints(workspace.figures)
    identities = [identity for rule in RULES for identity in rule(workspace, prints)]
    seen: dict[str, int] = {}
    rows = []
    for identity, finding in zip(identities, classify(identities, prints), strict=True):
        base = f"{identity.subject.fact_id}.check.{identity.rule}"
        seen[base] = seen.get(base, 0) + 1
        rows.append(_row(identity, finding, base if seen[base] == 1 else f"{base}.{seen[base]}"))
    return pd.DataFrame(rows, columns=COLUMNS)


def _row(identity: Identity, finding: Finding, key: str) -> dict[str, object]:
    published, computed, period = identity.subject.quantity, identity.computed, identity.subject.period
    return {
        "rule": identity.rule,
        "fact_id": identity.subject.fact_id,
        "verdict": _verdict(identity, finding),
        "kind": finding.kind,
        "also": finding.also,
        "suspect": finding.figure_id,
        "candidate": finding.candidate,
        "published": facts.from_quantity(f"{key}.published", published, evidence="published", period=period),
        "computed": facts.from_quantity(f"{key}.computed", computed, evidence="computed", period=period),
        "difference": _difference(key, published, computed, period),
        "sources": tuple(dict.fromkeys((*published.sources, *computed.sources))),
    }


def _verdict(identity: Identity, finding: Finding) -> str:
    if identity.holds():
        return AGREES
    restated = finding.kind in RESTATEMENTS and identity.rule in (
        "restatement",
        "running_total",
        "year_on_year",
    )
    return RESTATED if restated else CONTRADICTS


def _difference(key: str, published: Quantity, computed: Quantity, period: str) -> facts.Fact | None:
    if (
        published.value is None
        or computed.value is None
        or None in (computed.low, computed.high, published.low, published.high)
    ):
        return None
    difference = Quantity.exact(
        published.value - computed.value, published.unit, published.definition, published.sources
    )
    fact = facts.from_quantity(f"{key}.difference", difference, evidence="computed", period=period)
    return facts.Fact(**{**vars(fact), "unit": "个百分点"}) if fact.unit == "%" else fact


def summary(checks: pd.DataFrame, workspace: Workspace, period: str) -> pd.DataFrame:
    """Facts that count the checks by verdict, the statements and the numbers in them, and those no other print determines.

    ``figures`` counts statements; ``listed`` the numbers they state, a repeated one once; ``claims``, only where there
    are any, what is claimed without a number ("over-fulfilled"), and ``by_digits`` the statements whose rounding is not
    given and is taken as half their last digit.
    """

    def count(name: str, number: int) -> facts.Fact:
        return facts.from_quantity(
            f"{period.lower()}.checks.{name}",
            Quantity.exact(number, "个", Definition("count")),
            evidence="computed",
            period=period,
        )

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
    return facts.frame(count(name, number) for name, number in counts.items())
