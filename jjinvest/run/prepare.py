"""What of a run needs the whole package, done once in a process that has imported it: results before, provenance after."""

from __future__ import annotations

import json
import pickle
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from jjinvest.errors import JJInvestError, ParameterError
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
    from jjinvest import data, prepared
    from jjinvest.results import Results

    try:
        workspace = data.load(root / "data" / district, issued_before=period)
        visible = workspace.as_of(parameters.as_of)
        if visible.figures.empty:
            first = workspace.figures["available_from"].min()
            raise ParameterError(
                f"截至 {parameters.as_of} 没有任何可见的数 nothing was published by then\n"
                f"处理 remedy: as_of 不早于 {first} / choose an as_of of {first} or later"
            )
    except JJInvestError as error:
        return Prepared(problem=str(error))
    results = Results(visible, period, parameters.seed, parameters.assumptions)
    return Prepared(prepared.pack(results), everything=pickle.dumps(workspace), files=workspace.files)


def prepare_bounds(root: Path, district: str, period: str, parameters: RunParameters) -> Prepared:
    """Compute the bounds, beside :func:`prepare`, which tells what is wrong with the data."""
    from jjinvest import data, prepared
    from jjinvest.results import Results

    try:
        workspace = data.load(root / "data" / district, issued_before=period)
    except JJInvestError:
        return Prepared()
    visible = workspace.as_of(parameters.as_of)
    if visible.figures.empty:
        return Prepared()
    results = Results(visible, period, parameters.seed, parameters.assumptions)
    return Prepared(bounds=prepared.pack_bounds(results), files=workspace.files)


def trace(folder: Path, data_folder: Path, everything: bytes, period: str, languages: Sequence[str]) -> None:
    """Write where each number of `facts.json` in `folder` comes from; without `everything` the data is read again."""
    from jjinvest import data
    from jjinvest.run.provenance import write_provenance

    workspace = pickle.loads(everything) if everything else data.load(data_folder, issued_before=period)
    records = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
    write_provenance(folder, records, workspace, period, languages)
