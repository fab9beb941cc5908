"""Faults are named at the line an editor shows, whatever stands in the lines above.

Written from the user documentation, independently of the loader's code.
"""

from __future__ import annotations

import pytest

from tests.fixtures.broken_data import (
    FIGURES,
    assert_names,
    assert_only_row,
    load_or_refuse,
    name_of,
    read_rows,
    refuse,
    replace,
    write_rows,
)


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


@pytest.mark.parametrize("tail", [[], ["x", "y", "z"]], ids=["too few", "too many"])
def test_a_row_of_too_few_or_too_many_cells_is_named(district, tail):
    rows = read_rows(district / FIGURES)
    rows[3][rows[0].index("note")] = "一\n二"  # and below a note of two lines
    rows[9] = [*rows[9][:-1], *tail]
    cells = len(rows[9])
    assert cells != len(rows[0])
    write_rows(district / FIGURES, rows)
    error = refuse(district)
    of_figures = [p for p in error.problems if name_of(p) == FIGURES]
    assert {p.row for p in of_figures} == {11}
    assert any(str(cells) in p.found for p in of_figures)


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
    replace(district, FIGURES, ",口径为新引进产业类项目,", ',口径为"新引进"产业类项目,')
    workspace = load_or_refuse(district, FIGURES)
    assert workspace is None or workspace.figures["note"].tolist()[0] == '口径为"新引进"产业类项目'


def test_two_stray_quotes_do_not_swallow_the_figures_between_them(district):
    number = len(read_rows(district / FIGURES)) - 1
    replace(district, FIGURES, ",招商小课堂“每月组织”,", ',"招商小课堂“每月组织”,')
    replace(district, FIGURES, ",“每月主动走出去开展驻外招商”,", ',“每月主动走出去开展驻外招商”",')
    workspace = load_or_refuse(district, FIGURES)
    assert workspace is None or len(workspace.figures) == number
