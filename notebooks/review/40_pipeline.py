# %% [markdown] tags=["zh"]
# # 项目推进
#
# 项目进展到哪一步、停留多久、多少签约项目开工和投产。

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
# # Progress of projects
#
# Where projects stand, how long they have waited, how many signings became construction and production.

# %%
import pandas as pd

import jjinvest as jj
from jjinvest.analysis.recomputed import agrees, column_agrees, numbers
from jjinvest.reporting import charts
from jjinvest.reporting.pages import pipeline, scorecard

# %%
d = jj.open(district, period, as_of=as_of, language=language, seed=seed, tier=tier, assumptions=assumptions)
report = d.report()
report.header("pipeline")
pipeline.lead(report)

# %% [markdown] tags=["zh"]
# ## 各阶段的项目
#
# 按台账记载的阶段数项目、加金额。签约前的金额是意向，不是协议。

# %% [markdown] tags=["en"]
# ## Projects by stage
#
# Projects counted and amounts added by the stage in the ledger. Amounts before signing are intended, not agreed.

# %%
has_ledger = d.results.ledger is not None
dates = ("negotiated_on", "signed_on", "started_on", "in_production_on", "terminated_on")
columns = ("stage", "agreed_amount", *dates)
ledger = d.ledger_rows(*columns) if has_ledger else pd.DataFrame()
by_stage = ledger.groupby("stage")["agreed_amount"].agg(["size", "sum"]) if has_ledger else ledger
by_stage

# %%
if has_ledger:
    stages = d.table("stages")
    again = by_stage.reindex(stages["stage"], fill_value=0).set_axis(stages.index)
    assert column_agrees(again["size"], stages, "count")
    assert column_agrees(again["sum"], stages, "sum")

# %%
pipeline.stages(report, charts.stage_funnel)

# %% [markdown] tags=["zh"]
# ## 停留时间
#
# 从进入当前阶段之日到台账截止日的天数：中位数和范围。仍在等待的项目按截尾处理，可估计签约后多久开工（Kaplan–Meier）。

# %% [markdown] tags=["en"]
# ## Waiting times
#
# Days from entering the present stage to the day of the ledger: median and range. With those still waiting as censored, the time from signing to construction is estimated (Kaplan–Meier).

# %%
entered = {"negotiating": "negotiated_on", "signed": "signed_on", "started": "started_on"}
medians = pd.Series(dtype="float64")
if has_ledger:
    today = pd.Timestamp(ledger.attrs["stands_on"])
    days = {
        stage: (today - ledger.loc[ledger["stage"] == d.words.label(stage), column]).dt.days
        for stage, column in entered.items()
    }
    medians = pd.Series({stage: waited.median() for stage, waited in days.items()})
medians

# %%
for stage, median in medians.items():
    assert agrees(median, d.results.get(f"now.ledger.projects.in_stage.{stage}.median_days"))

# %%
steps = ["signed_on", "started_on", "in_production_on", "terminated_on"]
signed = ledger.loc[ledger["signed_on"].notna(), steps] if has_ledger else ledger
days_to_start = pd.Series(dtype="float64")
if len(signed) > 1:
    from statsmodels.duration.survfunc import SurvfuncRight

    until = signed["started_on"].fillna(signed["terminated_on"]).fillna(today)
    waited = (until - signed["signed_on"]).dt.days.clip(lower=0)
    to_start = SurvfuncRight(waited, signed["started_on"].notna())
    days_to_start = pd.Series({share: to_start.quantile(share) for share in (0.25, 0.5, 0.75)})
days_to_start

# %%
pipeline.waiting(report, charts.waiting)

# %% [markdown] tags=["zh"]
# ## 履约率、开工率、投产率
#
# 分母是截至月末已签约的全部项目，终止的也在内；分子是其中开工、投产的。

# %% [markdown] tags=["en"]
# ## Rates of performance, start and production
#
# The denominator is all projects signed by the end of the month, terminated ones included; the numerator those that started, or produce.

# %%
later = ["started_on", "in_production_on"]
reached = signed[later].notna().mean() * 100 if len(signed) else pd.Series(dtype="float64")
reached

# %%
rates = d.table("rates")
rates.head()

# %%
pipeline.rates(report)

# %% [markdown] tags=["zh"]
# ## 未签约项目的期望
#
# 期望＝金额×签约概率，概率由本地历史按阶段和停留时间估计。

# %% [markdown] tags=["en"]
# ## What is expected of unsigned projects
#
# The expected amount is amount times chance of signing; chances are estimated from local history by stage and time in it.

# %%
categories = d.table("categories")
categories

# %%
if len(categories):
    expected = numbers(categories, "expected_amount")
    assert not (expected > numbers(categories, "sum") + 1e-9).any()

# %%
pipeline.categories(report)

# %% [markdown] tags=["zh"]
# ## 公开文本中的在谈与推进情况
#
# 原文公布的在谈、开工、投产、履约的数。

# %% [markdown] tags=["en"]
# ## Negotiation and progress in published texts
#
# Numbers of negotiations, starts, production and performance that texts give.

# %%
progress = d.table("pipeline_published")
progress

# %%
pipeline.published(report)

# %% [markdown] tags=["zh"]
# ## 停留过久的项目
#
# 在一个阶段停留的天数超过规则所定的项目；名单只给有权看的人。

# %% [markdown] tags=["en"]
# ## Projects that wait too long
#
# Projects that have been in a stage for more days than the rules allow; names are for those who may see them.

# %%
scorecard.waiting_alerts(report)

# %%
report.end()
