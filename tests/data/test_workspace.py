"""The repository's own data: complete, double-checked, loadable in every usual encoding."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from jjinvest.core.errors import DataError
from jjinvest.data.workspace import load_workspace
from tests.fixtures.figure_rows import read_rows

ROOT = Path(__file__).resolve().parents[2]


def test_every_numeric_statement_is_there(everything):
    founding = everything.figures[everything.figures["source"].isin(["jj2023", "jj2023h1"])]
    assert len(founding) >= 74
    assert founding["quote"].str.contains("行").all()


def test_an_unknown_date_is_the_end_of_the_last_period_that_is_no_target(everything):
    figures = everything.figures.groupby("source")
    first = figures[["available_from", "date_basis"]].first()
    assert tuple(first.loc["jj2023"]) == (date(2023, 12, 31), "inferred")
    assert tuple(first.loc["jj2023h1"]) == (date(2023, 7, 26), "published")
    assert (figures["available_from"].min() == figures["available_from"].max()).all()


def test_a_text_of_targets_only_is_public_when_their_year_begins():
    tables = read_rows({"period": "2024", "statistic": "target"}, sources=[{"source": "report"}])
    assert [row.available_from for row in tables.figures] == [date(2024, 1, 1)]


def test_implied_targets_follow_from_their_figures(everything):
    figures = everything.figures.set_index("figure_id")
    implied = everything.targets[
        (everything.targets["evidence"] == "implied") & (everything.targets["year"] == 2023)
    ]
    assert set(implied["target_id"]) >= {
        "2023.contract_amount.out_of_city.target.municipality",
        "2023.funds_in_place.out_of_city.target.municipality",
    }
    for _, target in implied.iterrows():
        actual, rate = (figures.loc[i] for i in target["figure_ids"])
        assert target["low"] == pytest.approx(actual["low"] / (rate["high"] / 100), abs=1e-3)
        assert target["high"] == pytest.approx(actual["high"] / (rate["low"] / 100), abs=1e-3)
        assert target["low"] <= target["value"] <= target["high"]
        assert target["authority"] == "municipality"


def test_a_completion_open_to_one_side_implies_no_target(everything):
    assert "2023.agreed_amount.target" in set(everything.targets["target_id"])
    row = everything.targets.set_index("target_id").loc["2023.agreed_amount.target"]
    assert (row["evidence"], row["value"]) == ("published", 1000)


def test_relations_and_rounding_become_intervals(everything):
    figures = everything.figures.drop_duplicates("fact_id").set_index("fact_id")
    assert tuple(figures.loc["2023.agreed_amount.primary", ["low", "high"]]) == (6.35, 6.45)
    assert tuple(figures.loc["2023.agreed_amount", ["low", "high"]]) == (1087.5, 1088.5)
    intended = figures.loc["2023.intended_amount"]
    assert (intended["relation"], intended["low"]) == (">", 600)
    assert intended["high"] != intended["high"]


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
    with pytest.raises(DataError, match="restated（修订）, like_for_like"):
        load_workspace(tmp_path / "jiangjin")


def test_unknown_district_lists_the_known_ones():
    with pytest.raises(DataError) as error:
        load_workspace(ROOT / "data" / "nowhere")
    assert "jiangjin" in str(error.value)


def test_a_folder_without_any_numbers_yet_names_the_import_of_a_ledger(tmp_path):
    folder = tmp_path / "place"
    folder.mkdir()
    (folder / "district.yaml").write_text("name: {zh: 某区, en: Place}\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"jjinvest ledger import .* --district place"):
        load_workspace(folder)
