"""The command line: help, bad input that writes nothing, a failing notebook, a second run."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import nbformat
import pytest
from click.testing import CliRunner
from filelock import FileLock

from jjinvest.cli.command_line import RENAMED, SECTIONS
from jjinvest.cli.main import main
from jjinvest.pipeline.execution import engine
from tests.fixtures.runs import ROOT, project_copy, run

KERNEL = '{"name": "python3", "display_name": "", "language": "python"}'
NOTEBOOK = f'{{"cells": [], "metadata": {{"kernelspec": {KERNEL}}}, "nbformat": 4, "nbformat_minor": 5}}'


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str


def jjinvest(*arguments: str) -> Ended:
    result = CliRunner().invoke(main, arguments)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Ended(result.exit_code, result.stdout, result.stderr)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Make a project whose data, parameters and notebooks a test may spoil."""
    root = tmp_path / "project"
    for name in ("data", "params"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("private"))
    (root / "requirements").symlink_to(ROOT / "requirements")
    (root / "outputs").mkdir()
    notebooks = root / "notebooks"
    notebooks.mkdir()
    shutil.copy(ROOT / "notebooks" / "00_overview.ipynb", notebooks)
    return root


def nothing_written(root: Path) -> bool:
    """Whether there is no file, but for the lock that keeps two runs apart."""
    return not [p for p in (root / "outputs").rglob("*") if p.is_file() and p.suffix != ".lock"]


def refused(root: Path, *arguments: str) -> str:
    result = jjinvest("run", *arguments, "--root", str(root))
    assert result.returncode == 2, result.stdout + result.stderr
    assert nothing_written(root)
    assert "Traceback" not in result.stderr
    assert len(result.stderr.splitlines()) <= 40
    return result.stderr


def test_help_is_enough_to_use_it():
    text = jjinvest("run", "--help").stdout
    for word in ("2023Q4", "--district", "--lang", "--jobs", "--as-of", "outputs/", "130", "params/"):
        assert word in text


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("as_of: 2024-03-31\nseed: 1\nas_off: 2024-01-01\n", "as_of"),
        ("as_of: 2024-03-31\nseed: 1\nassumptions: {pipeline_probabilty: 0.4}\n", "pipeline_probability"),
        ("as_of: 2024-03-31\nseed: one\n", "seed"),
        ("as_of: 2024-03-31\nseed: yes\n", "seed"),
        ("as_of: soon\nseed: 1\n", "as_of"),
        ("as_of: 2024-03-31\nseed: 1\nassumptions: {pipeline_probability: 1.5}\n", "pipeline_probability"),
        ("- 1\n", "list"),
        ("as_of: [2024\n", "YAML"),
    ],
)
def test_a_bad_parameter_is_named_before_anything_starts(project, content, found):
    (project / "params" / "2023Q4.yaml").write_text(content, encoding="utf-8")
    message = refused(project, "2023Q4")
    assert found in message
    assert "2023Q4.yaml" in message


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (("2023-13",), "2023Q4"),
        (("2023Q5",), "2023Q4"),
        (("2013Q4",), "no figure of the year, target or ledger is known"),
        (("2013Q4",), "处理 remedy: jjinvest run 20"),
        (("2023Q4", "--as-of", "soon"), "日期，例如 2024-03-31"),
        (("2023Q4", "--lang", "fr"), "zh, en"),
        (("2023Q4", "--lang", ","), "zh, en"),
        (("2023Q4", "--as-of", "2023-13-01"), "as_of"),
        (("2023Q4", "--as-of", "2014-01-01"), "2014-07-25"),
        (("2023Q4", "--district", "nowhere"), "jiangjin"),
    ],
)
def test_a_bad_command_is_explained(project, arguments, found):
    assert found in refused(project, *arguments)


