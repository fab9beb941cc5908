# %% [markdown]
# # 到位资金 / Funds in place
#
# 到位多少、离目标多远、资金来自哪一年签约的项目。How much came in, how far from the target, and from the signings of which year.

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
from jjinvest.reporting.pages import funds
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
report.header("funds_in_place")
funds.lead(report)

# %%
funds.total(report)

# %%
funds.origin(report)

# %%
funds.rates(report)

# %%
funds.groups(report)

# %%
funds.cohorts(report)

# %%
report.end()
