"""Steps of a run that need the analytical rooms: results before the notebooks, provenance pages after them.

They run in a forked process or on a worker of a cluster, so results stay in the run's folder and only paths
are passed.
"""

from __future__ import annotations

import json
import os
import pickle
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from jjinvest.core.errors import JJInvestError
from jjinvest.pipeline.planning.parameters import RunParameters


@dataclass(frozen=True)
class Prepared:
    """Files of results for the kernels and the hashes of their data, or the problem with the data.

    `everything` holds the district's workspace before its as-of filter. A file may be missing: then its
    reader computes the content itself.
    """

    results: Path | None = None
    bounds: Path | None = None
    everything: Path | None = None
    files: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""


def prepare(folder: Path, root: Path, district: str, period: str, parameters: RunParameters) -> Prepared:
    """Check the data and compute what the reports show, except bounds, into `folder`."""
    from jjinvest.ledger.store import select_import
    from jjinvest.results import handover
    from jjinvest.results.results import Results

    try:
        everything, visible = select_import.load_with_ledger(
            root / "data" / district, period, parameters.as_of, parameters.tier
        )
        packed = handover.pack(Results(visible, period, parameters.seed, parameters.assumptions))
    except JJInvestError as error:  # faults of the data, or sums that would mix definitions (口径)
        return Prepared(problem=str(error))
    return Prepared(
        _put(folder, packed), everything=_put(folder, pickle.dumps(everything)), files=visible.files
    )


def prepare_bounds(
    folder: Path, root: Path, district: str, period: str, parameters: RunParameters
) -> Prepared:
    """Compute the bounds into `folder`; :func:`prepare` reports problems of the data."""
    from jjinvest.ledger.store import select_import
    from jjinvest.results import handover
    from jjinvest.results.results import Results

    try:
        _, visible = select_import.load_with_ledger(
            root / "data" / district, period, parameters.as_of, parameters.tier
        )
        packed = handover.pack_bounds(Results(visible, period, parameters.seed, parameters.assumptions))
    except JJInvestError:
        return Prepared()
    return Prepared(bounds=_put(folder, packed), files=visible.files)


def _put(folder: Path, content: bytes) -> Path | None:
    """Write a file under a unique name, so that attempts do not collide; None if the disk is full."""
    try:
        handle, name = tempfile.mkstemp(dir=folder)
    except OSError:
        return None
    path = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
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

    workspace = (
        pickle.loads(everything.read_bytes())
        if everything
        else select_import.load_with_ledger(data_folder, period, day)[0]
    )
    records = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
    write_provenance(folder, records, workspace, period, languages)
