"""Targets that the bureau did not publish: read at its own access level alone, apart from what is public."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from jjinvest.core.errors import DataError
from jjinvest.data.workspace import load_workspace
from jjinvest.quality.reconciliation.reconcile import check_figures
from tests.fixtures.runs import ROOT

OWN = "2024.agreed_amount.target.bureau"
TARGETS = "period,metric,where,value,unit,decided_on,note\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "data" / "jiangjin"
    shutil.copytree(ROOT / "data" / "jiangjin", folder, ignore=shutil.ignore_patterns("private"))
    shutil.copytree(ROOT / "data" / "context", tmp_path / "data" / "context")
    return folder


def write_targets(folder: Path, text: str) -> None:
    (folder / "private").mkdir(exist_ok=True)
    (folder / "private" / "targets.csv").write_text(text, encoding="utf-8")


def test_an_unpublished_target_is_read_from_the_level_of_the_government_on(folder):
    write_targets(folder, f"{TARGETS}2024,agreed_amount,,1250,亿元,2024-01-10,年度计划\n")
    public = load_workspace(folder)
    assert OWN not in set(public.targets["target_id"])
    assert public.unpublished == ()
    assert "jiangjin/private/targets.csv" not in public.files
    for tier in ("government", "internal"):
        own = load_workspace(folder, tier=tier)
        [target] = own.targets[own.targets["target_id"] == OWN].to_dict("records")
        assert (target["year"], target["authority"], target["value"]) == (2024, "bureau", 1250)
        others = own.targets[own.targets["target_id"] != OWN].reset_index(drop=True)
        assert others["target_id"].tolist() == public.targets["target_id"].tolist(), "never mixed"


def test_it_is_no_published_figure_and_no_check_sees_it(folder):
    write_targets(folder, f"{TARGETS}2023,agreed_amount,,9,亿元,2023-01-10,\n")
    public, own = load_workspace(folder), load_workspace(folder, tier="government")
    assert own.figures["figure_id"].tolist() == public.figures["figure_id"].tolist()
    assert check_figures(own).findings == check_figures(public).findings


def test_it_is_known_from_the_day_it_was_decided(folder):
    write_targets(folder, f"{TARGETS}2024,agreed_amount,,1250,亿元,2024-04-10,\n")
    own = load_workspace(folder, tier="government")
    assert OWN not in set(own.as_of(date(2024, 4, 9)).targets["target_id"])
    assert OWN in set(own.as_of(date(2024, 4, 10)).targets["target_id"])


@pytest.mark.parametrize(
    ("text", "column"),
    [
        (f"{TARGETS}2024,agreed_amount,,约1250,亿元,,\n", "value"),
        (f"{TARGETS}明年,agreed_amount,,1250,亿元,,\n", "period"),
        (f"{TARGETS}2024,agreed_amount,,1250,亿元,下周,\n", "decided_on"),
        ("period,metric,value,plan\n2024,agreed_amount,1250,x\n", "plan"),
        ("period,metric\n2024,agreed_amount\n", "value"),
    ],
)
def test_a_fault_names_the_file_and_the_column(folder, text, column):
    write_targets(folder, text)
    load_workspace(folder)
    with pytest.raises(DataError) as caught:
        load_workspace(folder, tier="government")
    assert "private/targets.csv" in str(caught.value)
    assert column in {problem.column for problem in caught.value.problems}


def test_a_level_that_does_not_exist_is_named(folder):
    profile = folder / "district.yaml"
    profile.write_text(profile.read_text(encoding="utf-8") + "\ntier: secret\n", encoding="utf-8")
    with pytest.raises(DataError, match="tier: secret"):
        load_workspace(folder)
