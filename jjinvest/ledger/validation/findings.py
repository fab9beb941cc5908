"""What a check finds: a rule broken at a cell, with what was found, expected, and an example; in both languages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType

import yaml

from jjinvest.core.errors import JJInvestError

REJECTED, REMARK = "rejected", "remark"


@dataclass(frozen=True)
class Rule:
    """A rule: how grave it is, whether a reasoned decision may set it aside, its three sentences by language."""

    name: str
    severity: str
    decidable: bool
    sentences: Mapping[str, tuple[str, str, str]]


@cache
def rules() -> Mapping[str, Rule]:
    """Return all rules by name, as rules.yaml has them."""
    content = yaml.safe_load(Path(__file__).with_name("rules.yaml").read_text(encoding="utf-8"))
    return MappingProxyType(
        {
            name: Rule(
                name,
                entry["severity"],
                entry.get("decidable", False),
                {
                    language: (entry[language][0], entry[language][1], entry[language][2])
                    for language in ("zh", "en")
                },
            )
            for name, entry in content.items()
        }
    )


class Words(str):
    """A word to be put into a sentence: Chinese, with its English beside it."""

    en: str

    def __new__(cls, zh: str, en: str) -> Words:
        """Make a word of both languages."""
        made = super().__new__(cls, zh)
        made.en = en
        return made


@dataclass(frozen=True)
class Finding:
    """One thing found.

    `row` counts as in the sheet, from 1; `column` from 0; both None where the file is meant. `settled`
    findings reject a row by a recorded decision and do not stand in the way of an import.
    """

    rule: str
    row: int | None
    column: int | None
    found: str
    terms: Mapping[str, str] = field(default_factory=dict)

    @property
    def severity(self) -> str:
        """Rejected or remark."""
        return rules()[self.rule].severity

    @property
    def settled(self) -> bool:
        """Whether a recorded decision is behind it."""
        return self.rule == "left_out"

    @property
    def address(self) -> str:
        """A1 address, or the row or column where there is no single cell."""
        if self.column is None:
            return "" if self.row is None else str(self.row)
        return f"{letters(self.column)}{'' if self.row is None else self.row}"

    def what(self, language: str) -> str:
        """Say what is wrong."""
        return self._sentence(0, language)

    def expected(self, language: str) -> str:
        """Say what should stand there."""
        return self._sentence(1, language)

    def example(self, language: str) -> str:
        """Give an example of it."""
        return self._sentence(2, language)

    def _sentence(self, part: int, language: str) -> str:
        def value(match: re.Match[str]) -> str:
            name = match.group(1)
            if name not in self.terms:
                raise JJInvestError(
                    f"规则缺值 a value is missing in the sentence of a rule: {self.rule} {name}"
                )
            found = self.terms[name]
            return found.en if language == "en" and isinstance(found, Words) else str(found)

        return re.sub(r"\{([a-z_]+)\}", value, rules()[self.rule].sentences[language][part])


def letters(column: int) -> str:
    """Letters of a column counted from 0: 0 → A, 26 → AA."""
    text, rest = "", column + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        text = chr(65 + digit) + text
    return text


def short(text: str, most: int = 40) -> str:
    """Return a text on one line, cut to what helps."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def money(yuan: int, language: str = "zh") -> str:
    """Write an amount in the largest of 亿元, 万元 and 元 that keeps it exact and short."""
    size = abs(yuan)
    unit, divisor = ("亿元", 10**8) if size >= 10**8 else ("万元", 10**4) if size >= 10**4 else ("元", 1)
    whole, rest = divmod(size, divisor)
    digits = len(str(divisor)) - 1
    fraction = f"{rest:0{digits}d}".rstrip("0") if digits else ""
    sign = "-" if yuan < 0 else ""
    grouped = f"{whole:,}" if language == "en" else str(whole)
    return f"{sign}{grouped}{'.' + fraction if fraction else ''} {unit}"
