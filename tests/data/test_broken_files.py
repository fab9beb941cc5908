"""Broken district folders: the loader must load them whole or name the fault, never guess and never crash.

Written from what users are told, without sight of the loader's rules.
"""

from __future__ import annotations

import csv
import io
import math
import re
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from jjinvest import data
from jjinvest.errors import DataError, Problem

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


# --- a district folder that can be broken -------------------------------------------------------------------


def copy_data(to: Path) -> Path:
    shutil.copytree(DATA / "jiangjin", to / "jiangjin")
    shutil.copytree(DATA / "context", to / "context")
    return to / "jiangjin"


@pytest.fixture
def district(tmp_path: Path) -> Path:
    return copy_data(tmp_path)


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


# --- what every refusal owes its reader ---------------------------------------------------------------------


def refuse(district: Path) -> DataError:
    with pytest.raises(DataError) as caught:
        data.load(district)
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


def load_or_refuse(district: Path, file: str) -> data.Workspace | None:
    """Load, or refuse and name ``file``; anything else is a failure."""
    try:
        return data.load(district)
    except DataError as error:
        assert_mentions(error, file)
        return None


# --- clean folders ------------------------------------------------------------------------------------------


def assert_whole(district: Path) -> data.Workspace:
    workspace = data.load(district)
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


def test_a_clean_copy_loads(district):
    assert_whole(district)


@pytest.mark.parametrize(
    ("encoding", "newline"),
    [("utf-8", "\r\n"), ("utf-8-sig", "\r\n"), ("gb18030", "\n"), ("gb18030", "\r\n")],
    ids=["utf-8 crlf", "bom crlf", "gb18030 lf", "gb18030 crlf"],
)
def test_tables_may_be_in_this_encoding_with_these_line_ends(district, encoding, newline):
    for file in TABLES:
        path = path_of(district, file)
        path.write_bytes(path.read_bytes().decode("utf-8").replace("\n", newline).encode(encoding))
    assert_whole(district)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_the_profile_may_be_in_this_encoding(district, encoding):
    path = district / PROFILE
    path.write_bytes(path.read_bytes().decode("utf-8").replace("\n", "\r\n").encode(encoding))
    assert data.load(district).profile.name["zh"] == "江津区"


def test_spaces_around_every_cell_are_tolerated(district):
    for file in TABLES:
        rows = read_rows(path_of(district, file))
        write_rows(path_of(district, file), [rows[0], *([f"  {cell} " for cell in row] for row in rows[1:])])
    workspace = assert_whole(district)
    assert workspace.figures["figure_id"].tolist()[1] == "2023.agreed_amount@jj2023"


def test_spaces_around_column_names_are_tolerated(district):
    for file in TABLES:
        rows = read_rows(path_of(district, file))
        write_rows(path_of(district, file), [[f" {name}  " for name in rows[0]], *rows[1:]])
    assert_whole(district)


def test_quotes_around_every_cell_and_blank_lines_at_the_end_are_tolerated(district):
    for file in TABLES:
        rows = read_rows(path_of(district, file))
        text = "".join(",".join(f'"{cell}"' for cell in row) + "\r\n" for row in rows)
        path_of(district, file).write_bytes((text + "\n\r\n\n").encode("utf-8-sig"))
    assert_whole(district)


# --- one bad cell -------------------------------------------------------------------------------------------

NOT_NUMBERS = {
    "text": "约一千",
    "empty": "",
    "full-width digits": "１０８８",
    "arabic-indic digits": "١٠٨٨",
    "thousands separator": "1,088",
    "scientific": "1e3",
    "NaN": "NaN",
    "inf": "inf",
    "None": "None",
}
MORE_NOT_NUMBERS = (
    "   ",
    "²",
    "1，088",
    "1088亿元",
    "10\u200b88",
    "1088 1000",
    "=1088",
    "-",
    "0x10",
    "1_088",
    "½",
    "零",
)


