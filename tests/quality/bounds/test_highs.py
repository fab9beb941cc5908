"""The solver says infeasible only where it has proven it, and its limits do not depend on time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from jjinvest.quality.bounds import highs
from jjinvest.quality.bounds.highs import Rows, SolverError, UnboundedError, least_costs, solve, vertices

WHOLE = np.ones(2, dtype=bool)
ONE = np.ones(2)


def sum_between(low: float, high: float) -> list[Rows]:
    return [Rows.of([{0: 1.0, 1: 1.0}], [low], [high])]


def hard_equation(number: int = 40) -> tuple[list[Rows], int]:
    """Equations over choices of 0 or 1 that need a long search (a market split)."""
    rng = np.random.default_rng(3)
    weights = rng.integers(1, 100, size=(4, number)).astype(float)
    halves = np.floor(weights.sum(axis=1) / 2)
    forms = [dict(enumerate(row.tolist())) for row in weights]
    return [Rows.of(forms, halves, halves)], number


def test_whole_numbers_are_whole():
    found = solve(ONE, sum_between(1.5, np.inf), np.zeros(2), ONE, WHOLE)
    assert found is not None
    assert found.proven
    assert (found.variables.tolist(), found.dual_bound) == ([1.0, 1.0], 2.0)


def test_the_linear_programme_is_solved_without_whole_numbers():
    found = solve(ONE, sum_between(1.5, np.inf), np.zeros(2), ONE)
    assert found is not None
    assert found.dual_bound == pytest.approx(1.5)


@pytest.mark.parametrize("integral", [WHOLE, None])
def test_what_cannot_be_is_none(integral):
    assert solve(ONE, sum_between(2.5, np.inf), np.zeros(2), ONE, integral) is None


@pytest.mark.parametrize("integral", [WHOLE, None])
@pytest.mark.parametrize("low", [np.nan, np.inf, 1e20])
def test_an_end_that_is_no_number_is_an_error_not_infeasible(low, integral):
    with pytest.raises(SolverError):
        solve(ONE, sum_between(low, np.inf), np.zeros(2), ONE, integral)
    with pytest.raises(SolverError):
        solve(ONE, sum_between(0.0, 1.0), np.array([low, 0.0]), np.full(2, np.inf), integral)
    with pytest.raises(SolverError):
        solve(ONE, sum_between(0.0, 1.0), np.zeros(2), np.array([-low, 1.0]), integral)


@pytest.mark.parametrize("cost", [np.nan, np.inf])
def test_a_cost_that_is_no_number_is_an_error(cost):
    with pytest.raises(SolverError):
        solve(np.array([cost, 1.0]), sum_between(0.0, 1.0), np.zeros(2), ONE, WHOLE)


@pytest.mark.parametrize("integral", [WHOLE, None])
def test_a_cost_without_an_end_is_an_error(integral):
    with pytest.raises(UnboundedError):
        solve(-ONE, sum_between(0.0, np.inf), np.zeros(2), np.full(2, np.inf), integral)


def test_a_search_that_reaches_its_limit_proves_nothing():
    rows, number = hard_equation()
    ones = np.ones(number)
    found = solve(ones, rows, np.zeros(number), ones, np.ones(number, dtype=bool), node_limit=5)
    assert found is not None
    assert not found.proven
    assert np.isnan(found.variables).all()
    assert 0 < found.dual_bound <= number


def test_the_answer_does_not_depend_on_what_else_runs():
    rows, number = hard_equation()
    ones, whole = np.ones(number), np.ones(number, dtype=bool)

    def bound(_: int) -> float:
        found = solve(ones, rows, np.zeros(number), ones, whole, node_limit=40)
        assert found is not None
        return found.dual_bound

    alone = bound(0)
    with ThreadPoolExecutor(6) as threads:
        assert set(threads.map(bound, range(6))) == {alone}


def test_a_refused_option_is_an_error(monkeypatch):
    monkeypatch.setattr(highs, "THREADS", -5)
    with pytest.raises(SolverError, match="threads"):
        solve(ONE, sum_between(0.0, 1.0), np.zeros(2), ONE)


def test_nothing_is_written_to_the_screen(capfd):
    solve(ONE, sum_between(1.5, np.inf), np.zeros(2), ONE, WHOLE)
    assert capfd.readouterr().out == ""


@pytest.mark.parametrize(("low", "high", "holds"), [(0.0, 0.0, True), (-1.0, 1.0, True), (1.0, 2.0, False)])
def test_a_programme_without_variables(low, high, holds):
    found = solve(np.zeros(0), [Rows.of([{}], [low], [high])], np.zeros(0), np.zeros(0))
    assert (found is not None) == holds


def test_rows_are_joined_in_order():
    upper = Rows.of([{0: 1.0}, {1: 2.0}], [-np.inf, -np.inf], [3.0, 8.0])
    found = solve(-ONE, [*sum_between(0.0, 100.0), upper], np.zeros(2), np.full(2, 50.0))
    assert found is not None
    assert found.variables.tolist() == [3.0, 4.0]
    assert upper.absolute(np.array([5.0, 7.0])).tolist() == [5.0, 14.0]


def random_programme(seed: int) -> tuple[Rows, np.ndarray, np.ndarray]:
    """Rows that the middle of a box satisfies, and the box."""
    rng = np.random.default_rng(seed)
    weights = rng.normal(size=(6, 12))
    middle = weights @ np.full(12, 0.5)
    forms = [dict(enumerate(row)) for row in weights.tolist()]
    return Rows.of(forms, middle - rng.random(6), middle + rng.random(6)), np.zeros(12), np.ones(12)


@pytest.mark.parametrize("seed", range(8))
def test_vertices_one_after_the_other_are_those_alone(seed):
    rows, lower, upper = random_programme(seed)
    costs = np.random.default_rng(seed + 100).normal(size=(5, 12))  # of no row: each has one vertex
    together = [vertex.variables for vertex in vertices(costs, [rows], lower, upper)]
    alone = [solve(cost, [rows], lower, upper).variables for cost in costs]
    assert np.allclose(together, alone, atol=1e-7)


def test_of_a_programme_without_solution_no_vertex_is_sought_twice():
    rows = Rows.of([{0: 1.0}], [2.0], [3.0])
    assert list(vertices(np.ones((3, 1)), [rows], np.zeros(1), np.ones(1))) == [None]


@pytest.mark.parametrize("seed", range(8))
def test_least_costs_are_those_of_each_further_row_alone(seed):
    rows, lower, upper = random_programme(seed)
    rng = np.random.default_rng(seed + 100)
    cost = rng.normal(size=12)
    further = [Rows.one(rng.normal(size=12), low, np.inf) for low in (-1.0, 0.5, 1.5, 1e3, -2.0)]
    alone = [solve(cost, [rows, row], lower, upper) for row in further]
    expected = [None if found is None else found.dual_bound for found in alone]
    assert expected[3] is None
    found = least_costs(cost, [rows], lower, upper, further)
    assert found == [None if each is None else pytest.approx(each, abs=1e-7) for each in expected]


@pytest.mark.parametrize("seed", range(8))
def test_whether_a_solution_exists_does_not_depend_on_where_it_is_sought(seed):
    rows, lower, _ = random_programme(seed)
    given = np.zeros(12), [rows], lower, np.full(12, 2.0), np.ones(12, dtype=bool)
    near, elsewhere = (solve(*given, any_solution=True, near_relaxed=each) for each in (True, False))
    assert (near is None) == (elsewhere is None)


def test_vertices_of_a_cost_without_an_end_are_an_error():
    with pytest.raises(SolverError):
        list(vertices([np.array([-1.0])], [Rows.of([], [], [])], np.zeros(1), np.array([np.inf])))


def test_very_large_bounds_are_no_error_and_leave_a_programme_feasible():
    """HiGHS 1.16 ends in an error after presolve, and calls this one infeasible without it."""
    pairs, most, each = 6, 1e6, 999_999.99
    forms = [{2 * k: -each, 2 * k + 1: 1.0} for k in range(pairs)]
    rows = [Rows.of([*forms, {0: 1.0, 6: 1.0}], [*[-np.inf] * pairs, 5.0], [*[0.0] * pairs, 5.0])]
    upper = np.tile([most, each * most], pairs)
    found = solve(
        np.tile([-0.01, -1.0], pairs), rows, np.zeros(2 * pairs), upper, np.tile([True, False], pairs)
    )
    assert found is not None
    assert found.variables @ np.tile([0.01, 1.0], pairs) == pytest.approx(4e6 * 1e6 + 5e6, rel=1e-6)
