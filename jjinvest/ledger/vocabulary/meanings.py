"""The meanings of a word in a cell: none, one, or several with the reading of each."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Meanings:
    """Keys that a word may mean, each with the reading behind it; the first reading of a key is kept.

    `usual` is set where the word is only usually read so: the cell gets a remark.
    """

    readings: dict[str, str] = field(default_factory=dict)
    usual: bool = False

    @property
    def only(self) -> str | None:
        """The one key that every reading gives; None where there is none or more than one."""
        return next(iter(self.readings)) if len(self.readings) == 1 else None

    def __or__(self, other: Meanings) -> Meanings:
        return Meanings(other.readings | self.readings, self.usual and other.usual)


UNKNOWN = Meanings()