@pytest.mark.parametrize("text", NOT_NUMBERS.values(), ids=NOT_NUMBERS.keys())
def test_an_amount_that_is_not_a_number_is_refused_in_its_place(district, text):
    put(district, FIGURES, 3, "value", text)
    error = refuse(district)
    assert_names(error, FIGURES, 3, "value", text)
    assert_only_row(error, FIGURES, 3)
    assert_fits_a_screen(error, lines=24)


def test_many_amounts_that_are_not_numbers_are_each_refused_in_their_place(district):
    for row, text in enumerate(MORE_NOT_NUMBERS, start=10):
        put(district, FIGURES, row, "value", text)
    error = refuse(district)
    for row, text in enumerate(MORE_NOT_NUMBERS, start=10):
        assert_names(error, FIGURES, row, "value", text)
    assert_only_row(error, FIGURES, range(10, 10 + len(MORE_NOT_NUMBERS)))


Cell = tuple[str, int, str | tuple[str, ...], str]
# Faults of one kind share a folder (a load takes a tenth of a second): each must be named.
BAD_CELLS: dict[str, list[Cell]] = {
    "half_width negative": [(FIGURES, 3, "half_width", "-0.5")],
    "half_width full-width": [(FIGURES, 3, "half_width", "０.５")],
    "outside the lists": [
        (FIGURES, 3, "relation", "≈"),
        (FIGURES, 4, "relation", "＝"),
        (FIGURES, 5, "unit", "亿美元"),
        (FIGURES, 6, "basis", "签约"),
    ],
    "empty": [
        (FIGURES, 3, "figure_id", ""),
        (FIGURES, 4, "relation", ""),
        (FIGURES, 5, "unit", ""),
        (FIGURES, 6, "available_from", ""),
        (FIGURES, 75, "status", ""),
        (TARGETS, 2, "figure_ids", ""),
    ],
    "unit that does not fit": [
        (FIGURES, 2, "unit", "亿元"),
        (FIGURES, 3, "unit", "个"),
        (FIGURES, 5, "unit", "%"),
        (FIGURES, 23, "unit", "亿元"),
        (TARGETS, 2, "unit", "个"),
    ],
    "unknown source": [(FIGURES, 75, "source_id", "jj2099")],
    "id not matching its columns": [(FIGURES, 3, "figure_id", "2023.agreed_amount.target@jj2099")],
    "impossible date": [
        (FIGURES, 3, "available_from", "2023-02-30"),
        (FIGURES, 4, "available_from", "2025-02-29"),
        (FIGURES, 5, "available_from", "2024-13-01"),
        (FIGURES, 6, "available_from", "0000-01-01"),
        (FIGURES, 7, "available_from", "２０２４-０３-３１"),
        (TARGETS, 2, "known_from", "2023-02-30"),
        (GROWTH, 2, "available_from", "2003-02-30"),
    ],
    "not a date": [
        (FIGURES, 3, "available_from", "45382"),
        (FIGURES, 4, "available_from", "31/03/2024"),
        (FIGURES, 5, "available_from", "明天"),
    ],
    "available before the period ended": [
        (FIGURES, 3, "available_from", "2023-06-30"),
        (FIGURES, 63, "available_from", "2023-06-29"),
    ],
    "inferred date without a reason": [(FIGURES, 3, "date_reason", ""), (FIGURES, 4, "date_reason", "  ")],
    "inferred growth date without a reason": [(GROWTH, 2, "date_reason", "")],
    "period that does not exist": [(FIGURES, 3, "period", "2023H3"), (FIGURES, 5, "period", "2023-13")],
    "period in full-width digits": [(FIGURES, 3, "period", "２０２３")],
    "figure that does not exist": [
        (TARGETS, 4, "figure_ids", "2099.nothing@jj2023"),
        (PROJECTS, 22, "figure_ids", "2099.nothing@jj2023"),
    ],
    "target outside its range": [
        (TARGETS, 3, ("low", "value"), "601"),
        (TARGETS, 4, ("high", "value"), "149"),
    ],
    "target cells": [
        (TARGETS, 2, "value", "一千"),
        (TARGETS, 3, "low", "nan"),
        (TARGETS, 4, "high", ""),
        (TARGETS, 5, "relation", "=>"),
        (TARGETS, 6, "year", "明年"),
    ],
    "target value full-width": [(TARGETS, 2, "value", "１０００")],
    "target high full-width": [(TARGETS, 2, "high", "１０００")],
    "target year full-width": [(TARGETS, 2, "year", "２０２３")],
    "growth cells": [
        (GROWTH, 28, "growth_pct", "持平"),
        (GROWTH, 2, "month_end", "²"),
        (GROWTH, 3, "year", "0"),
    ],
    "growth full-width": [(GROWTH, 2, "growth_pct", "２４.０５")],
    "growth month 13": [(GROWTH, 2, "month_end", "13")],
}


