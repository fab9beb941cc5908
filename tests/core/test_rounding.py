"""四舍五入 on the decimal number, whatever type it comes in."""

from __future__ import annotations

import random
import re
from decimal import Decimal
from fractions import Fraction
from math import inf, isnan, nan, nextafter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import jjinvest
from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import from_quantity
from jjinvest.core.quantity import Definition, Quantity
from jjinvest.core.rounding import exact, round_bound, round_half_up


@pytest.mark.parametrize(
    ("number", "decimals", "rounded"),
    [
        (2.675, 2, "2.68"),
        (8.235, 2, "8.24"),
        (-2.675, 2, "-2.68"),
        (-8.235, 2, "-8.24"),
        (2.665, 2, "2.67"),
        (2.6749, 2, "2.67"),
        (0.5, 0, "1"),
        (1.5, 0, "2"),
        (2.5, 0, "3"),
        (-0.5, 0, "-1"),
        (1.005, 2, "1.01"),
        (0.145, 2, "0.15"),
        (1250, -2, "1.3E+3"),
        (7, 1, "7.0"),
        (Decimal("2.675"), 2, "2.68"),
        (Decimal("2.67499999999999999999"), 2, "2.67"),
        (Fraction(5, 8), 2, "0.63"),
        (Fraction(-5, 8), 2, "-0.63"),
        (Fraction(2, 3), 3, "0.667"),
        (np.float64(2.675), 2, "2.68"),
        (np.int64(3), 1, "3.0"),
    ],
)
def test_halves_go_away_from_zero_on_the_decimal(number, decimals, rounded):
    assert str(round_half_up(number, decimals)) == rounded


def test_the_last_bit_of_a_sum_of_floats_is_not_part_of_the_number():
    below = nextafter(2.675, 0)
    assert below != 2.675
    assert str(round_half_up(below, 2)) == "2.68"
    assert exact(1.1 + 2.2) == Fraction(33, 10)


def test_what_is_not_finite_stays_so():
    assert isnan(round_half_up(nan, 2))
    assert round_half_up(-inf, 2) == -inf
    with pytest.raises(ValueError, match="NaN"):
        exact(nan)


def test_thirty_thousand_amounts_that_end_in_50_wan_follow_the_rule():
    """From integers of 元 to 亿元 with two decimals, as fact and as text, against integer arithmetic."""
    from jjinvest.i18n.formatting import Vocabulary

    draw, words = random.Random(16), Vocabulary("zh", {})
    definition, fact_id = Definition("agreed"), FactId.of(2023, "agreed_amount")
    for _ in range(30_000):
        wan = 100 * draw.randrange(0, 200_000) + 50
        hundredths = wan // 100 + 1
        expected = f"{hundredths // 100}.{hundredths % 100:02d}".rstrip("0").rstrip(".")
        value = from_quantity(
            fact_id, Quantity.exact(wan * 10_000, "元", definition), evidence="computed", period="2023"
        ).value
        assert words.number(value, 2) == expected
        assert words.number(-value, 2) == f"−{expected}"


@given(st.integers(-(10**15) + 1, 10**15 - 1), st.integers(0, 8))
def test_a_float_of_an_amount_rounds_like_the_amount(yuan, decimals):
    amount = Fraction(yuan, 10**8)
    rounded = round_half_up(float(amount), decimals)
    assert rounded == round_half_up(amount, decimals)
    assert abs(Fraction(rounded) - amount) * 2 * 10**decimals <= 1


SHOWS = ("cli", "core", "forecasting", "i18n", "ledger", "metrics", "quality", "reporting", "results")
SHOWS += ("synthetic", "pipeline/publishing")
NOTHING_SHOWN = {
    "quality/bounds/model.py": ("variables[[", "costs.round()", "variables[integral].round()"),
    "quality/reconstruction/sampler.py": ("variables.round()", "* YI)", "round(w)"),
    "forecasting/ensemble.py": ("share.cumsum()",),
    "forecasting/reserving/snapshot.py": ("np.unique(np.round(age",),
    "pipeline/publishing/inline_svg.py": ("float(number[0])",),
    "reporting/charts/measured_text.py": ("round(64 * ",),
    "synthetic/simulate.py": ("drawn / step", "below * YI", "low * YI"),
}
"""Whole numbers of a solver, coordinates, drawn numbers, equal ages: parts of the lines that make them."""
OTHER_ROUNDING = re.compile(r"\bround\(|\.round\(|ROUND_HALF_EVEN|:[+,]*\.[\d{]\S*?[feg%]\W|%\.\d[feg]")


def _offending(folder: Path) -> list[str]:
    lines = (
        (path, line)
        for path in sorted(folder.rglob("*.py"))
        if path.name != "rounding.py"
        for line in path.read_text(encoding="utf-8").splitlines()
        if not line.lstrip().startswith(">>>")
    )
    return [f"{path.name}: {line.strip()}" for path, line in lines if OTHER_ROUNDING.search(line)]


def _exempt(room: str, offence: str) -> bool:
    name, line = offence.split(": ", 1)
    parts = (parts for path, parts in NOTHING_SHOWN.items() if path.startswith(room) and path.endswith(name))
    return any(part in line for each in parts for part in each)


@pytest.mark.parametrize("room", SHOWS)
def test_what_is_shown_is_rounded_nowhere_else(room):
    offending = _offending(Path(jjinvest.__file__).parent / room)
    assert not [each for each in offending if not _exempt(room, each)]


@pytest.mark.parametrize(
    ("path", "part"), [(p, part) for p, parts in NOTHING_SHOWN.items() for part in parts]
)
def test_each_exemption_is_still_needed(path, part):
    file = Path(jjinvest.__file__).parent / path
    assert any(part in line and OTHER_ROUNDING.search(line) for line in file.read_text("utf-8").splitlines())


def test_other_ways_of_rounding_are_found(tmp_path):
    lines = ['f"{value:.2f}"', 'f"{value:,.{n}f}"', "round(value, 1)", "frame.round(2)", '"%.2f" % value']
    (tmp_path / "page.py").write_text("\n".join(lines), encoding="utf-8")
    assert len(_offending(tmp_path)) == len(lines)


@pytest.mark.parametrize(
    ("relation", "written"), [(">", "15.3"), (">=", "15.3"), ("<", "15.4"), ("~", "15.4")]
)
def test_a_bound_claims_no_more_than_is_known(relation, written):
    assert str(round_bound(15.38, relation, 1)) == written
