"""A figure without a stated rounding has half its last digit; the check and the provenance show it."""

from __future__ import annotations

import shutil
from fractions import Fraction

import pytest
from click.testing import CliRunner

from jjinvest.cli.main import main
from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.core.quantity import YI
from jjinvest.data.workspace import load_workspace
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.reporting.provenance import Tracer
from tests.fixtures.runs import ROOT

LEFT_OUT = {
    "2023.agreed_amount@jj2023": Fraction(YI, 2),
    "2023.agreed_amount.secondary@jj2023": Fraction(YI, 20),
    "2023.projects_signed@jj2023": Fraction(0),
}


@pytest.fixture
def root(tmp_path):
    """Copy of the data in which some figures state no rounding."""
    shutil.copytree(ROOT / "data", tmp_path / "data")
    shutil.copytree(ROOT / "params", tmp_path / "params")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    path = tmp_path / "data" / "jiangjin" / "figures.csv"
    head, *lines = path.read_text(encoding="utf-8").splitlines()
    place = head.split(",").index("half_width")
    for n, line in enumerate(lines):
        parts = line.split(",")
        if parts[0] in LEFT_OUT:
            lines[n] = ",".join([*parts[:place], "", *parts[place + 1 :]])
    path.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    return tmp_path


def test_half_the_last_digit_is_taken(root):
    figures = load_workspace(root / "data" / "jiangjin").figures.set_index("figure_id")
    for figure_id, half in LEFT_OUT.items():
        quantity = figures.loc[figure_id, "quantity"]
        assert quantity.high - quantity.value == quantity.value - quantity.low == half
        assert figures.loc[figure_id, "precision"] == "by_digits"
    assert (figures["precision"] == "stated").sum() == len(figures) - len(LEFT_OUT)


@pytest.mark.parametrize(
    ("language", "expected"), [("zh", "3 条没有写明精度"), ("en", "3 of them state no precision")]
)
def test_the_check_counts_them(root, language, expected):
    result = CliRunner().invoke(main, ["check", str(root / "data" / "jiangjin"), "--lang", language])
    assert result.exit_code == 0
    assert expected in result.output
    complete = CliRunner().invoke(main, ["check", str(ROOT / "data" / "jiangjin"), "--lang", language])
    assert expected[2:] not in complete.output


def test_the_provenance_names_it(root):
    known = load_workspace(root / "data" / "jiangjin")
    words = Vocabulary("en", {str(k): str(v) for k, v in known.labels["en"].items()})
    fact = Fact(
        FactId.of(2023, "agreed_amount"),
        1088.0,
        1087.5,
        1088.5,
        "亿元",
        "agreed",
        "all",
        "published",
        "2023",
        as_of="2024-03-31",
        sources=("2023.agreed_amount@jj2023",),
    )
    used = Tracer(known, "2023Q4", words).trace(fact).used[0]
    assert "±0.5" in used.published
    assert used.place == "Introduction, lines 199–207"
