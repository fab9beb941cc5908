"""Tables of what print leaves open: what one further number would decide, and where made-up ledgers lie."""

from __future__ import annotations

import pandas as pd

from jjinvest.reporting.tables.cells import Badge, FactName, Ranged, Sources, Term, cells
from jjinvest.results.results import Results

TOLD = ".width.after."


def disclosures(results: Results) -> pd.DataFrame:
    """What each further published number that would narrow a bound would leave of it, the most telling first."""
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


def conflict(results: Results) -> pd.DataFrame:
    """The figures of the year that contradict each other, and those whose withdrawal alone would mend it."""
    found, figures = results.consistency, results.workspace.figures.set_index("figure_id")
    columns, rows = ["item", "published", "culprit", "source"], []
    if found is None:
        return cells([], columns)
    for figure_id in found.conflict:
        published = figure_id in figures.index
        fact_id = str(figures.loc[figure_id, "fact_id"]) if published else ""
        rows.append(
            {
                "item": FactName(fact_id) if published else Term("assumed_no_larger"),
                "published": results.facts.get(fact_id),
                "culprit": Term("corrects_it") if figure_id in found.single_corrections else None,
                "source": Sources((figure_id,)) if published else None,
            }
        )
    return cells(rows, columns).dropna(axis="columns", how="all")
