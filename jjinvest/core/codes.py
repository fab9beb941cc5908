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
    "agreed_amount": "agreed",
    "contract_amount": "contract",
    "funds_in_place": "funds",
}
"""Measure (the basis of its definition) of each metric that sources and ledgers share."""
