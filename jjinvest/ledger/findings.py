"""Findings: a rule broken at a cell, with its content, what is expected and an example, in two languages."""

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
class ValidationRule:
    """One rule: severity, whether an override with a reason may accept it, three sentences by language.

    The sentences state the problem, what is expected, and an example.
    """

    name: str
    severity: str
    decidable: bool
    sentences: Mapping[str, tuple[str, str, str]]


@cache
def rules() -> Mapping[str, ValidationRule]:
    """Return all rules of rules.yaml by name."""
    content = yaml.safe_load(Path(__file__).with_name("rules.yaml").read_text(encoding="utf-8"))
    return MappingProxyType(
        {
            name: ValidationRule(
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


class BilingualText(str):
    """A Chinese text that carries its English translation, for a placeholder of a sentence."""

    en: str

    def __new__(cls, zh: str, en: str) -> BilingualText:
        """Create the text from both languages."""
        text = super().__new__(cls, zh)
        text.en = en
        return text


@dataclass(frozen=True)
class Finding:
    """A rule broken at a cell, a row, a column or the file.

    Attributes
    ----------
    rule
        Name of the rule in rules.yaml.
    row
        Row as numbered in the sheet, from 1; None for a column or the file.
    column
        Column from 0; None for a row or the file.
    found
        Content of the cell.
    terms
        Values of the placeholders in the rule's sentences.
    sheet
        Sheet of the cell where a ledger has several; empty for its first.
    """

    rule: str
    row: int | None
    column: int | None
    found: str
    terms: Mapping[str, str] = field(default_factory=dict)
    sheet: str = ""

    @property
    def severity(self) -> str:
        """Rejected or remark."""
        return rules()[self.rule].severity

    @property
    def overridden(self) -> bool:
        """Whether an override left the row out, so that it does not block an import."""
        return self.rule == "left_out"

    @property
    def address(self) -> str:
        """A1 address, behind its sheet; the row or the column alone where there is no single cell."""
        row = "" if self.row is None else str(self.row)
        cell = row if self.column is None else f"{column_letters(self.column)}{row}"
        return f"{self.sheet}!{cell}" if self.sheet else cell

    def what(self, language: str) -> str:
        """Sentence that states the problem."""
        return self._sentence(0, language)

    def expected(self, language: str) -> str:
        """Sentence that states what is expected."""
        return self._sentence(1, language)

    def example(self, language: str) -> str:
        """Example of a correct value."""
        return self._sentence(2, language)

    def _sentence(self, part: int, language: str) -> str:
        def value(match: re.Match[str]) -> str:
            name = match.group(1)
            if name not in self.terms:
                raise JJInvestError(
                    f"规则缺值 a value is missing in the sentence of a rule: {self.rule} {name}"
                )
            term = self.terms[name]
            return term.en if language == "en" and isinstance(term, BilingualText) else str(term)

        return re.sub(r"\{([a-z_]+)\}", value, rules()[self.rule].sentences[language][part])


def column_letters(column: int) -> str:
    """Letters of a column counted from 0.

    Examples
    --------
    >>> column_letters(0), column_letters(26)
    ('A', 'AA')
    """
    text, rest = "", column + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        text = chr(65 + digit) + text
    return text


def shorten(text: str, max_length: int = 40) -> str:
    """Return a text on one line, cut to at most `max_length` characters."""
    line = " ".join(text.split())
    return line if len(line) <= max_length else f"{line[: max_length - 1]}…"


def format_yuan(yuan: int, language: str = "zh") -> str:
    """Write an amount in 元 exactly, in the largest unit of 亿元, 万元 and 元 that fits.

    Examples
    --------
    >>> format_yuan(1_250_000_000), format_yuan(-34_000), format_yuan(70, "en")
    ('12.5 亿元', '-3.4 万元', '70 元')
    """
    size = abs(yuan)
    unit, divisor = ("亿元", 10**8) if size >= 10**8 else ("万元", 10**4) if size >= 10**4 else ("元", 1)
    integer, rest = divmod(size, divisor)
    digits = len(str(divisor)) - 1
    fraction = f"{rest:0{digits}d}".rstrip("0") if digits else ""
    sign = "-" if yuan < 0 else ""
    grouped = f"{integer:,}" if language == "en" else str(integer)
    return f"{sign}{grouped}{'.' + fraction if fraction else ''} {unit}"
