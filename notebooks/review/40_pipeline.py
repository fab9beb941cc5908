# %% [markdown]
# # 项目推进 / Project pipeline
#
# 项目进展到哪一步、停留多久、多少签约项目开工和投产。Where projects stand, how long they have waited, how many signings became construction and production.

# %% tags=["parameters"]
# Parameters: the suite sets them from params/<period>.yaml; change one and run all cells again
district = "jiangjin"
period = "2023Q4"
as_of = "2024-03-31"
language = "zh"
seed = 20230731
tier = "public"
assumptions: dict = {}

# %%
from jjinvest.reporting.pages import pipeline
from jjinvest.reporting.report import Report

# %%
report = Report.open(
    district=district,
    period=period,
    as_of=as_of,
    language=language,
    seed=seed,
    tier=tier,
    assumptions=assumptions,
)
report.header("pipeline")
pipeline.lead(report)

# %%
pipeline.stages(report)

# %%
pipeline.waiting(report)

# %%
pipeline.rates(report)

# %%
pipeline.categories(report)

# %%
pipeline.published(report)

# %%
report.end()
