"""What of a run needs the whole package, done once in a process that has imported it: results before, provenance after.

That process may be a worker of a cluster, so what it computes stays in the run's folder and only its place travels.
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
    """Files that hold results for the kernels, and the hashes of the data they came from; or the problem that stands in the way.

    `everything` holds the district's workspace before its as-of filter. Without a file, whoever needs it computes for itself.
    """

    results: Path | None = None
    bounds: Path | None = None
    everything: Path | None = None
    files: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""


def prepare(folder: Path, root: Path, district: str, period: str, parameters: RunParameters) -> Prepared:
    """Check the data and compute what the reports show, but for bounds, into `folder`; call it in a process that has imported it all."""
    from jjinvest.ledger.store import select_import
    from jjinvest.results import handover
    from jjinvest.results.results import Results

    try:
        everything, visible = select_import.load_with_ledger(
            root / "data" / district, period, parameters.as_of
        )
        packed = handover.pack(Results(visible, period, parameters.seed, parameters.assumptions))
    except JJInvestError as error:  # faults of the data, and sums or ranks that would mix 口径
        return Prepared(problem=str(error))
    return Prepared(
        _put(folder, packed), everything=_put(folder, pickle.dumps(everything)), files=visible.files
    )


def prepare_bounds(
    folder: Path, root: Path, district: str, period: str, parameters: RunParameters
) -> Prepared:
    """Compute the bounds into `folder`, beside :func:`prepare`, which tells what is wrong with the data."""
    from jjinvest.ledger.store import select_import
    from jjinvest.results import handover
    from jjinvest.results.results import Results

    try:
        _, visible = select_import.load_with_ledger(root / "data" / district, period, parameters.as_of)
        packed = handover.pack_bounds(Results(visible, period, parameters.seed, parameters.assumptions))
    except JJInvestError:
        return Prepared()
    return Prepared(bounds=_put(folder, packed), files=visible.files)


def _put(folder: Path, content: bytes) -> Path | None:
    """Write a file under a name of its own, so that an attempt that was given up disturbs no other; None if there is no room."""
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
    """Write where each number of `facts.json` in `folder` comes from; without `everything` the data is read again."""
    from jjinvest.ledger.store import select_import
    from jjinvest.pipeline.publishing.provenance_page import write_provenance

    workspace = (
        pickle.loads(everything.read_bytes())
        if everything
        else select_import.load_with_ledger(data_folder, period, day)[0]
    )
    records = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
    write_provenance(folder, records, workspace, period, languages)
