"""Headers that are wrong and files that are missing, empty or garbage: each is refused by name.

Written from the user documentation, independently of the loader's code.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from jjinvest.data.workspace import load_workspace
from tests.fixtures.broken_data import (
    DATA,
    FIGURES,
    FRAMES,
    GROWTH,
    LABELS,
    PROFILE,
    PROJECTS,
    SOURCES,
    TABLES,
    TARGETS,
    assert_fits_a_screen,
    assert_mentions,
    assert_names,
    assert_only_row,
    load_or_refuse,
    name_of,
    path_of,
    put,
    read_rows,
    refuse,
    replace,
    write_rows,
)


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
    workspace = load_workspace(district)
    assert len(getattr(workspace, FRAMES[file])) == 0
    assert len(workspace.figures) == 74


def test_projects_may_be_only_a_header_where_no_figure_is_a_project_s(district):
    rows = read_rows(district / FIGURES)
    at = rows[0].index("scope")
    kept = [row for row in rows if row[at] not in {"project", "group"}]
    assert 1 < len(kept) < len(rows)
    write_rows(district / FIGURES, kept)
    only_header(district, PROJECTS)
    workspace = load_workspace(district)
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
