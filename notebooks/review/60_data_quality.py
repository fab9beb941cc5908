# %% [markdown] tags=["zh"]
# # 数据质量
#
# 公布数与重算逐项核对：相符、前后不同、矛盾；哪些数无法核对；来源与日期。

# %% tags=["parameters"]
# Parameters: the suite sets them from params/<period>.yaml; change one and run all cells again
district = "jiangjin"
period = "2023Q4"
as_of = "2024-03-31"
language = "zh"
seed = 20230731
tier = "public"
assumptions: dict = {}

# %% [markdown] tags=["en"]
# # Data quality
#
# Published and recomputed figures, check by check; what cannot be checked; sources and dates.

# %%
import pandas as pd

import jjinvest as jj
from jjinvest.analysis.recomputed import agrees
from jjinvest.reporting import charts
from jjinvest.reporting.pages import data_quality

# %%
d = jj.open(district, period, as_of=as_of, language=language, seed=seed, tier=tier, assumptions=assumptions)
report = d.report()
report.header("data_quality")
data_quality.lead(report)

# %% [markdown] tags=["zh"]
# ## 逐项核对
#
# 一项核对是一个等式或一个不等式：一个公布数，和能推出它、或它不得大于（不得小于）的其他公布数。考虑各自舍入的误差，等式或不等式成立，即为一致。

# %% [markdown] tags=["en"]
# ## Check by check
#
# A check is an equation or an inequality: a figure, and others from which it follows or which it may not exceed (or fall below). It agrees if the relation holds within the rounding of what was published.

# %%
checks = d.checks
verdicts = checks["verdict"].value_counts() if len(checks) else pd.Series(dtype="int64")
verdicts

# %%
if len(checks):
    assert agrees(len(checks), d.results.get("now.checks.total"))

# %%
data_quality.checks(report, charts.checks)

# %% [markdown] tags=["zh"]
# ## 前后不同与矛盾
#
# 同一个数在不同的文里不同：后来改了口径或数据的是前后不同，不能同时成立的是矛盾。

# %% [markdown] tags=["en"]
# ## Restated and contradictory figures
#
# One number that differs between texts: restated where definition or data changed, contradictory where both cannot hold.

# %%
values = d.figures.groupby("id")["value"].nunique()
values[values > 1]

# %%
data_quality.restated(report)

# %% [markdown] tags=["zh"]
# ## 公布数能否同时成立
#
# 寻找一份与全部公布数相容的项目台账（整数规划）。存在，则公布数彼此不矛盾；每个未公布的数在所有这样的台账中的最小与最大值，就是它的上下界。

# %% [markdown] tags=["en"]
# ## Whether all figures can hold at once
#
# An integer programme looks for a ledger of projects that agrees with every figure. If there is one the figures do not contradict each other; the least and greatest value of a number over all such ledgers are its bounds.

# %%
bounds = d.table("bounds")
if {"amount_bounds_low", "amount_bounds_high"} <= set(bounds):
    bounds["width"] = bounds["amount_bounds_high"] - bounds["amount_bounds_low"]
    assert (bounds["width"].dropna() >= 0).all()
bounds

# %%
data_quality.consistency(report)

# %% [markdown] tags=["zh"]
# ## 再公布哪一个数最有用
#
# 对每个可能再公布的数，取它的任何一个可能值，看上下界最宽还剩多少；剩得最少的最有用。

# %% [markdown] tags=["en"]
# ## Which further figure helps most
#
# For each further figure, whichever value it takes: how wide a bound can still be. The one that leaves least helps most.

# %%
disclosures = d.table("disclosures")
disclosures

# %%
data_quality.disclosures(report)

# %% [markdown] tags=["zh"]
# ## 模拟重构
#
# 随机抽取与全部公布数相容的台账。它们只说明区间里有什么样的台账，不是估计，所以没有平均数。

# %% [markdown] tags=["en"]
# ## Reconstructed ledgers
#
# Ledgers drawn at random that agree with every figure. They show what lies in the intervals; they are no estimate, so there is no mean.

# %%
drawn = pd.DataFrame(d.results.reconstructed)
for name in drawn:
    bound = d.results.bounds[name]
    assert drawn[name].between(bound.low - 1e-6, bound.high + 1e-6).all()
drawn.describe().loc[["min", "25%", "75%", "max"]] if len(drawn.columns) else drawn

# %%
data_quality.reconstructed(report, charts.reconstructed)

# %% [markdown] tags=["zh"]
# ## 不参加任何核对的数
#
# 没有其他数可与之核对，对错无从查起。

# %% [markdown] tags=["en"]
# ## Figures that take part in no check
#
# No other figure is related to them, so that a mistake would not be seen.

# %%
unchecked = d.table("not_recomputable")
unchecked

# %%
data_quality.not_recomputable(report)

# %% [markdown] tags=["zh"]
# ## 来源
#
# 每个来源的公布日期，原文没有的由内容推断，宁晚勿早。

# %% [markdown] tags=["en"]
# ## Sources
#
# The day of each source; where the text gives none it is inferred, rather late than early.

# %%
sources = d.table("sources")
per_source = d.figures.groupby("source").size()
per_source

# %%
if len(sources):
    assert sources["figures"].sum() == len(d.figures)

# %%
data_quality.sources(report)

# %%
report.end()