@pytest.mark.parametrize("cells", BAD_CELLS.values(), ids=BAD_CELLS.keys())
def test_a_bad_cell_is_refused_in_its_place(district, cells):
    for file, row, column, text in cells:
        put(district, file, row, column if isinstance(column, str) else column[0], text)
    error = refuse(district)
    for file, row, column, text in cells:
        # low > value may be shown from either side, so what is found there is not asserted
        assert_names(error, file, row, column, text if isinstance(column, str) else None)
    for file in {cell[0] for cell in cells}:
        assert_only_row(error, file, [row for name, row, _, _ in cells if name == file])
    assert_fits_a_screen(error, lines=24 if len(cells) == 1 else 48)


def test_a_repeated_figure_is_refused_at_the_repeat(district):
    rows = read_rows(district / FIGURES)
    write_rows(district / FIGURES, [*rows, rows[2]])
    error = refuse(district)
    assert_names(error, FIGURES, (3, 76), "figure_id", rows[2][0])
    assert_only_row(error, FIGURES, (3, 76))


@pytest.mark.parametrize(
    ("file", "column", "digits"),
    [(FIGURES, "value", 400), (FIGURES, "value", 5000), (GROWTH, "growth_pct", 400)],
)
def test_an_absurdly_long_number_never_becomes_another_number(district, file, column, digits):
    put(district, file, 3, column, "9" * digits)
    workspace = load_or_refuse(district, file)
    assert workspace is None or math.isfinite(getattr(workspace, FRAMES[file])[column].tolist()[1])


@pytest.mark.parametrize(("period", "available"), [("0000", "2024-03-31"), ("9999", "9999-12-31")])
def test_a_year_at_the_edge_of_the_calendar_does_not_crash(district, period, available):
    put(district, FIGURES, 3, "period", period)
    put(district, FIGURES, 3, "figure_id", f"{period.lower()}.agreed_amount@jj2023")
    put(district, FIGURES, 3, "available_from", available)
    load_or_refuse(district, FIGURES)


# --- headers and whole files --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "column"),
    [
        (FIGURES, "value"),
        (PROJECTS, "figure_ids"),
        (GROWTH, "growth_pct"),
    ],
)
def test_a_missing_column_is_named(district, file, column):
    rows = read_rows(path_of(district, file))
    at = rows[0].index(column)
    write_rows(path_of(district, file), [row[:at] + row[at + 1 :] for row in rows])
    error = refuse(district)
    assert_names(error, file, 1, column)
    assert_only_row(error, file, 1)


def test_an_unknown_column_is_named(district):
    for file in TABLES:
        rows = read_rows(path_of(district, file))
        write_rows(path_of(district, file), [[*row, "备注" if not n else "x"] for n, row in enumerate(rows)])
    error = refuse(district)
    for file in TABLES:
        assert_names(error, file, 1, "备注")
        assert_only_row(error, file, 1)


