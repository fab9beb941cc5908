# %% [markdown]
# # 数据质量 / Data quality
#
# 公布数与重算逐项核对：相符、前后不同、矛盾；哪些数无法核对；来源与日期。Published and recomputed figures, check by check; what cannot be checked; sources and dates.

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
from jjinvest.reporting.pages import data_quality
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
report.header("data_quality")
data_quality.lead(report)

# %%
data_quality.checks(report)

# %%
data_quality.restated(report)

# %%
data_quality.consistency(report)

# %%
data_quality.disclosures(report)

# %%
data_quality.reconstructed(report)

# %%
data_quality.not_recomputable(report)

# %%
data_quality.sources(report)

# %%
report.end()
