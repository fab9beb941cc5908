"""Files that commands write for the user: whole, and never over other content."""

from __future__ import annotations

import pytest

from jjinvest.cli.new_file import write_new
from jjinvest.core.errors import ParameterError


def test_a_file_with_other_content_is_left_as_it_is(tmp_path):
    file = tmp_path / "表.csv"
    file.write_bytes("甲".encode())
    with pytest.raises(ParameterError, match="另起名字") as error:
        write_new(file, "乙".encode(), remedy="另起名字")
    assert str(file) in str(error.value)
    assert file.read_bytes() == "甲".encode()


def test_the_same_bytes_may_be_there_already(tmp_path):
    file = tmp_path / "表.csv"
    write_new(file, "甲".encode())
    write_new(file, "甲".encode())
    assert [path.name for path in tmp_path.iterdir()] == [file.name]


def test_a_place_that_is_none_is_an_error(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ParameterError, match="cannot write"):
        write_new(tmp_path / "file" / "below.csv", b"")