def test_a_misspelt_column_is_both_missing_and_unknown(district):
    replace(district, FIGURES, "half_width", "half_widht")
    error = refuse(district)
    assert_names(error, FIGURES, 1, "half_width")
    assert_names(error, FIGURES, 1, "half_widht")
    assert_only_row(error, FIGURES, 1)


def test_a_column_given_twice_is_named(district):
    rows = read_rows(district / FIGURES)
    at = rows[0].index("value")
    write_rows(district / FIGURES, [[*row, row[at] if not n else "0"] for n, row in enumerate(rows)])
    error = refuse(district)
    assert_names(error, FIGURES, 1, "value", "")
    assert_only_row(error, FIGURES, 1)


def test_semicolons_instead_of_commas_are_named_at_the_header(district):
    path = district / FIGURES
    path.write_bytes(path.read_bytes().replace(b",", b";"))
    error = refuse(district)
    assert {name_of(p) for p in error.problems} == {FIGURES}
    assert 1 in {p.row for p in error.problems}
    assert_fits_a_screen(error)


@pytest.mark.parametrize("file", [FIGURES, GROWTH, PROFILE])
def test_a_missing_file_is_named(district, file):
    path_of(district, file).unlink()
    error = refuse(district)
    assert_names(error, file, None, None)


@pytest.mark.parametrize("file", [FIGURES, PROFILE])
def test_a_folder_in_place_of_a_file_is_named(district, file):
    path_of(district, file).unlink()
    path_of(district, file).mkdir()
    assert_names(refuse(district), file, None, None)


def test_a_folder_that_does_not_exist_is_named(district):
    assert_names(refuse(district.parent / "nowhere"), "nowhere", None, None)


def test_a_context_folder_that_does_not_exist_is_named(district):
    shutil.rmtree(district.parent / "context")
    assert_names(refuse(district), GROWTH, None, None)


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf\r\n"], ids=["no bytes", "BOM and newline"])
def test_empty_files_are_all_named(district, content):
    for file in TABLES:
        path_of(district, file).write_bytes(content)
    error = refuse(district)
    for file in TABLES:
        assert file in {name_of(p) for p in error.problems}
    assert_fits_a_screen(error)


def only_header(district: Path, *files: str) -> None:
    for file in files:
        write_rows(path_of(district, file), read_rows(path_of(district, file))[:1])


@pytest.mark.parametrize("file", [SOURCES, FIGURES, LABELS])
def test_a_table_others_refer_to_may_not_be_only_a_header(district, file):
    only_header(district, file)
    error = refuse(district)
    assert_mentions(error, file)
    assert file in str(error)
    assert_fits_a_screen(error)


@pytest.mark.parametrize("file", [TARGETS, GROWTH])
def test_a_table_nothing_refers_to_may_be_only_a_header(district, file):
    only_header(district, file)
    workspace = data.load(district)
    assert len(getattr(workspace, FRAMES[file])) == 0
    assert len(workspace.figures) == 74


def test_projects_may_be_only_a_header_where_no_figure_is_a_project_s(district):
    rows = read_rows(district / FIGURES)
    at = rows[0].index("scope")
    kept = [row for row in rows if row[at] not in {"project", "group"}]
    assert 1 < len(kept) < len(rows)
    write_rows(district / FIGURES, kept)
    only_header(district, PROJECTS)
    workspace = data.load(district)
    assert len(workspace.projects) == 0
    assert len(workspace.figures) == len(kept) - 1


def test_a_folder_of_headers_only_does_not_crash(district):
    only_header(district, *TABLES)
    workspace = load_or_refuse(district, FIGURES)
    assert workspace is None or len(workspace.figures) == 0


CLEAN = (DATA / "jiangjin" / FIGURES).read_bytes()
GARBAGE = {
    "all bytes": bytes(range(256)) * 8,
    "a picture": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(200),
    "UTF-16": CLEAN.decode().encode("utf-16"),
    "one wrong byte": CLEAN[:3000] + b"\xff" + CLEAN[3000:],
    "cut inside a character": CLEAN[: CLEAN.rindex("家".encode()) + 1],
}


