"""Packed objects come back as they were; their large arrays are mapped, and changed by nobody else."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from jjinvest.core.packed import ALIGNMENT, Packed, mapped, unpack

FRAME = pd.DataFrame(
    {
        "code": [f"P{n:06d}" for n in range(5000)],
        "amount": pd.array([None, *range(4999)], dtype="Int64"),
        "day": pd.Timestamp("2023-01-01") + pd.to_timedelta(range(5000), unit="D"),
        "share": np.linspace(0, 1, 5000),
    }
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "packed"
    with path.open("wb") as file:
        file.writelines(Packed({"frame": FRAME, "words": ["甲"], "few": np.arange(3)}))
    return path


def opened(path: Path):
    with path.open("rb") as file:
        return unpack(mapped(file))


def test_what_was_packed_comes_back(path):
    found = opened(path)
    pd.testing.assert_frame_equal(found["frame"], FRAME)
    assert (found["words"], found["few"].tolist()) == (["甲"], [0, 1, 2])


def test_a_large_array_is_not_copied_into_the_process(path):
    """Its memory is that of the mapped file, which other processes share."""
    with path.open("rb") as file:
        view = mapped(file)
    share = unpack(view)["frame"]["share"].to_numpy()
    assert np.shares_memory(share, np.frombuffer(view, dtype=np.uint8))
    assert share.ctypes.data % ALIGNMENT == 0


def test_a_change_is_seen_by_nobody_else(path):
    before = path.read_bytes()
    first, second = opened(path)["frame"], opened(path)["frame"]
    first.loc[0, "share"] = 7.0
    first["share"].array._ndarray[1] = 8.0
    assert second["share"].tolist() == FRAME["share"].tolist()
    assert path.read_bytes() == before


def test_the_bytes_are_those_of_the_file(path):
    packed = Packed({"frame": FRAME, "words": ["甲"], "few": np.arange(3)})
    assert bytes(packed) == path.read_bytes()
    assert sum(len(part) for part in packed) == path.stat().st_size


def test_an_empty_file_is_no_packed_object(tmp_path):
    (tmp_path / "empty").touch()
    with pytest.raises(ValueError, match="empty"):
        opened(tmp_path / "empty")


def test_an_array_that_two_objects_share_is_written_once_and_shared_again():
    share = np.linspace(0, 1, 5000)
    alone, twice = (len(bytes(Packed(value))) for value in ([share], [share, share[:], share[1:]]))
    assert twice < 2 * alone + 1000  # share[1:] is another part
    first, second, third = unpack(bytes(Packed([share, share[:], share[1:]])))
    assert np.shares_memory(first, second)
    for found, packed in ((first, share), (second, share), (third, share[1:])):
        assert found.tolist() == packed.tolist()


def test_empty_arrays_come_back():
    found = unpack(bytes(Packed([np.zeros(0), np.zeros((0, 3)), FRAME.iloc[:0]])))
    assert (found[0].shape, found[1].shape) == ((0,), (0, 3))
    pd.testing.assert_frame_equal(found[2], FRAME.iloc[:0])
