"""Draw the projects and payments of a synthetic district, block by block, from known parameters.

Each block of 2^16 projects has a random stream of its own, named by seed, district and block: a district is
the same however many others are made, and a million projects written block by block need the memory of one
block.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from jjinvest.core.quantity import YI
from jjinvest.ledger.validation.result import STORED_FIELDS
from jjinvest.synthetic import names
from jjinvest.synthetic.names import texts
from jjinvest.synthetic.parameters import MONTHS_OF_YEAR, Floats, Parameters
from jjinvest.synthetic.snapshots import COURSE, ledger_at, lights, month_only_texts, stages

BLOCK_SIZE = 1 << 16
AMOUNT_UNIT = 10_000  # amounts are whole 万元, so that no unit of a workbook rounds them
FIRST_ROW = 3  # below a title and the headers
Ints = npt.NDArray[np.int64]
Days = npt.NDArray[np.datetime64]


@dataclass(frozen=True)
class SyntheticDistrict:
    """A synthetic district.

    `projects` is the ledger at the end of the last year, in the columns and types of
    :meth:`jjinvest.ledger.validation.result.ValidationResult.frame`. `payments`: project_code, month (its
    first day), amount (元). `truth`, one row a project in the same order: project_code, entered_on, tier (its
    place in the parameters' tiers), ultimate_share and ultimate_funds (元) which it would pay if it were
    never abandoned.
    """

    parameters: Parameters
    projects: pd.DataFrame
    payments: pd.DataFrame
    truth: pd.DataFrame

    def ledger_at(self, month: str | pd.Timestamp | pd.Period) -> pd.DataFrame:
        """Return the ledger at the end of a month (:func:`jjinvest.synthetic.snapshots.ledger_at`)."""
        return ledger_at(self.projects, self.payments, month, entered=self.truth["entered_on"])


def simulate(parameters: Parameters | None = None, *, seed: int, district: int = 1) -> SyntheticDistrict:
    """Draw a district; the same parameters, seed and number give the same frames.

    Examples
    --------
    >>> district = simulate(Parameters(projects=20), seed=1)
    >>> len(district.projects), bool(district.payments["amount"].gt(0).all())
    (20, True)
    """
    drawn_from = parameters or Parameters()
    parts = list(blocks(drawn_from, seed=seed, district=district))
    frames = [pd.concat(part, ignore_index=True) for part in zip(*parts, strict=True)]
    return SyntheticDistrict(drawn_from, *frames)


def write_parquet(
    folder: Path, parameters: Parameters, *, seed: int, district: int = 1
) -> tuple[Path, Path, Path]:
    """Write projects, payments and truth as Parquet files, holding one block in memory at a time."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = folder / "projects.parquet", folder / "payments.parquet", folder / "truth.parquet"
    writers: list[pq.ParquetWriter] = []
    try:
        for part in blocks(parameters, seed=seed, district=district):
            tables = [pa.Table.from_pandas(frame, preserve_index=False) for frame in part]
            if not writers:
                writers += [
                    pq.ParquetWriter(path, table.schema, compression="zstd")
                    for path, table in zip(paths, tables, strict=True)
                ]
            for writer, table in zip(writers, tables, strict=True):
                writer.write_table(table)
    finally:
        for writer in writers:
            writer.close()
    return paths


def blocks(
    parameters: Parameters, *, seed: int, district: int = 1
) -> Iterator[tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]]:
    """Yield projects, payments and truth of each block."""
    for start in range(0, parameters.projects, BLOCK_SIZE):
        rng = np.random.default_rng([seed, district, start // BLOCK_SIZE])
        number = min(BLOCK_SIZE, parameters.projects - start)
        yield _block(replace(parameters, projects=number), rng, f"SYN{district:02d}", start)


def _block(
    parameters: Parameters, rng: np.random.Generator, prefix: str, start: int
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    numbers = np.arange(start, start + parameters.projects)
    times = _course(parameters, rng)
    dates, month_only = _dates(parameters, rng, times)
    tier, agreed = _amounts(parameters, rng)
    signed = np.isfinite(times["signed_on"])
    contracted = np.isfinite(times["contract_on"])
    years = parameters.first_year + (times["entered_on"] // MONTHS_OF_YEAR).astype("int64")
    code = names.codes(prefix, years, numbers + 1)
    share, paid = _payments(parameters, rng, times, agreed)
    words = _words(parameters, rng, numbers, tier)

    known = signed | (rng.random(parameters.projects) >= parameters.without_amount)
    contract = _contracts(parameters, rng, agreed)
    past = {name: ~np.isnat(dates[name]) for name in COURSE}
    columns: dict[str, object] = {
        "key": texts(code),
        "row": numbers + FIRST_ROW,
        "project_code": texts(code),
        **{name: texts(array) for name, array in words.items()},
        **{name: pd.Series(days) for name, days in dates.items()},
        "stage": stages(past),
        "agreed_amount": _blank(agreed, known),
        "contract_amount": _blank(contract, contracted),
        "terminated_reason": texts(
            pc.if_else(
                pa.array(past["terminated_on"]), words["terminated_reason"], pa.scalar("", pa.large_string())
            )
        ),
        "note": texts(pa.array([""] * parameters.projects, pa.large_string())),
        "month_only": month_only_texts(month_only),
    }
    payments, sums = _funds(parameters, times, code, paid)
    columns |= {name: _blank(each, signed) for name, each in sums.items()}
    projects = pd.DataFrame(
        {name: columns.get(name, "") for name in ("key", "row", *STORED_FIELDS, "month_only")}
    )
    last_day = np.datetime64(f"{parameters.last_year + 1}-01-01") - np.timedelta64(1, "D")
    projects["light"] = lights(projects, last_day)
    truth = pd.DataFrame(
        {
            "project_code": texts(code),
            "entered_on": _days(parameters, times["entered_on"]),
            "tier": tier,
            "ultimate_share": share,
            "ultimate_funds": (share * agreed).astype("int64"),
        }
    )
    return projects, payments, truth


def _contracts(parameters: Parameters, rng: np.random.Generator, agreed: Ints) -> Ints:
    """Amounts of contracts: that agreed, or a part of it in round numbers."""
    part = np.where(
        rng.random(parameters.projects) < parameters.contract_in_full,
        1,
        rng.beta(*parameters.contract_part, parameters.projects),
    )
    step = 100 * AMOUNT_UNIT
    contract = np.maximum((agreed * part).astype("int64") // step * step, AMOUNT_UNIT)
    return np.where(part == 1, agreed, np.minimum(contract, agreed))


def _funds(
    parameters: Parameters, times: dict[str, Floats], code: pa.Array, paid: tuple[Ints, Ints, Ints]
) -> tuple[pd.DataFrame, dict[str, Ints]]:
    """Payments by project and month, and their sums of the last month, the last year and to date."""
    project, age, amount = paid
    month = times["signed_on"][project].astype("int64") + age
    months = np.datetime64(f"{parameters.first_year}-01", "M") + month
    payments = pd.DataFrame(
        {
            "project_code": texts(pc.take(code, pa.array(project))),
            "month": months.astype("datetime64[ms]"),
            "amount": amount,
        }
    )
    spans = {
        "funds_month": month == parameters.months - 1,
        "funds_ytd": month >= parameters.months - MONTHS_OF_YEAR,
        "funds_to_date": month >= 0,
    }
    sums = {
        name: np.bincount(project[chosen], amount[chosen], minlength=parameters.projects).astype("int64")
        for name, chosen in spans.items()
    }
    return payments, sums


def _course(parameters: Parameters, rng: np.random.Generator) -> dict[str, Floats]:
    """Months since the start at which each project reached each step; infinite if not within the period."""
    number, end = parameters.projects, float(parameters.months)
    edges = np.arange(parameters.months + 1.0)
    entered = np.sort(
        np.interp(
            rng.random(number), _cumulated((1 + parameters.growth) ** (edges[:-1] / 12), share=True), edges
        )
    )

    def wait(since: Floats, hazard: float) -> Floats:
        return since + rng.exponential(1 / hazard, number) if hazard else np.full(number, np.inf)

    def first(step: Floats, given_up: Floats, reached: Floats) -> tuple[Floats, Floats]:
        return _first(step, given_up, np.isfinite(reached), end)

    negotiated, dropped_lead = first(
        wait(entered, parameters.lead_to_negotiating), wait(entered, parameters.lead_given_up), entered
    )
    # signing hazards vary by calendar month: time runs as the cumulated hazard does
    clock = _cumulated(
        np.tile(parameters.signing_season, parameters.months // 12) * parameters.negotiating_to_signed
    )
    at = np.interp(np.minimum(negotiated, end), edges, clock) + rng.exponential(1, number)
    signs = np.interp(at, clock, edges, right=np.inf)
    signed, dropped_talks = first(signs, wait(negotiated, parameters.negotiating_given_up), negotiated)
    started, dropped_signed = first(
        wait(signed, parameters.signed_to_started), wait(signed, parameters.signed_given_up), signed
    )
    produced, dropped_started = first(
        wait(started, parameters.started_to_production), wait(started, parameters.started_given_up), started
    )
    contract = np.minimum(
        wait(signed, 1 / parameters.contract_lag), started
    )  # nobody builds before the formal contract
    over = np.minimum.reduce([dropped_lead, dropped_talks, dropped_signed, dropped_started])
    kept = (rng.random(number) < parameters.contract_share) & (contract < np.minimum(over, end))
    return {
        "entered_on": entered,
        "negotiated_on": negotiated,
        "signed_on": signed,
        "contract_on": np.where(kept, contract, np.inf),
        "started_on": started,
        "in_production_on": produced,
        "terminated_on": over,
    }


def _first(
    step: Floats, given_up: Floats, possible: npt.NDArray[np.bool_], end: float
) -> tuple[Floats, Floats]:
    """Month of a step or of abandonment, whichever comes first before the end; the other is infinite."""
    return (
        np.where(possible & (step <= given_up) & (step < end), step, np.inf),
        np.where(possible & (given_up < step) & (given_up < end), given_up, np.inf),
    )


def _cumulated(rates: npt.ArrayLike, *, share: bool = False) -> Floats:
    cumulated = np.concatenate([[0.0], np.cumsum(np.asarray(rates, dtype=float))])
    return cumulated / cumulated[-1] if share else cumulated


def _dates(
    parameters: Parameters, rng: np.random.Generator, times: dict[str, Floats]
) -> tuple[dict[str, Days], Ints]:
    """Return the dates of a ledger, and as bits those known by month only (the month's first day)."""
    dates, bits = {}, np.zeros(parameters.projects, dtype="int64")
    for place, name in enumerate(COURSE):
        days = _days(parameters, times[name])
        rough = (rng.random(parameters.projects) < parameters.month_only) & ~np.isnat(days)
        bits |= rough.astype("int64") << place
        dates[name] = np.where(rough, days.astype("datetime64[M]").astype("datetime64[ms]"), days)
    return dates, bits


def _days(parameters: Parameters, months: Floats) -> Days:
    """Return the day within the month that each fraction of a month stands for; not a time where infinite."""
    finite = np.isfinite(months)
    filled = np.where(finite, months, 0)
    month = np.floor(filled).astype("int64")
    first = np.datetime64(f"{parameters.first_year}-01", "M") + month
    length = ((first + 1).astype("datetime64[D]") - first.astype("datetime64[D]")).astype("int64")
    days = first.astype("datetime64[D]") + ((filled - month) * length).astype("int64")
    return np.where(finite, days.astype("datetime64[ms]"), np.datetime64("NaT", "ms"))


def _amounts(parameters: Parameters, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Return each project's tier and agreed amount in 元.

    Amounts follow a truncated Pareto distribution with heaps at the tier's edge and at round numbers.
    """
    number = parameters.projects
    tier = rng.choice(len(parameters.tiers), number, p=[each.share for each in parameters.tiers])
    low, high, exponent, at_edge, at_round, step = np.array(
        [(t.low, t.high, t.exponent, t.at_edge, t.at_round, t.step) for t in parameters.tiers]
    )[tier].T
    ratio = (high / low) ** -exponent
    drawn = low * (1 - rng.random(number) * (1 - ratio)) ** (-1 / exponent)
    heap = rng.random(number)
    rounded = np.maximum(np.round(drawn / step) * step, low)
    drawn = np.where(heap < at_edge, low, np.where(heap < at_edge + at_round, rounded, drawn))
    below = np.where(drawn >= high, high - step, drawn)  # what rounds up to the next tier stays in its own
    amounts = np.round(below * YI / AMOUNT_UNIT).astype("int64") * AMOUNT_UNIT
    return tier.astype("int64"), np.clip(amounts, np.round(low * YI).astype("int64"), None)


def _payments(
    parameters: Parameters, rng: np.random.Generator, times: dict[str, Floats], agreed: Ints
) -> tuple[Floats, tuple[Ints, Ints, Ints]]:
    """Return the ultimate share of each project, and payments as project position, age in months and amount.

    What is paid at each age, and what is still to come, share the ultimate by a Dirichlet distribution around
    the development curve: so the mean is the curve, payments come in lumps, and no total exceeds the
    ultimate. Payments are whole units of about a thousandth of the agreed amount; what does not fill one
    waits for the next.
    """
    share = rng.beta(8 * parameters.ultimate, 8 * (1 - parameters.ultimate), parameters.projects)
    signed = np.flatnonzero(np.isfinite(times["signed_on"]))
    since = times["signed_on"][signed].astype("int64")
    number = np.minimum(times["terminated_on"][signed], parameters.months - 1).astype("int64") - since + 1
    ends = np.cumsum(number)
    row = np.repeat(np.arange(len(signed)), number)  # one entry a project and month until its last
    age = np.arange(len(row)) - (ends - number)[row]
    cumulated = np.cumsum(
        rng.standard_gamma(parameters.lumpiness * parameters.increments(parameters.months)[age])
    )
    cumulated -= np.concatenate([[0.0], cumulated])[ends - number][row]
    left = parameters.lumpiness * (1 - parameters.development(number - 0.5))
    total = cumulated[ends - 1] + rng.standard_gamma(left)
    unit = np.maximum(10.0 ** np.floor(np.log10(agreed[signed] / 500)), AMOUNT_UNIT).astype("int64")
    steps = (cumulated * (share[signed] * agreed[signed] / total / unit)[row]).astype("int64")
    amounts = np.diff(steps, prepend=0)
    amounts[ends - number] = steps[ends - number]
    paid = np.flatnonzero(amounts)
    return share, (signed[row[paid]], age[paid], (amounts * unit[row])[paid])


def _words(
    parameters: Parameters, rng: np.random.Generator, numbers: Ints, tier: Ints
) -> dict[str, pa.Array]:
    """Return the columns of words: who, what, where, by whom; amounts and dates do not depend on them."""
    number = parameters.projects
    weights = np.array([parameters.sectors.get(chain.sector, 0) * chain.share for chain in names.CHAINS])
    chain = rng.choice(len(weights), number, p=weights / weights.sum())
    again = (numbers % 2 == 1) & (rng.random(number) < 2 * parameters.same_investor)
    brand = names.brands(np.where(again, numbers - 1, numbers))
    sizes = np.array([len(each.products) for each in names.CHAINS])
    before = np.cumsum(sizes) - sizes
    product = before[chain] + (rng.random(number) * sizes[chain]).astype("int64")
    kind = rng.integers(len(names.KINDS), size=number)
    form = _like_base(rng.integers(len(names.FORMS), size=number), again)
    place = _like_base(rng.integers(len(names.PLACES), size=number), again)
    # another project of the same investor differs from the one before it in product or kind
    same = again & (product == np.roll(product, 1)) & (kind == np.roll(kind, 1))
    kind = np.where(same, (kind + 1) % len(names.KINDS), kind)
    products = tuple(word for each in names.CHAINS for word in each.products)
    park, channel = (
        names.chosen(tuple(w for w, _ in table), rng.choice(len(table), number, p=[s for _, s in table]))
        for table in (names.PARKS, names.CHANNELS)
    )
    origin = _like_base(
        rng.choice(len(parameters.origins), number, p=list(parameters.origins.values())), again
    )
    top = rng.random(number) < parameters.top500 * np.where(tier >= 2, 3, 0.6)
    reason = rng.integers(len(names.REASONS), size=number)
    unit = np.array([{"primary": 2, "secondary": 1, "tertiary": 3}[each.sector] for each in names.CHAINS])
    unit = np.where(rng.random(number) < 0.3, 0, unit[chain])
    return {
        "project_name": names.joined(
            brand, names.chosen(products, product), names.chosen(names.KINDS, kind), "项目"
        ),
        "investor": names.joined(names.chosen(names.PLACES, place), brand, names.chosen(names.FORMS, form)),
        "origin": names.chosen(tuple(parameters.origins), origin),
        "sector": names.chosen(tuple(each.sector for each in names.CHAINS), chain),
        "chain": names.chosen(tuple(each.zh for each in names.CHAINS), chain),
        "task_force": names.chosen(tuple(each.task_force for each in names.CHAINS), chain),
        "channel": channel,
        "park": park,
        "top500": names.chosen(("no", "yes"), top.astype("int64")),
        "terminated_reason": names.chosen(names.REASONS, reason),
        "unit_in_charge": names.chosen(names.UNITS_IN_CHARGE, unit),
    }


def _like_base(drawn: Ints, again: npt.NDArray[np.bool_]) -> Ints:
    """Give a further project of an investor the value of the project before it."""
    return np.where(again, np.roll(drawn, 1), drawn)


def _blank(amounts: Ints, known: npt.NDArray[np.bool_]) -> pd.Series:
    return pd.Series(pd.arrays.IntegerArray(amounts.astype("int64"), ~known))
