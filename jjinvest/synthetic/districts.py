"""Write synthetic districts: data, truth, published figures, typed workbooks and their imports."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pandas as pd

from jjinvest.core.errors import DataError, Problem
from jjinvest.core.private_folder import make_owner_only
from jjinvest.ledger.excel.writer import write_atomically
from jjinvest.ledger.reader.headed_columns.headers import load_spellings
from jjinvest.ledger.store.store import Store
from jjinvest.ledger.validation.validate import validate
from jjinvest.synthetic import names
from jjinvest.synthetic.parameters import Parameters
from jjinvest.synthetic.publications import folder_name, publish
from jjinvest.synthetic.simulate import SyntheticDistrict, simulate, write_parquet
from jjinvest.synthetic.workbooks import draw_style, to_xlsx, type_ledger

MAX_TYPED_PROJECTS = 5000
"""Largest district that is typed into workbooks and imported; a larger one is written as Parquet only."""
BEIJING = timezone(timedelta(hours=8))


@dataclass(frozen=True)
class WrittenDistrict:
    """Folder of a written district, and the number of its projects, payments and imports."""

    folder: Path
    projects: int
    payments: int
    imports: int


def write_districts(
    data: Path, parameters: Parameters, *, seed: int, number: int, quarters: int
) -> Iterator[WrittenDistrict]:
    """Write districts 1 to `number` into `data`, each with ledgers of the last `quarters` quarters.

    Raises
    ------
    DataError
        If a folder of that name holds other data.
    """
    for district in range(1, number + 1):
        folder = data / folder_name(district)
        _refuse_foreign(folder)
        yield _district(folder, parameters, seed=seed, district=district, quarters=quarters)


def _refuse_foreign(folder: Path) -> None:
    profile = folder / "district.yaml"
    if folder.exists() and not (profile.exists() and "synthetic: true" in profile.read_text("utf-8")):
        problem = "不是合成数据的文件夹 a folder that is not synthetic"
        raise DataError(
            [Problem(folder.as_posix(), None, None, problem, "synthetic: true", "改用 --out use --out")]
        )


def _district(
    folder: Path, parameters: Parameters, *, seed: int, district: int, quarters: int
) -> WrittenDistrict:
    make_owner_only(folder / "private")
    private = folder / "private" / "synthetic"
    if parameters.projects > MAX_TYPED_PROJECTS:
        paths = write_parquet(private, parameters, seed=seed, district=district)
        frames = [pd.read_parquet(path) for path in paths]
        district_data = SyntheticDistrict(parameters, *frames)
    else:
        district_data = simulate(parameters, seed=seed, district=district)
        for name in ("projects", "payments", "truth"):
            private.mkdir(parents=True, exist_ok=True)
            getattr(district_data, name).to_parquet(private / f"{name}.parquet", index=False)
    reference = (
        f"jjinvest synth --seed {seed} --years {parameters.last_year - parameters.first_year + 1} "
        f"--last-year {parameters.last_year} --projects {parameters.projects}"
    )
    publish(district_data, folder, district=district, reference=reference)
    imports = 0
    if parameters.projects <= MAX_TYPED_PROJECTS:
        imports = _imports(folder, district_data, seed=seed, district=district, quarters=quarters)
    return WrittenDistrict(folder, len(district_data.projects), len(district_data.payments), imports)


def _imports(
    folder: Path, district_data: SyntheticDistrict, *, seed: int, district: int, quarters: int
) -> int:
    """Type the ledgers of the last quarter ends and import them; an existing import is not repeated."""
    store = Store(folder / "private")
    style = draw_style(np.random.default_rng([seed, district, 1]), plain=district == 1)
    spellings = load_spellings(folder)
    last = pd.Period(f"{district_data.parameters.last_year}-12", "M")
    months = [last - 3 * back for back in reversed(range(quarters))]
    known = {each.month: each.sha256 for each in store.history()}
    for month in months:
        rng = np.random.default_rng([seed, district, 2, month.year, month.month])
        sheet = type_ledger(
            district_data.ledger_at(month), style, rng, month=str(month), place=names.district_zh(district)
        )
        path = folder / "private" / "incoming" / f"合成台账-{month}.xlsx"
        write_atomically(path, to_xlsx(sheet))
        if str(month) in known:
            continue
        arrived = datetime(month.year, month.month, 28, 9, tzinfo=BEIJING) + timedelta(days=8)
        result = validate(
            path, spellings, today=arrived.date(), month=(month.year, month.month), previous=store.previous
        )
        store.add(result, arrived)
    return len(store.history())
