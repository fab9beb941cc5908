"""District and period of a call: where one is left out, the error lists those that there are."""

from __future__ import annotations

from pathlib import Path

from jjinvest.analysis.frames.choices import wrong_choice
from jjinvest.core.errors import ParameterError
from jjinvest.pipeline.planning.quarters import quarters_with_data


def check_named(base: Path, district: str, period: object) -> None:
    """Refuse a call that leaves out its district or its period.

    Raises
    ------
    ParameterError
        If one is left out; the quarters of the district are listed, or of every district.
    """
    if district and period not in (None, ""):
        return
    known = quarters_by_district(base)
    if not district:
        listed = [f"{name}（{', '.join(quarters) or '—'}）" for name, quarters in known.items()]
        raise ParameterError(
            f"要写明地区和期间 a district and a period are needed\n可用 choices: {', '.join(listed) or '—'}"
        )
    if district not in known:
        raise wrong_choice("地区", "district", district, known)
    raise period_needed(district, known[district])


def period_needed(what: str, quarters: list[str]) -> ParameterError:
    """Error of a period that is left out, with the quarters that have data, latest first."""
    return ParameterError(
        f"要写明期间 a period is needed: {what}\n可用 choices: {', '.join(quarters) or '—'}"
    )


def quarters_by_district(base: Path) -> dict[str, list[str]]:
    """Quarters with data, latest first, by district of a project folder."""
    files = sorted((base / "data").glob("*/district.yaml"))
    return {path.parent.name: quarters_with_data(path.parent) for path in files}
