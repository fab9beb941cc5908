"""The command new-scorecard: an example that can be read, never over a file that is there."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from jjinvest.cli.main import main
from jjinvest.data.scoring.rules import load_rules
from tests.fixtures.bulletin_folders import new_district


@pytest.mark.parametrize(
    ("options", "name"), [(("--district", "x"), "x"), (("--group",), "group"), ((), "x")]
)
def test_the_example_is_written_where_it_is_asked_for(tmp_path, options, name):
    district = new_district(tmp_path)
    result = CliRunner().invoke(main, ["new-scorecard", *options, "--root", str(tmp_path)])
    assert result.exit_code == 0, result.output
    written = tmp_path / "data" / name / "scorecard.yaml"
    assert load_rules(district).scorecards is None  # an example holds for nobody
    lines = written.read_text("utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith("example: true")]
    written.write_text("".join(kept), "utf-8")
    assert load_rules(district).scorecards is not None


def test_a_file_that_is_there_is_left_as_it_is(tmp_path):
    path = new_district(tmp_path) / "scorecard.yaml"
    path.write_text("own\n", encoding="utf-8")
    result = CliRunner().invoke(main, ["new-scorecard", "--district", "x", "--root", str(tmp_path)])
    assert result.exit_code == 2
    assert path.read_text(encoding="utf-8") == "own\n"


def test_one_of_district_and_group(tmp_path):
    new_district(tmp_path)
    result = CliRunner().invoke(
        main, ["new-scorecard", "--district", "x", "--group", "--root", str(tmp_path)]
    )
    assert result.exit_code == 2
    assert "--group" in result.output
