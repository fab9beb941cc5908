"""District folders that can be broken: the loader must load them whole or name the fault, never guess and never crash."""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from jjinvest.core.errors import DataError, Problem
from jjinvest.data.workspace import Workspace, load_workspace

DATA = Path(__file__).resolve().parents[2] / "data"
FIGURES, TARGETS, PROJECTS = "figures.csv", "targets.csv", "projects.csv"
SOURCES, LABELS, GROWTH, PROFILE = "sources.csv", "labels.csv", "growth_reference.csv", "district.yaml"
TABLES = (SOURCES, FIGURES, PROJECTS, TARGETS, LABELS, GROWTH)
AMOUNTS = {FIGURES: ("value", "half_width"), TARGETS: ("value", "low", "high"), GROWTH: ("growth_pct",)}
KEYS = {FIGURES: "figure_id", TARGETS: "target_id", GROWTH: "row_id"}
FRAMES = {
    FIGURES: "figures",
    TARGETS: "targets",
    GROWTH: "growth",
    PROJECTS: "projects",
    SOURCES: "sources",
    LABELS: "labels",
}

Rows = list[list[str]]
Breaker = Callable[[Path], object]


def copy_data(to: Path) -> Path:
    shutil.copytree(DATA / "jiangjin", to / "jiangjin")
    shutil.copytree(DATA / "context", to / "context")
    return to / "jiangjin"


def path_of(district: Path, file: str) -> Path:
    return district.parent / "context" / file if file == GROWTH else district / file


def quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if re.search(r'[",\r\n]', cell) else cell


def read_rows(path: Path) -> Rows:
    return list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8"), newline="")))


def write_rows(path: Path, rows: Rows, newline: str = "\n", encoding: str = "utf-8") -> None:
    text = "".join(",".join(map(quoted, row)) + newline for row in rows)
    path.write_bytes(text.encode(encoding))


def put(district: Path, file: str, row: int, column: str, text: str) -> None:
    """Write ``text`` into the cell of physical line ``row`` (the clean files have one record a line)."""
    rows = read_rows(path_of(district, file))
    rows[row - 1][rows[0].index(column)] = text
    write_rows(path_of(district, file), rows)


def replace(district: Path, file: str, old: str, new: str) -> None:
    path = path_of(district, file)
    text = path.read_bytes().decode("utf-8")
    assert old in text, f"the clean file no longer has {old!r}: mend this test"
    path.write_bytes(text.replace(old, new, 1).encode("utf-8"))


def refuse(district: Path) -> DataError:
    with pytest.raises(DataError) as caught:
        load_workspace(district)
    error = caught.value
    assert error.problems
    for problem in error.problems:
        assert isinstance(problem, Problem)
        assert problem.file.strip()
        assert problem.found.strip()
        assert problem.expected.strip()
        assert problem.remedy.strip()
    message = str(error)
    assert re.search(r"[\u4e00-\u9fff]", message)
    message.encode("utf-8")
    return error


def name_of(problem: Problem) -> str:
    return Path(problem.file).name


def listed(error: DataError) -> list[tuple[str, int | None, str | None, str]]:
    return [(name_of(p), p.row, p.column, p.found[:60]) for p in error.problems]


def assert_names(
    error: DataError,
    file: str,
    row: int | Iterable[int] | None,
    column: str | Iterable[str] | None,
    found: str | None = None,
) -> None:
    """Some problem stands exactly at this place and shows what is there."""
    rows = {row} if row is None or isinstance(row, int) else set(row)
    columns = {column} if column is None or isinstance(column, str) else set(column)
    here = [p for p in error.problems if name_of(p) == file and p.row in rows and p.column in columns]
    assert here, f"nothing at {file} row {row} column {column}; listed: {listed(error)[:8]}"
    if found is not None:
        start = found.strip()[:40]
        assert any(start in p.found for p in here), f"{start!r} not in {[p.found[:80] for p in here]}"


def assert_only_row(error: DataError, file: str, row: int | Iterable[int]) -> None:
    """No healthy row of the file is accused."""
    rows = {row} if isinstance(row, int) else set(row)
    accused = [entry for entry in listed(error) if entry[0] == file and entry[1] not in rows]
    assert not accused, f"healthy rows accused: {accused[:5]}"


def assert_mentions(error: DataError, file: str) -> None:
    """The file is named in a problem's place, or in its expected/remedy (a key looked up there is gone)."""
    assert any(file in " ".join((p.file, p.expected, p.remedy)) for p in error.problems), listed(error)[:8]


def assert_fits_a_screen(error: DataError, lines: int = 48) -> None:
    message = str(error)
    assert len(message.splitlines()) <= lines, f"{len(message.splitlines())} lines"
    longest = max(message.splitlines(), key=len)
    assert len(longest) <= 400, f"a line of {len(longest)} characters: {longest[:120]}…"


def load_or_refuse(district: Path, file: str) -> Workspace | None:
    """Load, or refuse and name ``file``; anything else is a failure."""
    try:
        return load_workspace(district)
    except DataError as error:
        assert_mentions(error, file)
        return None


def assert_whole(district: Path) -> Workspace:
    workspace = load_workspace(district)
    for file in TABLES:
        assert (
            len(getattr(workspace, FRAMES[file])) == len(read_rows(path_of(DATA / "jiangjin", file))) - 1
        ), file
    for file, columns in AMOUNTS.items():
        rows = read_rows(path_of(DATA / "jiangjin", file))
        for column in columns:
            at = rows[0].index(column)
            loaded = [float(value) for value in getattr(workspace, FRAMES[file])[column]]
            assert loaded == [float(row[at]) for row in rows[1:]], (file, column)
    assert set(workspace.figures["unit"]) >= {"亿元", "个", "名", "%"}
    assert workspace.labels.loc["nev", "zh"] == "智能网联新能源汽车"
    assert workspace.profile.name["zh"] == "江津区"
    return workspace
