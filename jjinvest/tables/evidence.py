"""Tables of what print leaves open: what one further number would decide, and where made-up ledgers lie."""

from __future__ import annotations

import pandas as pd

from jjinvest.results import Results
from jjinvest.tables.cells import Badge, FactName, Ranged, Term, cells

TOLD = ".width.told."


def disclosures(results: Results) -> pd.DataFrame:
    """What each further printed number that would narrow a bound would leave of it, the most telling first."""
    rows = []
    for fact_id, left in results.disclosures.items():
        name, told, candidate = fact_id.partition(TOLD)
        if told:
            rows.append(
                {
                    "item": FactName(name, with_period=False),
                    "width": results.disclosures[f"{name}.width"],
                    "disclosure": FactName(f"{name.partition('.')[0]}.{candidate}", with_period=False),
                    "left": left,
                    "evidence": Badge(left.evidence),
                }
            )
    return cells(rows, ["item", "width", "disclosure", "left", "evidence"])


def reconstructed(results: Results) -> pd.DataFrame:
    """Exact bounds and, marked as reconstructed, where the ledgers of :attr:`Results.reconstructed` lie."""
    rows = []
    for name in results.reconstructed:
        whole = results.spread[f"{name}.reconstructed"]
        rows.append(
            {
                "group": Term(str(name).rpartition(".")[2]),
                "amount_bounds": results.bounds[str(name)],
                "reconstructed": Ranged(whole),
                "middle_half": Ranged(results.spread[f"{name}.reconstructed.middle_half"]),
                "evidence": Badge(whole.evidence),
            }
        )
    return cells(rows, ["group", "amount_bounds", "reconstructed", "middle_half", "evidence"])
