"""A number with its provenance, readable where it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from jjinvest.core.facts import Fact
from jjinvest.reporting.provenance import Provenance


@dataclass(frozen=True, repr=False)
class TracedFact:
    """A number, what it means and the published figures or rows it rests on."""

    fact: Fact
    provenance: Provenance

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
    def sources(self) -> tuple[str, ...]:
        """Ids of the figures that the number rests on."""
        return self.fact.sources

    def _lines(self) -> list[str]:
        traced = self.provenance
        lines = [f"{traced.fact_id}  {traced.name}"]
        lines += [f"  {label}: {text}" for label, text in traced.about]
        lines += [
            "  ← " + "  ".join(filter(None, (row.id, row.published, row.place, row.visible, row.address)))
            for row in traced.used
        ]
        lines += [f"  × {figure}  {reason}" for figure, reason in traced.left_out]
        return lines

    def __repr__(self) -> str:
        return "\n".join(self._lines())

    def _repr_html_(self) -> str:
        head, *rest = (escape(line.strip()) for line in self._lines())
        items = "".join(f"<li>{line}</li>" for line in rest)
        return f"<p><strong>{head}</strong></p><ul>{items}</ul>"
