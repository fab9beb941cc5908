# %% [markdown]
# # 各区情况 / All districts
#
# 各区完成得怎样，全市合计多少，谁没有上报？数取自各区已发布的报告，不重新计算。How far are the districts, what is the sum, who has not reported? Numbers are those that the districts published; none is computed again.

# %% tags=["parameters"]
# Parameters: the suite sets them; change one and run all cells again
district = "all"
period = "2023Q4"
as_of = "2024-03-31"
language = "zh"
seed = 20230731
tier = "public"
assumptions: dict = {}

# %%
from jjinvest.reporting.group_report import GroupReport
from jjinvest.reporting.pages import municipality

# %%
report = GroupReport.of(period, language=language, tier=tier)
group = report.group
report.header("municipality")
municipality.lead(report)

# %% [markdown]
# 合计只加总同期间、同口径、同单位的数。A sum adds numbers of one period, definition and unit.

# %%
levels = group.frame("level").pivot_table(index="district", columns="measure", values="value")
levels.sum(min_count=1)

# %%
municipality.sums(report)

# %% [markdown]
# 完成率与名次：规则在 scorecard.yaml。Completion and rank: the rules are in scorecard.yaml.

# %%
completion = group.frame("completion").pivot_table(index="district", columns="measure", values="value")
completion.median()

# %%
municipality.league(report)

# %%
municipality.outliers(report)
municipality.multiples(report)
report.end()
