"""Headers that are wrong and files that are missing, empty or garbage: each is refused by name.

Written from the user documentation, independently of the loader's code.
"""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from jjinvest.data.workspace import load_workspace
from tests.fixtures.broken_data import (
    DATA,
    DIMENSIONS,
    FIGURES,
    GROWTH,
    PROFILE,
    PROJECTS,
    SOURCES,
    TABLES,
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
        (FIGURES, "metric"),
        (PROJECTS, "project_id"),
        (SOURCES, "source"),
        (DIMENSIONS, "dimension"),
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
    replace(district, FIGURES, "value", "vlaue")
    error = refuse(district)
    assert_names(error, FIGURES, 1, "value")
    assert_names(error, FIGURES, 1, "vlaue")
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


@pytest.mark.parametrize("column", ["statistic", "authority", "relation", "unit", "version", "quote", "note"])
def test_a_column_that_is_missing_takes_its_default(district, column):
    rows = read_rows(district / FIGURES)
    at, statistic = rows[0].index(column), rows[0].index("statistic")
    kept = [row[:at] + row[at + 1 :] for row in rows if row is rows[0] or not row[statistic]]
    for row in kept[1:]:
        row[kept[0].index("value")] = "7"
        if column == "unit":  # only a count has a unit that goes without saying
            row[kept[0].index("metric")] = "projects_signed"
    write_rows(district / FIGURES, kept)
    default = {"statistic": "level", "relation": "=", "unit": "个"}.get(column, "")
    assert set(load_workspace(district).figures[column]) == {default}


@pytest.mark.parametrize("file", [PROJECTS, DIMENSIONS, GROWTH])
def test_a_table_a_district_can_do_without_may_be_missing(district, file):
    path_of(district, file).unlink()
    workspace = load_workspace(district)
    assert len(workspace.figures) == len(read_rows(district / FIGURES)) - 1


def test_a_folder_without_a_profile_goes_by_its_own_name(district):
    path_of(district, PROFILE).unlink()
    assert load_workspace(district).profile.name["zh"] == district.name


@pytest.mark.parametrize("file", [FIGURES, SOURCES])
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


def test_a_context_folder_may_be_missing(district):
    shutil.rmtree(district.parent / "context")
    assert len(load_workspace(district).growth) == 0


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


@pytest.mark.parametrize("file", [SOURCES, FIGURES])
def test_a_table_others_refer_to_may_not_be_only_a_header(district, file):
    only_header(district, file)
    error = refuse(district)
    assert_mentions(error, file)
    assert file in str(error)
    assert_fits_a_screen(error)


@pytest.mark.parametrize("file", [DIMENSIONS, GROWTH])
def test_a_table_nothing_refers_to_may_be_only_a_header(district, file):
    only_header(district, file)
    workspace = load_workspace(district)
    assert len(workspace.labels if file == DIMENSIONS else workspace.growth) > 0 or file == GROWTH
    assert len(workspace.figures) == len(read_rows(district / FIGURES)) - 1


def test_projects_may_be_only_a_header_and_follow_from_the_figures(district):
    rows = read_rows(district / FIGURES)
    at = rows[0].index("where")
    only_header(district, PROJECTS)
    named = {row[at].removeprefix("project=") for row in rows if row[at].startswith("project=")}
    projects = load_workspace(district).projects
    assert set(projects["project_id"]) == set(projects["name"]) == named
    assert set(projects["stage"]) == {"signed", "negotiating"}
    kept = [row for row in rows if not row[at].startswith("project=")]
    write_rows(district / FIGURES, kept)
    assert len(load_workspace(district).projects) == 0


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
    put(district, FIGURES, 3, "source", "jj2023\0")
    error = refuse(district)
    assert_mentions(error, FIGURES)
    assert_only_row(error, FIGURES, 3)


PROFILES = {
    "empty": b"",
    "a list": b"- 1\n- 2\n",
    "bad syntax": b"name: {zh: [1\nen: }\n",
    "not a known encoding": b"\xff\xfe\x00\xd8name",
    "runs code": b"name: !!python/object/apply:os.getcwd []\n",
    "name is text": "name: 江津区\n".encode(),
    "bureau is text": "name: {zh: 江津区, en: Jiangjin}\nbureau: 局\n".encode(),
    "no English": "name: {zh: 江津区}\n".encode(),
}


@pytest.mark.parametrize("content", PROFILES.values(), ids=PROFILES.keys())
def test_a_broken_profile_is_refused_by_name(district, content):
    (district / PROFILE).write_bytes(content)
    error = refuse(district)
    assert {name_of(p) for p in error.problems} == {PROFILE}
    assert_fits_a_screen(error, lines=24)


def test_a_profile_needs_only_the_name(district):
    (district / PROFILE).write_text("name: {zh: 新区, en: New district}\n", encoding="utf-8")
    profile = load_workspace(district).profile
    assert (profile.name["zh"], profile.bureau["zh"], profile.municipality["en"]) == (
        "新区",
        "新区招商部门",
        "—",
    )


def test_a_bureau_without_a_name_is_the_publisher_that_promotes_investment(district):
    (district / PROFILE).write_text("name: {zh: 新区, en: New district}\n", encoding="utf-8")
    sources = read_sources(district)
    for row, publisher in zip(
        sources, ["新区投资促进中心", "新区融媒体中心", "新区投资促进中心"], strict=False
    ):
        row["publisher"] = publisher
    write_sources(district, sources)
    profile = load_workspace(district).profile
    assert (profile.bureau["zh"], profile.bureau_from) == ("新区投资促进中心", "publisher")
    sources[-1]["publisher"] = "新区招商局"
    write_sources(district, sources)
    assert load_workspace(district).profile.bureau["zh"] == "新区招商部门"
    (district / PROFILE).write_text("name: {zh: 新区, en: N}\nbureau: {zh: 新区招商局}\n", encoding="utf-8")
    profile = load_workspace(district).profile
    assert (profile.bureau["zh"], profile.bureau_from) == ("新区招商局", "given")


def read_sources(folder):
    with (folder / "sources.csv").open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def write_sources(folder, rows):
    with (folder / "sources.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(dict.fromkeys(name for row in rows for name in row)))
        writer.writeheader()
        writer.writerows(rows)
