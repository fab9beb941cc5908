"""A number of a bulletin with what it was read as, and a reading in the words of the form."""

from __future__ import annotations

from dataclasses import dataclass

from jjinvest.data.bulletins.clauses.reading import Candidate, Reading
from jjinvest.data.bulletins.propose import Piece
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.ledger.excel.figures_words import CONFIDENCE_WORDS, word_of


@dataclass(frozen=True)
class ReadNumber:
    """A number of the text with what it was read as.

    Attributes
    ----------
    block, start, end
        Where it stands: number of the block, first and last offset in its text (the last is outside).
    candidate
        The proposed row; None for a date, a name or what was not understood.
    kind
        ``row``, ``name`` or ``none``.
    """

    piece: Piece
    block: int
    start: int
    end: int
    kind: str
    candidate: Candidate | None = None

    @property
    def confidence(self) -> str:
        """Confidence of the row; ``none`` where nothing was understood."""
        return self.candidate.confidence if self.candidate is not None else "none"


def explained(number: ReadNumber) -> str:
    """Say what a number was read as and how sure that is, or why it was not understood."""
    candidate = number.candidate
    if candidate is None:
        return number.piece.reason or "未懂：没有读成公布数"
    said = [f"{reading_words(candidate.reading)}（把握{CONFIDENCE_WORDS[candidate.confidence]}）"]
    said += [f"或：{reading_words(reading)}" for reading in candidate.readings[1:]]
    said += [text for text in (candidate.note, candidate.settled) if text]
    return "；".join(said)


def reading_words(reading: Reading) -> str:
    """A reading in the words of the form and of pages.

    Examples
    --------
    >>> where = (("origin", "abroad"), ("size", "ge_50"))
    >>> reading_words(Reading("2023", "agreed_amount", where, "share", "=", "12", "%", of="origin=abroad"))
    '2023 协议引资额 境外、50亿元及以上 比重 占境外 12%'
    """
    parts = [
        reading.period,
        word_of("metric", reading.metric),
        part_words(reading.where_text),
        "" if reading.statistic == "level" else word_of("statistic", reading.statistic),
        _whole_words(reading.of),
        word_of("authority", reading.authority),
        "" if reading.relation == "=" else word_of("relation", reading.relation),
        f"{reading.value}{reading.unit}",
    ]
    return " ".join(filter(None, parts))


def part_words(where: str) -> str:
    """Names of the members of a part as typed in the table; a new one has its own name.

    Examples
    --------
    >>> part_words("origin=abroad;size=ge_50")
    '境外、50亿元及以上'
    """
    words = Vocabulary("zh", {})
    pairs = (pair.strip().partition("=") for pair in where.split(";") if pair.strip())
    tiers = (
        (dimension, f"tier_{member}" if dimension == "size" else member) for dimension, _, member in pairs
    )
    return "、".join(words.member(dimension, member) for dimension, member in tiers)


def _whole_words(of: str) -> str:
    """The whole of a share: all, another metric (``agreed_amount:``), or a part (``origin=abroad``)."""
    if not of or of == "all":
        return "占全部" if of else ""
    metric, colon, part = of.rpartition(":")
    return f"占{word_of('metric', metric) if colon else ''}{part_words(part)}"


def value_of(piece: Piece) -> dict[str, str]:
    """Value, unit and relation of a number that was not understood, so that a clerk need not type them."""
    from jjinvest.data.bulletins.quantities.numbers import numbers

    found = numbers(piece.words)
    if len(found) != 1 or found[0].form not in ("plain", "ordinal"):
        return {}
    relation = "" if found[0].relation == "=" else found[0].relation
    half_width = "" if relation else found[0].half_width
    return {"value": found[0].digits, "unit": found[0].unit, "relation": relation, "half_width": half_width}