@pytest.mark.parametrize("content", GARBAGE.values(), ids=GARBAGE.keys())
def test_garbage_is_refused_by_name(district, content):
    (district / FIGURES).write_bytes(content)
    error = refuse(district)
    assert {name_of(p) for p in error.problems} == {FIGURES}
    assert_fits_a_screen(error)


def test_a_zero_byte_inside_a_key_is_refused_in_its_place(district):
    put(district, FIGURES, 3, "source_id", "jj2023\0")
    error = refuse(district)
    assert_mentions(error, FIGURES)
    assert_only_row(error, FIGURES, 3)


PROFILES = {
    "empty": b"",
    "a list": b"- 1\n- 2\n",
    "bad syntax": b"name: {zh: [1\nen: }\n",
    "not a known encoding": b"\xff\xfe\x00\xd8name",
    "runs code": b"name: !!python/object/apply:os.getcwd []\n",
    "name is text": "name: 江津区\nbureau: 局\nmunicipality: 市\nwording: {}\n".encode(),
    "no English": "name: {zh: 江津区}\nbureau: {zh: 局}\nmunicipality: {zh: 市}\nwording: {}\n".encode(),
}


@pytest.mark.parametrize("content", PROFILES.values(), ids=PROFILES.keys())
def test_a_broken_profile_is_refused_by_name(district, content):
    (district / PROFILE).write_bytes(content)
    error = refuse(district)
    assert {name_of(p) for p in error.problems} == {PROFILE}
    assert_fits_a_screen(error, lines=24)


# --- line numbers as an editor shows them -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "newline"),
    [("utf-8", "\n"), ("utf-8-sig", "\r\n"), ("gb18030", "\r\n")],
    ids=["utf-8 lf", "bom crlf", "gb18030 crlf"],
)
def test_rows_are_physical_lines_below_notes_of_several_lines(district, encoding, newline):
    rows = read_rows(district / FIGURES)
    note, value = rows[0].index("note"), rows[0].index("value")
    rows[4][note] = newline.join(["第一行", "第二行", "", '引"号,逗号'])  # three lines more than before
    rows[9][note] = f"首行{newline}末行"  # one more
    rows[39][value] = "abc"
    write_rows(district / FIGURES, rows, newline, encoding)
    error = refuse(district)
    assert_names(error, FIGURES, 44, "value", "abc")
    assert_only_row(error, FIGURES, 44)


def test_a_fault_in_a_record_of_several_lines_is_at_its_own_line(district):
    rows = read_rows(district / FIGURES)
    rows[4][rows[0].index("note")] = "一\n二\n三"
    rows[4][rows[0].index("value")] = "abc"
    write_rows(district / FIGURES, rows)
    error = refuse(district)
    assert_names(error, FIGURES, 5, "value", "abc")
    assert_only_row(error, FIGURES, 5)


def test_blank_lines_between_rows_are_counted(district):
    path = district / FIGURES
    lines = path.read_bytes().split(b"\n")
    path.write_bytes(b"\n".join([*lines[:3], b"", b"", *lines[3:]]))
    replace(district, FIGURES, ",95,个,", ",九十五,个,")  # line 6 of the clean file
    error = refuse(district)
    if any(p.row in {4, 5} for p in error.problems):  # blank lines may be faults themselves
        return
    assert_names(error, FIGURES, 8, "value", "九十五")
    assert_only_row(error, FIGURES, 8)


