# %% [markdown] tags=["zh"]
# # 总览
#
# 一页看全年：目标、下一步、来源、变化、可信度。

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
# # Overview
#
# The year on one page: targets, what comes next, where it comes from, what changed, whether to trust it.

# %%
import numpy as np
import pandas as pd

import jjinvest as jj
from jjinvest.analysis.recomputed import agrees, column_agrees, number, numbers
from jjinvest.reporting import charts
from jjinvest.reporting.pages import overview

# %%
d = jj.open(district, period, as_of=as_of, language=language, seed=seed, tier=tier, assumptions=assumptions)
report = d.report()
report.header("overview")
overview.lead(report)

# %% [markdown] tags=["zh"]
# ## 目标完成情况
#
# 完成率＝实际÷目标，超额＝实际－目标；目标与实际口径相同才相比。灯的规则在数据文件 lights.csv。

# %% [markdown] tags=["en"]
# ## Targets and completion
#
# Completion is actual over target, the excess actual less target; only figures of one definition are compared. The rules of the lights are data (lights.csv).

# %%
stood = d.table("stood")
stood

# %%
assert column_agrees(100 * numbers(stood, "actual") / numbers(stood, "target"), stood, "completion")

# %%
overview.completion(report)

# %% [markdown] tags=["zh"]
# ## 考核与预警
#
# 得分按本单位的考核办法（scorecard.yaml）计，没有就不计分；预警按 alerts.yaml 的阈值。

# %% [markdown] tags=["en"]
# ## Scorecard and alerts
#
# Points follow the office's own rules (scorecard.yaml), without which there are none; alerts the thresholds of alerts.yaml.

# %%
alerts = d.table("alerts")
alerts

# %%
assert agrees(len(d.results.alerts), d.results.get("now.alert.total")) or not d.results.alerts

# %%
overview.attention(report)

# %% [markdown] tags=["zh"]
# ## 下一步的目标
#
# 所需增速＝目标÷上年同口径数－1；把握是模拟总额不低于目标的次数占比。

# %% [markdown] tags=["en"]
# ## The targets ahead
#
# The growth needed is the target over last year's figure of the same definition, less one; the chance is the share of simulated totals that reach the target.

# %%
ahead = d.table("outlook")
growth = 100 * (numbers(ahead, "target") / numbers(ahead, "last_year") - 1)
ahead

# %%
assert column_agrees(growth, ahead, "growth_needed")
if "agreed_amount" in d.forecasts:
    forecast = d.forecast("agreed_amount")
    chance = d.results.get(f"{d.results.outlook.ahead[0]}.p_reach")
    if chance is not None and chance.value is not None and forecast.target == chance.target:
        assert np.isclose(forecast.p_reach(), chance.value)

# %%
overview.ahead(report)

# %% [markdown] tags=["zh"]
# ## 引资从哪里来
#
# 占比＝部分÷合计；各部分金额不全公开时按项目数。

# %% [markdown] tags=["en"]
# ## Where it comes from
#
# A share is a part over the total; by number of projects where amounts of some parts are not public.

# %%
total = number(d.results, "now.agreed_amount")
sectors = d.table("sectors")
sectors

# %%
assert column_agrees(100 * numbers(sectors, "amount") / total, sectors, "amount_share")

# %%
overview.composition(report)

# %% [markdown] tags=["zh"]
# ## 最大的项目
#
# 公开级别只列来源点名的项目；台账中的项目按读者的公开级别列名。

# %% [markdown] tags=["en"]
# ## The largest projects
#
# At the public level only projects that a source named; those of a ledger by the reader's level.

# %%
largest = d.table("largest_listed")
signed = pd.Series(dtype="float64")
if d.results.ledger is not None:
    ledger = d.ledger_rows("signed_on", "agreed_amount")
    this_year = ledger["signed_on"].dt.year == int(d.period[:4])
    signed = ledger.loc[this_year, "agreed_amount"]
largest

# %%
for n in (5, 10, 20):
    assert agrees(signed.nlargest(n).sum(), d.results.get(f"now.ledger.agreed_amount.top{n}"))

# %%
overview.largest(report)

# %% [markdown] tags=["zh"]
# ## 走势
#
# 台账按签约季度合计；只有公布数时，取各次活动、半年或各年的数。

# %% [markdown] tags=["en"]
# ## Trend
#
# Sums by quarter of signing from the ledger; from published figures alone, those of events, half-years or years.

# %%
recent = d.table("recent_periods")
if d.results.ledger is not None:
    ledger = d.ledger_rows("signed_on", "agreed_amount", with_gone=True)
    quarter = ledger["signed_on"].dt.to_period("Q").astype(str)
    by_quarter = ledger.groupby(quarter)["agreed_amount"].sum()
    for name in by_quarter.index:
        assert agrees(by_quarter[name], d.results.ledger.get(f"{name.lower()}.agreed_amount"))
recent

# %%
overview.trend(report, charts.trend)

# %% [markdown] tags=["zh"]
# ## 有什么变化
#
# 与上期发布逐数比较；没有发布过时，比上半年与下半年。

# %% [markdown] tags=["en"]
# ## What changed
#
# Number by number against the last release; without one, the first half against the second.

# %%
halves = d.table("halves")
halves

# %%
first, second = numbers(halves, "first_half"), numbers(halves, "second_half")
if "first_half_restated" in halves:  # the year counts the later amounts, so the first half does too
    first = halves["first_half_restated"].fillna(first)
again = 100 * first / (first + second)
assert column_agrees(again, halves, "share")

# %%
overview.changed(report)

# %% [markdown] tags=["zh"]
# ## 这些数可信吗
#
# 有关联的公布数相互核对：相加、相除、前后两次公布。没有可核对的，不亮灯。

# %% [markdown] tags=["en"]
# ## Can the figures be trusted
#
# Related figures are held against each other: sums, quotients, first and later publication. Where nothing can be compared there is no light.

# %%
checks = d.checks
checks["verdict"].value_counts() if len(checks) else None

# %%
assert agrees(len(checks), d.results.get("now.checks.total"))

# %%
overview.trust(report)

# %%
overview.notes(report)
