"""The command explain: where a number comes from, read from the prepared results of a run where they hold."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jjinvest.cli import options

if TYPE_CHECKING:
    from jjinvest.core.facts import Fact
    from jjinvest.reporting.register import Register
    from jjinvest.results.prepared import ResultsRequest
    from jjinvest.results.results import Results


@click.command()
@click.argument("fact_id")
@options.district
@click.option(
    "--period",
    default=None,
    help="哪一期，默认自最近一期找起 which period [default: searched from the latest]",
)
@options.language
@options.root
def explain(fact_id: str, district: str, period: str | None, language: str, root: Path) -> None:
    """说明一个数的来历。Explain where a number comes from.

    FACT_ID 见 facts.json，或在页面上指着一个数时显示的编号
    as in facts.json, or as shown when pointing at a number.
    """
    from jjinvest.i18n.formatting import Vocabulary
    from jjinvest.pipeline.planning.parameters import check_period
    from jjinvest.pipeline.planning.quarters import reported_quarters
    from jjinvest.reporting.provenance import explain_fact

    options.existing_district(root / "data" / district)
    periods = [check_period(period)] if period else reported_quarters(root, district)
    fact, register = prepared_fact(root, district, periods, fact_id) or computed_fact(
        root, district, periods, fact_id
    )
    click.echo(explain_fact(fact, register, Vocabulary(language, register.labels[language])))


def prepared_fact(
    root: Path, district: str, periods: Sequence[str], fact_id: str
) -> tuple[Fact, Register] | None:
    """Find a number in the prepared results of the first quarter that has it, without pandas.

    None if a quarter before it has no valid prepared results: it may have the number, if computed.
    """
    from jjinvest.results.prepared import BOUNDS, REGISTER, read_entry, read_index

    for period in periods:
        request = _request(root, district, period)
        index, register = read_index(request), read_entry(request, REGISTER)
        if index is None or register is None:
            return None
        fact = index.get(fact_id)
        if fact is None:
            groups = read_entry(request, BOUNDS)
            if groups is None:
                return None
            fact = index.get(
                fact_id, {name: each for group in groups.values() for name, each in group.items()}
            )
        if fact is not None:
            return fact, register
    return None


def computed_fact(root: Path, district: str, periods: Sequence[str], fact_id: str) -> tuple[Fact, Register]:
    """Compute the quarters in turn until one has the number.

    Raises
    ------
    UnknownFactError
        If none has it; the nearest ids of the first quarter with data are listed.
    ParameterError, DataError
        If there is nothing to compute from.
    """
    from jjinvest.core.errors import ParameterError, UnknownFactError
    from jjinvest.ledger.store import select_import
    from jjinvest.reporting.register import Register
    from jjinvest.results.results import Results

    first: Results | None = None
    for period in periods:
        request = _request(root, district, period)
        try:
            everything, visible = select_import.load_with_ledger(
                root / "data" / district, period, request.as_of, request.tier
            )
        except ParameterError:
            if period == periods[-1] and first is None:
                raise
            continue
        results = Results(visible, period, request.seed, request.assumptions)
        first = results if first is None else first
        fact = results.get(fact_id)
        if fact is not None:
            return fact, Register.of(everything, period)
    if first is None:
        raise UnknownFactError("没有可报告的期间 there is no period to report")
    raise first.unknown(fact_id)


def _request(root: Path, district: str, period: str) -> ResultsRequest:
    from jjinvest.pipeline.planning.parameters import load_parameters
    from jjinvest.results.prepared import ResultsRequest

    parameters = load_parameters(root, period, district)
    return ResultsRequest(
        root, district, period, parameters.as_of, parameters.seed, parameters.assumptions, parameters.tier
    )
