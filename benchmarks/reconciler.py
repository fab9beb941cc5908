"""Recall and precision of reconciliation: 200 seeded errors of five kinds against 200 clean bulletins.

The generator (`fault_generator.py`) was written without sight of the rules. Detection: a comparison that
involves the altered figure does not agree. Label: that of such a comparison. Seeds 1000… tune,
seeds 2000… are reported.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

from benchmarks.fault_generator import KINDS, Bulletin, dataset
from jjinvest.data.figures import typed_figures
from jjinvest.data.workspace import Profile, Workspace
from jjinvest.quality.reconciliation.reconcile import reconcile

EXPECTED = {
    "digit": {"transposition", "slip"},
    "sign": {"sign"},
    "sum_error": {"sum_error"},
    "changed_definition": {"changed_definition", "revision"},
    "running_total": {"running_total"},
}
NAMES = MappingProxyType({"zh": "", "en": ""})


def workspace(bulletin: Bulletin) -> Workspace:
    """Take a bulletin's figures as a workspace without projects or targets."""
    return Workspace(
        district="benchmark",
        profile=Profile(NAMES, NAMES, NAMES, {}),
        sources=pd.DataFrame(columns=["source_id"]),
        figures=typed_figures(bulletin.figures),
        projects=pd.DataFrame(
            columns=["project_id", "task_force", "channel", "chain", "figure_ids"], dtype=object
        ),
        targets=pd.DataFrame(columns=["year", "target_id", "quantity"]),
        labels=pd.DataFrame(columns=["zh", "en"]),
        growth=pd.DataFrame(),
        files=MappingProxyType({}),
    )


@dataclass(frozen=True)
class Verdict:
    """Labels of the discrepancies in which the altered figure (or, in a clean bulletin, any) takes part.

    `alternatives`: labels that explain the same figures as well; empty if the verdict is unique.
    """

    labels: frozenset[str]
    alternatives: frozenset[str]

    def is_right(self, fault: str) -> bool:
        """Whether the error's label is among those named first."""
        return bool(self.labels & EXPECTED[fault])


def verdict_of(bulletin: Bulletin) -> Verdict:
    """Reconcile a bulletin and collect the labels of the altered figure."""
    checks = reconcile(workspace(bulletin))
    mismatched = checks[checks["verdict"] != "agrees"]
    if bulletin.figure_id is not None:
        mismatched = mismatched[mismatched["sources"].map(lambda ids: bulletin.figure_id in ids).astype(bool)]
    alternatives = frozenset(label for labels in mismatched["alternatives"] for label in labels)
    return Verdict(frozenset(mismatched["label"]), alternatives)


def verdicts(seed: int, n_faulty: int = 200, n_clean: int = 200) -> list[tuple[str | None, Verdict]]:
    """Fault (None: clean) and verdict of each bulletin of one seeded data set."""
    return [(bulletin.fault, verdict_of(bulletin)) for bulletin in dataset(seed, n_faulty, n_clean)]


def scores(verdicts: list[tuple[str | None, Verdict]]) -> pd.DataFrame:
    """Recall and precision of detection and of class, by kind; the last row is all kinds together.

    ``open``: how many verdicts name a second label that explains the figures as well; ``among``: how often
    the error's label is the first or such a second one, which the best choice between those named could
    reach.
    """
    faulty = [(fault, verdict) for fault, verdict in verdicts if fault is not None]
    rows = []
    for kind in (*KINDS, "all"):
        of_kind = [(fault, verdict) for fault, verdict in faulty if kind in (fault, "all")]
        right = sum(verdict.is_right(fault) for fault, verdict in of_kind)
        asked = KINDS if kind == "all" else (kind,)
        named = sum(verdict.is_right(each) for _, verdict in faulty for each in asked)
        among = sum(
            bool((verdict.labels | verdict.alternatives) & EXPECTED[fault]) for fault, verdict in of_kind
        )
        rows.append(
            {
                "kind": kind,
                "n": len(of_kind),
                "detected": sum(bool(verdict.labels) for _, verdict in of_kind) / len(of_kind),
                "class recall": right / len(of_kind),
                "class precision": right / named if named else float("nan"),
                "open": sum(bool(verdict.alternatives) for _, verdict in of_kind),
                "among": among / len(of_kind),
            }
        )
    return pd.DataFrame(rows)


def confusion(verdicts: list[tuple[str | None, Verdict]]) -> pd.DataFrame:
    """Faults (rows) against the kinds named for them (columns); a verdict of two kinds counts in both."""
    pairs = [(fault, kind) for fault, verdict in verdicts if fault is not None for kind in verdict.labels]
    named = pd.DataFrame(pairs, columns=["fault", "kind"])
    return (
        pd.crosstab(named["fault"], named["kind"]).rename_axis(index=None, columns=None).reindex(list(KINDS))
    )


def main() -> None:
    """Print the tables."""
    results = verdicts(2000)
    clean = [verdict for fault, verdict in results if fault is None]
    alarms = sum(bool(verdict.labels) for verdict in clean)
    hits = sum(bool(verdict.labels) for fault, verdict in results if fault is not None)
    print("Reconciler on seeded faults (aim: 0.95 each; generator written without sight of the rules)")
    print(scores(results).to_string(index=False, float_format=lambda x: f"{x:.3f}"))
    print(
        f"detection precision {hits / (hits + alarms):.3f};"
        f" false alarms in {alarms} of {len(clean)} clean bulletins"
    )
    print("\nFault (row) and class named for it (column)")
    print(confusion(results).to_string())
