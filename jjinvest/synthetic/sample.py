"""A small synthetic district with published figures and a ledger, made in memory for tutorials and trials."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path

from jjinvest.data.ledger_snapshot import LedgerState
from jjinvest.data.workspace import Workspace, load_workspace
from jjinvest.ledger.store.select_import import with_label_keys
from jjinvest.synthetic.parameters import Parameters
from jjinvest.synthetic.publications import publish
from jjinvest.synthetic.simulate import simulate

SAMPLE_QUARTER, SAMPLE_DAY, SAMPLE_DISTRICT = "2023Q4", date(2024, 3, 31), "sample"
SAMPLE_PARAMETERS = Parameters(first_year=2019, projects=400)


def sample_workspace(seed: int) -> Workspace:
    """Return the data of a synthetic district, as of :data:`SAMPLE_DAY`, with its ledger.

    Examples
    --------
    >>> workspace = sample_workspace(1)
    >>> workspace.profile.synthetic, workspace.ledger.number
    (True, 1)
    """
    simulation = simulate(SAMPLE_PARAMETERS, seed=seed)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / SAMPLE_DISTRICT
        folder.mkdir()
        publish(simulation, folder, district=1, reference="jj.load_sample()")
        visible = load_workspace(folder).as_of(SAMPLE_DAY)
    projects, labels = with_label_keys(
        simulation.ledger_at(f"{SAMPLE_PARAMETERS.last_year}-12"), visible.labels
    )
    state = LedgerState(
        number=1,
        file="",
        sha256="",
        stands_on=date(SAMPLE_PARAMETERS.last_year, 12, 31),
        imported_on=date(SAMPLE_PARAMETERS.last_year + 1, 1, 8),
        left_out=0,
        left_out_agreed_amount=0,
        projects=projects,
        payments=simulation.payments.assign(since=simulation.payments["month"]),
        funds_known_from=date(SAMPLE_PARAMETERS.first_year, 1, 1),
    )
    labels.loc[state.source] = {"zh": "合成台账", "en": "synthetic ledger"}
    return replace(visible, ledger=state, labels=labels)
