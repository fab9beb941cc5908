"""The command `jjinvest new-district`: a folder for the first figures, never written over."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from jjinvest.cli import new_district
from jjinvest.cli.main import main
from jjinvest.data.workspace import load_workspace
from tests.fixtures.stops import stop_after


def new(root: Path, *arguments: str, **options: str) -> Result:
    return CliRunner().invoke(main, ["new-district", *arguments, "--root", str(root)], **options)


def test_the_folder_holds_no_figure_and_the_next_commands_are_named(tmp_path):
    ended = new(tmp_path, "moumou", "--zh", "某某区", "--en", "Moumou", "--place", "浙江省杭州市余杭区")
    assert ended.exit_code == 0, ended.output
    folder = tmp_path / "data" / "moumou"
    assert sorted(p.name for p in folder.iterdir()) == [
        "dimensions.csv",
        "district.yaml",
        "figures.csv",
        "sources.csv",
    ]
    assert (folder / "figures.csv").read_text("utf-8-sig").count("\n") == 1  # the header: nothing made up
    checked = CliRunner().invoke(main, ["check", str(folder)])
    assert checked.exit_code == 2
    assert "没有数据行 no rows" in checked.output
    command = next(line.split() for line in ended.output.splitlines() if "jjinvest run" in line)
    with (folder / "figures.csv").open("a", encoding="utf-8") as file:
        file.write("report,2023H1,projects_signed,,,,,,36,个,,,,\n")
    with (folder / "sources.csv").open("a", encoding="utf-8") as file:
        file.write("report,半年通报,2023-07-12,\n")
    workspace = load_workspace(folder)
    assert dict(workspace.profile.name) == {"zh": "某某区", "en": "Moumou"}
    assert workspace.profile.place == "浙江省杭州市余杭区"
    checked = CliRunner().invoke(main, ["check", str(folder)])
    assert checked.exit_code == 0, checked.output
    planned = CliRunner().invoke(
        main, [*command[1:], "--dry-run", "--root", str(tmp_path)]
    )  # it stops at the notebooks, of which this project has none: district and period are known
    assert "no notebooks" in planned.output


def test_nothing_is_written_over_and_odd_names_are_refused(tmp_path):
    assert new(tmp_path, "moumou").exit_code == 0
    before = (tmp_path / "data" / "moumou" / "figures.csv").read_bytes()
    for name in ("moumou", "../x", "all", "context", "a b"):
        ended = new(tmp_path, name, "--zh", "甲")
        assert (ended.exit_code, isinstance(ended.exception, SystemExit)) == (2, True), ended.output
    assert (tmp_path / "data" / "moumou" / "figures.csv").read_bytes() == before
    assert [p.name for p in (tmp_path / "data").iterdir()] == ["moumou"]


def test_at_a_terminal_it_asks_for_what_no_option_gives(tmp_path, monkeypatch):
    monkeypatch.setattr(new_district, "at_terminal", lambda: True)
    ended = new(tmp_path, "jia", "--en", "Jia", input="甲区\n重庆市江津区\n")
    assert ended.exit_code == 0, ended.output
    profile = yaml.safe_load((tmp_path / "data" / "jia" / "district.yaml").read_text("utf-8"))
    assert profile == {"name": {"zh": "甲区", "en": "Jia"}, "place": "重庆市江津区"}


@pytest.mark.parametrize("name", ["district.yaml", "figures.csv"])
def test_an_empty_folder_is_left_as_it_is(tmp_path, name):
    (tmp_path / "data" / "yi").mkdir(parents=True)
    assert new(tmp_path, "yi").exit_code == 2
    assert not (tmp_path / "data" / "yi" / name).exists()


@pytest.mark.parametrize("place", ["某省某市某某区", "朝阳区"])
def test_a_place_that_is_not_one_division_is_refused_before_anything_is_written(tmp_path, place):
    ended = new(tmp_path, "moumou", "--zh", "某某区", "--en", "Moumou", "--place", place)
    assert ended.exit_code == 2
    assert place in ended.output
    assert not (tmp_path / "data" / "moumou").exists()


def test_a_folder_is_made_whole_or_not_at_all(tmp_path, monkeypatch):
    """A half-made folder would keep its name from being used."""
    calls = stop_after(monkeypatch, Path, "open")
    assert new(tmp_path, "moumou").exit_code == 130
    assert calls
    assert len(list((tmp_path / "data" / "moumou").iterdir())) == 4
    monkeypatch.undo()

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "open", full)
    assert new(tmp_path, "other").exit_code == 2
    assert not (tmp_path / "data" / "other").exists()
