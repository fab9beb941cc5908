"""What can be said of a year that is not over: bounds first, then plausible ranges with their assumptions.

:func:`forecast` answers at the highest level that the data reaches (:mod:`jjinvest.forecast.levels`).
"""

from jjinvest.forecast.levels import forecast
from jjinvest.forecast.needed import large_projects_needed
from jjinvest.forecast.outcome import Outcome, Undetermined
from jjinvest.forecast.outlook import agreed_outlook, funds_outlook, out_of_city_outlook, pipeline_outlook
from jjinvest.forecast.stated import assumption_facts
from jjinvest.forecast.tier_mixture import Simulation, SizeClass, simulate, size_classes

__all__ = [
    "Outcome",
    "Simulation",
    "SizeClass",
    "Undetermined",
    "agreed_outlook",
    "assumption_facts",
    "forecast",
    "funds_outlook",
    "large_projects_needed",
    "out_of_city_outlook",
    "pipeline_outlook",
    "simulate",
    "size_classes",
]
