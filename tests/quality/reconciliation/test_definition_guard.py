"""Figures of different 口径 in one sum stop check and run; the message names both and a remedy."""

from __future__ import annotations

import shutil

import pytest
from click.testing import CliRunner

from jjinvest.cli.main import main
from jjinvest.pipeline.execution.prepare import prepare
from jjinvest.pipeline.planning.parameters import load_parameters
from tests.fixtures.runs import ROOT

MESSAGE_PARTS = (
    "口径不同",
    "协议引资·全部项目 agreed/all",
    "签约活动",
    "agreed/all/signing_event",
    "2023.agreed_amount.secondary@jj2023",
    "remedy",
)


@pytest.fixture
def root(tmp_path):
    """Copy of the data in which one sector's amount is from a signing event, the others are statistics."""
    shutil.copytree(ROOT / "data", tmp_path / "data")
    shutil.copytree(ROOT / "params", tmp_path / "params")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    path = tmp_path / "data" / "jiangjin" / "figures.csv"
    head, *lines = path.read_text(encoding="utf-8").splitlines()
    lines = [
        line + (",signing_event" if line.startswith("2023.agreed_amount.secondary@") else ",")
        for line in lines
    ]
    path.write_text("\n".join([f"{head},counting", *lines]) + "\n", encoding="utf-8")
    return tmp_path


def test_the_check_names_both(root):
    result = CliRunner().invoke(main, ["check", str(root / "data" / "jiangjin")])
    assert result.exit_code == 2
    assert all(part in result.output for part in MESSAGE_PARTS)


def test_a_run_ends_with_the_message_and_not_with_a_trace(root, tmp_path):
    parameters = load_parameters(root, "2023Q4", "jiangjin")
    ready = prepare(tmp_path, root, "jiangjin", "2023Q4", parameters)
    assert all(part in ready.problem for part in MESSAGE_PARTS)
    assert ready.results is None
