"""Open the analysis of a district, or of an invented sample."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from jjinvest.analysis.analysis import Analysis
from jjinvest.analysis.frames.choices import wrong_choice
from jjinvest.analysis.named import check_named
from jjinvest.analysis.opened import COMPUTED, PREPARED, Origin
from jjinvest.core.access import TIERS
from jjinvest.core.assumptions import Assumptions
from jjinvest.core.errors import ParameterError
from jjinvest.core.project import find_root
from jjinvest.i18n.catalog import LANGUAGES
from jjinvest.pipeline.planning.parameters import DEFAULT_SEED, check_period, load_parameters
from jjinvest.pipeline.planning.quarters import quarters_with_data
from jjinvest.reporting.rehearsal import rehearsed_results
from jjinvest.results import handover, prepared
from jjinvest.results.prepared import ResultsRequest
from jjinvest.results.results import Results

if TYPE_CHECKING:
    from jjinvest.data.workspace import Workspace


def open(  # as pandas and xarray name it; used as jj.open
    district: str = "",
    period: str | int = "",
    *,
    as_of: str | int | date | None = None,
    language: str = "zh",
    seed: int | None = None,
    tier: str | None = None,
    assumptions: Mapping[str, Any] | Assumptions | None = None,
    root: str | Path | None = None,
) -> Analysis:
    """Open a district's numbers of a period: ``d = jj.open("jiangjin", "2023Q4")``.

    What is not given is as in a run of the period: from params/<period>.yaml, else from the data. Of a
    quarter that ``jj.districts()`` does not list a warning says so.

    Parameters
    ----------
    district
        Folder of data/, such as ``jiangjin``.
    period
        Quarter whose year to date is reported, such as 2023Q4; or another period: 2023, 2023H1. A year may be
        a number, and so may 20240331 as a day: papermill makes one of ``-p period 2023``. None is taken by
        itself, since a notebook would then report another quarter once newer data come: without one the
        error lists them, and without a district the districts.
    as_of
        Last day on which a figure may have become known, such as 2024-03-31; what became known later is not
        seen, nor are targets published later. By default that of params/<period>.yaml; without that file
        the day on which the last figure of the period became known. ``d.as_of`` has it.
    language
        Language of names: ``zh`` or ``en``.
    seed
        Seed of every simulation.
    tier
        Access level: ``public``, ``government`` or ``internal``; at ``public`` no unpublished target is read.
    assumptions
        Assumptions of the forecasts that differ from their defaults, by name, such as ``{"draws": 20_000}``;
        a wrong name lists them all, ``d.table("assumptions")`` has their values.
    root
        Project folder; by default the one around the working directory.

    Raises
    ------
    DataError
        If there is no such district, or its files break their contract.
    ParameterError
        If a language, access level, assumption or period is none of the known ones; the choices are listed.

    Examples
    --------
    >>> d = open("jiangjin", "2023Q4", language="en")
    >>> d.period, str(d.as_of)
    ('2023', '2024-03-31')
    """
    if language not in LANGUAGES:
        raise wrong_choice("语言", "language", language, LANGUAGES)
    if tier is not None and tier not in TIERS:
        raise wrong_choice("公开级别", "tier", tier, TIERS)
    rehearsed = rehearsed_results()
    if rehearsed is not None:
        return analysis_of(rehearsed, language)
    base = find_root() if root is None else Path(root)
    check_named(base, district, period)
    quarter = check_period(str(period))
    day, seeded, level, assumed = _settings(base, district, quarter, as_of, seed, tier, assumptions)
    folder = base / "data" / district
    request = ResultsRequest(base, district, quarter, day, seeded, assumed, level)
    results, when = handover.find_results(base, district, day, quarter, seeded, assumed, level), ""
    if results is None:
        results, when = prepared.find_results(request)
    how = PREPARED
    if results is None:
        how, results = COMPUTED, _computed(folder, quarter, day, seeded, level, assumed)
        _warn_of_no_results(folder, quarter)

    at_tier = partial(
        _at_tier, district, quarter, as_of=day, language=language, seed=seeded, assumptions=assumed, root=base
    )

    def everything() -> Workspace:
        kept: Workspace | None = prepared.read_entry(request, prepared.EVERYTHING)
        return _load(folder, quarter, day, level)[0] if kept is None else kept

    asked, again = "" if quarter == str(period) else str(period), partial(at_tier, level)
    return Analysis(results, language, Origin(how, everything, at_tier, when, asked=asked, again=again))


def _at_tier(district: str, quarter: str, tier: str, **settings: Any) -> Analysis:
    """Open a district at an access level, the rest as it is."""
    return open(district, quarter, tier=tier, **settings)


def _warn_of_no_results(folder: Path, quarter: str) -> None:
    """Say of a quarter that ``jj.districts()`` does not list that it has no results yet."""
    known = quarters_with_data(folder)
    if quarter not in known:
        warnings.warn(
            f"{folder.name} {quarter}：没有这一期的结果公布，只有目标、活动等 no results of this quarter are "
            f"known, only targets, events and the like\n可用 choices: {', '.join(known) or '—'}",
            stacklevel=3,
        )


def _settings(
    base: Path,
    district: str,
    quarter: str,
    as_of: str | int | date | None,
    seed: int | None,
    tier: str | None,
    assumptions: Mapping[str, Any] | Assumptions | None,
) -> tuple[date, int, str, Assumptions]:
    """What a run of the period would take, with what is given in its place."""
    given = None if assumptions is None else _assumptions(assumptions)
    day = None if as_of is None else _day(as_of)
    if day is not None and seed is not None and tier is not None and given is not None:
        return day, seed, tier, given
    of_run = load_parameters(base, quarter, district, as_of=None if day is None else day.isoformat())
    return (
        of_run.as_of if day is None else day,
        of_run.seed if seed is None else seed,
        of_run.tier if tier is None else tier,
        of_run.assumptions if given is None else given,
    )


def _day(as_of: str | int | date) -> date:
    try:
        return as_of if isinstance(as_of, date) else date.fromisoformat(str(as_of))
    except ValueError:
        raise ParameterError(f"日期写法不对 not a day: {as_of!r}\n应为 expected: 2024-03-31") from None


def _assumptions(given: Mapping[str, Any] | Assumptions) -> Assumptions:
    if isinstance(given, Assumptions):
        return given
    known = list(Assumptions.model_fields)
    for name in given:
        if name not in known:
            raise wrong_choice("假设", "assumption", name, known)
    try:
        return Assumptions(**dict(given))
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, f['loc']))} = {f['input']!r}: {f['msg']}" for f in error.errors()]
        raise ParameterError("假设的值不对 wrong value of an assumption\n" + "\n".join(faults)) from None


def _load(folder: Path, quarter: str, day: date, tier: str) -> tuple[Workspace, Workspace]:
    """Read a district's data, all of them and those visible; not imported where results are prepared."""
    from jjinvest.ledger.store import select_import

    return select_import.load_with_ledger(folder, quarter, day, tier)


