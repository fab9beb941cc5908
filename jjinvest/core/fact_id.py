"""The identity of a number: dotted, lower case, from period over metric to statistic, as in ``2023.agreed_amount.secondary.share``."""

from __future__ import annotations

import re

_PART = re.compile(r"(?<=p_reach\.)\d+\.\d+|[^.]+")
_FORM = re.compile(r"[^\s.]+(\.[^\s.]+)+")


class FactId(str):
    """A fact id: a text that knows its parts.

    It compares, hashes and serialises as the text it is, so that a plain string finds it in a mapping. Ids are built with
    :meth:`of` and ``/`` and read with :attr:`parts`, never by formatting or cutting text.

    Examples
    --------
    >>> total = FactId.of("2023H1", "agreed_amount")
    >>> total / "secondary" / "share"
    FactId('2023h1.agreed_amount.secondary.share')
    >>> FactId.parse("2024.agreed_amount.p_reach.1000.5").parts
    ('agreed_amount', 'p_reach', '1000.5')
    """

    __slots__ = ()

    @classmethod
    def of(cls, period: str | int, *parts: str | int) -> FactId:
        """Build an id from a period and the parts after it; empty parts are left out, a dotted part stands for several."""
        return cls(".".join([str(period).lower(), *(str(part) for part in parts if part != "")]))

    @classmethod
    def parse(cls, text: str) -> FactId:
        """Read an id.

        Raises
        ------
        ValueError
            If it does not consist of two or more parts joined by dots, without spaces.
        """
        if isinstance(text, cls):
            return text
        if _FORM.fullmatch(text) is None:
            raise ValueError(f"a fact id is dotted, such as 2023.agreed_amount, not {text!r}")
        return cls(text)

    @property
    def period(self) -> str:
        """The first part: ``2023``, ``2023h1`` (or an alias such as ``now`` in a lookup)."""
        return self.partition(".")[0]

    @property
    def measure(self) -> str:
        """Everything after the period: ``agreed_amount.secondary.share``."""
        return self.partition(".")[2]

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts after the period, from the metric to the statistic."""
        return tuple(_PART.findall(self))[1:]

    @property
    def metric(self) -> str:
        """The first part after the period."""
        return self.parts[0]

    @property
    def name(self) -> str:
        """The last part."""
        return self.parts[-1]

    @property
    def parent(self) -> FactId:
        """The id without its last part."""
        return FactId.of(self.period, *self.parts[:-1])

    def __truediv__(self, part: str | int) -> FactId:
        """Append a part: ``total / "share"``; an empty one appends nothing."""
        return FactId(f"{self}.{part}") if part != "" else self

    def below(self, head: str) -> tuple[str, ...] | None:
        """Return the parts that follow `head`; None if the id is not below it."""
        if not self.startswith(f"{head}."):
            return None
        return self.parts[len(FactId(head).parts) :]

    def in_period(self, period: str | int) -> FactId:
        """The same measure in another period."""
        return FactId.of(period, self.measure)

    def __repr__(self) -> str:
        return f"FactId({str(self)!r})"