@pytest.mark.parametrize(
    ("spoil", "found"),
    [
        (lambda rows: [row.replace("jj2023,2023,", "jj2023,去年,", 1) for row in rows], "去年"),
        (lambda rows: [row.replace(",132,个,", ",很多,个,") for row in rows], "很多"),
        (lambda rows: [row.replace(",,132,", ",about,132,") for row in rows], "about"),
        (lambda rows: [row.replace(",132,个,", ",132,<公里>,") for row in rows], "<公里>"),
        (
            lambda rows: [rows[0], rows[1].replace("jj2023,", "jj1999,", 1), *rows[2:]],
            "jj1999",
        ),
    ],
)
def test_a_bad_figure_is_placed(project, spoil, found):
    path = project / "data" / "jiangjin" / "figures.csv"
    rows = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(spoil(rows)) + "\n", encoding="utf-8")
    message = refused(project, "2023Q4")
    for part in (found, "figures.csv", "行 row", "列 column", "发现 found", "应为 expected", "处理 remedy"):
        assert part in message


def test_a_missing_data_file_is_named(project):
    (project / "data" / "jiangjin" / "sources.csv").unlink()
    assert "sources.csv" in refused(project, "2023Q4")


def test_a_failing_notebook_does_not_stop_the_others_and_nothing_is_published(project):
    good, bad = nbformat.reads(NOTEBOOK, as_version=4), nbformat.reads(NOTEBOOK, as_version=4)
    source = nbformat.read(ROOT / "notebooks" / "10_annual_figures.ipynb", as_version=4)
    bad.cells = [
        *source.cells[:2],
        nbformat.v4.new_code_cell("1 / 0"),
        nbformat.v4.new_code_cell("never = 1"),
    ]
    good.cells = source.cells[:4]
    for name, notebook in (("00_overview", good), ("10_broken", bad)):
        (project / "notebooks" / f"{name}.ipynb").write_text(nbformat.writes(notebook), encoding="utf-8")
    last_good = project / "outputs" / "jiangjin" / "2023Q2" / "index.html"
    last_good.parent.mkdir(parents=True)
    last_good.write_text("the last good report", encoding="utf-8")
    result = jjinvest("run", "2023Q2", "--lang", "zh", "--root", str(project))
    failed = project / "outputs" / ".failed" / "jiangjin" / "2023Q2"
    assert result.returncode == 1, result.stdout + result.stderr
    assert last_good.read_text(encoding="utf-8") == "the last good report"
    assert [p.name for p in last_good.parent.iterdir()] == ["index.html"]
    assert result.stdout.strip().splitlines()[-1] == str(failed)
    ended = json.loads((failed / "run.json").read_text(encoding="utf-8"))
    by_name = {n["notebook"]: n for n in ended["notebooks"]}
    assert ended["status"] == "failed"
    assert by_name["00_overview"]["status"] == "ok"
    assert by_name["10_broken"]["status"] == "failed"
    assert [c["status"] for c in by_name["10_broken"]["cells"]][-2:] == ["failed", "skipped"]
    assert "ZeroDivisionError" in by_name["10_broken"]["error"]


def test_a_cell_past_its_time_is_a_timeout_not_completed(project):
    source = nbformat.read(ROOT / "notebooks" / "10_annual_figures.ipynb", as_version=4)
    slow = nbformat.reads(NOTEBOOK, as_version=4)
    slow.cells = [
        *source.cells[:2],
        nbformat.v4.new_code_cell("import time; time.sleep(60)"),
        nbformat.v4.new_code_cell("1"),
    ]
    (project / "notebooks" / "00_overview.ipynb").write_text(nbformat.writes(slow), encoding="utf-8")
    (project / "params" / "2023Q2.yaml").write_text(
        "as_of: 2023-07-31\nseed: 1\ncell_timeout: 2\n", encoding="utf-8"
    )
    assert jjinvest("run", "2023Q2", "--lang", "zh", "--root", str(project)).returncode == 1
    ended = json.loads((project / "outputs/.failed/jiangjin/2023Q2/run.json").read_text(encoding="utf-8"))
    assert ended["notebooks"][0]["status"] == "timeout"
    assert [c["status"] for c in ended["notebooks"][0]["cells"]][-2:] == ["timeout", "skipped"]


def test_a_second_run_of_the_same_period_is_refused(tmp_path):
    root = project_copy(tmp_path / "project")
    (root / "outputs" / ".locks").mkdir()
    with FileLock(root / "outputs" / ".locks" / "jiangjin-2023Q4.lock"):
        ended = run(root, "2023Q4")
    assert ended.code == engine.LOCKED
    assert "another run" in ended.output


