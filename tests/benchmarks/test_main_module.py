"""The list of benchmarks: names run what they name, and a wrong name runs nothing."""

from __future__ import annotations

import pytest

from benchmarks import __main__ as command


@pytest.fixture
def ran(monkeypatch):
    made: list[str] = []
    monkeypatch.setattr(command, "BENCHMARKS", {"bounds": lambda: made.append("bounds")})
    monkeypatch.setattr(command, "ON_REQUEST", {"backtest": lambda: made.append("backtest")})
    return made


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [([], ["bounds"]), (["backtest"], ["backtest"]), (["bounds", "--folder", "backtest"], ["bounds"])],
)
def test_names_run_what_they_name(ran, arguments, expected):
    assert command.main(arguments) == 0
    assert ran == expected


@pytest.mark.parametrize(("arguments", "code"), [(["bonds"], 2), (["bounds", "bonds"], 2), (["--help"], 0)])
def test_a_wrong_name_or_a_call_for_help_lists_the_names_and_runs_nothing(ran, capsys, arguments, code):
    assert command.main(arguments) == code
    assert ran == []
    assert "backtest" in capsys.readouterr().out
