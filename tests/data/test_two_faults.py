"""Two faults at once are both listed, and a broken file hides none in another.

Written from the user documentation, independently of the loader's code.
"""

from __future__ import annotations

import pytest

from tests.fixtures.broken_data import (
    FIGURES,
    GROWTH,
    LABELS,
    PROFILE,
    PROJECTS,
    SOURCES,
    TARGETS,
    Breaker,
    assert_names,
    name_of,
    put,
    refuse,
    replace,
)

Fault = tuple[str, int, str, str]
PAIRS: dict[str, tuple[Fault, Fault]] = {
    "same row": ((FIGURES, 3, "value", "abc"), (FIGURES, 3, "available_from", "2023-02-30")),
    "amount and source": ((FIGURES, 3, "value", "abc"), (FIGURES, 40, "source_id", "jj2099")),
    "amount and repeated id": (
        (FIGURES, 5, "value", "abc"),
        (FIGURES, 3, "figure_id", "2023.projects_signed@jj2023"),
    ),
    "amount and misfit unit": ((FIGURES, 5, "value", "abc"), (FIGURES, 3, "unit", "个")),
    "date and early date": (
        (FIGURES, 5, "available_from", "2023-02-30"),
        (FIGURES, 3, "available_from", "2023-02-28"),
    ),
    "relation and missing reason": ((FIGURES, 5, "relation", "≈"), (FIGURES, 3, "date_reason", "")),
    "amount and a target's figure": (
        (FIGURES, 5, "value", "abc"),
        (TARGETS, 4, "figure_ids", "2099.nothing@jj2023"),
    ),
    "growth and a project's figure": (
        (GROWTH, 5, "growth_pct", "abc"),
        (PROJECTS, 4, "figure_ids", "2099.nothing@jj2023"),
    ),
    "source and target range": ((FIGURES, 40, "source_id", "jj2099"), (TARGETS, 3, "low", "601")),
}


@pytest.mark.parametrize(("one", "other"), PAIRS.values(), ids=PAIRS.keys())
def test_two_faults_are_both_listed(district, one, other):
    put(district, *one)
    put(district, *other)
    error = refuse(district)
    for file, row, column, text in (one, other):
        if column == "low":
            assert_names(error, file, row, ("low", "value"))
        else:
            assert_names(error, file, row, column, text)
        assert f"{row}" in str(error)


BREAKERS: dict[str, tuple[Breaker, str]] = {
    "a missing file": (lambda d: (d / LABELS).unlink(), LABELS),
    "garbage": (lambda d: (d / SOURCES).write_bytes(b"\xff\xff\xff"), SOURCES),
    "a bad profile": (lambda d: (d / PROFILE).write_bytes(b"- 1\n"), PROFILE),
    "a ragged row": (lambda d: replace(d, TARGETS, ",1000,1000,1000,", ",1000,1000,"), TARGETS),
    "a ragged row of the same file": (lambda d: replace(d, FIGURES, ",95,个,0,", ",95,0,"), FIGURES),
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
