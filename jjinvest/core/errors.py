"""Errors: one class for each way in which the user can put things right.

Every message is bilingual and names the place, what was found, what was expected and the remedy.
"""

from __future__ import annotations

from dataclasses import dataclass

from jjinvest.core.plain_text import plain_text


class JJInvestError(Exception):
    """Base of all errors this package raises on purpose; ``str()`` fits on one screen."""

    def __str__(self) -> str:
        return plain_text(super().__str__())


class ParameterError(JJInvestError):
    """A parameter is unknown, missing or of the wrong type: correct the parameter file or the command."""


class BasisError(JJInvestError):
    """Numbers of different definitions (口径) were added, divided or compared: use a named ratio."""


class UnknownFactError(JJInvestError):
    """A text or table asks for a fact that was not computed for this district, period and as-of date."""


@dataclass(frozen=True)
class Problem:
    """One fault of a data file, with its place and remedy.

    `found_length` is the number of characters of `found` that are shown: few of a cell, more of a sentence.
    """

    file: str
    row: int | None
    column: str | None
    found: str
    expected: str
    remedy: str
    found_length: int = 80

    def __str__(self) -> str:
        lines = [f"文件 file     {self.file}"]
        if self.row is not None:
            lines.append(f"行 row        {self.row}")
        if self.column is not None:
            lines.append(f"列 column     {_short(self.column)}")
        lines.append(f"发现 found    {_short(self.found, self.found_length)}")
        lines.append(f"应为 expected {_short(self.expected, 240)}")
        lines.append(f"处理 remedy   {_short(self.remedy, 600)}")
        return "\n".join(lines)

    @property
    def line(self) -> str:
        """The fault on one line, without its file."""
        row = "" if self.row is None else f"行 row {self.row} "
        column = "" if self.column is None else f"列 column {_short(self.column, 30)} "
        found, expected, remedy = (
            _short(text, length)
            for text, length in ((self.found, 50), (self.expected, 110), (self.remedy, 130))
        )
        return f"  {row}{column}发现 found {found}；应为 expected {expected}；处理 remedy {remedy}"


def _short(text: str, max_length: int = 80) -> str:
    """Return a text on one line of at most `max_length` characters."""
    line = " ⏎ ".join(text.splitlines()) if len(text.splitlines()) > 1 else text
    return line if len(line) <= max_length else line[: max_length - 1] + "…"


def _lines(problems: list[Problem]) -> list[str]:
    """Faults by file and in the order of its rows, one a line."""
    by_file: dict[str, list[str]] = {}
    for problem in sorted(problems, key=lambda problem: problem.row or 0):
        by_file.setdefault(problem.file, []).append(problem.line)
    return ["\n".join([f"文件 file {file}", *lines]) for file, lines in by_file.items()]


class DataError(JJInvestError):
    """A data file is missing or does not match its schema: correct the file at the place named."""

    MAX_IN_FULL = 5
    """Faults up to which each has a paragraph; of more, each has a line."""
    MAX_SHOWN = 30

    def __init__(self, problems: list[Problem], summary: Problem | None = None) -> None:
        """Keep the faults; a summary of them stands before them and is none itself."""
        self.problems, self.summary = problems, summary
        head = [] if summary is None else [str(summary)]
        in_full = len(problems) <= self.MAX_IN_FULL
        listed = [str(problem) for problem in problems] if in_full else _lines(problems[: self.MAX_SHOWN])
        shown = "\n\n".join([*head, *listed])
        rest = len(problems) - self.MAX_SHOWN
        more = f"\n\n……另有 {rest} 处 / and {rest} more" if rest > 0 else ""
        super().__init__(
            f"数据有误 {len(problems)} 处 / {len(problems)} fault(s) in the data\n\n{shown}{more}"
        )
