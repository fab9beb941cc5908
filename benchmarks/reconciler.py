"""How well the reconciler finds and classes faults: 200 seeded faults of five kinds against 200 clean bulletins.

The generator (`fault_generator.py`) was written without sight of the rules. Detection: a comparison that
involves the spoiled figure does not agree. Class: the kind named for such a comparison. Seeds 1000… tune,
seeds 2000… are reported.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

from benchmarks.fault_generator import KINDS, Bulletin, dataset
from jjinvest.data.workspace import Profile, Workspace, typed_figures
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
    """Kinds named for the comparisons that the spoiled figure (or, in a clean bulletin, any) takes part in.

    `also`: kinds said to explain the same prints as well; none if the verdict is undivided.
    """

    kinds: frozenset[str]
    also: frozenset[str]

    def is_right(self, fault: str) -> bool:
        """Whether the fault's class is among the kinds named first."""
        return bool(self.kinds & EXPECTED[fault])


def judged(bulletin: Bulletin) -> Verdict:
    """Reconcile a bulletin and collect what is said of the spoiled figure."""
    checks = reconcile(workspace(bulletin))
    mismatched = checks[checks["verdict"] != "agrees"]
    if bulletin.figure_id is not None:
        mismatched = mismatched[mismatched["sources"].map(lambda ids: bulletin.figure_id in ids).astype(bool)]
    also = frozenset(kind for kinds in mismatched["alternatives"] for kind in kinds)
    return Verdict(frozenset(mismatched["label"]), also)


def verdicts(seed: int, n_faulty: int = 200, n_clean: int = 200) -> list[tuple[str | None, Verdict]]:
    """Fault (None: clean) and verdict of each bulletin of one seeded data set."""
    return [(bulletin.fault, judged(bulletin)) for bulletin in dataset(seed, n_faulty, n_clean)]


def scores(found: list[tuple[str | None, Verdict]]) -> pd.DataFrame:
    """Recall and precision of detection and of class, by kind; the last row is all kinds together.

    ``open``: how many verdicts name a second class that explains the prints as well; ``among``: how often the
    fault's class is the first or such a second one: what the best choice between the classes named could
    reach.
    """
    faulty = [(fault, verdict) for fault, verdict in found if fault is not None]
    rows = []
    for kind in (*KINDS, "all"):
        mine = [(fault, verdict) for fault, verdict in faulty if kind in (fault, "all")]
        right = sum(verdict.is_right(fault) for fault, verdict in mine)
        asked = KINDS if kind == "all" else (kind,)
        named = sum(verdict.is_right(each) for _, verdict in faulty for each in asked)
        among = sum(bool((verdict.kinds | verdict.also) & EXPECTED[fault]) for fault, verdict in mine)
        rows.append(
            {
                "kind": kind,
                "n": len(mine),
                "detected": sum(bool(verdict.kinds) for _, verdict in mine) / len(mine),
                "class recall": right / len(mine),
                "class precision": right / named if named else float("nan"),
                "open": sum(bool(verdict.also) for _, verdict in mine),
                "among": among / len(mine),
            }
        )
    return pd.DataFrame(rows)


def confusion(found: list[tuple[str | None, Verdict]]) -> pd.DataFrame:
    """Faults (rows) against the kinds named for them (columns); a verdict of two kinds counts in both."""
    pairs = [(fault, kind) for fault, verdict in found if fault is not None for kind in verdict.kinds]
    named = pd.DataFrame(pairs, columns=["fault", "kind"])
    return (
        pd.crosstab(named["fault"], named["kind"]).rename_axis(index=None, columns=None).reindex(list(KINDS))
    )


def main() -> None:
    """Print the tables."""
    found = verdicts(2000)
    clean = [verdict for fault, verdict in found if fault is None]
    alarms = sum(bool(verdict.kinds) for verdict in clean)
    hits = sum(bool(verdict.kinds) for fault, verdict in found if fault is not None)
    print("Reconciler on seeded faults (aim: 0.95 each; generator written without sight of the rules)")
    print(scores(found).to_string(index=False, float_format=lambda x: f"{x:.3f}"))
    print(
        f"detection precision {hits / (hits + alarms):.3f}; false alarms in {alarms} of {len(clean)} clean bulletins"
    )
    print("\nFault (row) and class named for it (column)")
    print(confusion(found).to_string())
