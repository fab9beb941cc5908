"""The rows and sources of a district as plain data: what the provenance of a number quotes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jjinvest.data.workspace import Workspace

QUOTED = (
    "fact_id",
    "relation",
    "value",
    "unit",
    "precision",
    "half_width",
    "quote",
    "note",
    "available_from",
    "date_basis",
    "source",
)
"""What of a row a provenance quotes; a row may lack `precision`."""

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Register:
    """Rows, sources, labels and files of a district before its as-of filter, for the run of one period.

    Parameters
    ----------
    rows
        What each row says (:data:`QUOTED`), by figure id; `quote` is None where a row was never published.
    figures
        Figure ids of the published rows, by fact id.
    addresses
        Address of each source.
    ledger_hashes
        Hash of the ledger's file, by its source.
    labels
        Names by member, by language.
    """

    district: str
    run_period: str
    files: Mapping[str, str]
    rows: Mapping[str, Row]
    figures: Mapping[str, list[str]]
    addresses: Mapping[str, str]
    ledger_hashes: Mapping[str, str]
    labels: Mapping[str, Mapping[str, str]]

    @classmethod
    def of(cls, everything: Workspace, run_period: str) -> Register:
        """Take the rows of a workspace before its as-of filter."""
        from jjinvest.data.figures import typed_figures
        from jjinvest.data.reported_period import reported_period
        from jjinvest.metrics.ledger_observations import observations

        rows = dict[str, Row]()
        figures = dict[str, list[str]]()
        ledger = everything.ledger
        if ledger is not None:
            of_ledger = observations(ledger, reported_period(everything, run_period))
            rows.update((row["figure_id"], _quoted(row)) for row in of_ledger.to_dict("records"))
        for row in everything.figures.to_dict("records"):
            rows[row["figure_id"]] = _quoted(row)
            figures.setdefault(row["fact_id"], []).append(row["figure_id"])
        for row in typed_figures(everything.unpublished).to_dict("records"):
            rows[row["figure_id"]] = {**_quoted(row), "quote": None, "note": None}
        sources, labels = everything.sources, everything.labels
        return cls(
            everything.district,
            run_period,
            dict(everything.files),
            rows,
            figures,
            dict(zip(sources["source"], sources["address"], strict=True)),
            {} if ledger is None else {ledger.source: ledger.sha256},
            {
                language: {str(key): str(name) for key, name in labels[language].items()}
                for language in ("zh", "en")
            },
        )


def _quoted(row: Mapping[Any, Any]) -> Row:
    return {name: row[name] for name in QUOTED if name in row}
