"""What a number may say: the parts of a reading, and a candidate row with its readings."""

from __future__ import annotations

from dataclasses import dataclass, field

Pairs = tuple[tuple[str, str], ...]
HIGH, MEDIUM, LOW = "high", "medium", "low"
OF_RATE = "of_rate"
"""Mark of a rank that is of a growth or completion: nothing is held against it."""

YEAR_SAID = "year_said"
"""Mark of a row whose own sentence, paragraph or heading says the year."""


@dataclass(frozen=True)
class Reading:
    """One reading of a number: the columns of a row of figures.csv that the words decide.

    Attributes
    ----------
    half_width
        Half of the last digit that the text has, in `unit`, where the digits of `value` do not show it.
    """

    period: str
    metric: str
    where: Pairs
    statistic: str
    relation: str
    value: str
    unit: str
    of: str = ""
    authority: str = ""
    version: str = ""
    half_width: str = ""

    @property
    def where_text(self) -> str:
        """The part measured as typed in the table."""
        return ";".join(f"{dimension}={member}" for dimension, member in self.where)


@dataclass
class Candidate:
    """A proposed row: its readings, the one taken first; its numbers and its words.

    Attributes
    ----------
    readings
        All readings, the preferred one first.
    numbers
        Indices of the numbers of the text that it uses: its value, the edges of its size class.
    label
        Chinese name of a metric that no rule knows.
    settled
        Why the first reading was preferred, if arithmetic decided; empty otherwise.
    """

    readings: list[Reading]
    numbers: tuple[int, ...]
    start: int
    end: int
    quote: str
    confidence: str = HIGH
    label: str = ""
    note: str = ""
    settled: str = ""
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def reading(self) -> Reading:
        """The preferred reading."""
        return self.readings[0]
