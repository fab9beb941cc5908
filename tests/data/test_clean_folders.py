"""Clean district folders load whole, however their tables are encoded and spaced.

Written from the user documentation, independently of the loader's code.
"""

from __future__ import annotations

import pytest

from jjinvest.data.workspace import load_workspace
from tests.fixtures.broken_data import PROFILE, TABLES, assert_whole, path_of, read_rows, write_rows


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
    assert load_workspace(district).profile.name["zh"] == "江津区"


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
