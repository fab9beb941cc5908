"""Figures for the tests of the checks, written as rows of figures.csv."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from jjinvest.data.figure_rows import COLUMNS, FigureRow, figure_tables
from jjinvest.quality.checks.report import CheckReport, report


def rows(*lines: str, published: Mapping[str, str] | None = None) -> list[FigureRow]:
    """Read figures from texts ``period metric where statistic value unit`` with further ``column~value``.

    An empty where is ``-``. The first figure stands in line 2.
    """
    cells = []
    for line in lines:
        period, metric, where, statistic, value, unit, *further = line.split()
        named = {
            "source": "s",
            "period": period,
            "metric": metric,
            "where": "" if where == "-" else where,
            "statistic": statistic,
            "value": value,
            "unit": unit,
        }
        named |= dict(pair.split("~", 1) for pair in further)
        assert set(named) <= set(COLUMNS)
        cells.append(named)
    names = sorted({cell["source"] for cell in cells})
    sources = [{"source": name, "published": (published or {}).get(name, "")} for name in names]
    tables = figure_tables(Path("figures.csv"), list(enumerate(cells, 2)), list(enumerate(sources, 2)), [])
    assert tables.problems == [], tables.problems
    return tables.figures


def check(
    *lines: str,
    complete: tuple[str, ...] = (),
    declared: tuple[str, ...] = (),
    published: Mapping[str, str] | None = None,
    rates: Mapping[str, tuple[str, str]] | None = None,
    joint: bool = False,
) -> CheckReport:
    """Check figures written as texts."""
    dimensions = {**dict.fromkeys(declared, False), **dict.fromkeys(complete, True)}
    return report(rows(*lines, published=published), dimensions, rates, joint=joint)


def kinds(result: CheckReport) -> list[str]:
    """Kinds of the checks, in order of the alphabet."""
    return sorted(check.kind for check in result.checks)


def failing(result: CheckReport) -> list[str]:
    """Kinds of the checks that fail."""
    return sorted(check.kind for check in result.checks if not check.holds)


def the_finding(result: CheckReport):
    """The one finding."""
    (finding,) = result.findings
    return finding


def assert_breaks(kind: str, lines: list[str], wrong: Mapping[int, str], complete: tuple[str, ...]) -> None:
    """Assert that a relation of a kind holds, and that a wrong value at a place breaks it and is accused."""
    clean = check(*lines, complete=complete)
    assert kind in kinds(clean)
    assert failing(clean) == []
    assert clean.findings == ()
    ((place, value),) = wrong.items()
    cells = lines[place].split()
    cells[4] = value
    broken = check(*lines[:place], " ".join(cells), *lines[place + 1 :], complete=complete)
    assert kind in failing(broken)
    assert broken.verdict == "contradiction"
    assert any(place + 2 in finding.accused for finding in broken.findings)


def assert_stands(lines: list[str]) -> None:
    """Assert that figures may stand together."""
    result = check(*lines, joint=True)
    assert failing(result) == []
    assert result.findings == ()
