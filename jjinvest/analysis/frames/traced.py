"""A number with its provenance, readable where it is shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from html import escape

import pandas as pd

from jjinvest.core.facts import Fact
from jjinvest.reporting.provenance import Provenance

MAX_ROWS = 10
"""Rows of a ledger that a number names; all are in :attr:`TracedFact.rows`."""


@dataclass(frozen=True, repr=False)
class TracedFact:
    """A number, what it means and the published figures or rows it rests on.

    Attributes
    ----------
    trace
        Collects the provenance when it is asked for.
    rows
        Rows of the ledger that the number adds up, with their amounts in 亿元; None for a published number.

    Examples
    --------
    >>> TracedFact(Fact("2023.x", 1088.0, 1087.5, 1088.5, "亿元", "agreed", "all", "published", "2023"))
    2023.x: 1088.0 亿元 [1087.5, 1088.5] published
    """

    fact: Fact
    trace: Callable[[Fact], Provenance] | None = field(default=None, compare=False)
    rows: pd.DataFrame | None = field(default=None, compare=False)

    @cached_property
    def provenance(self) -> Provenance | None:
        """Definition, interval, figures used and left out; None where the number stands alone."""
        return None if self.trace is None else self.trace(self.fact)

    @property
    def id(self) -> str:
        """Id of the number."""
        return str(self.fact.id)

    @property
    def value(self) -> float | None:
        """The number, in :attr:`unit`; None where only its bounds are known."""
        return self.fact.value

    @property
    def unit(self) -> str:
        """Unit of the number."""
        return self.fact.unit

    @property
    def low(self) -> float | None:
        """Lower end of the interval of the number."""
        return self.fact.low

    @property
    def high(self) -> float | None:
        """Upper end of the interval of the number."""
        return self.fact.high

    @property
    def relation(self) -> str:
        """``=``, or how the number bounds what it measures: ``>``, ``>=``, ``<``, ``<=`` or ``~`` (about)."""
        return self.fact.relation

    @property
    def evidence(self) -> str:
        """How the number is known: published, computed, bounded, forecast and so on."""
        return self.fact.evidence

    @property
    def sources(self) -> tuple[str, ...]:
        """Ids of the figures that the number rests on."""
        return self.fact.sources

    def _lines(self) -> list[str]:
        traced, fact = self.provenance, self.fact
        if self.rows is not None:
            return self._lines_of_rows(self.rows)
        if traced is None:
            interval = f"[{fact.low}, {fact.high}] "
            return [f"{fact.id}: {fact.value} {fact.unit} {interval}{fact.evidence}"]
        lines = [f"{traced.fact_id}  {traced.name}"]
        lines += [f"  {label}: {text}" for label, text in traced.about]
        lines += [
            "  ← "
            + "  ".join(filter(None, (row.id, row.published, row.place, row.visible, row.note, row.address)))
            for row in traced.used
        ]
        lines += [f"  × {figure}  {reason}" for figure, reason in traced.left_out]
        return lines

    def _lines_of_rows(self, rows: pd.DataFrame) -> list[str]:
        """Say which rows of the ledger a number adds up, the largest first."""
        fact = self.fact
        head = f"{fact.id}: {fact.value} {fact.unit} {fact.evidence}"
        count = f"  台账行数 rows of the ledger ({', '.join(fact.sources)}): {len(rows)}"
        ordered = rows.sort_values("amount", ascending=False, kind="stable") if "amount" in rows else rows
        lines = [
            "  ← "
            + "  ".join(map(str, (row.project_code, row.project_name, f"{row.day:%Y-%m-%d}", *row[4:])))
            for row in ordered.head(MAX_ROWS).itertuples()
        ]
        more = [f"  … .rows ({len(rows)})"] if len(rows) > MAX_ROWS else []
        return [head, count, *lines, *more]

    def __repr__(self) -> str:
        return "\n".join(self._lines())

    def _repr_html_(self) -> str:
        head, *rest = (escape(line.strip()) for line in self._lines())
        items = "".join(f"<li>{line}</li>" for line in rest)
        return f"<p><strong>{head}</strong></p><ul>{items}</ul>"