def test_marks_that_editors_do_not_break_lines_at_do_not_count(district):
    rows = read_rows(district / FIGURES)
    for row, mark in zip(rows[2:], ("\x0b", "\x0c", "\x1c", "\x85", "\u2028"), strict=False):
        row[rows[0].index("note")] = f"前{mark}后"
    rows[39][rows[0].index("value")] = "abc"
    write_rows(district / FIGURES, rows)
    error = refuse(district)
    assert_names(error, FIGURES, 40, "value", "abc")
    assert_only_row(error, FIGURES, 40)


@pytest.mark.parametrize(("tail", "cells"), [([], 18), (["x", "y", "z"], 21)], ids=["18", "21"])
def test_a_row_of_too_few_or_too_many_cells_is_named(district, tail, cells):
    rows = read_rows(district / FIGURES)
    rows[3][-1] = "一\n二"  # and below a note of two lines
    rows[9] = [*rows[9][:-1], *tail]
    assert len(rows[9]) == cells
    write_rows(district / FIGURES, rows)
    error = refuse(district)
    here = [p for p in error.problems if name_of(p) == FIGURES]
    assert {p.row for p in here} == {11}
    assert any(str(cells) in p.found for p in here)


def test_a_quote_never_closed_is_named_where_it_opens(district):
    replace(district, FIGURES, "导语（第199–207行）", '"导语（第199–207行）')
    error = refuse(district)
    assert {(name_of(p), p.row) for p in error.problems} == {(FIGURES, 2)}


def test_text_after_a_closing_quote_is_named(district):
    replace(district, FIGURES, ",132,个", ',"13"2,个')
    error = refuse(district)
    assert {(name_of(p), p.row) for p in error.problems} == {(FIGURES, 2)}


def test_a_quote_inside_an_amount_is_refused(district):
    replace(district, FIGURES, ",1088,亿元", ',10"88,亿元')
    assert_names(refuse(district), FIGURES, 3, {"value", None})


def test_a_quote_inside_unquoted_text_is_kept_or_refused(district):
    replace(district, FIGURES, "口径为新引进产业类项目\n", '口径为"新引进"产业类项目\n')
    workspace = load_or_refuse(district, FIGURES)
    assert workspace is None or workspace.figures["note"].tolist()[0] == '口径为"新引进"产业类项目'


def test_two_stray_quotes_do_not_swallow_the_figures_between_them(district):
    replace(district, FIGURES, ",招商小课堂“每月组织”\n", ',"招商小课堂“每月组织”\n')
    replace(district, FIGURES, ",“每月主动走出去开展驻外招商”\n", ',“每月主动走出去开展驻外招商”"\n')
    workspace = load_or_refuse(district, FIGURES)
    assert workspace is None or len(workspace.figures) == 74


# --- two faults at once -------------------------------------------------------------------------------------

Fault = tuple[str, int, str, str]
PAIRS: dict[str, tuple[Fault, Fault]] = {
    "same row": ((FIGURES, 3, "value", "abc"), (FIGURES, 3, "available_from", "2023-02-30")),
    "amount and source": ((FIGURES, 3, "value", "abc"), (FIGURES, 40, "source_id", "jj2099")),
    "amount and repeated id": (
        (FIGURES, 5, "value", "abc"),
        (FIGURES, 3, "figure_id", "2023.projects_signed@jj2023"),
    ),
    "amount and misfit unit": ((FIGURES, 5, "value", "abc"), (FIGURES, 3, "unit", "个")),
    "date and early date": (
        (FIGURES, 5, "available_from", "2023-02-30"),
        (FIGURES, 3, "available_from", "2023-02-28"),
    ),
    "relation and missing reason": ((FIGURES, 5, "relation", "≈"), (FIGURES, 3, "date_reason", "")),
    "amount and a target's figure": (
        (FIGURES, 5, "value", "abc"),
        (TARGETS, 4, "figure_ids", "2099.nothing@jj2023"),
    ),
    "growth and a project's figure": (
        (GROWTH, 5, "growth_pct", "abc"),
        (PROJECTS, 4, "figure_ids", "2099.nothing@jj2023"),
    ),
    "source and target range": ((FIGURES, 40, "source_id", "jj2099"), (TARGETS, 3, "low", "601")),
}


