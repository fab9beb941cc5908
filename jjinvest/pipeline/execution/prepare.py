"""Steps of a run that need the analytical rooms: results before the notebooks, provenance pages after them.

They run in a forked process or on a worker of a cluster, so results stay in the run's folder and only paths
are passed.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from jjinvest.core.errors import JJInvestError
from jjinvest.core.packed import Packed, PackedParts, mapped, unpack
from jjinvest.pipeline.planning.parameters import RunParameters

if TYPE_CHECKING:
    from jjinvest.results.prepared import ResultsRequest


@dataclass(frozen=True)
class Prepared:
    """Files of results for the pages and the hashes of their data, or the problem with the data.

    `everything` holds the district's workspace before its as-of filter. A file may be missing: then its
    reader computes the content itself.
    """

    results: Path | None = None
    bounds: Path | None = None
    everything: Path | None = None
    files: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""


@dataclass(frozen=True)
class Preparation:
    """What is to be prepared of a district, and the folder that takes it; all paths are absolute.

    What an earlier run computed is taken over if nothing has changed, unless `fresh`. If not `thorough`, what
    takes long and only some pages show is left to them; a later run of several notebooks computes it.
    """

    folder: Path
    root: Path
    district: str
    period: str
    parameters: RunParameters
    fresh: bool = False
    thorough: bool = True

    @property
    def request(self) -> ResultsRequest:
        """The results that are asked for."""
        from jjinvest.results.prepared import ResultsRequest

        given = self.parameters
        return ResultsRequest(
            self.root, self.district, self.period, given.as_of, given.seed, given.assumptions, given.tier
        )


def prepare(asked: Preparation) -> Prepared:
    """Check the data and compute what the reports show, except bounds."""
    from jjinvest.data.kept_computations import computations_kept
    from jjinvest.results import prepared

    folder, request, thorough = asked.folder, asked.request, asked.thorough
    if not asked.fresh:
        entries = [prepared.entry_bytes(request, name) for name in (prepared.RESULTS, prepared.EVERYTHING)]
        known = [entry for entry in entries if entry is not None]
        complete = not thorough or prepared.read_entry(request, prepared.REGISTER) is not None
        if len(known) == len(entries) and complete:
            (results, files), (everything, same) = known
            if files == same:
                return Prepared(_put(folder, [results]), everything=_put(folder, [everything]), files=files)
    with computations_kept(None if asked.fresh else asked.root):
        return _computed(folder, request, thorough)


def _computed(folder: Path, request: ResultsRequest, thorough: bool) -> Prepared:
    from jjinvest.ledger.store import select_import
    from jjinvest.reporting.register import Register
    from jjinvest.results import handover, prepared
    from jjinvest.results.results import Results

    try:
        everything, visible = select_import.load_with_ledger(
            request.root / "data" / request.district, request.period, request.as_of, request.tier
        )
        results = Results(visible, request.period, request.seed, request.assumptions)
        handover.complete(results, thorough=thorough)
    except JJInvestError as error:  # faults of the data, or sums that would mix definitions (口径)
        return Prepared(problem=str(error))

    def keep(name: str, content: Packed | PackedParts) -> Path | None:
        prepared.store_entry(request, name, content, visible.files)
        return None if name == prepared.REGISTER else _put(folder, content)

    with suppress(Exception):  # the page that shows a number which cannot be computed says so
        if thorough:
            _ = results.index
            keep(prepared.REGISTER, Packed(Register.of(everything, request.period)))
    # one after the other: what is packed takes as much memory as the ledger
    computed = keep(prepared.RESULTS, handover.pack(results, thorough=thorough))
    whole = keep(prepared.EVERYTHING, Packed(everything))
    return Prepared(computed, everything=whole, files=visible.files)


def prepare_bounds(asked: Preparation) -> Prepared:
    """Compute the bounds, or take them over; :func:`prepare` reports problems of the data.

    If not thorough, they are only taken over: a single page computes those that it shows.
    """
    from jjinvest.data.kept_computations import computations_kept
    from jjinvest.ledger.store import select_import
    from jjinvest.results import handover, prepared
    from jjinvest.results.results import Results

    folder, request = asked.folder, asked.request
    known = None if asked.fresh else prepared.entry_bytes(request, prepared.BOUNDS)
    if known is not None:
        return Prepared(bounds=_put(folder, [known[0]]), files=known[1])
    if not asked.thorough:
        return Prepared()
    try:
        # bounds rest on published figures: without the rows of a ledger they take neither time nor memory
        visible = select_import.load_without_rows(
            request.root / "data" / request.district, request.period, request.as_of, request.tier
        )
        with computations_kept(None if asked.fresh else asked.root):
            results = Results(visible, request.period, request.seed, request.assumptions)
            packed = handover.pack_bounds(results)
    except JJInvestError:
        return Prepared()
    prepared.store_entry(request, prepared.BOUNDS, packed, visible.files)
    return Prepared(bounds=_put(folder, packed), files=visible.files)


def _put(folder: Path, content: Iterable[bytes | memoryview]) -> Path | None:
    """Write a file under a unique name, so that attempts do not collide; None if the disk is full."""
    try:
        handle, name = tempfile.mkstemp(dir=folder)
    except OSError:
        return None
    path = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(content)
    except OSError:
        path.unlink(missing_ok=True)
        return None
    return path


def write_provenance_pages(
    folder: Path, data_folder: Path, everything: Path | None, period: str, day: date, languages: Sequence[str]
) -> None:
    """Write the provenance pages of `facts.json` in `folder`; without `everything` the data is read again."""
    from jjinvest.ledger.store import select_import
    from jjinvest.pipeline.publishing.provenance_page import write_provenance

    if everything:
        with everything.open("rb") as file:
            workspace = unpack(mapped(file))
    else:
        workspace = select_import.load_with_ledger(data_folder, period, day)[0]
    records = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
    write_provenance(folder, records, workspace, period, languages)


def write_group_provenance(
    folder: Path, root: Path, period: str, languages: Sequence[str], tier: str
) -> None:
    """Write the provenance pages of the page of all districts."""
    from jjinvest.pipeline.publishing import group_provenance

    group_provenance.write_group_provenance(folder, root, period, languages, tier)
