"""Codes shared by tables and ledgers: stages of a project, origins of an investor, basis of a metric."""

STAGES = ("lead", "negotiating", "signed", "started", "in_production", "terminated")
"""Stages of a project, in order; ``terminated`` ends any of them."""

DATE_OF_STAGE = {
    "negotiating": "negotiated_on",
    "signed": "signed_on",
    "started": "started_on",
    "in_production": "in_production_on",
    "terminated": "terminated_on",
}
"""The ledger's date column that shows a stage was reached; a lead needs no date."""

SIGNED_STAGES = ("signed", "started", "in_production")
"""Stages of a project with an agreement in force."""

OUT_OF_CITY_ORIGINS = ("out_of_city", "abroad")
"""Origins of an investor from outside the municipality."""

BASIS_OF_METRIC = {
    "projects_signed": "count",
    "projects_started": "count",
    "projects_completed": "count",
    "projects_performing": "count",
    "projects_in_negotiation": "count",
    "agreed_amount": "agreed",
    "contract_amount": "contract",
    "funds_in_place": "funds",
    "funds_to_date": "funds",
    "intended_amount": "intended",
    "expected_output": "output",
    "cluster_output": "output",
    "capacity": "capacity",
    "project_size": "agreed",
    "rank": "rank",
}
"""Measure (the basis of its definition) of each metric that sources and ledgers share."""

FLOWS = (
    "projects_signed",
    "agreed_amount",
    "contract_amount",
    "funds_in_place",
    "foreign_funds",
    "projects_started",
    "projects_completed",
)
"""Metrics of what accumulates over a year, so that its parts add up and its first half may be subtracted."""

TO_DATE = "_to_date"
"""End of the name of a metric that is a total to date: ``projects_signed_to_date``."""

RATIOS = {
    "funds_rate_dynamic": ("funds_in_place", "contract_amount"),
    "funds_rate_cohort": ("funds_to_date", "contract_amount"),
    "performance_rate": ("projects_performing", "projects_signed"),
    "start_rate": ("projects_started", "projects_signed"),
    "production_rate": ("projects_completed", "projects_signed"),
}
"""Metric of a rate -> (numerator, denominator), of one period and part; a district may add its own.

The dynamic funds rate is the period's funds over the period's new contracts; the cohort rate the funds to
date of the same projects over their contracts.
"""

THREE_SECTORS = ("primary", "secondary", "tertiary")
"""三次产业, the sectors of statistics, in their order."""

TO_SIGNED = {
    "performance_rate": "performing_to_signed",
    "start_rate": "starts_to_signed",
    "production_rate": "completions_to_signed",
}
"""Rate of signed projects -> the ratio of two counts of a period; the first may be of earlier signings.

It is no rate (86 % beside a 开工率 of 45 %), so it has a name of its own.
"""
