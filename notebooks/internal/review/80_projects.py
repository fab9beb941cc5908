# %% [markdown] tags=["zh"]
# # 项目卡片
#
# 台账中每个项目的基本情况、到位资金、阶段记录和预计签约额。仅在内部级别的运行中执行。

# %% tags=["parameters"]
# Parameters: the suite sets them from params/<period>.yaml; change one and run all cells again
district = "jiangjin"
period = "2023Q4"
as_of = "2024-03-31"
language = "zh"
seed = 20230731
tier = "internal"
assumptions: dict = {}

# %% [markdown] tags=["en"]
# # Projects
#
# What the ledger says of each project, its payments, dated stages and the amount expected. Executed in runs of the internal tier alone.

# %%
import jjinvest as jj
from jjinvest.reporting.pages import projects

# %%
d = jj.open(district, period, as_of=as_of, language=language, seed=seed, tier=tier, assumptions=assumptions)
report = d.report()
cards = projects.cards_of(report)
report.header("projects")
projects.lead(report, cards)

# %% [markdown] tags=["zh"]
# ## 目录与卡片
#
# 按阶段和金额排列。预计签约额＝金额×签约概率；阶段记录取自历次导入。

# %% [markdown] tags=["en"]
# ## List and cards
#
# Ordered by stage and amount. The expected amount is amount times chance of signing; dated stages come from all imports.

# %%
projects.index(report, cards)

# %%
projects.cards(report, cards)

# %%
report.end()
