"""True parameters of a synthetic district: hazards, distributions and shares from which it is drawn.

Hazards are per month. A project either advances or is abandoned, each with its own hazard, so the share that
advances is hazard ÷ (hazard + hazard of abandonment). The numbers are invented; the payments by age are set
near what one national fair published of its cohorts (12.6 % of the agreed amount at 1.7 months, 33 % at 12.5,
49 % at 30).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy.linalg import expm

MONTHS_OF_YEAR = 12
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Tier:
    """Projects of one size: `low` to `high` in 亿元, their share of all, the distribution of their amounts.

    Amounts follow a Pareto distribution of density x^-(exponent + 1), truncated at both ends; a share
    `at_edge` is exactly `low` (a project "of 10 亿"), a share `at_round` at the nearest multiple of `step`.
    """

    low: float
    high: float
    share: float
    exponent: float
    at_edge: float
    at_round: float
    step: float


TIERS = (
    Tier(0.05, 1, 0.30, 0.1, 0.00, 0.55, 0.05),
    Tier(1, 10, 0.49, 0.5, 0.14, 0.50, 0.5),
    Tier(10, 20, 0.085, 1.0, 0.35, 0.45, 1),
    Tier(20, 50, 0.075, 0.9, 0.25, 0.50, 1),
    Tier(50, 100, 0.040, 1.2, 0.35, 0.45, 5),
    Tier(100, 300, 0.010, 1.5, 0.40, 0.50, 10),
)


def _seasons() -> tuple[float, ...]:
    return (0.6, 0.5, 1.1, 0.9, 1.0, 1.5, 0.7, 0.8, 1.1, 0.9, 1.1, 1.8)


@dataclass(frozen=True)
class Parameters:
    """Parameters from which a district is drawn; all years from `first_year` to `last_year` are complete."""

    first_year: int = 2018
    last_year: int = 2023
    projects: int = 1500

    growth: float = 0.06
    """Yearly growth of the number of projects that enter the ledger."""
    lead_to_negotiating: float = 0.30
    lead_given_up: float = 0.06
    negotiating_to_signed: float = 0.16
    """Times the season of the calendar month."""
    negotiating_given_up: float = 0.06
    signed_to_started: float = 0.11
    signed_given_up: float = 0.008
    started_to_production: float = 0.05
    started_given_up: float = 0.002
    signing_season: tuple[float, ...] = field(default_factory=_seasons)
    """One factor a calendar month, of mean 1: signings cluster before mid-year and year end."""

    tiers: tuple[Tier, ...] = TIERS
    contract_share: float = 0.88
    """Of signed projects, those with a formal contract …"""
    contract_lag: float = 1.2
    """… this many months later on average (exponential) …"""
    contract_in_full: float = 0.45
    """… for the whole agreed amount; the others for a share of `contract_part` (beta) of it."""
    contract_part: tuple[float, float] = (8.0, 2.0)

    ultimate: float = 0.55
    """Share of the agreed amount that a project which is not abandoned pays in the end, on average."""
    development_scale: float = 10.3
    development_shape: float = 0.744
    lumpiness: float = 12.0
    """Dirichlet concentration of payments over ages: the smaller, the fewer and larger the payments."""

    sectors: Mapping[str, float] = field(
        default_factory=lambda: {"primary": 0.05, "secondary": 0.70, "tertiary": 0.25}
    )
    origins: Mapping[str, float] = field(
        default_factory=lambda: {"in_municipality": 0.36, "out_of_city": 0.58, "abroad": 0.06}
    )
    top500: float = 0.06
    without_amount: float = 0.15
    """Share of projects whose ledger shows no amount before they sign."""
    month_only: float = 0.05
    """Share of dates of which only the month is known."""
    same_investor: float = 0.03
    """Share of projects that are another one of an investor already in the ledger."""

    def __post_init__(self) -> None:
        for name in ("tiers", "sectors", "origins"):
            part = getattr(self, name)
            total = sum(part.values() if isinstance(part, Mapping) else (tier.share for tier in part))
            if abs(total - 1) > 1e-9:
                raise ValueError(f"shares of {name} add up to {total}, not 1")
        if abs(sum(self.signing_season) / MONTHS_OF_YEAR - 1) > 1e-9:
            raise ValueError("the factors of signing_season must have the mean 1")
        if not 1900 <= self.first_year <= self.last_year <= 2100 or self.projects < 1:
            raise ValueError("first_year to last_year must be years in order, projects at least 1")

    @property
    def months(self) -> int:
        """Months from January of the first year to December of the last."""
        return (self.last_year - self.first_year + 1) * MONTHS_OF_YEAR

    def development(self, months: npt.ArrayLike) -> Floats:
        """Share of its ultimate funds that a project has paid `months` after signing: 1 − exp(−(t/θ)^ω)."""
        age = np.maximum(np.asarray(months, dtype=float), 0)
        return np.asarray(-np.expm1(-((age / self.development_scale) ** self.development_shape)))

    def paid_share(self, ages: npt.ArrayLike) -> Floats:
        """Return the expected funds ÷ agreed amount of a cohort, `ages` months after the month of signing.

        Projects sign in the middle of a month on average, and pay nothing after the month in which they are
        abandoned. This is the truth with which chain-ladder factors and ultimates of a cohort are compared.
        """
        ages = np.asarray(ages, dtype=int)
        steps = np.arange(int(ages.max()) + 1)
        paying = self.surviving(np.maximum(steps - 0.5, 0))
        return np.asarray(np.cumsum(self.increments(len(steps)) * paying)[ages]) * self.ultimate

    def increments(self, number: int) -> Floats:
        """Share of the ultimate funds paid in the month of signing and in each of the following ones."""
        return np.diff(self.development(np.arange(number + 1) - 0.5))

    def surviving(self, months: npt.ArrayLike) -> Floats:
        """Probability that a signed project has not been abandoned this many months after signing."""
        out = self.signed_to_started + self.signed_given_up
        onward = self.started_to_production + self.started_given_up
        flows = np.array(
            [[-out, self.signed_to_started, 0], [0, -onward, self.started_to_production], [0, 0, 0]]
        )
        return np.array([expm(flows * age)[0].sum() for age in np.atleast_1d(np.asarray(months, float))])
