"""What of a run needs the whole package, done once in a process that has imported it: results before, provenance after."""

from __future__ import annotations

import json
import pickle
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from jjinvest.errors import JJInvestError
from jjinvest.run.parameters import RunParameters


@dataclass(frozen=True)
class Prepared:
    """Results for the kernels and the hashes of the files they came from; or the problem that stands in the way.

    `everything` is the district's workspace before its as-of filter.
    """

    packed: bytes = field(default=b"", repr=False)
    bounds: bytes = field(default=b"", repr=False)
    everything: bytes = field(default=b"", repr=False)
    files: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""


def prepare(root: Path, district: str, period: str, parameters: RunParameters) -> Prepared:
    """Check the data and compute what the reports show, but for bounds; call it in a process that has imported it all."""
    from jjinvest import prepared
    from jjinvest.ledger import in_force
    from jjinvest.results import Results

    try:
        everything, visible = in_force.load(root / "data" / district, period, parameters.as_of)
    except JJInvestError as error:
        return Prepared(problem=str(error))
    results = Results(visible, period, parameters.seed, parameters.assumptions)
    return Prepared(prepared.pack(results), everything=pickle.dumps(everything), files=visible.files)


def prepare_bounds(root: Path, district: str, period: str, parameters: RunParameters) -> Prepared:
    """Compute the bounds, beside :func:`prepare`, which tells what is wrong with the data."""
    from jjinvest import prepared
    from jjinvest.ledger import in_force
    from jjinvest.results import Results

    try:
        _, visible = in_force.load(root / "data" / district, period, parameters.as_of)
    except JJInvestError:
        return Prepared()
    results = Results(visible, period, parameters.seed, parameters.assumptions)
    return Prepared(bounds=prepared.pack_bounds(results), files=visible.files)


def trace(
    folder: Path, data_folder: Path, everything: bytes, period: str, day: date, languages: Sequence[str]
) -> None:
    """Write where each number of `facts.json` in `folder` comes from; without `everything` the data is read again."""
    from jjinvest.ledger import in_force
    from jjinvest.run.provenance import write_provenance

    workspace = pickle.loads(everything) if everything else in_force.load(data_folder, period, day)[0]
    records = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
    write_provenance(folder, records, workspace, period, languages)
