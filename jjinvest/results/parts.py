"""Results packed in parts, each unpacked when something of it is first asked for.

Whoever looks up numbers unpacks neither frames nor the samples of the forecasts, and imports no pandas.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import date
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Self

from jjinvest.core.packed import Packed, PackedParts, Parts
from jjinvest.results.results import Results

if TYPE_CHECKING:
    from jjinvest.data.workspace import Workspace
    from jjinvest.results.fact_index import FactIndex

GIVEN, NUMBERS, DATA = "given", "numbers", "data"
PARTS = {
    GIVEN: ("run_period", "seed", "assumptions", "prefix", "period"),
    DATA: ("workspace", "metric_workspace", "figures"),
    NUMBERS: (
        "_restricted",
        "_unpublished_numbers",
        "measured",
        "declared",
        "_unscored",
        "facts",
        "reconstruction_summary",
        "check_facts",
        "_without_target",
        "index",
    ),
    "checks": ("relations", "check_report", "checks", "accused", "comparison", "consistency"),
    "alerts": ("scorecards", "alerts"),
    "outlook": ("outlook",),
    "reconstructed": ("reconstructed",),
    "ledger": ("ledger",),
    "releases": ("release_comparison",),
}
"""Properties of results in each part. What a part shares with an earlier one is found there."""
_SELF = "results"
_PLAIN = (str, bytes, int, float, tuple, frozenset, date, type(None))
"""Kinds of values of which each part has a copy of its own."""


def pack_parts(results: Results) -> PackedParts:
    """Return results packed in parts, with what has been computed of them."""
    names = {id(results): _SELF}
    packed = dict[str, Packed]()
    for part, properties in PARTS.items():
        content = {name: vars(results)[name] for name in properties if name in vars(results)}
        packed[part] = Packed(content, lambda value: names.get(id(value)))
        known = dict(content)
        if part == DATA:
            fields = (field.name for field in dataclasses.fields(results.workspace))
            known |= {f"workspace.{name}": getattr(results.workspace, name) for name in fields}
        for name, value in known.items():
            if not isinstance(value, _PLAIN):
                names.setdefault(id(value), name)
    return PackedParts(packed)


def read_index(parts: Parts) -> FactIndex | None:
    """Return the numbers of packed results by id; None if the part is damaged or was not computed."""
    return _read(parts, NUMBERS, _nothing_found).get("index") if parts.whole(NUMBERS) else None


def _nothing_found(name: str) -> object:
    """Refuse an object that a part shares with another."""
    raise LookupError(name)


class PreparedResults(Results):
    """Results whose parts are unpacked when something of them is first asked for.

    A part that is damaged, or was not computed, is computed as by :class:`Results`.
    """

    _parts: Parts
    _whole: bool
    _taken: set[str]
    _load: Callable[[], Workspace] | None

    @classmethod
    def of(
        cls, parts: Parts, load: Callable[[], Workspace] | None = None, *, whole: bool = False
    ) -> Self | None:
        """Return the results of packed parts; None if they are not results, or the data is damaged.

        Parameters
        ----------
        load
            Reads the data again, for a part that cannot be unpacked.
        whole
            Whether the parts are known to be as they were written, so that their hashes need not be compared.
        """
        if not whole and not (parts.whole(GIVEN) and parts.whole(DATA)):
            return None
        results = cls.__new__(cls)
        given = _read(parts, GIVEN, lambda name: results)
        if not given:
            return None
        vars(results).update(given, _parts=parts, _whole=whole, _taken={GIVEN}, _load=load)
        return results

    def take(self, part: str) -> None:
        """Unpack a part, unless that has been done."""
        if "_parts" not in vars(self) or part in self._taken:
            return
        self._taken.add(part)
        if self._whole or part == DATA or self._parts.whole(part):
            for name, value in _read(self._parts, part, self._found).items():
                vars(self).setdefault(name, value)

    def _found(self, name: str) -> object:
        """Object that a part shares with an earlier one."""
        return self if name == _SELF else attrgetter(name)(self)

    def load_workspace(self) -> Workspace:
        """Read the data again.

        Raises
        ------
        AttributeError
            If no way to read them was given.
        """
        if vars(self).get("_load") is None:
            raise AttributeError("workspace")
        assert self._load is not None
        return self._load()


def _read(parts: Parts, part: str, found: Callable[[str], object]) -> dict[str, Any]:
    """Content of a part; nothing if it cannot be unpacked."""
    try:
        content = parts.read(part, found)
    except Exception:  # whatever a damaged or outdated pickle raises: it is computed again
        return {}
    return content if isinstance(content, dict) else {}


class _InPart:
    """Property that its part has, or that is computed as by :class:`Results`."""

    def __init__(self, part: str, name: str) -> None:
        self._part, self._name = part, name
        self._computed = getattr(Results, name, None)

    def __get__(self, results: PreparedResults | None, owner: object = None) -> Any:
        """Unpack the part, and compute what is missing from it."""
        if results is None:
            return self
        results.take(self._part)
        known = vars(results)
        if self._name not in known:
            if self._computed is None:
                known[self._name] = results.load_workspace()
            else:
                known[self._name] = self._computed.__get__(results)
        return known[self._name]


for _part, _names in PARTS.items():
    if _part != GIVEN:
        for _name in _names:
            setattr(PreparedResults, _name, _InPart(_part, _name))
