"""Objects as bytes whose large arrays lie beside the pickle: a file is mapped, so processes share its pages.

What a process never touches stays on the disk, and what it changes is its own copy.
"""

from __future__ import annotations

import hashlib
import mmap
import pickle
import struct
from collections.abc import Iterator
from typing import IO, Any

ALIGNMENT = 64
"""Arrays begin at multiples of this many bytes from the start of their file."""
MIN_BESIDE = 1 << 12
"""Bytes of the smallest array that lies beside the pickle."""
_COUNT, _LENGTH = struct.Struct("<Q"), struct.Struct("<Q")


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
        """Parts whose bytes one after the other are the whole."""
        lengths = [_LENGTH.pack(part.nbytes) for part in self._parts]
        yield from _padded(b"".join([_COUNT.pack(len(lengths)), *lengths]))
        for part in self._parts:
            yield from _padded(part)

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
    lengths = [_LENGTH.unpack_from(view, _COUNT.size + n * _LENGTH.size)[0] for n in range(count)]
    place, parts = _aligned(_COUNT.size + count * _LENGTH.size), []
    for length in lengths:
        parts.append(view[place : place + length])
        place = _aligned(place + length)
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


def _aligned(place: int) -> int:
    return -(-place // ALIGNMENT) * ALIGNMENT


def _padded(part: bytes | memoryview) -> Iterator[bytes | memoryview]:
    yield part
    yield bytes(padding(len(part)))
