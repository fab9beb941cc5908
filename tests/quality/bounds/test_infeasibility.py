"""Figures that fit no ledger: a smallest contradiction is named, without a message of the solver."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jjinvest.data.workspace import Workspace
from jjinvest.quality.bounds.bounds import CONVENTIONS, ContradictionError, Statistic, bounds, consistent
from jjinvest.quality.bounds.model import LedgerModel, UndecidedError
from jjinvest.quality.reconciliation.reconcile import joint_consistency
from tests.fixtures.published_figures import SMALL, amount, count, workspace
from tests.fixtures.random_ledgers import RELAXED, ledgers

TOP9 = Statistic("amount", top=9)


def test_task_forces_that_fit_no_ledger_are_a_contradiction() -> None:
    rows = [*SMALL, count("2023", "task_force", "x", 1), amount("2023", "task_force", "x", "60", "0")]
    verdict = consistent(workspace(rows), 2023)
    assert "2023.agreed_amount.task_force.x" in verdict.conflict


@pytest.mark.parametrize("convention", list(CONVENTIONS))
def test_contradicting_sector_counts_are_named(everything: Workspace, convention: str) -> None:
    spoiled = _with(everything, "2023.projects_signed.secondary@jj2023", 98)
    verdict = consistent(spoiled, 2023, convention)
    prefix = "2023.projects_signed"
    expected = {f"{prefix}{part}@jj2023" for part in ("", ".primary", ".secondary", ".tertiary")}
    assert not verdict.consistent
    assert verdict.minimum
    assert set(verdict.conflict) == set(verdict.single_corrections) == expected


def test_bounds_of_contradicting_figures_give_the_contradiction(everything: Workspace) -> None:
    spoiled = _with(everything, "2023h1.projects_signed.tier_ge_50@jj2023h1", 1)
    with pytest.raises(ContradictionError, match="tuobor") as raised:
        bounds(spoiled, 2023, TOP9)
    assert "2023h1.projects_signed.tier_ge_50@jj2023h1" in raised.value.consistency.conflict
    assert "HiGHS" not in str(raised.value)


def test_an_assumption_that_a_figure_breaks_is_part_of_the_contradiction() -> None:
    rows = [*SMALL, amount("2023", "project", "b", "60")]
    verdict = consistent(workspace(rows), 2023)
    assert set(verdict.conflict) == {"2023.agreed_amount.project.b", "assumption.2023.no_project_ge_50"}


def test_nothing_that_follows_from_an_earlier_answer_is_asked(monkeypatch) -> None:
    rows = [*SMALL, count("2023", "task_force", "x", 1), amount("2023", "task_force", "x", "60", "0")]
    decided, asked = LedgerModel.feasible, list[tuple[frozenset[object], bool]]()
    built = LedgerModel.__init__

    def noted(model: LedgerModel, *given: object, **options: object) -> None:
        built(model, *given, **options)
        model.imposed = frozenset(options.get("imposed") or ())

    def answered(model: LedgerModel, limit: float) -> bool:
        asked.append((model.imposed, decided(model, limit)))
        return asked[-1][1]

    monkeypatch.setattr(LedgerModel, "__init__", noted)
    monkeypatch.setattr(LedgerModel, "feasible", answered)
    assert not consistent(workspace(rows), 2023).consistent
    assert len(asked) > 5
    for place, (imposed, _) in enumerate(asked):
        assert not any(satisfiable and imposed <= known for known, satisfiable in asked[:place])
        assert not any(not satisfiable and known <= imposed for known, satisfiable in asked[:place])


def test_a_question_the_solver_cannot_decide_leaves_a_larger_contradiction(monkeypatch) -> None:
    rows = [*SMALL, count("2023", "task_force", "x", 1), amount("2023", "task_force", "x", "60", "0")]
    decided, asked = LedgerModel.feasible, list[float]()

    def out_of_time(model: LedgerModel, limit: float) -> bool:
        asked.append(limit)
        if len(asked) % 2 == 0:
            raise UndecidedError("out of time")
        return decided(model, limit)

    smallest = consistent(workspace(rows), 2023)
    monkeypatch.setattr(LedgerModel, "feasible", out_of_time)
    verdict = consistent(workspace(rows), 2023)
    assert len(asked) > 2
    assert not verdict.consistent
    assert not verdict.minimum or len(verdict.conflict) == len(smallest.conflict)
    assert len(verdict.conflict) >= len(smallest.conflict)


def test_figures_of_which_nothing_is_decided_are_not_called_consistent(monkeypatch) -> None:
    def out_of_time(model: LedgerModel, limit: float) -> bool:
        raise UndecidedError("out of time")

    monkeypatch.setattr(LedgerModel, "feasible", out_of_time)
    assert joint_consistency(workspace(SMALL), 2023) is None


def _with(known: Workspace, figure: str, value: int) -> Workspace:
    figures = known.figures.copy()
    row = figures.index[figures["figure_id"] == figure][0]
    number = Fraction(value)
    figures.loc[row, "quantity"] = replace(
        figures.loc[row, "quantity"], value=number, low=number, high=number
    )
    return replace(known, figures=figures)


@settings(max_examples=5, **RELAXED)
@given(data=st.data())
def test_a_wrong_figure_is_in_the_contradiction(data: st.DataObject) -> None:
    convention = data.draw(st.sampled_from(list(CONVENTIONS)))
    truth = data.draw(ledgers(exact=convention == "named_exact"))
    rows = list(truth.rows)
    counts = [k for k, row in enumerate(rows) if row.metric == "projects_signed" and k > 0]
    position = data.draw(st.sampled_from(counts or [0]))
    wrong = rows[position] = replace(
        rows[position],
        value=rows[position].value + (len(truth.projects) + 1 if position else -1 - len(truth.projects)),
    )
    verdict = consistent(replace(truth, rows=tuple(rows)).known, 2023, convention)
    assert not verdict.consistent
    assert wrong.figure_id in verdict.conflict
