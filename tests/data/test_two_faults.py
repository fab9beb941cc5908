"""Two faults at once are both listed, and a broken file hides none in another.

Written from the user documentation, independently of the loader's code.
"""

from __future__ import annotations

import pytest

from tests.fixtures.broken_data import (
    DIMENSIONS,
    FIGURES,
    GROWTH,
    PROFILE,
    PROJECTS,
    SOURCES,
    Breaker,
    assert_names,
    name_of,
    put,
    refuse,
    replace,
)

Fault = tuple[str, int, str, str]
PAIRS: dict[str, tuple[Fault, Fault]] = {
    "same row": ((FIGURES, 3, "value", "abc"), (FIGURES, 3, "period", "2023-02-30")),
    "amount and source": ((FIGURES, 3, "value", "abc"), (FIGURES, 40, "source", "jj2099")),
    "amount and part": ((FIGURES, 5, "value", "abc"), (FIGURES, 4, "where", "primary")),
    "amount and misfit unit": ((FIGURES, 5, "value", "abc"), (FIGURES, 13, "unit", "个")),
    "amount and date": ((FIGURES, 5, "value", "abc"), (SOURCES, 3, "published", "2023-02-30")),
    "unknown source and date": ((FIGURES, 40, "source", "jj2099"), (SOURCES, 3, "published", "明天")),
    "relation and statistic": ((FIGURES, 5, "relation", "≠"), (FIGURES, 3, "statistic", "goal")),
    "amount and a project's group": ((FIGURES, 5, "value", "abc"), (PROJECTS, 4, "group", "nobody")),
    "growth and a project's stage": ((GROWTH, 5, "growth_pct", "abc"), (PROJECTS, 4, "stage", "done")),
    "dimension and source": ((DIMENSIONS, 5, "complete", "?"), (FIGURES, 40, "source", "jj2099")),
}


@pytest.mark.parametrize(("one", "other"), PAIRS.values(), ids=PAIRS.keys())
def test_two_faults_are_both_listed(district, one, other):
    put(district, *one)
    put(district, *other)
    error = refuse(district)
    for file, row, column, text in (one, other):
        assert_names(error, file, row, column, text)
        assert f"{row}" in str(error)


BREAKERS: dict[str, tuple[Breaker, str]] = {
    "a missing file": (lambda d: (d / SOURCES).unlink(), SOURCES),
    "garbage": (lambda d: (d / SOURCES).write_bytes(b"\xff\xff\xff"), SOURCES),
    "a bad profile": (lambda d: (d / PROFILE).write_bytes(b"- 1\n"), PROFILE),
    "a ragged row": (lambda d: replace(d, PROJECTS, ",signed,", ","), PROJECTS),
    "a ragged row of the same file": (lambda d: replace(d, FIGURES, ",95,个,", ",95,"), FIGURES),
}


@pytest.mark.parametrize(("break_it", "file"), BREAKERS.values(), ids=BREAKERS.keys())
def test_a_broken_file_does_not_hide_a_bad_cell(district, break_it, file):
    put(district, FIGURES, 3, "value", "abc")
    break_it(district)
    error = refuse(district)
    assert_names(error, FIGURES, 3, "value", "abc")
    if file == FIGURES:
        assert_names(error, FIGURES, 6, {None, "unit", "half_width"})
    else:
        assert file in {name_of(p) for p in error.problems}
