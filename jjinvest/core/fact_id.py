"""Fact ids: period, metric, subject and statistic joined by dots: ``2023.agreed_amount.secondary.share``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_PART = re.compile(r"(?<=p_reach\.)\d+\.\d+|[^.]+")
_FORM = re.compile(r"[^\s.]+(\.[^\s.]+)+")
_SUBJECT_ALONE = ("sector", "tier")  # `2023.agreed_amount.secondary`, not `…sector.secondary`


class FactId(str):
    """A fact id: a string with named parts.

    It compares, hashes and serialises like the plain string, so a string finds it in a mapping. Build ids
    with :meth:`of` and ``/``; read them with :attr:`parts`. Do not format or cut the text.

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
        """Build an id from a period and further parts; an empty part is left out, a dotted one counts as several."""
        return cls(".".join([str(period).lower(), *(str(part) for part in parts if part != "")]))

    @classmethod
    def of_figure(cls, figure: Mapping[Any, Any]) -> FactId:
        """Id of the fact that a row of figures.csv states.

        Parameters
        ----------
        figure
            Holds at least the columns period, metric, scope, subject and statistic.

        Examples
        --------
        >>> FactId.of_figure({"period": "2023H1", "metric": "agreed_amount", "scope": "sector",
        ...                   "subject": "secondary", "statistic": "level"})
        FactId('2023h1.agreed_amount.secondary')
        """
        scope, statistic = figure["scope"], figure["statistic"]
        named = "" if scope == "all" or scope in _SUBJECT_ALONE else scope
        statistic = "" if statistic == "level" else statistic
        return cls.of(figure["period"], figure["metric"], named, figure["subject"], statistic)

    @classmethod
    def parse(cls, text: str) -> FactId:
        """Check that a text has the form of an id and return it as one.

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
        """The first part: ``2023``, ``2023h1``, or an alias such as ``now`` in a lookup."""
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
        """Append a part: ``total / "share"``; an empty part appends nothing."""
        return FactId(f"{self}.{part}") if part != "" else self

    def below(self, head: str) -> tuple[str, ...] | None:
        """Return the parts that follow `head`; None if the id does not begin with it."""
        if not self.startswith(f"{head}."):
            return None
        return self.parts[len(FactId(head).parts) :]

    def in_period(self, period: str | int) -> FactId:
        """The same measure in another period."""
        return FactId.of(period, self.measure)

    def __repr__(self) -> str:
        return f"FactId({str(self)!r})"
