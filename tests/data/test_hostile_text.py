"""Hostile text is text: it loads unchanged, and a message about it stays under a screen.

Written from the user documentation, independently of the loader's code.
"""

from __future__ import annotations

import pytest

from jjinvest.data.workspace import load_workspace
from tests.fixtures.broken_data import (
    DIMENSIONS,
    FIGURES,
    FRAMES,
    GROWTH,
    PROJECTS,
    SOURCES,
    assert_fits_a_screen,
    assert_mentions,
    assert_names,
    assert_only_row,
    load_or_refuse,
    path_of,
    put,
    read_rows,
    refuse,
    replace,
    write_rows,
)

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
        put(district, DIMENSIONS, row, "zh", text)
        put(district, DIMENSIONS, row, "en", text)
    workspace = load_workspace(district)
    for file, column in TEXTS:
        assert getattr(workspace, FRAMES[file])[column].tolist()[: len(HOSTILE)] == HOSTILE, (file, column)
    assert workspace.sources["title"].tolist()[:2] == ["NA", HOSTILE[0]]
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
        ("source", "s" * 10_000),
        ("metric", "m" * 10_000),
        ("where", "project=" + "s" * 10_000),
        ("where", "project=\x1b[31m"),
        ("authority", "a" * 10_000),
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
    replace(district, FIGURES, "metric", "m" * 10_000)
    error = refuse(district)
    assert_names(error, FIGURES, 1, "metric")
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
    assert [p.row for p in error.problems if p.column == "value"] == list(range(2, len(rows) + 1))
    assert_fits_a_screen(error)
