"""Frames of any district: of real bulletins with their own dimensions, and of ledgers that lack columns."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from jjinvest.analysis.analysis import Analysis
from jjinvest.analysis.ledger.measures import LEDGER_MEASURES, known_measures, ledger_dimensions
from jjinvest.analysis.opening import analysis_of
from jjinvest.core.errors import BasisError, ParameterError
from jjinvest.core.periods import run_quarter
from jjinvest.data.ledger_snapshot import LedgerState
from jjinvest.data.workspace import load_workspace
from jjinvest.results.results import Results
from jjinvest.synthetic.sample import SAMPLE_QUARTER, sample_workspace
from tests.fixtures.analyses import FEW, SEED, ledger_alone
from tests.fixtures.plain_frames import assert_works
from tests.fixtures.runs import ROOT

BULLETINS = sorted(folder.name for folder in (ROOT / "tests/data/bulletins").iterdir() if folder.is_dir())


@pytest.fixture(params=BULLETINS)
def bulletin(request, tmp_path) -> Analysis:
    folder = tmp_path / "data" / request.param
    shutil.copytree(ROOT / "tests/data/bulletins" / request.param, folder)
    workspace = load_workspace(folder)
    workspace = workspace.as_of(workspace.figures["available_from"].max())
    last = max(map(run_quarter, workspace.figures["period"]))
    return analysis_of(Results(workspace, last, SEED, FEW), "en")


def test_measures_of_a_bulletin_add_up_or_say_why_not(bulletin):
    for name in ("figures", "targets", "metrics"):
        assert_works(getattr(bulletin, name))
    counted, refusals = 0, list[str]()
    for measure in bulletin.metrics.to_dict("records"):
        ways = str(measure["by"]).split(", ") if isinstance(measure["by"], str) else []
        for by in [None, "period", *(way.split("+") for way in ways if way)]:
            try:
                frame = bulletin.frame(measure["metric"], by=by, remainder=True)
            except (ParameterError, BasisError) as error:
                refusals.append(str(error))
                continue
            assert_works(frame)
            assert len(set(frame["unit"])) == 1
            counted += 1
            if by not in (None, "period") and frame.attrs["remainder"] == "computed":
                whole = bulletin.frame(measure["metric"], unit=frame.attrs["unit"])
                assert frame["value"].sum() == pytest.approx(whole["value"].iloc[0])
    assert counted
    assert [text for text in refusals if "choices" not in text and "choose" not in text] == []


def _blank(state: LedgerState) -> LedgerState:
    names = ("sector", "origin", "chain", "park", "task_force", "channel", "top500", "light", "investor")
    return replace(state, projects=state.projects.assign(**dict.fromkeys(names, "")))


def _without_funds(state: LedgerState) -> LedgerState:
    projects = state.projects.copy()
    for name in ("contract_on", "started_on", "in_production_on", "terminated_on"):
        projects[name] = pd.Series(pd.NaT, index=projects.index).astype("datetime64[ms]")
    for name in ("contract_amount", "funds_month", "funds_ytd", "funds_to_date"):
        projects[name] = pd.array([None] * len(projects), dtype="Int64")
    return replace(state, projects=projects, payments=state.payments.iloc[:0])


def _unsigned(state: LedgerState) -> LedgerState:
    projects = state.projects[state.projects["signed_on"].isna()]
    return replace(state, projects=projects, payments=state.payments.iloc[:0])


@pytest.mark.parametrize("change", [_blank, _without_funds, _unsigned])
def test_ledgers_that_lack_something_give_plain_frames(change: Callable[[LedgerState], LedgerState]):
    workspace = ledger_alone(sample_workspace(SEED))
    state = change(workspace.ledger)
    d = analysis_of(Results(replace(workspace, ledger=state), SAMPLE_QUARTER, SEED, FEW))
    assert_works(d.ledger)
    assert_works(d.payments)
    known = known_measures(state)
    for metric in set(LEDGER_MEASURES) - set(known):
        with pytest.raises(ParameterError, match="projects_signed"):
            d.frame(metric, period="all")
    for metric in known:
        total = d.frame(metric, period="all")["value"].sum()
        for by in ("month", *ledger_dimensions(state), ["half", "origin"]):
            frame = d.frame(metric, by=by, period="all")
            assert_works(frame)
            assert frame["value"].sum() == pytest.approx(total)