@pytest.mark.parametrize(("one", "other"), PAIRS.values(), ids=PAIRS.keys())
def test_two_faults_are_both_listed(district, one, other):
    put(district, *one)
    put(district, *other)
    error = refuse(district)
    for file, row, column, text in (one, other):
        if column == "low":
            assert_names(error, file, row, ("low", "value"))
        else:
            assert_names(error, file, row, column, text)
        assert f"{row}" in str(error)


BREAKERS: dict[str, tuple[Breaker, str]] = {
    "a missing file": (lambda d: (d / LABELS).unlink(), LABELS),
    "garbage": (lambda d: (d / SOURCES).write_bytes(b"\xff\xff\xff"), SOURCES),
    "a bad profile": (lambda d: (d / PROFILE).write_bytes(b"- 1\n"), PROFILE),
    "a ragged row": (lambda d: replace(d, TARGETS, ",1000,1000,1000,", ",1000,1000,"), TARGETS),
    "a ragged row of the same file": (lambda d: replace(d, FIGURES, ",95,个,0,", ",95,0,"), FIGURES),
}


@pytest.mark.parametrize(("break_it", "file"), BREAKERS.values(), ids=BREAKERS.keys())
def test_a_broken_file_does_not_hide_a_bad_cell(district, break_it, file):
    put(district, FIGURES, 3, "value", "abc")
    break_it(district)
    error = refuse(district)
    assert_names(error, FIGURES, 3, "value", "abc")
    if file == FIGURES:
        assert_names(error, FIGURES, 6, {None, "unit", "half_width"})
    else:
        assert file in {name_of(p) for p in error.problems}


# --- hostile text is text -----------------------------------------------------------------------------------

HOSTILE = [
    "<script>alert(1)</script>",
    '=HYPERLINK("http://example.invalid","点")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "字" * 10_000,
    "{0} {name} %s %(x)s ${HOME}",
    "\\n \\u0000 \\",
    "\x1b[31m红\x1b[0m",
    "\u202eabc",
    "😀👩‍👩‍👧",
    "NA",
    "NaN",
    "null",
    "None",
    "1e3",
    "007",
    "[x](javascript:alert(1))",
]
TEXTS = [
    (FIGURES, "note"),
    (PROJECTS, "note"),
    (PROJECTS, "name"),
    (GROWTH, "note"),
    (GROWTH, "source_title"),
]


def test_hostile_text_loads_unchanged(district):
    for file, column in TEXTS:
        rows = read_rows(path_of(district, file))
        at = rows[0].index(column)
        for row, text in zip(rows[1:], HOSTILE, strict=False):
            row[at] = text
        write_rows(path_of(district, file), rows)
    for row, text in ((2, "NA"), (3, HOSTILE[0])):
        put(district, SOURCES, row, "title", text)
        put(district, LABELS, row, "zh", text)
        put(district, LABELS, row, "en", text)
    workspace = data.load(district)
    for file, column in TEXTS:
        assert getattr(workspace, FRAMES[file])[column].tolist()[: len(HOSTILE)] == HOSTILE, (file, column)
    assert workspace.sources["title"].tolist() == ["NA", HOSTILE[0]]
    assert workspace.labels["zh"].tolist()[:2] == ["NA", HOSTILE[0]]
    assert workspace.labels["en"].tolist()[:2] == ["NA", HOSTILE[0]]


