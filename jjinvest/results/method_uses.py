"""How each method is used for the agreed amount ahead, with the reasons."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from jjinvest.forecasting.distribution import ForecastDistribution, Unavailable
from jjinvest.forecasting.reason_codes import NOT_OF_AGREED

MIN_WEIGHT = 0.0005
"""Weight from which a method counts as part of the ensemble; a smaller one is displayed as 0 %."""


@dataclass(frozen=True)
class MethodUse:
    """How one method is used for the agreed amount ahead.

    Parameters
    ----------
    use
        ``shown``, ``pooled``, ``unused`` (it can answer) or ``none`` (it cannot).
    reasons
        Reason codes (:mod:`jjinvest.forecasting.reason_codes`).
    """

    method: str
    use: str
    reasons: tuple[str, ...]


def uses_of(
    predictions: Mapping[str, ForecastDistribution | Unavailable],
    weights: Mapping[str, float],
    judged: Collection[str],
    shown: ForecastDistribution | None,
    undecided: Collection[str] = (),
) -> tuple[MethodUse, ...]:
    """How each method is used, in the order of the predictions.

    Parameters
    ----------
    weights
        Weight of each method in the ensemble; empty where no method beats the naive one.
    judged
        Methods that past years or the benchmark can judge.
    shown
        The forecast that the pages show.
    undecided
        Methods judged of which no test says whether they beat the naive one.
    """
    names = list(predictions)
    first = len(names) if shown is None or weights else names.index(shown.method)
    uses = list[MethodUse]()
    for place, (name, prediction) in enumerate(predictions.items()):
        if isinstance(prediction, Unavailable):
            use, reasons = "none", prediction.missing
        elif place == first:
            use, reasons = "shown", prediction.reasons
        elif name in weights:
            earned = weights[name] >= MIN_WEIGHT
            use, reasons = ("pooled", prediction.reasons) if earned else ("unused", ("no_weight",))
        else:
            code = _why_unused(weights, name in judged, place > first)
            undecided_here = code == "not_better_than_naive" and name in undecided
            use, reasons = "unused", ("not_tested" if undecided_here else code,)
        uses.append(MethodUse(name, use, tuple(code for code in reasons if code not in NOT_OF_AGREED)))
    above = {code for each in uses[:first] for code in each.reasons}  # listed in the rows above
    return tuple(
        replace(each, reasons=tuple(code for code in each.reasons if code not in above))
        if each.use == "shown"
        else each
        for each in uses
    )


def _why_unused(weights: Mapping[str, float], judged: bool, shown_before: bool) -> str:
    """Reason code of a method that answers and is not used."""
    if weights and not judged:
        return "not_scored"
    if shown_before:
        return "method_with_more_data"
    return "not_better_than_naive" if judged else "only_whole_years"
