"""What can be said of a year that is not over: bounds first, then plausible ranges with their assumptions.

Level L0: only published aggregates of one year are there; no time-series model.
"""

from jjinvest.forecast.needed import large_projects_needed
from jjinvest.forecast.outlook import agreed_outlook, funds_outlook, out_of_city_outlook, pipeline_outlook
from jjinvest.forecast.tier_mixture import Simulation, SizeClass, simulate, size_classes
from jjinvest.forecast.year_end import year_end_outlook

__all__ = [
    "Simulation",
    "SizeClass",
    "agreed_outlook",
    "funds_outlook",
    "large_projects_needed",
    "out_of_city_outlook",
    "pipeline_outlook",
    "simulate",
    "size_classes",
    "year_end_outlook",
]
