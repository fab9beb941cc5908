"""Clerks' errors: each kind can be made, changes exactly what its record says, and the same seed makes the same."""

from __future__ import annotations

from copy import deepcopy

import numpy as np
import pytest

from benchmarks.clerk_errors.errors import inject, paste_column
from benchmarks.clerk_errors.injector import KINDS
from jjinvest.synthetic.parameters import Parameters
from jjinvest.synthetic.simulate import simulate
from jjinvest.synthetic.workbooks import TypedSheet, draw_style, to_xlsx, type_ledger


@pytest.fixture(scope="module")
def clean() -> TypedSheet:
    made = simulate(Parameters(projects=150, first_year=2021), seed=3)
    rng = np.random.default_rng(3)
    style = draw_style(rng, plain=True)
    return type_ledger(made.ledger_at("2023-09"), style, rng, month="2023-09", place="合成区")


@pytest.mark.parametrize("kind", KINDS)
def test_an_error_changes_its_row_and_no_other(clean: TypedSheet, kind: str) -> None:
    sheet = deepcopy(clean)
    made = inject(sheet, kind, np.random.default_rng(1), set())
    assert made is not None
    assert made.kind == kind
    if made.between:
        assert sheet.cells == clean.cells
        assert list(sheet.between) == [made.place]
        return
    changed = [k for k, row in enumerate(sheet.cells) if k >= len(clean.cells) or row != clean.cells[k]]
    assert changed == [made.place]
    assert made.before != made.after or kind == "same_project_new_code"
    again = deepcopy(clean)
    assert inject(again, kind, np.random.default_rng(1), set()) == made
    assert to_xlsx(again) == to_xlsx(sheet)


def test_rows_already_taken_are_left_alone(clean: TypedSheet) -> None:
    sheet, taken = deepcopy(clean), set(range(len(clean.cells)))
    assert inject(sheet, "compulsory_missing", np.random.default_rng(1), taken) is None
    assert sheet.cells == clean.cells


def test_a_pasted_column_holds_the_other(clean: TypedSheet) -> None:
    sheet = deepcopy(clean)
    assert paste_column(sheet) is not None
    month, year = sheet.column("funds_month"), sheet.column("funds_ytd")
    assert [row[month] for row in sheet.cells] == [row[year] for row in clean.cells]


def test_clerks_differ_and_a_seed_repeats_one() -> None:
    styles = [draw_style(np.random.default_rng(seed)) for seed in range(30)]
    assert {style.unit for style in styles} == {"万元", "亿元"}
    assert len({style.headers["agreed_amount"] for style in styles}) > 3
    assert draw_style(np.random.default_rng(4)) == styles[4]