def test_a_very_long_note_loads_or_is_refused(district):
    put(district, FIGURES, 3, "note", "字" * 200_000)
    workspace = load_or_refuse(district, FIGURES)
    assert workspace is None or len(workspace.figures["note"].tolist()[1]) == 200_000


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("value", "<script>" * 2_000),
        ("value", '=HYPERLINK("http://example.invalid","' + "9" * 10_000 + '")'),
        ("value", "\x1b[2J" * 3_000),
        ("unit", "亿" * 10_000),
        ("source_id", "s" * 10_000),
        ("metric", "m" * 10_000),
        ("subject", "s" * 10_000),
        ("figure_id", "f" * 10_000),
    ],
    ids=lambda text: text[:14].replace("\x1b", "ESC"),
)
def test_a_message_about_hostile_text_stays_under_a_screen(district, column, text):
    put(district, FIGURES, 3, column, text)
    error = refuse(district)
    assert_mentions(error, FIGURES)
    assert_only_row(error, FIGURES, 3)
    assert_fits_a_screen(error, lines=48)


def test_a_message_about_cells_of_many_lines_stays_under_a_screen(district):
    for row in range(3, 9):
        put(district, FIGURES, row, "relation", "行\n" * 5_000)
    error = refuse(district)
    assert len([p for p in error.problems if p.column == "relation"]) == 6
    assert_fits_a_screen(error)


def test_a_message_about_a_long_column_name_stays_under_a_screen(district):
    replace(district, FIGURES, "half_width", "h" * 10_000)
    error = refuse(district)
    assert_names(error, FIGURES, 1, "half_width")
    assert_fits_a_screen(error)


def test_a_message_about_many_unknown_columns_stays_under_a_screen(district):
    replace(district, FIGURES, "half_width", ",".join(f"column_{n}" for n in range(500)))
    assert_fits_a_screen(refuse(district))


def test_a_fault_in_every_row_is_counted_and_the_message_stays_under_a_screen(district):
    rows = read_rows(district / FIGURES)
    for row in rows[1:]:
        row[rows[0].index("value")] = "零"
    write_rows(district / FIGURES, rows)
    error = refuse(district)
    assert sorted(p.row for p in error.problems if p.column == "value") == list(range(2, 76))
    assert_fits_a_screen(error)


# --- fuzz ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_data(tmp_path_factory.mktemp("fuzz"))


NASTY = [
    "",
    " ",
    "0",
    "-1",
    "1e3",
    "１０",
    "٣",
    "²",
    "nan",
    "NULL",
    "2023-02-30",
    "9999",
    "a\nb",
    "\r",
    '"',
    "\0",
    "#2",
]
ANY_TEXT = st.text(st.characters(codec="utf-8"), max_size=30)
NUMBERLIKE = st.from_regex(r"[ +\-=]?[0-9０-９]{1,12}([.,][0-9]{1,4})?[ e%]?", fullmatch=True)


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],  # one cell is small enough to read: shrinking would cost minutes of loads
    suppress_health_check=[HealthCheck.too_slow],
)
@given(
    place=st.one_of(
        st.tuples(st.sampled_from(TABLES), st.integers(0, 10_000)),  # any column
        st.sampled_from([(file, name) for file, names in AMOUNTS.items() for name in names]),
    ),
    row=st.integers(0, 10_000),
    text=st.one_of(ANY_TEXT, NUMBERLIKE, st.sampled_from(NASTY)),
)
def test_a_random_cell_loads_unchanged_or_is_refused(fuzzed, place, row, text):
    file, column = place
    path = path_of(fuzzed, file)
    original = path.read_bytes()
    rows = read_rows(path)
    at = column % len(rows[0]) if isinstance(column, int) else rows[0].index(column)
    rows[row % len(rows)][at] = text
    write_rows(path, rows)
    try:
        workspace = load_or_refuse(fuzzed, file)
        if workspace is not None and file in AMOUNTS:
            header = [name.strip() for name in rows[0]]
            loaded = getattr(workspace, FRAMES[file])
            assert len(loaded) == len(rows) - 1
            for name in AMOUNTS[file]:
                # a cell that is no number makes float() raise: text must have been refused
                written = [float(cells[header.index(name)]) for cells in rows[1:]]
                assert [float(value) for value in loaded[name]] == written, name
    finally:
        path.write_bytes(original)
