"""Fact ids: period, metric, subject and statistic joined by dots: ``2023.agreed_amount.secondary.share``."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import Protocol

from jjinvest.core.periods import period_key

_PART = re.compile(r"(?<=p_reach\.)\d+\.\d+|[^.]+")
_FORM = re.compile(r"[^\s.]+(\.[^\s.]+)+")
OF_TARGET = ("target", "completion", "pace_gap", "rank", "excess", "monthly_needed", "growth_needed")
"""Statistics of a target, after which its authority may stand."""
BEFORE_REVISION = "before_revision"
"""Part after a rate that was published for a number which was stated otherwise later."""
COMPARED = ("released", "since_release", "check")
"""Parts after which an id says what its number is compared with."""


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
        """Build an id from a period and further parts; an empty part is left out, a dotted one is several."""
        return cls(".".join([period_key(str(period)), *(str(part) for part in parts if part != "")]))

    @classmethod
    def of_figure(cls, figure: FigureIdentity, *, with_authority: bool = False) -> FactId:
        """Id of the fact that a published figure states.

        Every part of its identity that is not the default appears. Members of `sector` and `size`, and
        ``origin=out_of_city``, stand without their dimension. A restated figure is the same fact again.
        Targets of the district itself have no authority.

        Parameters
        ----------
        with_authority
            Whether ``district`` appears too, because there is a target without an authority beside it.
        """
        parts = [_member(dimension, member) for dimension, member in figure.where]
        if figure.statistic != "level":
            parts.append(figure.statistic)
        if figure.of and not _is_default_whole(figure):
            whole = re.sub("[:=;]", ".", figure.of.replace(".", "_"))
            parts += ["of", _safe(whole.strip("."))]  # another metric's whole has no where: agreed_amount:
        if figure.authority and (with_authority or figure.authority != "district"):
            parts.append(_safe(figure.authority))
        if figure.version not in ("", "restated"):
            parts.append(figure.version)
        return cls.of(figure.period, figure.metric, *parts)

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
        head, _, rest = text.partition(".")
        return cls(f"{period_key(head)}.{rest}")

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
    def statistic(self) -> str:
        """What the number says of a target, such as ``completion``; empty for other numbers."""
        place = self._place_of_statistic
        return self.parts[place] if place else ""

    @property
    def authority(self) -> str:
        """Who sets the target that the number is about; empty where no authority is named.

        Examples
        --------
        >>> rate = FactId.parse("2023.funds_in_place.out_of_city.completion.municipality")
        >>> rate.subject, rate.statistic, rate.authority
        (FactId('2023.funds_in_place.out_of_city'), 'completion', 'municipality')
        >>> rate.with_statistic("target")
        FactId('2023.funds_in_place.out_of_city.target.municipality')
        """
        place = self._place_of_statistic
        further = self.parts[place + 1 :][:1] if place else ()
        return further[0] if further and further[0] not in ("like_for_like", *COMPARED) else ""

    @property
    def subject(self) -> FactId:
        """Id of what a target is about: the id without its :attr:`statistic` and what follows it."""
        place = self._place_of_statistic
        return FactId.of(self.period, *self.parts[:place]) if place else self

    @property
    def _place_of_statistic(self) -> int:
        """Place of :attr:`statistic` among the parts; 0, which is that of the metric, if there is none."""
        if self.parts[-1] == BEFORE_REVISION:
            return 0  # nothing is judged by what does not belong to the number known now
        own = takewhile(lambda part: part not in COMPARED, self.parts)
        return max((place for place, part in enumerate(own) if part in OF_TARGET), default=0)

    def with_statistic(self, statistic: str) -> FactId:
        """Another number about the same target."""
        place = self._place_of_statistic or len(self.parts)
        return FactId.of(self.period, *self.parts[:place], statistic, *self.parts[place + 1 :])

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


class FigureIdentity(Protocol):
    """What identifies a published figure (:class:`jjinvest.data.figure_rows.FigureRow`)."""

    @property
    def period(self) -> str:
        """Canonical period."""

    @property
    def metric(self) -> str:
        """What is measured."""

    @property
    def where(self) -> tuple[tuple[str, str], ...]:
        """The part measured: pairs of dimension and member."""

    @property
    def statistic(self) -> str:
        """What the number says of it: level, target, completion, share and so on."""

    @property
    def of(self) -> str:
        """The whole of a share; empty by default."""

    @property
    def authority(self) -> str:
        """Who sets a target or a rank."""

    @property
    def version(self) -> str:
        """Empty, restated or like_for_like."""


def _member(dimension: str, member: str) -> str:
    if dimension == "sector":
        return _safe(member)
    if dimension == "size":
        return f"tier_{member.replace('.', '_')}"
    if (dimension, member) == ("origin", "out_of_city"):
        return member
    return f"{dimension}.{_safe(member)}"


def label_key(dimension: str, member: str) -> str:
    """Key of the label of a member, as ids write it: ``park=East_Park``; of a dimension ``park=``."""
    return f"{dimension}={_safe(member)}"


def _safe(text: str) -> str:
    """Text without spaces, as a part of an id."""
    return re.sub(r"\s+", "_", text)


def _is_default_whole(figure: FigureIdentity) -> bool:
    """Whether a share is of the same metric without the last dimension."""
    whole = ";".join(f"{dimension}={member}" for dimension, member in figure.where[:-1])
    return figure.of == whole or (figure.of == "all" and not whole)
