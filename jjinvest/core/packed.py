"""Objects as bytes whose large arrays lie beside the pickle: a file is mapped, so processes share its pages.

What a process never touches stays on the disk, and what it changes is its own copy. A file may hold several
objects (:class:`PackedParts`), each unpacked by itself.
"""

from __future__ import annotations

import hashlib
import io
import json
import mmap
import pickle
import struct
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import IO, Any

ALIGNMENT = 64
"""Arrays begin at multiples of this many bytes from the start of their file."""
MIN_BESIDE = 1 << 12
"""Bytes of the smallest array that lies beside the pickle."""
_COUNT, _PLACE = struct.Struct("<Q"), struct.Struct("<QQ")


class Packed:
    """A packed object, whose arrays are those of the object itself, not copies.

    Parameters
    ----------
    elsewhere
        Returns the name of an object that is packed elsewhere, for :func:`unpack` to find; else None.

    Examples
    --------
    >>> unpack(bytes(Packed({"a": [1, 2]})))
    {'a': [1, 2]}
    """

    def __init__(self, value: object, elsewhere: Callable[[object], str | None] | None = None) -> None:
        beside: list[memoryview] = []
        body = io.BytesIO()
        if elsewhere is None:
            pickler = pickle.Pickler(body, 5, buffer_callback=lambda each: _in_band(each, beside))
        else:
            pickler = _Referring(body, elsewhere, beside)
        pickler.dump(value)
        self._parts = [body.getbuffer(), *beside]

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

    @cached_property
    def length(self) -> int:
        """Bytes of the whole."""
        return sum(memoryview(part).nbytes for part in self)

    def sha256(self) -> str:
        """Hash of the whole."""
        digest = hashlib.sha256()
        for part in self:
            digest.update(part)
        return digest.hexdigest()


class PackedParts:
    """Packed objects by name in one content, which begins with where each lies and its hash.

    Examples
    --------
    >>> content = memoryview(b"".join(PackedParts({"a": Packed([1, 2]), "b": Packed("three")})))
    >>> Parts(content).read("b")
    'three'
    """

    def __init__(self, parts: Mapping[str, Packed]) -> None:
        places, place = dict[str, tuple[int, int, str]](), 0
        for name, part in parts.items():
            places[name] = place, part.length, part.sha256()
            place += part.length
        table = json.dumps(places).encode()
        self._table = _COUNT.pack(len(table)) + table
        self._parts = list(parts.values())

    def __iter__(self) -> Iterator[bytes | memoryview]:
        """Parts whose bytes one after the other are the whole."""
        yield from _padded(self._table)
        for part in self._parts:
            yield from part

    @property
    def length(self) -> int:
        """Bytes that :meth:`sha256` covers."""
        return len(self._table)

    def sha256(self) -> str:
        """Hash of the table of the parts, which holds the hash of each."""
        return hashlib.sha256(self._table).hexdigest()


class Parts:
    """The parts of a content that :class:`PackedParts` wrote, each unpacked when it is asked for.

    Raises
    ------
    ValueError
        If the table is damaged, or the content is shorter than it says.
    """

    def __init__(self, content: memoryview) -> None:
        try:
            (length,) = _COUNT.unpack_from(content)
            table = json.loads(bytes(content[_COUNT.size : _COUNT.size + length]))
            self._places = {
                name: (int(place), int(size), str(digest)) for name, (place, size, digest) in table.items()
            }
        except (struct.error, TypeError, AttributeError) as error:
            raise ValueError("a damaged table of parts") from error
        self._content = content[_aligned(_COUNT.size + length) :]
        if any(place + size > len(self._content) for place, size, _ in self._places.values()):
            raise ValueError("parts are missing")

    def whole(self, name: str) -> bool:
        """Whether a part is there as it was written."""
        return name in self._places and hashlib.sha256(self._bytes(name)).hexdigest() == self._places[name][2]

    @property
    def all_whole(self) -> bool:
        """Whether each part is there as it was written."""
        return all(map(self.whole, self._places))

    def read(self, name: str, found: Callable[[str], object] | None = None) -> Any:
        """Unpack a part; `found` as in :func:`unpack`.

        Raises
        ------
        Exception
            If there is no such part, or whatever damaged content makes of a pickle.
        """
        return unpack(self._bytes(name), found)

    def _bytes(self, name: str) -> memoryview:
        place, size, _ = self._places[name]
        return self._content[place : place + size]


def unpack(content: bytes | memoryview, found: Callable[[str], object] | None = None) -> Any:
    """Return a packed object; its arrays share memory with the content.

    `found` returns an object that is packed elsewhere, by its name.

    Raises
    ------
    Exception
        Whatever damaged content makes of a pickle.
    """
    view = memoryview(content)
    (count,) = _COUNT.unpack_from(view)
    places = (_PLACE.unpack_from(view, _COUNT.size + n * _PLACE.size) for n in range(count))
    parts = [view[place : place + length] for place, length in places]
    if found is None:
        return pickle.loads(parts[0], buffers=parts[1:])
    return _Finding(parts[0], found, parts[1:]).load()


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


class _Referring(pickle.Pickler):
    """Write the name of an object that is packed elsewhere in its place."""

    def __init__(
        self, body: IO[bytes], elsewhere: Callable[[object], str | None], beside: list[memoryview]
    ) -> None:
        super().__init__(body, 5, buffer_callback=lambda each: _in_band(each, beside))
        self._elsewhere = elsewhere

    def persistent_id(self, value: object) -> str | None:
        """Name of an object that is packed elsewhere."""
        return self._elsewhere(value)


class _Finding(pickle.Unpickler):
    """Read what :class:`_Referring` wrote."""

    def __init__(
        self, body: memoryview, found: Callable[[str], object], beside: Iterable[memoryview]
    ) -> None:
        super().__init__(io.BytesIO(body), buffers=beside)
        self._found = found

    def persistent_load(self, name: str) -> object:
        """Object that is packed elsewhere."""
        return self._found(name)


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
