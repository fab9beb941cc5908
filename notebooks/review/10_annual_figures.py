# %% [markdown]
# # 各项数字 / Annual figures
#
# 每一个公布数、它的出处，以及能由其他数推得的结果。Every published figure, its source, and what follows from them.

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
from jjinvest.reporting.pages import annual_figures
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
report.header("annual_figures")
annual_figures.lead(report)

# %%
annual_figures.totals(report)

# %%
annual_figures.computed(report)

# %%
annual_figures.others(report)

# %%
annual_figures.events(report)

# %%
annual_figures.earlier(report)

# %%
annual_figures.ledger(report)

# %%
report.end()
