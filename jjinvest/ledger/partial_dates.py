"""Dates of which only the month, or ten days of it, is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

TEN_DAYS = "ten_days"
"""Mark of a stored date of which ten days are known, after its column: ``signed_on:ten_days``."""
_TEN_DAYS = {1: "上旬", 11: "中旬", 21: "下旬"}
_LAST_TEN_DAYS = 21


@dataclass(frozen=True, order=True)
class PartialDate:
    """A date of which the day may be unknown; then `day` is the first of its month, or of its ten days."""

    day: date
    month_only: bool = False
    ten_days: bool = False

    @property
    def last(self) -> date:
        """Latest day the date can mean."""
        if self.ten_days and self.day.day < _LAST_TEN_DAYS:
            return self.day + timedelta(days=9)
        if not self.month_only and not self.ten_days:
            return self.day
        return (self.day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)

    def certainly_after(self, other: PartialDate) -> bool:
        """Whether the date is later than `other` whatever the unknown days are."""
        return self.day > other.last

    def __str__(self) -> str:
        if self.ten_days:
            return f"{self.day:%Y-%m}{_TEN_DAYS[self.day.day]}"
        return self.day.strftime("%Y-%m") if self.month_only else self.day.isoformat()