def test_parameters_of_a_notebook_are_listed_with_their_meaning():
    result = jjinvest("params", "50_targets_forecast", "--root", str(ROOT))
    assert result.returncode == 0
    assert "seed: int = 20230731\n    随机种子 seed of everything random" in result.stdout
    assert "assumptions.pipeline_probability: float = 0.5" in result.stdout
    unknown = jjinvest("params", "99_nothing", "--root", str(ROOT))
    assert unknown.returncode == 2
    assert "50_targets_forecast" in unknown.stderr


def test_check_is_one_screen_and_zero_for_the_published_figures(published):
    root = published("2023Q4").parents[2]  # the pages are rehearsed on the results of its run
    result = jjinvest("check", str(root / "data" / "jiangjin"), "--root", str(root))
    assert result.returncode == 0
    assert "矛盾 0" in result.stdout
    assert len(result.stdout.splitlines()) <= 45


def test_check_of_contradicting_figures_is_one_and_of_no_folder_two(project):
    path = project / "data" / "jiangjin" / "figures.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",1088,", ",1808,"), encoding="utf-8")
    assert jjinvest("check", str(path.parent)).returncode == 1
    assert jjinvest("check", str(project / "nowhere")).returncode == 2


def test_reconstructed_ledgers_are_marked_in_every_row(project):
    result = jjinvest("reconstruct", "2023", "--seed", "7", "--root", str(project))
    assert result.returncode == 0, result.stderr
    path = project / "outputs" / "jiangjin" / "reconstructed" / "2023-seed7-1.csv"
    rows = path.read_text(encoding="utf-8-sig").splitlines()
    assert len(rows) == 133
    assert {row.split(",")[0] for row in rows[1:]} == {"published", "reconstructed"}
    first = path.read_bytes()
    assert jjinvest("reconstruct", "2023", "--seed", "7", "--root", str(project)).returncode == 0
    assert path.read_bytes() == first


def test_a_ledger_is_not_reconstructed_from_what_was_not_published(project):
    result = jjinvest("reconstruct", "2023", "--seed", "7", "--as-of", "2023-07-31", "--root", str(project))
    assert result.returncode == 2
    assert "2023.agreed_amount" in result.stderr


def commands(group: click.Group, *path: str) -> Iterator[tuple[str, ...]]:
    """Words of every command and of every group."""
    for name, command in group.commands.items():
        yield (*path, name)
        if isinstance(command, click.Group):
            yield from commands(command, *path, name)


def test_every_command_has_help():
    for words in commands(main):
        assert jjinvest(*words, "--help").returncode == 0


def test_the_help_lists_every_command_in_one_section():
    listed = [name for names in SECTIONS.values() for name in names]
    assert sorted(listed) == sorted(main.commands)
    shown = jjinvest("--help").stdout
    for heading, names in SECTIONS.items():
        assert f"\n{heading}:\n" in shown
        for name in names:
            assert re.search(rf"^  {name} ", shown, re.MULTILINE)


@pytest.mark.parametrize("name", RENAMED)
def test_a_renamed_command_is_answered_with_its_present_name(name):
    answer = jjinvest(name, "whatever", "--root", "nowhere")
    assert answer.returncode == 2
    assert answer.stdout == ""
    assert answer.stderr == f"请用 use: jjinvest {RENAMED[name]}\n"
    assert tuple(RENAMED[name].split()) in set(commands(main))


def test_commands_named_in_code_and_docs_exist():
    known = set(commands(main))
    files = [
        *(ROOT / "jjinvest").rglob("*.py"),
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / "notebooks").glob("*.ipynb"),
    ]
    files += [ROOT / name for name in ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "Makefile")]
    unknown = []
    for path in files:
        text = path.read_text(encoding="utf-8")
        for first, second in re.findall(
            r"(?<![\w/-])(?:`|bin/|\$ |: |运行 |模板 )jjinvest ([a-z][a-z-]+)(?: ([a-z]+)\b)?", text
        ):
            groups = {"ledger", "release", "runs"}
            words = (first, second) if first in groups and second else (first,)
            if words not in known:
                unknown.append(f"{path.relative_to(ROOT)}: jjinvest {' '.join(words)}")
    assert unknown == []
