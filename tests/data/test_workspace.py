"""The repository's own data: complete, double-checked, loadable in every usual encoding."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from jjinvest.core.errors import DataError
from jjinvest.data.workspace import load_workspace

ROOT = Path(__file__).resolve().parents[2]


def test_every_numeric_statement_is_there(everything):
    assert len(everything.figures) >= 64
    assert set(everything.figures["source_id"]) == {"jj2023", "jj2023h1"}
    assert everything.figures["locator"].str.contains("行").all()


def test_undated_sources_carry_an_inferred_date_with_its_reason(everything):
    assert (everything.sources["published"] == "not published").all()
    assert (everything.figures["date_basis"] == "inferred").all()
    assert everything.figures["date_reason"].str.len().gt(0).all()


def test_implied_targets_follow_from_their_figures(everything):
    figures = everything.figures.set_index("figure_id")
    implied = everything.targets[everything.targets["evidence"] == "implied"]
    assert len(implied) == 2
    for _, target in implied.iterrows():
        actual, rate = (figures.loc[i] for i in target["figure_ids"])
        assert target["low"] == pytest.approx(actual["low"] / (rate["high"] / 100), abs=1e-3)
        assert target["high"] == pytest.approx(actual["high"] / (rate["low"] / 100), abs=1e-3)


def test_relations_and_rounding_become_intervals(everything):
    figures = everything.figures.drop_duplicates("fact_id").set_index("fact_id")
    assert tuple(figures.loc["2023.agreed_amount.primary", ["low", "high"]]) == (6.35, 6.45)
    assert tuple(figures.loc["2023.agreed_amount", ["low", "high"]]) == (1087.5, 1088.5)
    pipeline = figures.loc["2023.intended_amount.pipeline"]
    assert (pipeline["relation"], pipeline["low"]) == (">", 600)
    assert pipeline["high"] != pipeline["high"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_usual_encodings_load_alike(tmp_path, everything, encoding):
    for name in ("jiangjin", "context"):
        shutil.copytree(ROOT / "data" / name, tmp_path / name)
    path = tmp_path / "jiangjin" / "figures.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode(encoding))
    loaded = load_workspace(tmp_path / "jiangjin")
    assert loaded.figures["note"].equals(everything.figures["note"])
    assert loaded.figures["value"].equals(everything.figures["value"])


def test_a_restated_amount_is_marked_and_its_columns_are_optional(tmp_path, everything):
    figures = everything.figures.set_index("figure_id")["quantity"]
    assert figures["2023.agreed_amount.project.kangshuo@jj2023"].definition.vintage == "restated"
    assert figures["2023h1.agreed_amount.project.kangshuo@jj2023h1"].definition.vintage == "as_published"
    for name in ("jiangjin", "context"):
        shutil.copytree(ROOT / "data" / name, tmp_path / name)
    path = tmp_path / "jiangjin" / "figures.csv"
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    table.drop(columns="version").to_csv(path, index=False)
    without = load_workspace(tmp_path / "jiangjin").figures
    assert {quantity.definition.vintage for quantity in without["quantity"]} == {"as_published"}
    table.assign(version="corrected").to_csv(path, index=False)
    with pytest.raises(DataError, match="as_published, restated"):
        load_workspace(tmp_path / "jiangjin")


def test_unknown_district_lists_the_known_ones():
    with pytest.raises(DataError) as error:
        load_workspace(ROOT / "data" / "nowhere")
    assert "jiangjin" in str(error.value)
