"""Objects as bytes whose large arrays lie beside the pickle: a file is mapped, so processes share its pages.

What a process never touches stays on the disk, and what it changes is its own copy.
"""

from __future__ import annotations

import hashlib
import mmap
import pickle
import struct
from collections.abc import Iterator
from functools import cached_property
from typing import IO, Any

ALIGNMENT = 64
"""Arrays begin at multiples of this many bytes from the start of their file."""
MIN_BESIDE = 1 << 12
"""Bytes of the smallest array that lies beside the pickle."""
_COUNT, _PLACE = struct.Struct("<Q"), struct.Struct("<QQ")


class Packed:
    """A packed object, whose arrays are those of the object itself, not copies.

    Examples
    --------
    >>> unpack(bytes(Packed({"a": [1, 2]})))
    {'a': [1, 2]}
    """

    def __init__(self, value: object) -> None:
        beside: list[memoryview] = []
        body = pickle.dumps(value, protocol=5, buffer_callback=lambda each: _in_band(each, beside))
        self._parts = [memoryview(body), *beside]

    def __iter__(self) -> Iterator[bytes | memoryview]:
        """Parts whose bytes one after the other are the whole; an array that two objects share is one."""
        parts = [part for n, part in enumerate(self._parts) if self._first[n] == n]
        yield from _padded(b"".join([_COUNT.pack(len(self._parts)), *self._places()]))
        for part in parts:
            yield from _padded(part)

    @cached_property
    def _first(self) -> list[int]:
        """Number of the first part that has the same place in memory, for each part."""
        known: dict[tuple[int, int], int] = {}
        return [known.setdefault(_memory(part), n) for n, part in enumerate(self._parts)]

    def _places(self) -> Iterator[bytes]:
        """Place of each part from the start, and its length."""
        place, places = _aligned(_COUNT.size + len(self._parts) * _PLACE.size), list[int]()
        for n, part in enumerate(self._parts):
            first = self._first[n]
            places.append(place if first == n else places[first])
            place = _aligned(place + part.nbytes) if first == n else place
            yield _PLACE.pack(places[n], part.nbytes)

    def __bytes__(self) -> bytes:
        """The whole, as one copy."""
        return b"".join(self)

    def sha256(self) -> str:
        """Hash of the whole."""
        digest = hashlib.sha256()
        for part in self:
            digest.update(part)
        return digest.hexdigest()


def unpack(content: bytes | memoryview) -> Any:
    """Return a packed object; its arrays share memory with the content.

    Raises
    ------
    Exception
        Whatever damaged content makes of a pickle.
    """
    view = memoryview(content)
    (count,) = _COUNT.unpack_from(view)
    places = (_PLACE.unpack_from(view, _COUNT.size + n * _PLACE.size) for n in range(count))
    parts = [view[place : place + length] for place, length in places]
    return pickle.loads(parts[0], buffers=parts[1:])


def mapped(file: IO[bytes]) -> memoryview:
    """Map a file: its pages are shared until they are changed, and the file itself never is.

    Raises
    ------
    ValueError
        If it is empty.
    """
    return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY))


def padding(length: int) -> int:
    """How many bytes are missing to the next place where an array may begin.

    Examples
    --------
    >>> padding(60), padding(64)
    (4, 0)
    """
    return _aligned(length) - length


def _in_band(buffer: pickle.PickleBuffer, beside: list[memoryview]) -> bool:
    raw = buffer.raw()
    if raw.nbytes < MIN_BESIDE:
        return True
    beside.append(raw)
    return False


def _memory(part: memoryview) -> tuple[int, int]:
    """Address and length of a part; one without bytes has no place of its own."""
    if not part.nbytes:
        return 0, 0
    import numpy as np  # what is only unpacked needs no arrays of its own

    return np.frombuffer(part, dtype=np.uint8).__array_interface__["data"][0], part.nbytes


def _aligned(place: int) -> int:
    return -(-place // ALIGNMENT) * ALIGNMENT


def _padded(part: bytes | memoryview) -> Iterator[bytes | memoryview]:
    yield part
    yield bytes(padding(len(part)))
