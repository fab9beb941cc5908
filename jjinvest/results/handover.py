"""Handover of a run's results to its notebooks, so that none loads or computes them again.

In JupyterLab or with plain papermill nothing is handed over, and a notebook computes its own results.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

from jjinvest.core.assumptions import Assumptions
from jjinvest.core.facts import Fact
from jjinvest.core.packed import Packed, PackedParts, Parts, mapped, unpack
from jjinvest.data import access_log
from jjinvest.results.parts import PreparedResults, pack_parts
from jjinvest.results.results import Results

BOUNDS = ("bounds", "disclosures")
"""Properties of results that take longest; a separate process computes them."""
_held: dict[Path, Results] = {}


def complete(results: Results, *, thorough: bool = True) -> None:
    """Compute every fact of results except :data:`BOUNDS`; if not `thorough`, what was measured alone.

    A single page that shows forecasts or checks computes those that it shows.
    """
    _ = results.measured, results.declared
    if thorough:
        _ = results.facts, results.consistency, results.reconstruction_summary, results.outlook.method_uses


def pack(results: Results, *, thorough: bool = True) -> PackedParts:
    """Return results packed in parts for other processes, with what :func:`complete` computes."""
    complete(results, thorough=thorough)
    # a second copy of the ledger's rows, which the outlook makes again from the first if it is asked for more
    if "outlook" in vars(results):
        vars(results.outlook).pop("data", None)
    return pack_parts(results)


def pack_bounds(results: Results) -> Packed:
    """Return the properties :data:`BOUNDS` of results packed for other processes."""
    return Packed(bounds_of(results))


def bounds_of(results: Results) -> dict[str, dict[str, Fact]]:
    """Return the properties :data:`BOUNDS` of results."""
    return {name: getattr(results, name) for name in BOUNDS}


@dataclass(frozen=True)
class AwaitedResults(Results):
    """Results whose :data:`BOUNDS` another process computes; it is waited for when one is asked for.

    Parameters
    ----------
    await_bounds
        Returns what :func:`bounds_of` does.
    """

    await_bounds: Callable[[], dict[str, dict[str, Fact]]] = field(kw_only=True)

    @cached_property
    def _awaited(self) -> dict[str, dict[str, Fact]]:
        return self.await_bounds()

    @cached_property
    def bounds(self) -> dict[str, Fact]:
        """As of :class:`Results`."""
        return self._awaited["bounds"]

    @cached_property
    def disclosures(self) -> dict[str, Fact]:
        """As of :class:`Results`."""
        return self._awaited["disclosures"]


def keep_results(root: Path, packed: Path, bounds: Path | None) -> None:
    """Keep the results of the project folder `root` for :func:`find_results`.

    Parameters
    ----------
    packed, bounds
        Files with what :func:`pack` and :func:`pack_bounds` return; they are mapped, not read.
    """
    results = PreparedResults.of(Parts(_mapped(packed)), whole=True)
    if results is None:
        raise ValueError(f"not results: {packed}")
    if bounds:
        results.__dict__.update(unpack(_mapped(bounds)))  # where cached properties look first
    _held[root] = results


def is_held(results: Results) -> bool:
    """Whether results were handed over by a run, in whose kernel this is."""
    return any(held is results for held in _held.values())


def _mapped(path: Path) -> memoryview:
    with path.open("rb") as file:
        return mapped(file)


def find_results(
    root: Path, district: str, day: date, period: str, seed: int, assumptions: Assumptions, tier: str
) -> Results | None:
    """Return the held results if they are of this district, day, period, seed, assumptions and tier."""
    held = _held.get(root)
    if held is None:
        return None
    key = (
        held.workspace.district,
        held.workspace.as_of_date,
        held.run_period,
        held.seed,
        held.assumptions,
        held.workspace.tier,
    )
    if key != (district, day, period, seed, assumptions, tier):
        return None
    access_log.log_read(held.workspace.files)
    access_log.log_read(dict([access_log.release_list(root / "data" / district, period)]))
    return held
