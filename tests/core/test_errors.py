"""Faults of data as a list that a clerk can work through, and errors that give no words."""

from __future__ import annotations

import pytest

from jjinvest.core.errors import DataError, Problem
from jjinvest.core.plain_text import words_of_error


def faults(number: int) -> list[Problem]:
    return [
        Problem(
            "data/a/figures.csv" if n % 2 else "form.xlsx",
            n,
            "unit",
            f"found{n}",
            f"expected{n}",
            f"remedy{n}",
        )
        for n in range(1, number + 1)
    ]


@pytest.mark.parametrize("number", [1, 5, 6, 12, 30])
def test_every_fault_is_shown_with_its_place_and_remedy(number):
    text = str(DataError(faults(number)))
    for n in range(1, number + 1):
        assert all(f"{word}{n}" in text for word in ("found", "expected", "remedy"))
    assert "另有" not in text


def test_of_many_faults_thirty_are_shown_a_line_each():
    lines = str(DataError(faults(34))).splitlines()
    assert sum("发现 found" in line for line in lines) == 30
    assert lines[-1].startswith("……另有 4 处")
    assert len(lines) < 48


def test_an_error_without_words_says_where_it_was_raised():
    def draw() -> None:
        assert not True

    try:
        draw()
    except AssertionError as error:
        error.args = ()
        words = words_of_error(error)
    assert words.startswith("AssertionError：程序没有说明原因")
    assert "test_errors.py:" in words
    assert ", draw" in words
