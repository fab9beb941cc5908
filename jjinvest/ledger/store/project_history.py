"""Dated stages of the projects of a district, from all imports that a report may use."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pandas as pd

from jjinvest.data import access_log
from jjinvest.data.import_list import in_order_of_months
from jjinvest.ledger.store.stage_log import stage_log
from jjinvest.ledger.store.store import Store


def project_history(folder: Path, until: int) -> pd.DataFrame:
    """Return the stage log of every project up to an import (:func:`stage_log`), with the month of each.

    Parameters
    ----------
    folder
        The district's folder, data/<district>.
    until
        Number of the import that the report rests on; later ones and those of later months are not read.

    Returns
    -------
    pandas.DataFrame
        The columns of :func:`stage_log` and `month`: that of the import, such as 2023-12, or empty.

    Raises
    ------
    DataError
        If an import is missing or was changed.
    """
    store = Store(folder / "private")
    known = [each for each in store.history() if each.number <= until]
    month = known[-1].month if known else ""
    used = in_order_of_months([each for each in known if not month or each.month <= month])
    frames = [(each.number, store.frame(each.number)) for each in used]
    access_log.log_read(
        {
            f"{folder.name}/private/{each.ledger}": hashlib.sha256(
                (store.folder / each.ledger).read_bytes()
            ).hexdigest()
            for each in used
        }
    )
    log, months = stage_log(frames), {each.number: each.month or "" for each in used}
    return log.assign(month=[months[int(number)] for number in log["number"]])
