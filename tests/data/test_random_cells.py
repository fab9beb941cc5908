"""A random cell anywhere in a district folder loads unchanged or is refused.

Written from the user documentation, independently of the loader's code.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.fixtures.broken_data import (
    AMOUNTS,
    FRAMES,
    TABLES,
    copy_data,
    load_or_refuse,
    path_of,
    read_rows,
    write_rows,
)
from tests.fixtures.figure_rows import STRANGE_CELLS


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_data(tmp_path_factory.mktemp("fuzz"))


NASTY = [
    *STRANGE_CELLS,
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


RELAXED = {
    "deadline": None,
    "derandomize": True,
    "database": None,
    "phases": [Phase.generate],  # one cell is small enough to read: shrinking would cost minutes of loads
    "suppress_health_check": [HealthCheck.too_slow],
}
PLACE = st.one_of(
    st.tuples(st.sampled_from(TABLES), st.integers(0, 10_000)),  # any column
    st.sampled_from([(file, name) for file, names in AMOUNTS.items() for name in names]),
)
ROW = st.integers(0, 10_000)
TEXT = st.one_of(ANY_TEXT, NUMBERLIKE, st.sampled_from(NASTY))


def check_a_random_cell(fuzzed, place, row, text):
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
                written = [cells[header.index(name)] for cells in rows[1:]]
                # a cell that is no number makes float() raise: text must have been refused
                assert loaded[name].tolist() == [float(cell) for cell in written], name
    finally:
        path.write_bytes(original)


@settings(max_examples=20, **RELAXED)
@given(place=PLACE, row=ROW, text=TEXT)
def test_a_random_cell_loads_unchanged_or_is_refused(fuzzed, place, row, text):
    check_a_random_cell(fuzzed, place, row, text)


@pytest.mark.slow
@settings(max_examples=300, **RELAXED)
@given(place=PLACE, row=ROW, text=TEXT)
def test_many_random_cells_load_unchanged_or_are_refused(fuzzed, place, row, text):
    check_a_random_cell(fuzzed, place, row, text)
