"""Names of projects that stand for several are sums of projects."""

from __future__ import annotations

from jjinvest.data.workspace import load_workspace
from jjinvest.metrics.published import named_projects
from tests.fixtures.district_folders import district_folder
from tests.fixtures.pages import build_page, results_of

CEREMONY = (
    "2025H1,agreed_amount,,,,,81.9,亿元",
    "2025H1,projects_signed,,,,,57,个",
    "2025-06-18,agreed_amount,project=fair,,,,22.6,亿元",
)
COUNT = "2025-06-18,projects_signed,project=fair,,,,{},个"


def workspace(tmp_path, *rows):
    return load_workspace(district_folder(tmp_path, "east", *CEREMONY, *rows, published="2025-07-12"))


def test_a_ceremony_with_several_projects_is_not_the_largest_project(tmp_path):
    space = workspace(tmp_path, COUNT.format(13))
    assert named_projects(space.figures, "2025H1") == {}
    assert "2025-06-18.agreed_amount.group.fair" in space.latest
    assert "最大的项目\n" not in build_page(results_of(space), "00_overview", "zh").text


def test_one_project_is_a_named_one(tmp_path):
    assert list(named_projects(workspace(tmp_path, COUNT.format(1)).figures, "2025H1")) == ["fair"]
