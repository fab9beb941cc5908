"""What is asked of the numbers of a district: a measure, by what, of which part, period and statistic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from jjinvest.analysis.frames.statistic_names import LEVEL
from jjinvest.analysis.frames.time_axis import PERIOD, SPANS
from jjinvest.analysis.frames.where import SIZE, TIER, read_where
from jjinvest.core.errors import ParameterError
from jjinvest.core.facts import Fact
from jjinvest.core.origins import ABROAD, ORIGIN, plain_origin
from jjinvest.core.periods import canonical_period

Overlap = Literal["error", "keep"]
REMAINDER = "remainder"
"""Member that stands for what the known parts leave of the whole."""
PROJECT = "project"


@dataclass(frozen=True)
class Known:
    """A fact with the part that it speaks of."""

    fact: Fact
    metric: str
    part: Mapping[str, str]
    statistic: str


@dataclass(frozen=True)
class Question:
    """What is asked: a measure, by which dimensions and spans, of which part and period."""

    metric: str
    by: tuple[str, ...]
    period: str
    where: Mapping[str, str]
    statistic: str = LEVEL
    unit: str = ""
    overlap: Overlap = "error"
    remainder: bool | None = None

    @property
    def span(self) -> str:
        """The shortest span of time among the dimensions; empty where the numbers are of one period."""
        return next((name for name in (PERIOD, *reversed(SPANS)) if name in self.by), "")

    @property
    def spans(self) -> tuple[str, ...]:
        """The spans of one length among the dimensions."""
        return tuple(name for name in self.by if name in SPANS)

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The dimensions that are no span of time."""
        return tuple(name for name in self.by if name not in (*SPANS, PERIOD))


def asked_period(period: str | int) -> str:
    """Return the one way in which a period is written.

    Raises
    ------
    ParameterError
        If the text is no period.
    """
    try:
        return canonical_period(str(period))
    except ValueError:
        raise ParameterError(
            f"期间写法不对 not a period: {period!r}\n"
            "可用 choices: 2023、2023H1、2023Q1、2023Q1-Q3、2023-10、2023-01..2023-10、all"
        ) from None


def asked_where(where: str | Mapping[str, str] | None) -> dict[str, str]:
    """Return a part as a mapping, from a mapping or from text such as ``origin=out_of_city``.

    Raises
    ------
    ParameterError
        If the text names a dimension twice: a project has one member of each, and two would be one.
    """
    if isinstance(where, str):
        named = [piece.partition("=")[0] for piece in where.split(";") if piece]
        refuse_twice("where", named)
    part = read_where(where) if isinstance(where, str) else dict(where or {})
    sizes = {name: size_code(member) for name, member in part.items() if name == SIZE}
    abroad = {ORIGIN: ABROAD} if plain_origin(part.get(ORIGIN, "")) == ABROAD else {}
    return part | sizes | abroad


def refuse_twice(argument: str, names: Sequence[str]) -> None:
    """Refuse a dimension that an argument names twice.

    Raises
    ------
    ParameterError
        If it does.

    Examples
    --------
    >>> refuse_twice("by", ["sector", "size"])
    """
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ParameterError(
            f"{argument}= 同一维度写了两次 {argument}= names a dimension twice: {', '.join(twice)}\n"
            f'可用 choices: 各部分分开取，或 by="{twice[0]}" 后自选各行相加 '
            f'one part at a time, or by="{twice[0]}" and add the rows you choose'
        )


def size_code(member: str) -> str:
    """Code of a size class as figures.csv writes it; a part of an id, as a ledger has it, reads the same.

    Examples
    --------
    >>> size_code("tier_ge_100"), size_code("20_50")
    ('ge_100', '20_50')
    """
    return member.removeprefix(TIER)
