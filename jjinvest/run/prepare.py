"""Load a district and compute its results once, in a process of its own, for every notebook of the run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from jjinvest.errors import JJInvestError, ParameterError
from jjinvest.run.parameters import RunParameters


@dataclass(frozen=True)
class Prepared:
    """Results for the kernels and the hashes of the files they came from; or the problem that stands in the way."""

    packed: bytes = field(default=b"", repr=False)
    files: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""


def prepare(root: Path, district: str, period: str, parameters: RunParameters) -> Prepared:
    """Check the data and compute everything the reports show; imports it all, so call it in a process that has."""
    from jjinvest import data, prepared
    from jjinvest.results import Results

    try:
        workspace = data.load(root / "data" / district)
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
    return Prepared(prepared.pack(results.complete()), workspace.files)
