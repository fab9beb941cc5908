# %% [markdown] tags=["zh"]
# # 目标与展望
#
# 目标能达到吗，范围多大，什么最能改变它，怎样才能达到。

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
# # Targets and outlook
#
# Will the targets be reached, within what range, what would move it, what would have to happen.

# %%
import numpy as np

import jjinvest as jj
from jjinvest.analysis.recomputed import column_agrees, numbers
from jjinvest.reporting import charts
from jjinvest.reporting.pages import forecast

# %%
d = jj.open(district, period, as_of=as_of, language=language, seed=seed, tier=tier, assumptions=assumptions)
report = d.report()
report.header("targets_forecast")
forecast.lead(report)

# %% [markdown] tags=["zh"]
# ## 各项目标与把握
#
# 所需增速＝目标÷上年同口径数－1。

# %% [markdown] tags=["en"]
# ## Targets and their chances
#
# The growth needed is the target over last year's figure of the same definition, less one.

# %%
ahead = d.table("outlook")
ahead

# %%
growth = 100 * (numbers(ahead, "target") / numbers(ahead, "last_year") - 1)
assert column_agrees(growth, ahead, "growth_needed")

# %%
forecast.aims(report)

# %% [markdown] tags=["zh"]
# ## 全年会在什么范围
#
# 模拟全年总额，八成区间是第 10 至第 90 百分位；把握由模拟总额的经验分布读出。

# %% [markdown] tags=["en"]
# ## The range of the year's total
#
# Totals of the year are simulated; the 80% range is from the 10th to the 90th percentile; the chance is read from their empirical distribution.

# %%
total = d.forecast("agreed_amount") if "agreed_amount" in d.forecasts else None
total.summary() if total is not None else None

# %%
chance = d.results.get(f"{d.results.outlook.ahead[0]}.p_reach")
if total is not None and chance is not None and chance.value is not None and total.target == chance.target:
    assert np.isclose(np.mean(total.samples >= total.target), chance.value)

# %%
forecast.range_of_total(report, charts.distribution)

# %% [markdown] tags=["zh"]
# ## 什么最能改变结果
#
# 把模拟年份按一个因素排序，比较最低与最高五分之一年份的把握；假设则比较用与不用。

# %% [markdown] tags=["en"]
# ## What would move it most
#
# Simulated years are ranked by one driver, and the chance in the lowest and highest fifth compared; an assumption with and without it.

# %%
drivers = d.table("sensitivity")
drivers

# %%
swing = 100 * (numbers(drivers, "high_p") - numbers(drivers, "low_p"))
assert np.allclose(swing, numbers(drivers, "swing"), equal_nan=True)

# %%
forecast.drivers(report, charts.sensitivity)

# %% [markdown] tags=["zh"]
# ## 怎样才能达到
#
# 所需每月＝（目标－已有）÷余下月数；年度结束后为下一年目标÷12。

# %% [markdown] tags=["en"]
# ## What would have to happen
#
# Needed a month: the target less what there is, over the months left; after the year the next target over 12.

# %%
pace = d.table("pace")
pace

# %%
if d.results.complete_year:
    assert column_agrees(numbers(pace, "target") / 12, pace, "monthly_needed")

# %%
forecast.needed(report)

# %% [markdown] tags=["zh"]
# ## 预测为什么变了
#
# 上期发布与现在之差按原因分解，各项相加恰好等于总变化。

# %% [markdown] tags=["en"]
# ## Why the forecast changed
#
# The difference from the last release by reason; the parts add up to the change exactly.

# %%
why = d.table("why")
why

# %%
forecast.why(report, charts.bridge)

# %% [markdown] tags=["zh"]
# ## 以往预测准不准
#
# 以往发布的预测与后来公布的数相比；没有的，用当时已公布的数重做。

# %% [markdown] tags=["en"]
# ## How earlier forecasts turned out
#
# Released forecasts beside what was published later; without any, re-forecasts from what was public then.

# %%
record = d.table("track_record")
record

# %%
forecast.track(report)

# %%
forecast.notes(report)
