"""Reason codes: why a method answers, or what is missing; one list that every forecast is checked against.

A forecast with another code raises an error, so no reader meets a code without words: each has a message
``term.code_<code>`` in both languages and a row in docs/forecast.md.
"""

from __future__ import annotations

from collections.abc import Iterable

FUNDS_METHODS = ("funds_by_balance", "funds_by_triangle", "funds_by_curve")
"""How the funds of signed projects are projected; nothing is missing."""
NEGOTIATIONS = ("estimates_compared", "estimates_not_compared", "endings_not_kept")
"""How amounts and chances of what is in negotiation are taken; nothing is missing."""
LEDGER = (
    "full_ledger",
    "no_ledger",
    "ledger_too_short",
    "day_outside_year",
    "not_in_ledger",
    "no_payments",
    "no_cohorts",
    *FUNDS_METHODS,
    "payments_unmatched",
    "amounts_missing",
    "origins_missing",
    "no_origins",
    "codes_repeated",
    "few_events",
    "no_negotiation_dates",
    "curve_not_fitted",
    "not_calibrated",
    "season_unknown",
    *NEGOTIATIONS,
)
SERIES = (
    "short_history",
    "fewer_than_four",
    "gaps",
    "ends_in_gap",
    "zeros",
    "negative",
    "corrections_left_out",
    "constant",
    "all_zero",
    "no_values",
    "old_part_left_out",
)
"""Reasons that :func:`jjinvest.forecasting.quarterly.forecast.forecast_quarters` gives."""
QUARTERS = (
    "quarterly_history",
    "no_quarterly_history",
    "quarters_missing",
    "quarter_in_progress",
    "months_of_quarter",
    *SERIES,
)
YEAR_TO_DATE = (
    "year_in_progress",
    "nothing_of_the_year",
    "year_to_date_not_positive",
    "year_to_date_fell",
    "within_quarter",
    "restated_parts",
    "implied_by_growth",
    "known_about",
    "earlier_year",
    "no_earlier_year",
    "no_tiers",
    "from_number",
    "from_quarters",
    "numbers_known",
    "season_of_amounts",
    "no_numbers",
    "wording_differs",
)
NEXT_YEAR = (
    "next_year",
    "one_year_of_aggregates",
    "total_and_number",
    "total_alone",
    "earlier_numbers",
    "no_annual_total",
    "no_year_with_tiers",
    "no_figure_of_basis",
    "no_deal_level_basis",
)
ANY_METHOD = (
    "already_published",
    "pooled",
    "method_with_more_data",
    "no_weight",
    "not_scored",
    "not_better_than_naive",
    "not_tested",
    "only_whole_years",
)
CODES = (*LEDGER, *QUARTERS, *YEAR_TO_DATE, *NEXT_YEAR, *ANY_METHOD)

NOT_OF_AGREED = (
    "no_payments",
    "no_cohorts",
    *FUNDS_METHODS,
    "payments_unmatched",
    "origins_missing",
    "no_origins",
)
"""Codes of a ledger that concern its funds or out-of-city projects, not the agreed amount of all projects."""


def checked(codes: Iterable[str]) -> tuple[str, ...]:
    """Return codes, each once.

    Raises
    ------
    ValueError
        If one is not in :data:`CODES`.

    Examples
    --------
    >>> checked(["gaps", "zeros", "gaps"])
    ('gaps', 'zeros')
    """
    given = tuple(dict.fromkeys(codes))
    if unknown := [code for code in given if code not in CODES]:
        raise ValueError(
            f"no such code of a forecast: {', '.join(unknown)}; add it to {__name__} with its words"
        )
    return given