def _computed(
    folder: Path, quarter: str, day: date, seed: int, tier: str, assumptions: Assumptions
) -> Results:
    """Results of a district, computed when they are asked for.

    Raises
    ------
    ParameterError
        If nothing of the year was known by that day; the quarters with data are listed.
    """
    _, visible = _load(folder, quarter, day, tier)
    of_year = visible.figures["period"].map(lambda period: period[:4] == quarter[:4]).astype(bool)
    if visible.ledger is None and not of_year.any():
        known = quarters_with_data(folder)
        raise wrong_choice("期间的数", f"number known on {day} of the period", quarter, known)
    return Results(visible, quarter, seed, assumptions)


def analysis_of(
    results: Results,
    language: str = "zh",
    *,
    how: str = COMPUTED,
    notes: tuple[str, ...] = (),
    again: Callable[[], Analysis] | None = None,
) -> Analysis:
    """Return the analysis of results that are in memory already.

    What was left out by the as-of date is not known of them, and they have only their own access level.
    `again` opens the same one in another process.
    """

    def at_tier(_: str) -> Analysis:
        return analysis_of(results, language, how=how, notes=notes, again=again)

    origin = Origin(how, lambda: results.workspace, at_tier, notes=notes, again=again)
    return Analysis(results, language, origin)


def load_sample(*, language: str = "zh", seed: int = DEFAULT_SEED) -> Analysis:
    """Open an invented small district with published figures and a ledger, marked as synthetic.

    Its project folder is not needed, nor is anything written.

    Parameters
    ----------
    language
        Language of names: ``zh`` or ``en``.
    seed
        Seed of the district and of every simulation.

    Examples
    --------
    >>> d = load_sample(language="en")
    >>> d.results.workspace.profile.synthetic, len(d.frame("projects_signed", by="month"))
    (True, 12)
    """
    from jjinvest.synthetic.sample import SAMPLE_QUARTER, sample_workspace

    workspace = sample_workspace(seed)
    results = Results(workspace, SAMPLE_QUARTER, seed, _assumptions({}))
    return analysis_of(results, language, again=partial(load_sample, language=language, seed=seed))
