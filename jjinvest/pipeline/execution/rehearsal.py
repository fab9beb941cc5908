"""Rehearsal: build the data of every page of a period in this process, and list what will be left out.

The cells of the notebooks are executed one after the other as the kernel would, without drawing charts and
without publishing anything. As in a run, a second process computes the bounds meanwhile.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jjinvest.core.errors import JJInvestError
from jjinvest.core.plain_text import words_of_error
from jjinvest.pipeline.execution.ahead import Ahead
from jjinvest.pipeline.planning.parameters import RunParameters

if TYPE_CHECKING:
    from jjinvest.results.results import Results


@dataclass(frozen=True)
class LeftOut:
    """Part of a page that will not be shown, in both languages."""

    page: str
    section: str
    zh: str
    en: str

    def as_data(self) -> dict[str, str]:
        """Plain data."""
        return {"page": self.page, "section": self.section, "zh": self.zh, "en": self.en}


@dataclass(frozen=True)
class Rehearsal:
    """What the pages of a period (a quarter) will leave out, and the faults that would make the run fail."""

    period: str
    left_out: tuple[LeftOut, ...]
    faults: tuple[str, ...]


def rehearse(notebooks: Path, folder: Path, run_period: str, parameters: RunParameters) -> Rehearsal:
    """Build every page of a period from a district's folder.

    Parameters
    ----------
    notebooks
        Folder of the notebooks.
    folder
        The district's folder.
    """
    from jjinvest.ledger.store import select_import
    from jjinvest.results.handover import AwaitedResults, bounds_of
    from jjinvest.results.results import Results

    known = _prepared(notebooks.parent, folder, run_period, parameters)
    if known is not None:
        return _rehearse_pages(notebooks, known, parameters)
    try:
        _, visible = select_import.load_with_ledger(folder, run_period, parameters.as_of, parameters.tier)
        results = Results(visible, run_period, parameters.seed, parameters.assumptions)
    except JJInvestError as error:
        return Rehearsal(run_period, (), (str(error),))
    with Ahead(partial(bounds_of, results), patience=parameters.notebook_timeout) as ahead:
        awaited = AwaitedResults(
            visible, run_period, parameters.seed, parameters.assumptions, await_bounds=ahead.result
        )
        return _rehearse_pages(notebooks, awaited, parameters)


def _prepared(root: Path, folder: Path, run_period: str, parameters: RunParameters) -> Results | None:
    """Return the results with bounds that a run of the project folder has prepared, if they still hold."""
    from jjinvest.results.handover import BOUNDS
    from jjinvest.results.prepared import ResultsRequest, find_results

    district = folder.resolve().name
    if folder.resolve() != (root / "data" / district).resolve():
        return None
    request = ResultsRequest(
        root,
        district,
        run_period,
        parameters.as_of,
        parameters.seed,
        parameters.assumptions,
        parameters.tier,
    )
    results, _ = find_results(request)
    return results if results is not None and all(name in results.__dict__ for name in BOUNDS) else None


def _rehearse_pages(notebooks: Path, results: Results, parameters: RunParameters) -> Rehearsal:
    left_out: dict[tuple[str, str], dict[str, str]] = {}
    faults = list[str]()
    for language in ("zh", "en"):
        for path in sorted(notebooks.glob("[0-9][0-9]_*.ipynb")):
            try:
                for section, title in _sections_left_out(path, results, parameters, language):
                    left_out.setdefault((path.stem, section), {})[language] = title
            except Exception as error:  # whatever a cell raises would make the run fail
                faults.append(f"{path.name} ({language}): {words_of_error(error)}")
    return Rehearsal(
        results.run_period,
        tuple(
            LeftOut(page, section, titles.get("zh", section), titles.get("en", section))
            for (page, section), titles in left_out.items()
        ),
        tuple(faults),
    )


def _sections_left_out(
    path: Path, results: Results, parameters: RunParameters, language: str
) -> Iterator[tuple[str, str]]:
    """Execute the cells of a notebook; return key and title of the sections that have no content."""
    from jjinvest.reporting.rehearsal import rehearsing
    from jjinvest.reporting.report import Report

    values: Mapping[str, Any] = {
        "district": results.workspace.district,
        "period": results.run_period,
        "as_of": parameters.as_of.isoformat(),
        "language": language,
        "seed": parameters.seed,
        "tier": parameters.tier,
        "assumptions": parameters.assumptions.model_dump(mode="json", exclude_defaults=True),
    }
    namespace: dict[str, Any] = {"__name__": "__main__"}
    with rehearsing(results):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] != "code":
                continue
            exec(compile("".join(cell["source"]), path.name, "exec"), namespace)
            if "parameters" in cell["metadata"].get("tags", []):
                namespace.update(values)
    report = namespace.get("report")
    if isinstance(report, Report):
        yield from report.left_out()
